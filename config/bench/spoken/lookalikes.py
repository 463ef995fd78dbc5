"""Numbers that are nobody's secret: prices, times, part numbers and the rest, as people say them.

A slot of a template is a kind (`{price}`), or a kind with the sort that fits the sentence (`{price_small}`).
"""

from collections.abc import Callable
from random import Random

from config.bench.spoken.words import ONES, cardinal, digit_words, ordinal, ordinal_digits, pair, pairs, year

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
MONTHS = ("January", "March", "April", "June", "July", "September", "October", "December")
Maker = Callable[[Random], str]


def _one_of(*ways: str) -> Maker:
    return lambda rng: rng.choice(ways)


def _price(least: int, most: int) -> Maker:
    """Dollars, with a currency sign or word, or `eighty-nine ninety-five`."""

    def make(rng: Random) -> str:
        whole, cents = rng.randint(least, most), rng.choice((50, 95, 99, 75))
        ways = [f"${whole:,}", f"${whole:,}.{cents}", f"{cardinal(whole)} dollars", f"{whole} dollars"]
        if whole < 100:
            ways += [f"{cardinal(whole)} {cardinal(cents)}", f"{whole} bucks"]
        elif whole > 1000 and whole % 1000 > 99:
            ways.append(f"{cardinal(whole // 100)} hundred dollars")
        return rng.choice(ways)

    return make


def _count(unit: str, least: int, most: int) -> Maker:
    """`12 miles`, `twelve miles`."""

    def make(rng: Random) -> str:
        number = rng.randint(least, most)
        return rng.choice((f"{number} {unit}", f"{cardinal(number)} {unit}")).strip()

    return make


def _range(unit: str, least: int, most: int, step: int = 1) -> Maker:
    """`two to three hours`."""

    def make(rng: Random) -> str:
        number = rng.randrange(least, most, step)
        return rng.choice((f"{cardinal(number)} to {cardinal(number + step)} {unit}", f"{number} {unit}"))

    return make


def _either(*makers: Maker) -> Maker:
    return lambda rng: rng.choice(makers)(rng)


def odometer(rng: Random) -> str:
    """What a car has run."""
    far = rng.randint(12, 180)
    return rng.choice(
        (f"{far},{rng.randint(100, 999)} miles", f"{cardinal(far)} thousand miles", f"{far},000 miles")
    )


def model_year(rng: Random) -> str:
    """A model year or a year of building."""
    when = rng.randint(1972, 2024)
    return rng.choice((str(when), year(when), f"'{when % 100:02d}"))


def time(rng: Random) -> str:
    """A time of day."""
    hour, minute = rng.randint(1, 12), rng.choice((15, 30, 45))
    ways = (
        f"{hour}:{minute}",
        f"{hour}:{minute} p.m.",
        f"{cardinal(hour)} {cardinal(minute)}",
        f"{hour} o'clock",
        f"half past {cardinal(hour)}",
        f"{hour}{minute}",
    )
    return rng.choice(ways)


def window(rng: Random) -> str:
    """A stretch of a day."""
    hour = rng.randint(8, 10)
    return rng.choice(
        (f"between {hour} and {hour + 2}", f"{cardinal(hour)} to {cardinal(hour + 2)}", f"{hour}-12")
    )


def sku(rng: Random) -> str:
    """A model or part number."""
    number = f"{rng.randint(1000, 98999)}"
    letters = "".join(rng.choice("BDHKLRTWX") for _ in range(2))
    ways = (
        f"{letters}-{number}",
        f"{letters}{number}",
        f"{' '.join(letters)} {' '.join(pairs(number))}",
        f"{number}-{rng.choice('ABX')}",
        " ".join(digit_words(number, "oh")),
        number,
        f"{rng.randint(10, 99)}-{number}",
    )
    return rng.choice(ways)


def room(rng: Random) -> str:
    """A room of a business."""
    number = rng.randint(101, 499)
    return rng.choice((f"room {number}", f"room {' '.join(pairs(str(number)))}", f"room {number % 20 + 1}"))


def freq(rng: Random) -> str:
    """A radio frequency."""
    whole, tenth = rng.randint(88, 107), rng.choice((1, 3, 5, 7, 9))
    said = cardinal(whole) if whole < 100 else f"one oh {ONES[whole % 10]}"
    return rng.choice((f"{whole}.{tenth}", f"{whole}.{tenth} FM", f"{said} point {ONES[tenth]}"))


def pct(rng: Random) -> str:
    """A share."""
    few = rng.choice((5, 8, 10, 12, 15, 20, 30))
    return rng.choice(
        (f"{few}%", f"{few} percent", f"{cardinal(few)} percent", f"{few}.5%", "seven and a half percent")
    )


def date(rng: Random) -> str:
    """An appointment, delivery or due date."""
    day, month, weekday = rng.randint(1, 28), rng.choice(MONTHS), rng.choice(DAYS)
    ways = (
        f"{weekday} the {ordinal_digits(day)}",
        f"{weekday} the {ordinal(day)}",
        f"{month} {ordinal(day)}",
        f"{month} {day}",
        f"the {ordinal_digits(day)} of {month}",
        f"{weekday}, {month} {ordinal_digits(day)}",
        f"{rng.randint(1, 12)}/{day}",
    )
    return rng.choice(ways)


