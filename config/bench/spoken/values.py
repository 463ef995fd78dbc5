"""What a person has to tell in a dialogue: for every topic its entity type, its digits and how it is said."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from config.bench.spoken import addresses, dates, emails, forms, people, spelling
from config.bench.spoken.people import Person
from config.bench.spoken.words import cardinal

Said = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Voice:
    """One dialogue's chance, whether its transcript has no punctuation (`bare`), and how often a form was used so far."""

    rng: Random
    bare: bool
    used: Counter[str]

    def choose(self, ways: Mapping[str, str]) -> Said:
        """One of the renderings by form: the rarer so far, the likelier."""
        form = self.rng.choices(list(ways), [(1 + self.used[form]) ** -2.0 for form in ways])[0]
        self.used[form] += 1
        return ways[form], form

    def digits(self, groups: Sequence[str]) -> Said:
        return forms.say(groups, self.rng, bare=self.bare)

    def code(self, groups: Sequence[str]) -> Said:
        code = "".join(groups)
        return self.digits(groups) if code.isdigit() else spelling.say_code(code, self.rng)


@dataclass(frozen=True, slots=True)
class Value:
    """One datum. `groups`, when there, can be said a group per turn by `speak`; `word` is what people call it here.

    `tail_type` is the type of the last group said alone, as in "ending in".
    """

    type: str
    whole: Callable[[], Said]
    groups: tuple[str, ...] = ()
    speak: Callable[[Sequence[str]], Said] = field(default=lambda groups: ("", ""))
    tail_type: str = ""
    word: str = ""

    def tail(self) -> str:
        return self.tail_type or self.type


def _number(kind: str, groups: tuple[str, ...], voice: Voice, tail: str = "", word: str = "") -> Value:
    return Value(kind, lambda: voice.digits(groups), groups, voice.digits, tail, word)


def _code(kind: str, code: str, voice: Voice, word: str = "") -> Value:
    size = 3 if len(code) < 10 else 4
    groups = people.groups_of(code, size)
    return Value(kind, lambda: voice.code(groups), groups, voice.code, word=word)


def _plain(kind: str, text: str, form: str = "plain") -> Value:
    return Value(kind, lambda: (text, form))


def card_number(person: Person, voice: Voice) -> Value:
    number = people.card(voice.rng)
    groups = people.cut(number, people.CARD_GROUPS[len(number)])
    return _number("CARD_NUMBER", groups, voice, "CARD_LAST4" if len(groups[-1]) == 4 else "")


def card_expiry(person: Person, voice: Voice) -> Value:
    month, year = voice.rng.randint(1, 12), voice.rng.randint(2026, 2031)
    return Value("CARD_EXPIRY", lambda: voice.choose(dates.expiry_forms(month, year, voice.rng)))


def cvv(person: Person, voice: Voice) -> Value:
    return _number("CVV", (people.digits(voice.rng, voice.rng.choice((3, 3, 3, 4))),), voice)


def card_last4(person: Person, voice: Voice) -> Value:
    return _number("CARD_LAST4", (people.card(voice.rng)[-4:],), voice)


def ssn(person: Person, voice: Voice) -> Value:
    return _number("SSN", people.cut(people.digits(voice.rng, 9), (3, 2, 4)), voice, "SSN_LAST4")


def ssn_last4(person: Person, voice: Voice) -> Value:
    return _number("SSN_LAST4", (people.digits(voice.rng, 4),), voice)


def routing(person: Person, voice: Voice) -> Value:
    number = f"{voice.rng.choice(('0', '1', '2', '3'))}{people.digits(voice.rng, 8)}"
    return _number("BANK_ROUTING", people.cut(number, voice.rng.choice(((3, 3, 3), (4, 5)))), voice)


def bank_account(person: Person, voice: Voice) -> Value:
    number = people.digits(voice.rng, voice.rng.choice((8, 9, 10, 12)))
    return _number("BANK_ACCOUNT", people.even_groups(number, voice.rng), voice)


