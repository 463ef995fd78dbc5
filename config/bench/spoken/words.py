"""Numbers as people say them."""

ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
IRREGULAR_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def digit_words(digits: str, zero: str = "zero") -> list[str]:
    """One word per digit; `zero` is the word for 0."""
    return [zero if digit == "0" else ONES[int(digit)] for digit in digits]


def cardinal(number: int) -> str:
    """`4111` -> `four thousand one hundred eleven`; from 0 to 999,999."""
    if number < 10:
        return ONES[number]
    if number < 20:
        return TEENS[number - 10]
    if number < 100:
        tens, ones = divmod(number, 10)
        return TENS[tens] + (f"-{ONES[ones]}" if ones else "")
    unit, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    many, rest = divmod(number, unit)
    return f"{cardinal(many)} {name}" + (f" {cardinal(rest)}" if rest else "")


def pair(two: str) -> str:
    """Two digits said together: `41` -> `forty-one`, `07` -> `oh seven`, `00` -> `oh oh`."""
    if two[0] == "0":
        return " ".join(digit_words(two, "oh"))
    return cardinal(int(two))


def pairs(digits: str) -> list[str]:
    """Digits two by two; an odd one stands first, alone."""
    head = [cardinal(int(digits[0]))] if len(digits) % 2 else []
    rest = digits[len(digits) % 2 :]
    return head + [pair(rest[at : at + 2]) for at in range(0, len(rest), 2)]


def ordinal(number: int) -> str:
    """`21` -> `twenty-first`; from 1 to 99."""
    head, dash, last = cardinal(number).rpartition("-")
    if last in IRREGULAR_ORDINALS:
        return head + dash + IRREGULAR_ORDINALS[last]
    return head + dash + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


def ordinal_digits(number: int) -> str:
    """`21` -> `21st`."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{({1: 'st', 2: 'nd', 3: 'rd'}).get(number % 10, 'th')}"


def year(number: int) -> str:
    """`1982` -> `nineteen eighty-two`, `2004` -> `two thousand four`, `2027` -> `twenty twenty-seven`."""
    if 2000 <= number < 2010:
        return cardinal(number)
    return " ".join(pairs(str(number)))
