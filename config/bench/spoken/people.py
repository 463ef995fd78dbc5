"""The made-up people of a dialogue and what can be known about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from config.bench.spoken.addresses import Address, make_address

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
CARD_GROUPS = {16: (4, 4, 4, 4), 15: (4, 6, 5), 14: (4, 6, 4), 13: (4, 3, 3, 3)}
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
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def digits(rng: Random, length: int) -> str:
    """Random digits; often with a run of one digit or a round end, which people say in ways of their own."""
    made = "".join(rng.choice("0123456789") for _ in range(length))
    if length >= 4 and rng.random() < 0.45:
        run = rng.choice((2, 2, 3, 3, 4))
        at = rng.randint(0, length - run)
        made = made[:at] + made[at] * run + made[at + run :]
    elif length >= 4 and rng.random() < 0.3:
        made = made[:-2] + "00"
    return made


def cut(number: str, sizes: Sequence[int]) -> tuple[str, ...]:
    """`number` in groups of the given sizes."""
    ends = [sum(sizes[: at + 1]) for at in range(len(sizes))]
    return tuple(number[end - size : end] for end, size in zip(ends, sizes, strict=True))


def groups_of(number: str, size: int) -> tuple[str, ...]:
    """`number` in groups of `size`; one left over joins the last group."""
    groups = [number[at : at + size] for at in range(0, len(number), size)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return tuple(groups)


def even_groups(number: str, rng: Random) -> tuple[str, ...]:
    """`number` in groups of three or four, as somebody reading it out would pause."""
    return groups_of(number, rng.choice((3, 4)))


def code(rng: Random, shape: str) -> str:
    """A code of `shape`: L is a letter, 9 a digit, anything else stands for itself."""
    made = (rng.choice(LETTERS) if c == "L" else rng.choice("0123456789") if c == "9" else c for c in shape)
    return "".join(made)


def card(rng: Random) -> str:
    """A published test number, or one with its middle changed so that the check digit is wrong."""
    number = rng.choice(TEST_CARDS)
    if rng.random() < 0.45:
        return number
    middle = digits(rng, len(number) - 10)
    changed = number[:4] + middle + number[4 + len(middle) :]
    return changed if not luhn(changed) else f"{changed[:-1]}{(int(changed[-1]) + 1) % 10}"


def luhn(number: str) -> bool:
    """Whether the check digit is right (ISO/IEC 7812-1, annex B)."""
    doubled = [
        int(d) if at % 2 == 0 else sum(divmod(2 * int(d), 10)) for at, d in enumerate(reversed(number))
    ]
    return sum(doubled) % 10 == 0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a name and the usual ways to be reached."""

    first: str
    last: str
    home: Address
    phone: str
    email: str
    born: date

    @property
    def full(self) -> str:
        return f"{self.first} {self.last}"


def make_person(rng: Random) -> Person:
    """A person whose e-mail address fits the name."""
    first, last = rng.choice(FIRST), rng.choice(LAST)
    f, s = first.lower(), last.lower().replace("'", "")
    number = str(rng.choice((rng.randint(2, 99), rng.randint(1960, 2004))))
    local = rng.choice(
        (f"{f}.{s}", f"{f[0]}{s}", f"{f}_{s}", f"{f}{number}", f"{s}.{f[0]}{number}", f"{f}-{s}")
    )
    exchange = "555" if rng.random() < 0.5 else f"{rng.randint(2, 9)}{digits(rng, 2)}"
    phone = f"{rng.randint(2, 9)}{rng.randint(0, 8)}{rng.randint(1, 9)}{exchange}{digits(rng, 4)}"
    born = date(1938, 1, 1) + timedelta(days=rng.randrange(67 * 365))
    return Person(first, last, make_address(rng), phone, f"{local}@{rng.choice(DOMAINS)}", born)
