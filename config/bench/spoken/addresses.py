"""Postal addresses, written and said."""

from dataclasses import dataclass
from random import Random

from config.bench.spoken.spelling import letter_way, spell
from config.bench.spoken.words import digit_words, ordinal, ordinal_digits, pairs

STREETS = (
    *(
        "Maple Grove",
        "Wren",
        "Juniper",
        "Old Mill",
        "Larkspur",
        "Copperfield",
        "Sycamore",
        "Quarry",
        "Dunmore",
    ),
    *(
        "Hollis",
        "Pembroke",
        "Stillwater",
        "Cedar Hollow",
        "Beckett",
        "Vista del Sol",
        "Prairie View",
        "Kessler",
    ),
    *("Birchwood", "Harrow", "Saddleback", "Tamarack", "Wexford", "Chestnut", "Lindell", "Foxglove"),
)
KINDS = (
    "Street",
    "Road",
    "Avenue",
    "Lane",
    "Drive",
    "Court",
    "Boulevard",
    "Way",
    "Terrace",
    "Place",
    "Circle",
)
UNITS = ("Apartment {0}", "Apt {0}", "unit {0}", "number {0}", "suite {0}", "#{0}")
CITIES = (
    *(
        ("Dayton", "Ohio", "OH", "454"),
        ("Tacoma", "Washington", "WA", "984"),
        ("Macon", "Georgia", "GA", "312"),
    ),
    *(("Boise", "Idaho", "ID", "837"), ("Tulsa", "Oklahoma", "OK", "741"), ("Mesa", "Arizona", "AZ", "852")),
    *(
        ("Erie", "Pennsylvania", "PA", "165"),
        ("Plano", "Texas", "TX", "750"),
        ("Salem", "Oregon", "OR", "973"),
    ),
    *(("Duluth", "Minnesota", "MN", "558"), ("Naperville", "Illinois", "IL", "605")),
    *(("Asheville", "North Carolina", "NC", "288"), ("Fresno", "California", "CA", "937")),
)


@dataclass(frozen=True, slots=True)
class Address:
    """A made-up home; `unit` may be empty."""

    number: str
    street: str
    unit: str
    city: str
    state: str
    letters: str
    zip: str


def make_address(rng: Random) -> Address:
    """An address of a plain street or a numbered one."""
    city, state, letters, head = rng.choice(CITIES)
    kind = rng.choice(KINDS)
    numbered = rng.choice((ordinal, ordinal_digits))(rng.randint(2, 89)).capitalize()
    street = f"{rng.choice(STREETS)} {kind}" if rng.random() < 0.8 else f"{numbered} {rng.choice(KINDS[:3])}"
    unit = rng.choice(
        (f"{rng.randint(1, 40)}", f"{rng.randint(1, 12)}{rng.choice('ABCD')}", rng.choice("ABCDEF"))
    )
    number = str(rng.choice((rng.randint(11, 99), rng.randint(101, 999), rng.randint(1000, 19999))))
    units = rng.choice(UNITS).format(unit) if rng.random() < 0.4 else ""
    return Address(number, street, units, city, state, letters, f"{head}{rng.randint(0, 99):02d}")


def _number_words(number: str, rng: Random) -> str:
    return " ".join(pairs(number) if rng.random() < 0.6 else digit_words(number, "oh"))


def _line(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def address_forms(home: Address, rng: Random, *, bare: bool) -> dict[str, str]:
    """The address or the part of it a person gives, by form."""
    street = f"{home.number} {home.street}"
    spoken = f"{_number_words(home.number, rng)} {home.street}"
    zip_said = rng.choice(
        (home.zip, "-".join(home.zip), " ".join(digit_words(home.zip, "oh")), ", ".join(home.zip))
    )
    first, _, rest = home.street.partition(" ")
    spelled = first
    if first.isalpha():
        spelled = f"{first}, {spell(first, letter_way(first.upper(), rng, bare=bare), rng)},"
    return {
        "address_full": _line(street, home.unit, home.city, f"{home.letters} {home.zip}"),
        "address_state": _line(street, home.unit, home.city, home.state, zip_said),
        "address_words": _line(spoken, home.unit, home.city),
        "address_words_zip": _line(spoken, home.unit, f"{home.city} {zip_said}"),
        "address_street": _line(street, home.unit),
        "address_street_words": spoken,
        "address_zip_first": _line(zip_said, home.city, street, home.unit),
        "address_unit_first": _line(home.unit, street) if home.unit else _line(street, home.city),
        "address_spelled": f"{home.number} {spelled} {rest}",
        "address_digits": f"{'-'.join(home.number)} {home.street}",
        "address_correction": f"{int(home.number) + 2}, no, {home.number} {home.street}",
        "address_city": _line(street, f"in {home.city}"),
    }


def say_po_box(home: Address, rng: Random) -> tuple[str, str]:
    """A post office box; its number is the house number."""
    box = rng.choice(("PO box", "P.O. Box", "post office box", "p o box"))
    number = rng.choice((home.number, _number_words(home.number, rng), "-".join(home.number)))
    return f"{box} {number}" + rng.choice(
        ("", f", {home.city}", f", {home.city}, {home.state} {home.zip}")
    ), "po_box"