def iban(person: Person, voice: Voice) -> Value:
    known = voice.rng.choice(people.IBANS)
    number = known[:-6] + people.digits(voice.rng, 6)
    groups = people.groups_of(number, 4)
    return Value("IBAN", lambda: voice.code(groups), groups, voice.code)


def one_time_code(person: Person, voice: Voice) -> Value:
    number = people.digits(voice.rng, voice.rng.choice((4, 5, 6, 6, 6, 8)))
    half = len(number) // 2
    return _number("PASSCODE", (number[:half], number[half:]) if len(number) > 5 else (number,), voice)


def pin(person: Person, voice: Voice) -> Value:
    return _number("PASSCODE", (people.digits(voice.rng, voice.rng.choice((4, 4, 5, 6))),), voice)


def gate_code(person: Person, voice: Voice) -> Value:
    number = people.digits(voice.rng, 4)
    said = (f"{voice.rng.choice(('star', 'pound'))} {number}", "gate_star")
    return Value("PASSCODE", lambda: said if voice.rng.random() < 0.3 else voice.digits((number,)))


def password(person: Person, voice: Voice) -> Value:
    word, number = voice.rng.choice(people.WORDS), str(voice.rng.randint(11, 99))
    spoken = f"{word} {cardinal(int(number))}"
    ways = {
        "password_word": word,
        "password_joined": f"{word.capitalize()}{number}",
        "password_words": spoken,
        "password_sign": f"{word} {number} exclamation point",
        "password_spelled": f"{spelling.spell(word, 'hyphens', voice.rng)} {number}",
    }
    return _plain("PASSCODE", *voice.choose(ways))


def name(person: Person, voice: Voice) -> Value:
    full = voice.rng.random() < 0.7
    return _plain("NAME", person.full if full else person.last, "name_full" if full else "name_last")


def name_spelled(person: Person, voice: Voice) -> Value:
    which = person.last if voice.rng.random() < 0.75 else person.first
    return Value("NAME", lambda: spelling.say_name(which, voice.rng, bare=voice.bare))


def phone(person: Person, voice: Voice) -> Value:
    return _number("PHONE", people.cut(person.phone, (3, 3, 4)), voice)


def email(person: Person, voice: Voice) -> Value:
    return Value("EMAIL", lambda: voice.choose(emails.email_forms(person.email, voice.rng, bare=voice.bare)))


def email_local(person: Person, voice: Voice) -> Value:
    return Value("EMAIL", lambda: emails.say_local(person.email, voice.rng, bare=voice.bare))


def email_domain(person: Person, voice: Voice) -> Value:
    return Value("EMAIL", lambda: emails.say_domain(person.email, voice.rng))


def address(person: Person, voice: Voice) -> Value:
    return Value(
        "ADDRESS", lambda: voice.choose(addresses.address_forms(person.home, voice.rng, bare=voice.bare))
    )


def zip_code(person: Person, voice: Voice) -> Value:
    return _number("ADDRESS", (person.home.zip,), voice)


def po_box(person: Person, voice: Voice) -> Value:
    return Value("ADDRESS", lambda: addresses.say_po_box(person.home, voice.rng))


def birth(person: Person, voice: Voice) -> Value:
    return Value("DOB", lambda: voice.choose(dates.birth_forms(person.born, voice.rng)))


def birth_year(person: Person, voice: Voice) -> Value:
    return Value("DOB", lambda: (dates.birth_parts(person.born, voice.rng)[1], "date_year"))


def birth_day(person: Person, voice: Voice) -> Value:
    return Value("DOB", lambda: (dates.birth_parts(person.born, voice.rng)[0], "date_day"))


def account(person: Person, voice: Voice) -> Value:
    shape = voice.rng.choice(("", "", "", "LL99999", "L999999", "LLL9999", "99L9999", "LL99999999"))
    if shape:
        return _code("ACCOUNT_ID", people.code(voice.rng, shape), voice)
    number = people.digits(voice.rng, voice.rng.choice((5, 6, 7, 8, 9, 10, 12)))
    return _number("ACCOUNT_ID", people.even_groups(number, voice.rng), voice)


