"""Closed word classes of spoken numbers, spelling and dates in English."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The set of words in `text`."""
    return frozenset(text.split())


DIGITS = {
    "zero": "0", "nought": "0", "naught": "0", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "fife": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "niner": "9", "sicks": "6",
}  # fmt: skip
TEENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
    "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fourty": "4", "fifty": "5", "sixty": "6",
    "seventy": "7", "eighty": "8", "ninety": "9",
}  # fmt: skip
MAGNITUDES = {"hundred": "00", "thousand": "000"}
REPEATS = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4, "quad": 4, "quintuple": 5}
PLURALS = {
    "zeros": "0", "zeroes": "0", "ohs": "0", "ones": "1", "twos": "2", "threes": "3", "fours": "4",
    "fives": "5", "sixes": "6", "sevens": "7", "eights": "8", "nines": "9",
}  # fmt: skip
# Words that a recogniser writes for a digit; they count only beside a certain digit.
HOMOPHONES = {
    "o": "0", "oh": "0", "owe": "0", "won": "1", "to": "2", "too": "2", "tree": "3",
    "free": "3", "for": "4", "fore": "4",
    "sex": "6", "ate": "8", "nein": "9",
}  # fmt: skip
SPELLING_WORDS = {
    "alpha": "a", "alfa": "a", "bravo": "b", "charlie": "c", "delta": "d", "echo": "e", "foxtrot": "f",
    "golf": "g", "hotel": "h", "india": "i", "juliet": "j", "juliett": "j", "kilo": "k", "lima": "l",
    "mike": "m", "november": "n", "oscar": "o", "papa": "p", "quebec": "q", "romeo": "r", "sierra": "s",
    "tango": "t", "uniform": "u", "victor": "v", "whiskey": "w", "whisky": "w", "xray": "x", "x-ray": "x",
    "yankee": "y", "zulu": "z",
}  # fmt: skip
# Words and signs a speaker puts between the parts of one number.
BRIDGES = words(
    """
    um uh er erm ah oops whoops not pause hmm mm and then dash hyphen space slash let's lets let me see
    sorry no wait i mean actually rather make that it's is so okay ok scratch correction again after plus
    pound star hash
    """
)
MONTHS = words(
    """
    january february march april may june july august september october november december jan feb mar apr
    jun jul aug sept sep oct nov dec
    """
)
ORDINALS = words(
    """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth
    """
)
# A quantity is told from an identifier by what is counted: these follow the number ...
UNITS_AFTER = words(
    """
    dollar dollars buck bucks cent cents euro euros quid pence pounds pound mile miles kilometer
    kilometers kilometers meters percent percentage second seconds minute minutes hour hours day days
    night nights week weeks month months year years quarter quarters am pm sec secs moment moments thing
    things o'clock noon midnight times people persons guests kids children adults inch inches foot feet
    square degrees degree ton tons tonne fm hz ghz gigahertz megahertz megs meg mbps gigs gig gigabytes
    megabytes watt watts kilowatt kilowatts volt volts amp amps mg mgs milligram milligrams microgram
    micrograms ml milliliters cc gram grams kilo kilos ounce ounces lb lbs tablets pills units pieces
    boxes gallon gallons liter liters quart quarts yard yards acre acres cup cups digit digits business
    bedroom bathroom bedrooms rooms left million billion grand dozen each even flat psi mph rpm calories
    stops steps floors weekdays evenings hundredths percentile carat karat
    """
)
# ... and these stand before it.
UNITS_BEFORE = words(
    """
    press pressed option room floor model item size version windows step page chapter gate seat row
    section lane exit highway interstate route between until till quarter half past door elevator terminal
    platform flight window part sku bay aisle court table bus train breaker error class category episode
    season volume
    """
)
# ... and these say of a small number that it is only roughly so, or one of several.
ROUGHLY = words(
    """
    about around roughly approximately nearly almost least most than within only every another
    """
)
MONEY_SIGNS = frozenset("$€£")
