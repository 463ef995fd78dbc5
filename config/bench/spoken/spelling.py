"""Letters and mixed codes as they are spelled over the telephone."""

import re
from random import Random

from config.bench.spoken.words import digit_words

NATO = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            *("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet"),
            *("kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango"),
            *("uniform", "victor", "whiskey", "x-ray", "yankee", "zulu"),
        ),
        strict=True,
    )
)
HOMELY = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            *("apple", "boy", "cat", "dog", "elephant", "fish", "girl", "house", "ice", "jelly"),
            *("kite", "lemon", "monkey", "nest", "orange", "peanut", "queen", "rabbit", "sugar", "table"),
            *("umbrella", "violin", "water", "xylophone", "yellow", "zebra"),
        ),
        strict=True,
    )
)
LINKS = ("{0} as in {1}", "{0} like {1}", "{0} for {1}", "{0} as in {1}", "{0}, {1}", "{0} is for {1}")
LETTER_WAYS = ("hyphens", "spaces", "commas", "nato", "as_in", "some_as_in", "double", "periods")


def _double(letters: str) -> str:
    said = re.sub(r"(.)\1", r"double \1", letters)
    return ", ".join(re.findall(r"double .|.", said))


def spell(letters: str, way: str, rng: Random) -> str:
    """`letters` (A to Z) one after another in `way`, one of LETTER_WAYS; `double` says equal neighbours once."""
    letters = letters.upper()
    if way == "nato":
        return rng.choice((" ", ", ")).join(NATO[letter] for letter in letters)
    if way in ("as_in", "some_as_in"):
        link = rng.choice(LINKS)
        explained = way == "as_in" or len(letters) == 1
        keep = [explained or letter in "BDPTMNFSV" or at == 0 for at, letter in enumerate(letters)]
        words = NATO if rng.random() < 0.25 else HOMELY
        pairs = zip(letters, keep, strict=True)
        return ", ".join(link.format(letter, words[letter]) if told else letter for letter, told in pairs)
    if way == "double":
        return _double(letters)
    return {"hyphens": "-", "spaces": " ", "commas": ", ", "periods": ". "}[way].join(letters)


def letter_way(letters: str, rng: Random, *, bare: bool) -> str:
    """A way to spell that shows: `double` needs a doubled letter, bare text has no commas."""
    ways = [way for way in LETTER_WAYS if not (bare and way in ("commas", "periods"))]
    if not re.search(r"(.)\1", letters):
        ways.remove("double")
    # Few names have a doubled letter; where there is one, it is mostly said so.
    return rng.choices(ways, [4 if way == "double" else 1 for way in ways])[0]


def _digits(digits: str, rng: Random) -> str:
    ways = (
        digits,
        digits,
        "-".join(digits),
        " ".join(digits),
        " ".join(digit_words(digits, rng.choice(("oh", "zero")))),
        ", ".join(digits),
    )
    return rng.choice(ways)


def _written(code: str, rng: Random) -> tuple[str, str]:
    if len(code) > 11:
        cut = rng.choice((3, 4, 6))
        return " ".join(code[at : at + cut] for at in range(0, len(code), cut)), "code_written"
    return re.sub(r"(?<=[A-Z])(?=\d)", rng.choice(("", "-", " ")), code), "code_written"


def say_code(code: str, rng: Random) -> tuple[str, str]:
    """A code of capitals and digits (`BK40713`), and the form's name."""
    way = rng.choice(("written", "chars", "chars", "dash", "nato", "as_in", "spaced", "words"))
    runs = re.findall(r"[A-Z]+|\d+", code)
    if way == "written":
        return _written(code, rng)
    if way == "chars":
        return rng.choice(("-", ", ")).join(code), "code_chars"
    if way == "spaced":
        return " ".join(code), "code_spaced"
    if way == "words":
        said = [" ".join(run) if run.isalpha() else " ".join(digit_words(run, "oh")) for run in runs]
        return " ".join(said), "code_words"
    if way == "dash":
        said = [" ".join(run) if run.isalpha() else _digits(run, rng) for run in runs]
        return " dash ".join(said), "code_dash"
    said = [spell(run, way, rng) if run.isalpha() else _digits(run, rng) for run in runs]
    return ", ".join(said), f"code_{way}"


def say_name(name: str, rng: Random, *, bare: bool) -> tuple[str, str]:
    """A name said and spelled, or only spelled."""
    letters = re.sub(r"[^A-Za-z]", "", name)
    way = letter_way(letters.upper(), rng, bare=bare)
    spelled = spell(letters, way, rng)
    if rng.random() < 0.5:
        return f"{name}, {spelled}", f"name_{way}"
    return spelled, f"name_{way}"
