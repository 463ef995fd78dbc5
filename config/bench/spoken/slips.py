"""Digits with what goes wrong around them: fillers, corrections, and the recogniser's own mistakes."""

from collections.abc import Sequence
from random import Random

from config.bench.spoken.marks import GLUE
from config.bench.spoken.words import digit_words, pairs

Groups = Sequence[str]
FILLERS = (
    ", um, ",
    ", uh, ",
    ", and then ",
    ", let's see, ",
    "... ",
    ", okay, ",
    ", then ",
    " space ",
    " dash ",
)
REPAIRS = (
    ", no sorry, ",
    ", wait, ",
    ", sorry, ",
    ", I mean ",
    ", oops, ",
    ", no, ",
    ", scratch that, ",
    ", actually ",
)
RESTARTS = (
    ", ‹hang on, let me start over, ›",
    "... ‹no, that's the wrong line. ›",
    ", ‹sorry, I lost my place. From the top, ›",
    ", ‹wait, I can't read this without my glasses. Okay, ›",
)
HEARD = {"1": ("won",), "2": ("to", "too"), "4": ("for",), "8": ("ate",), "6": ("sicks",), "0": ("owe", "oh")}


def say_group(group: str, way: str) -> str:
    """One group by itself: joined, words, pairs or hyphens."""
    if way == "words":
        return " ".join(digit_words(group))
    if way == "pairs":
        return " ".join(pairs(group))
    return "-".join(group) if way == "hyphens" else group


def _all_groups(groups: Groups, rng: Random) -> list[str]:
    way = rng.choice(("joined", "joined", "words", "hyphens"))
    return [say_group(group, way) for group in groups]


def _change(group: str, rng: Random) -> str:
    """The group with one digit wrong."""
    at = rng.randrange(len(group))
    other = rng.choice([digit for digit in "0123456789" if digit != group[at]])
    return group[:at] + other + group[at + 1 :]


def _cut(groups: Groups, least: int) -> list[str]:
    """The groups, or a single long one cut in two."""
    if len(groups) > 1 or len(groups[0]) < least:
        return list(groups)
    half = len(groups[0]) // 2
    return [groups[0][:half], groups[0][half:]]


def fillers(groups: Groups, rng: Random) -> str:
    """`4111, um, 1111 and then 1111`."""
    said = _all_groups(_cut(groups, 4), rng)
    text = said[0]
    marked = rng.randrange(1, len(said))
    for at, group in enumerate(said[1:], 1):
        text += (rng.choice(FILLERS) if at == marked or rng.random() < 0.35 else ", ") + group
    return text


def correction(groups: Groups, rng: Random) -> str:
    """One group said wrong, taken back and said right: `4112, no sorry, 4111 1111`."""
    parts = _cut(groups, 8)
    at = rng.randrange(len(parts))
    wrong = _change(parts[at], rng)
    said = _all_groups([*parts[:at], wrong, *parts[at:]], rng)
    text = " ".join(said[: at + 1]) + rng.choice(REPAIRS) + " ".join(said[at + 1 :])
    if rng.random() < 0.15:
        text = " ".join(said[:at] + said[at + 1 :]) + f", not {said[at]}"
    return text


def restart(groups: Groups, rng: Random) -> str:
    """Begun, given up and said again from the first digit; what is said between is an aside."""
    digits = "".join(groups)
    begun = "-".join(_change(digits[: rng.randint(2, len(digits) - 2)], rng))
    return begun + rng.choice(RESTARTS) + rng.choice((" ", ", ")).join(_all_groups(groups, rng))


def homophones(groups: Groups, rng: Random) -> str:
    """Number words heard as other words: `for won won ate`."""
    written = rng.random() < 0.5
    plain = "".join(groups)
    words = list(plain) if written else digit_words(plain)
    able = [at for at, digit in enumerate(plain) if digit in HEARD]
    for at in rng.sample(able, max(1, len(able) // 2)):
        words[at] = rng.choice(HEARD[plain[at]])
    return " ".join(words)


def glued(groups: Groups, rng: Random) -> str:
    """The blank before or after is lost: `it's4111`."""
    joined = rng.choice(("", "-")).join(groups)
    return rng.choice((GLUE + joined, GLUE + joined, joined + GLUE))


def run_on(groups: Groups, rng: Random) -> str:
    """The first group alone, the rest in one piece: `6011, 071615625972`."""
    digits = "".join(groups)
    head = len(groups[0]) if len(groups) > 1 else 4
    return f"{digits[:head]}, {digits[head:]}"


def dropped(groups: Groups, rng: Random) -> str:
    """One digit never heard."""
    at = rng.randrange(len(groups))
    short = groups[at][:-1] if len(groups[at]) > 1 else groups[at]
    return rng.choice((" ", ", ", "-")).join([*groups[:at], short, *groups[at + 1 :]])


def doubled(groups: Groups, rng: Random) -> str:
    """One digit heard twice."""
    at = rng.randrange(len(groups))
    return rng.choice((" ", ", ", "-")).join([*groups[:at], groups[at] + groups[at][-1], *groups[at + 1 :]])


def merged(groups: Groups, rng: Random) -> str:
    """Two neighbouring groups written as one: `41111111 1111 1111`."""
    parts = _cut(groups, 4)
    at = rng.randrange(len(parts) - 1)
    return " ".join([*parts[:at], parts[at] + parts[at + 1], *parts[at + 2 :]])


def split(groups: Groups, rng: Random) -> str:
    """Groups cut where nobody paused: `41 11 1 111`."""
    said: list[str] = []
    for group in groups:
        cut = rng.randint(1, max(1, len(group) - 1))
        said += [part for part in (group[:cut], group[cut:]) if part]
    return " ".join(said)


def letter_inside(groups: Groups, rng: Random) -> str:
    """A digit heard as a letter: `6-X-3-7`, `257a`."""
    digits = list("".join(groups))
    digits[rng.randrange(1, len(digits))] = rng.choice("XASBEHT")
    return rng.choice(("-", " ", ", ")).join(digits)