def floor(rng: Random) -> str:
    """A living or storage area."""
    number = rng.randint(6, 28)
    ways = (
        f"{number * 100:,} square feet",
        f"{cardinal(number)} hundred square feet",
        f"{number} by {number + 4}",
    )
    return rng.choice(ways)


def menu(rng: Random) -> str:
    """A telephone menu."""
    key = rng.randint(1, 9)
    return rng.choice((f"press {key}", f"press {ONES[key]}", f"hit {key}", f"choose option {ONES[key]}"))


def dose(rng: Random) -> str:
    """The strength of a medicine."""
    amount = rng.choice((5, 10, 20, 25, 40, 50, 100, 500))
    return rng.choice((f"{amount} milligrams", f"{amount} mg", f"{cardinal(amount)} milligrams"))


def share(rng: Random) -> str:
    """`nine out of ten`."""
    few = rng.randint(6, 9)
    return rng.choice((f"{cardinal(few)} out of ten", f"{few} out of 10", f"{cardinal(few)} in ten"))


def rating(rng: Random) -> str:
    """Stars."""
    few = rng.randint(3, 9)
    return rng.choice((f"4.{few} stars", f"four point {ONES[few]} stars", f"4.{few} out of 5"))


def code(rng: Random) -> str:
    """A fault or status code of a machine."""
    letter, number = rng.choice("EFP"), rng.randint(1, 60)
    ways = (
        f"{letter}{number}",
        f"{letter} {pair(f'{number:02d}')}",
        f"code {number}",
        f"error {cardinal(number)}",
    )
    return rng.choice(ways)


def status(rng: Random) -> str:
    """An error of a web page or program."""
    number = rng.choice((404, 500, 502, 403, 1603))
    return rng.choice((f"error {number}", f"{number}", f"error {' '.join(pairs(str(number)))}"))


MINUTES = _either(
    _one_of("twenty minutes", "45 minutes", "half an hour", "90 minutes"), _range("minutes", 10, 35, 5)
)
HOURS = _either(_one_of("24 hours", "forty-eight hours", "a couple of hours"), _range("hours", 2, 5))
WEEKS = _either(
    _range("weeks", 2, 5), _range("days", 3, 9), _one_of("thirty days", "ten business days", "60 days")
)
MONTHS_LONG = _either(_count("months", 3, 24), _one_of("two years", "3 years", "a year and a half"))
FEW = _count("", 2, 9)
MANY = _either(_count("", 20, 90), _one_of("two dozen", "a hundred and fifty", "250", "four hundred"))
ALWAYS = ("24/7", "twenty four seven", "24-7", "seven days a week", "24 hours")
ROADS = _one_of(
    "route 66", "route nine", "highway 101", "interstate 90", "exit 42", "route sixty-six", "the 405", "I-95"
)
FORMS = _one_of(
    "form 1040", "form ten forty", "a 1099", "form W-2", "schedule A", "form eighty-eight thirty-nine"
)
LAWS = _one_of("chapter 7", "chapter eleven", "section 8", "title nine", "section eight", "title 42")

KINDS: dict[str, Maker] = {
    "price": _price(60, 950),
    "price_small": _price(12, 59),
    "price_big": _price(1100, 9800),
    "miles": _count("miles", 3, 60),
    "miles_odometer": odometer,
    "year": model_year,
    "qty": FEW,
    "qty_big": MANY,
    "time": time,
    "time_window": window,
    "dur": WEEKS,
    "dur_minutes": MINUTES,
    "dur_hours": HOURS,
    "dur_months": MONTHS_LONG,
    "sku": sku,
    "room": room,
    "room_bay": _one_of("bay 4", "bay two", "bay 7", "row 12", "space 31"),
    "room_gate": _one_of("gate C12", "gate B4", "gate twenty-two", "gate D 9"),
    "freq": freq,
    "emerg": _one_of("911", "911", "nine one one", "9-1-1", "nine-one-one"),
    "enum": _one_of("step one", "number one", "step 1", "one", "step two", "number two"),
    "pct": pct,
    "pct_small": _one_of("2%", "three percent", "8.25%", "seven and a half percent", "6 percent", "4%"),
    "date": date,
    "size": _one_of(
        "three quarter inch", "2 by 4", "half inch", "twelve inch", "sixteen by twenty-five", "20 foot"
    ),
    "size_tank": _one_of("40-gallon", "fifty gallon", "75-gallon", "thirty gallon"),
    "size_floor": floor,
    "size_weight": _either(_count("pounds", 18, 70)),
    "menu": menu,
    "dose": dose,
    "ref_road": ROADS,
    "ref_form": FORMS,
    "ref_law": LAWS,
    "hours": _one_of(*ALWAYS, "8 to 6", "nine to five", "seven to seven", "10 to 4"),
    "hours_always": _one_of(*ALWAYS),
    "stat": share,
    "stat_rating": rating,
    "stat_many": _either(
        _count("thousand customers", 3, 60), _one_of("over 40,000 homes", "2 million people")
    ),
    "code": code,
    "code_status": status,
}
