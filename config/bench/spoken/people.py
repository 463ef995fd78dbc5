"""The made-up people of a dialogue and what can be known about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from config.bench.spoken import pools
from config.bench.spoken.addresses import Address, make_address

CARD_GROUPS = {16: (4, 4, 4, 4), 15: (4, 6, 5), 14: (4, 6, 4), 13: (4, 3, 3, 3)}
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
    number = rng.choice(pools.TEST_CARDS)
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
    first, last = rng.choice(pools.FIRST), rng.choice(pools.LAST)
    f, s = first.lower(), last.lower().replace("'", "")
    number = str(rng.choice((rng.randint(2, 99), rng.randint(1960, 2004))))
    local = rng.choice(
        (f"{f}.{s}", f"{f[0]}{s}", f"{f}_{s}", f"{f}{number}", f"{s}.{f[0]}{number}", f"{f}-{s}")
    )
    exchange = "555" if rng.random() < 0.5 else f"{rng.randint(2, 9)}{digits(rng, 2)}"
    phone = f"{rng.randint(2, 9)}{rng.randint(0, 8)}{rng.randint(1, 9)}{exchange}{digits(rng, 4)}"
    born = date(1938, 1, 1) + timedelta(days=rng.randrange(67 * 365))
    return Person(first, last, make_address(rng), phone, f"{local}@{rng.choice(pools.DOMAINS)}", born)
