"""Birth dates and expiry dates."""

from datetime import date
from random import Random

from config.bench.spoken.words import cardinal, digit_words, ordinal, ordinal_digits, pair, year

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _corrected(day: date, rng: Random) -> str:
    other = day.day - 1 if day.day > 1 else 2
    month = MONTHS[day.month - 1]
    repair = rng.choice(("no,", "sorry,", "I mean", "no wait,"))
    return f"{month} {ordinal(other)}, {repair} {ordinal(day.day)}, {year(day.year)}"


def _short_year(day: date) -> str:
    return pair(f"{day.year % 100:02d}")


def _spoken_numbers(day: date) -> str:
    return f"{cardinal(day.month)} {cardinal(day.day)} {_short_year(day)}"


def birth_forms(day: date, rng: Random) -> dict[str, str]:
    """A whole birth date by form."""
    month, nth, full = MONTHS[day.month - 1], ordinal(day.day), year(day.year)
    slash = f"{pair(f'{day.month:02d}')} slash {pair(f'{day.day:02d}')} slash {_short_year(day)}"
    return {
        "date_slashes": f"{day.month}/{day.day}/{day.year}",
        "date_slashes_short": f"{day.month}/{day.day}/{day.year % 100:02d}",
        "date_hyphens": f"{day.month:02d}-{day.day:02d}-{day.year}",
        "date_joined": f"{day.month:02d}{day.day:02d}{day.year}",
        "date_spaces": f"{day.month} {day.day} {day.year % 100:02d}",
        "date_month_digits": f"{month} {ordinal_digits(day.day)}, {day.year}",
        "date_month_words": f"{month} {nth}, {full}",
        "date_month_short": f"{month} {nth} {_short_year(day)}",
        "date_day_first": f"the {nth} of {month}, {full}",
        "date_day_digits": f"{day.day} {month} {day.year}",
        "date_numbers": _spoken_numbers(day),
        "date_numbers_long": f"{pair(f'{day.month:02d}')} {pair(f'{day.day:02d}')} {full}",
        "date_slash_words": slash,
        "date_year_first": f"{day.year}, {month} {ordinal_digits(day.day)}",
        "date_apostrophe": f"{month} {ordinal_digits(day.day)} of '{day.year % 100:02d}",
        "date_correction": _corrected(day, rng),
        "date_iso": day.isoformat(),
    }


def birth_parts(day: date, rng: Random) -> tuple[str, str]:
    """Month and day, then the year, to be said in two turns."""
    month = MONTHS[day.month - 1]
    head = rng.choice(
        (f"{month} {ordinal(day.day)}", f"{month} {ordinal_digits(day.day)}", f"{day.month}/{day.day}")
    )
    return head, rng.choice((year(day.year), str(day.year), _short_year(day), f"{day.year % 100:02d}"))


def expiry_forms(month: int, full_year: int, rng: Random) -> dict[str, str]:
    """A card's expiry by form."""
    mm, yy = f"{month:02d}", f"{full_year % 100:02d}"
    name, short = MONTHS[month - 1], pair(yy)
    return {
        "expiry_slash": f"{mm}/{yy}",
        "expiry_slash_long": f"{mm}/{full_year}",
        "expiry_joined": mm + yy,
        "expiry_spaces": f"{mm} {yy}",
        "expiry_digits": "-".join(mm + yy),
        "expiry_hyphen": f"{month}-{yy}",
        "expiry_words": f"{pair(mm)} {short}",
        "expiry_short_words": f"{cardinal(month)} {short}",
        "expiry_slash_word": f"{pair(mm)} slash {short}",
        "expiry_over": rng.choice((f"{month} over {yy}", f"{cardinal(month)} over {short}")),
        "expiry_of": f"{cardinal(month)} of {short}",
        "expiry_month": f"{name} {full_year}",
        "expiry_month_of": f"{name} of {full_year}",
        "expiry_month_words": f"{name} {short}",
        "expiry_month_long": f"{name}, {year(full_year)}",
        "expiry_digit_words": " ".join(digit_words(mm + yy, "zero")),
        "expiry_correction": f"{pair(f'{month % 12 + 1:02d}')}, no sorry, {pair(mm)} {short}",
    }