def mrn(person: Person, voice: Voice) -> Value:
    if voice.rng.random() < 0.25:
        return _code("MRN", people.code(voice.rng, "L9999999"), voice)
    return _number(
        "MRN", people.even_groups(people.digits(voice.rng, voice.rng.choice((6, 7, 8, 10))), voice.rng), voice
    )


def driver_license(person: Person, voice: Voice) -> Value:
    shape = voice.rng.choice(("L9999999", "L999999999999", "99999999", "LL999999L", "999999999"))
    return _code("DRIVER_LICENSE", people.code(voice.rng, shape), voice)


def passport(person: Person, voice: Voice) -> Value:
    shape = voice.rng.choice(("999999999", "L99999999", "LL999999", "999999999"))
    return _code("PASSPORT", people.code(voice.rng, shape), voice)


def national_id(person: Person, voice: Voice) -> Value:
    word = voice.rng.choice(people.NATIONAL)
    if word == "national insurance number":
        return _code(
            "NATIONAL_ID", people.code(voice.rng, "LL999999") + voice.rng.choice("ABCD"), voice, word
        )
    if word in ("PPS number", "personal public service number"):
        return _code("NATIONAL_ID", people.code(voice.rng, "9999999L"), voice, word)
    sizes = (4, 4, 4) if word == "Aadhaar number" else (3, 3, 3)
    return _number("NATIONAL_ID", people.cut(people.digits(voice.rng, sum(sizes)), sizes), voice, word=word)


def plate(person: Person, voice: Voice) -> Value:
    shape = voice.rng.choice(("LLL9999", "9LLL999", "LLL999", "LL99LLL", "999LLL", "L99LLL"))
    return _code("VEHICLE_ID", people.code(voice.rng, shape), voice)


def vin(person: Person, voice: Voice) -> Value:
    number = people.code(
        voice.rng, voice.rng.choice(("1LLLL99L99L999999", "9L9LL99L99L999999", "LL9LL9L99LL999999"))
    )
    return _code("VEHICLE_ID", number, voice)


def condition(person: Person, voice: Voice) -> Value:
    return _plain("CONDITION", voice.rng.choice(people.CONDITIONS))


def medication(person: Person, voice: Voice) -> Value:
    return _plain("MEDICATION", voice.rng.choice(people.MEDICATIONS))


def url(person: Person, voice: Voice) -> Value:
    host = person.last.lower().replace("'", "") + voice.rng.choice(
        ("family", "farms", "-photos", "andsons", "studio")
    )
    path = voice.rng.choice(("", "", "/booking", "/album", "/menu"))
    made = f"{host}.{voice.rng.choice(('com', 'net', 'org'))}{path}"
    return Value("URL", lambda: voice.choose(emails.url_forms(made)))


def ip(person: Person, voice: Voice) -> Value:
    head = voice.rng.choice(("192.168", "10.0", "172.16", "203.0", "198.51"))
    made = f"{head}.{voice.rng.randint(0, 254)}.{voice.rng.randint(2, 254)}"
    return Value("IP", lambda: voice.choose(emails.ip_forms(made)))


def age(person: Person, voice: Voice) -> Value:
    years = voice.rng.randint(90, 104)
    ways = {"age_digits": str(years), "age_words": cardinal(years)}
    return _plain("AGE", *voice.choose(ways))


TOPICS: dict[str, Callable[[Person, Voice], Value]] = {
    maker.__name__: maker
    for maker in (
        *(card_number, card_expiry, cvv, card_last4, ssn, ssn_last4, routing, bank_account, iban),
        *(
            one_time_code,
            pin,
            gate_code,
            password,
            name,
            name_spelled,
            phone,
            email,
            email_local,
            email_domain,
        ),
        *(address, zip_code, po_box, birth, birth_day, birth_year, account, mrn, driver_license, passport),
        *(national_id, plate, vin, condition, medication, url, ip, age),
    )
}
