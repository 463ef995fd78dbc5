"""Words and numbers to draw people and their data from."""

FIRST = (
    *(
        "Maria",
        "James",
        "Aisha",
        "Tom",
        "Priya",
        "Kenji",
        "Olga",
        "Darnell",
        "Siobhan",
        "Luis",
        "Fatima",
        "Greg",
    ),
    *("Noor", "Wendy", "Hector", "Yolanda", "Piotr", "Denise", "Malik", "Ingrid", "Carl", "Thuy", "Rosalind"),
    *("Andre", "Beth", "Emeka", "Joanne", "Ravi", "Tamara", "Kyle", "Lucille", "Marcus", "Elena", "Walter"),
)
LAST = (
    *(
        "Delgado",
        "Becker",
        "Okafor",
        "Whitlock",
        "Nguyen",
        "Kowalczyk",
        "Patel",
        "O'Rourke",
        "Hassan",
        "Lindqvist",
    ),
    *(
        "Barrett",
        "Moreau",
        "Tanaka",
        "Castellano",
        "Dubois",
        "Ferris",
        "Grissom",
        "Hollander",
        "Iverson",
        "Jimenez",
    ),
    *(
        "Keller",
        "Lombardi",
        "McAllister",
        "Novak",
        "Osborne",
        "Pruitt",
        "Quigley",
        "Reyes",
        "Schaefer",
        "Tillman",
    ),
    *("Underwood", "Vasquez", "Wozniak", "Yamamoto", "Zielinski", "Abernathy", "Bhatt", "Chen"),
)
DOMAINS = (
    *(
        "gmail.com",
        "yahoo.com",
        "outlook.com",
        "hotmail.com",
        "icloud.com",
        "aol.com",
        "comcast.net",
        "proton.me",
    ),
    *("btinternet.com", "example.org", "lakeside-bakery.com", "whitlockfarms.com", "fastmail.com"),
)
# Numbers published for testing payments; no account stands behind any of them.
TEST_CARDS = (
    *("4111111111111111", "4012888888881881", "4242424242424242", "4000056655665556", "5555555555554444"),
    *("5105105105105100", "5200828282828210", "2223003122003222", "6011111111111117", "6011000990139424"),
    *("3530111333300000", "3566002020360505", "378282246310005", "371449635398431", "30569309025904"),
    *("38520000023237", "4222222222222"),
)
IBANS = (
    "DE89370400440532013000",
    "GB29NWBK60161331926819",
    "FR1420041010050500013M02606",
    "NL91ABNA0417164300",
)
NATIONAL = (
    *("national insurance number", "social insurance number", "PPS number"),
    *("Aadhaar number", "tax file number", "personal public service number"),
)
# An article is said but is no part of the datum.
CONDITIONS = (
    *(
        "type two diabetes",
        "high blood pressure",
        "asthma",
        "‹a ›heart murmur",
        "epilepsy",
        "COPD",
        "gout",
        "anemia",
    ),
    *(
        "rheumatoid arthritis",
        "sleep apnea",
        "Crohn's disease",
        "‹a ›torn meniscus",
        "glaucoma",
        "shingles",
        "vertigo",
    ),
    *(
        "multiple sclerosis",
        "‹an ›underactive thyroid",
        "kidney stones",
        "‹a ›latex allergy",
        "bipolar disorder",
        "lupus",
    ),
    *(
        "atrial fibrillation",
        "migraines",
        "early-stage Parkinson's",
        "‹a ›herniated disc",
        "chronic bronchitis",
    ),
)
MEDICATIONS = (
    *(
        "metoprolol",
        "lisinopril",
        "metformin",
        "warfarin",
        "Eliquis",
        "gabapentin",
        "sertraline",
        "prednisone",
    ),
    *(
        "Ozempic",
        "levothyroxine",
        "amoxicillin",
        "atorvastatin",
        "albuterol",
        "oxycodone",
        "Xarelto",
        "insulin",
    ),
    *("hydrochlorothiazide", "Lexapro", "tramadol", "methotrexate", "Humira", "clonazepam", "omeprazole"),
)
WORDS = (
    "marmalade",
    "bluebird",
    "sunshine",
    "tugboat",
    "pineapple",
    "lighthouse",
    "chestnut",
    "rollercoaster",
)
