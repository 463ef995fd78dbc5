"""Every way a string of digits is said or written down; `FORMS` is the list the generator draws from."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from config.bench.spoken import repeats, slips
from config.bench.spoken.words import cardinal, digit_words, pairs

Groups = Sequence[str]


@dataclass(frozen=True, slots=True)
class Form:
    """One way of saying digits given in groups. `punctuated`: it cannot be told apart once punctuation is gone."""

    name: str
    render: Callable[[Groups, Random], str]
    fits: Callable[[str], bool] = lambda digits: True
    weight: float = 1.0
    punctuated: bool = False


def _each(separator: str) -> Callable[[Groups, Random], str]:
    return lambda groups, rng: separator.join("".join(groups))


def _between(separator: str) -> Callable[[Groups, Random], str]:
    return lambda groups, rng: separator.join(groups)


def _words(separator: str, zero: str = "") -> Callable[[Groups, Random], str]:
    def render(groups: Groups, rng: Random) -> str:
        return separator.join(digit_words("".join(groups), zero or rng.choice(("oh", "zero"))))

    return render


def _word_groups(separator: str) -> Callable[[Groups, Random], str]:
    def render(groups: Groups, rng: Random) -> str:
        zero = rng.choice(("oh", "zero"))
        return separator.join(" ".join(digit_words(group, zero)) for group in groups)

    return render


def word_periods(groups: Groups, rng: Random) -> str:
    """`Four. One. One.`"""
    return ". ".join(word.capitalize() for word in digit_words("".join(groups)))


def letter_o(groups: Groups, rng: Random) -> str:
    """The letter for the digit: `4-O-7-1`."""
    return rng.choice((" ", "-")).join("".join(groups).replace("0", "O"))


def in_pairs(groups: Groups, rng: Random) -> str:
    """`forty-one eleven`, groups apart by a comma or not."""
    return rng.choice((", ", " ")).join(" ".join(pairs(group)) for group in groups)


def digit_pairs(groups: Groups, rng: Random) -> str:
    """`41 11 11`, across the groups."""
    digits = "".join(groups)
    return " ".join(digits[at : at + 2] for at in range(0, len(digits), 2))


def hundreds(groups: Groups, rng: Random) -> str:
    """Round groups as one number: `eight hundred five five five`."""

    def one(group: str) -> str:
        if re.fullmatch(r"[1-9]\d?00", group):
            return f"{cardinal(int(group[:-2]))} hundred"
        if re.fullmatch(r"[1-9]\d{0,2}000", group):
            return cardinal(int(group))
        return " ".join(digit_words(group, "oh"))

    return " ".join(one(group) for group in groups)


def mixed(groups: Groups, rng: Random) -> str:
    """Groups each in a way of its own: `4111 two two two two 33 33`."""
    ways = ("joined", "words", "pairs", "hyphens")
    start = rng.randrange(4)
    said = [slips.say_group(group, ways[(start + at) % 4]) for at, group in enumerate(groups)]
    if len(said) == 1:
        cut = len(groups[0]) // 2
        said = [groups[0][:cut], " ".join(digit_words(groups[0][cut:]))]
    return rng.choice((" ", ", ")).join(said)


def thousands(groups: Groups, rng: Random) -> str:
    """Commas as in an amount: `4,111 1,111`, or over the whole number."""
    if len(groups) > 1 and all(len(group) == 4 and group[0] != "0" for group in groups):
        return " ".join(f"{int(group):,}" for group in groups)
    return f"{int(''.join(groups)):,}"


def _has(pattern: str, least: int = 2) -> Callable[[str], bool]:
    found = re.compile(pattern)
    return lambda digits: len(digits) >= least and bool(found.search(digits))


def _from(least: int, most: int = 99) -> Callable[[str], bool]:
    return lambda digits: least <= len(digits) <= most


FORMS: tuple[Form, ...] = (
    Form("joined", _each(""), weight=1.5),
    Form("grouped", _between(" "), _from(6), 2),
    Form("hyphens", _between("-"), _from(6), 1.5),
    Form("dots", _between("."), _from(6), 0.6),
    Form("comma_groups", _between(", "), _from(6), punctuated=True),
    Form("digit_commas", _each(", "), weight=5, punctuated=True),
    Form("digit_hyphens", _each("-"), weight=3),
    Form("digit_periods", _each(". "), punctuated=True),
    Form("digit_ellipses", _each("... "), weight=0.5, punctuated=True),
    Form("digit_spaces", _each(" "), weight=1.5),
    Form("words", _words(" "), weight=2.5),
    Form("word_hyphens", _words("-"), weight=0.8),
    Form("word_periods", word_periods, weight=0.8, punctuated=True),
    Form("word_commas", _words(", "), weight=0.8, punctuated=True),
    Form("word_groups", _word_groups(", "), _from(6), 1.5, punctuated=True),
    Form("word_ellipses", _word_groups("... "), _from(6), 1.2, punctuated=True),
    Form("oh", _words(" ", "oh"), _has("0")),
    Form("zero", _words(" ", "zero"), _has("0")),
    Form("nought", _words(" ", "nought"), _has("0"), 0.6),
    Form("letter_o", letter_o, _has("0", 3), 0.6),
    Form("double", repeats.double, _has(r"(\d)\1", 3), 1.2),
    Form("triple", repeats.triple, _has(r"(\d)\1\1", 4), 2),
    Form("quadruple", repeats.quadruple, _has(r"(\d)\1{3}", 5), 6),
    Form("counted", repeats.counted, _has(r"(\d)\1\1", 4), 1),
    Form("pairs", in_pairs, _from(4), 1.2),
    Form("teens", in_pairs, _has(r"^(..)*1\d", 4), 1.2),
    Form("tens", in_pairs, _has(r"^(..)*[2-9]0", 4), 1.5),
    Form("digit_pairs", digit_pairs, _from(4), 0.8),
    Form("hundreds", hundreds, _has(r"[1-9]00$|^[1-9]00", 3), 5),
    Form("mixed", mixed, _from(4), 1.2),
    Form("thousands", thousands, lambda digits: len(digits) > 3 and digits[0] != "0", 0.7),
    Form("run_on", slips.run_on, _from(9), 0.8),
    Form("fillers", slips.fillers, _from(4), 1.5),
    Form("correction", slips.correction, _from(3), 1.8),
    Form("restart", slips.restart, _from(6), 0.8),
    Form("homophones", slips.homophones, _has(r"[1248].*[1248]", 3), 1),
    Form("glued", slips.glued, _from(4), 1.3),
    Form("dropped", slips.dropped, _from(8), 0.8),
    Form("doubled", slips.doubled, _from(8), 0.8),
    Form("merged", slips.merged, _from(7), 0.8),
    Form("split", slips.split, _from(6), 0.8),
    Form("letter_inside", slips.letter_inside, _from(6), 0.7),
)


def say(groups: Groups, rng: Random, *, bare: bool = False) -> tuple[str, str]:
    """The digits in a form that fits them, and the form's name; `bare`: none that lives on punctuation."""
    digits = "".join(groups)
    fitting = [form for form in FORMS if form.fits(digits) and not (bare and form.punctuated)]
    form = rng.choices(fitting, [form.weight for form in fitting])[0]
    return form.render(groups, rng), form.name
