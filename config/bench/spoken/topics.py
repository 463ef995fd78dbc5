"""Everything a caller can be asked for: its entity type, its digits and how it is said. `TOPICS` is the list."""

from collections.abc import Callable

from config.bench.spoken import addresses, dates, emails, people, pools, spelling
from config.bench.spoken.people import Person
from config.bench.spoken.values import Value, Voice, coded, numeric, plain
from config.bench.spoken.words import cardinal


def card_number(person: Person, voice: Voice) -> Value:
    number = people.card(voice.rng)
    groups = people.cut(number, people.CARD_GROUPS[len(number)])
    return numeric("CARD_NUMBER", groups, voice, "CARD_LAST4" if len(groups[-1]) == 4 else "")


def card_expiry(person: Person, voice: Voice) -> Value:
    month, year = voice.rng.randint(1, 12), voice.rng.randint(2026, 2031)
    return Value("CARD_EXPIRY", lambda: voice.choose(dates.expiry_forms(month, year, voice.rng)))


def cvv(person: Person, voice: Voice) -> Value:
    return numeric("CVV", (people.digits(voice.rng, voice.rng.choice((3, 3, 3, 4))),), voice)


def card_last4(person: Person, voice: Voice) -> Value:
    return numeric("CARD_LAST4", (people.card(voice.rng)[-4:],), voice)


def ssn(person: Person, voice: Voice) -> Value:
    return numeric("SSN", people.cut(people.digits(voice.rng, 9), (3, 2, 4)), voice, "SSN_LAST4")


def ssn_last4(person: Person, voice: Voice) -> Value:
    return numeric("SSN_LAST4", (people.digits(voice.rng, 4),), voice)


def routing(person: Person, voice: Voice) -> Value:
    number = f"{voice.rng.choice(('0', '1', '2', '3'))}{people.digits(voice.rng, 8)}"
    return numeric("BANK_ROUTING", people.cut(number, voice.rng.choice(((3, 3, 3), (4, 5)))), voice)


def bank_account(person: Person, voice: Voice) -> Value:
    number = people.digits(voice.rng, voice.rng.choice((8, 9, 10, 12)))
    return numeric("BANK_ACCOUNT", people.even_groups(number, voice.rng), voice)


def iban(person: Person, voice: Voice) -> Value:
    known = voice.rng.choice(pools.IBANS)
    number = known[:-6] + people.digits(voice.rng, 6)
    groups = people.groups_of(number, 4)
    return Value("IBAN", lambda: voice.code(groups), groups, voice.code)


def one_time_code(person: Person, voice: Voice) -> Value:
    number = people.digits(voice.rng, voice.rng.choice((4, 5, 6, 6, 6, 8)))
    half = len(number) // 2
    return numeric("PASSCODE", (number[:half], number[half:]) if len(number) > 5 else (number,), voice)


def pin(person: Person, voice: Voice) -> Value:
    return numeric("PASSCODE", (people.digits(voice.rng, voice.rng.choice((4, 4, 5, 6))),), voice)


def gate_code(person: Person, voice: Voice) -> Value:
    number = people.digits(voice.rng, 4)
    said = (f"{voice.rng.choice(('star', 'pound'))} {number}", "gate_star")
    return Value("PASSCODE", lambda: said if voice.rng.random() < 0.3 else voice.digits((number,)))


def password(person: Person, voice: Voice) -> Value:
    word, number = voice.rng.choice(pools.WORDS), str(voice.rng.randint(11, 99))
    spoken = f"{word} {cardinal(int(number))}"
    ways = {
        "password_word": word,
        "password_joined": f"{word.capitalize()}{number}",
        "password_words": spoken,
        "password_sign": f"{word} {number} exclamation point",
        "password_spelled": f"{spelling.spell(word, 'hyphens', voice.rng)} {number}",
    }
    return plain("PASSCODE", *voice.choose(ways))


def name(person: Person, voice: Voice) -> Value:
    full = voice.rng.random() < 0.7
    return plain("NAME", person.full if full else person.last, "name_full" if full else "name_last")


def name_spelled(person: Person, voice: Voice) -> Value:
    which = person.last if voice.rng.random() < 0.75 else person.first
    return Value("NAME", lambda: spelling.say_name(which, voice.rng, bare=voice.bare))


def phone(person: Person, voice: Voice) -> Value:
    return numeric("PHONE", people.cut(person.phone, (3, 3, 4)), voice)


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
    return numeric("ADDRESS", (person.home.zip,), voice)


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
        return coded("ACCOUNT_ID", people.code(voice.rng, shape), voice)
    number = people.digits(voice.rng, voice.rng.choice((5, 6, 7, 8, 9, 10, 12)))
    return numeric("ACCOUNT_ID", people.even_groups(number, voice.rng), voice)


def mrn(person: Person, voice: Voice) -> Value:
    if voice.rng.random() < 0.25:
        return coded("MRN", people.code(voice.rng, "L9999999"), voice)
    return numeric(
        "MRN", people.even_groups(people.digits(voice.rng, voice.rng.choice((6, 7, 8, 10))), voice.rng), voice
    )


def driver_license(person: Person, voice: Voice) -> Value:
    shape = voice.rng.choice(("L9999999", "L999999999999", "99999999", "LL999999L", "999999999"))
    return coded("DRIVER_LICENSE", people.code(voice.rng, shape), voice)


def passport(person: Person, voice: Voice) -> Value:
    shape = voice.rng.choice(("999999999", "L99999999", "LL999999", "999999999"))
    return coded("PASSPORT", people.code(voice.rng, shape), voice)


def national_id(person: Person, voice: Voice) -> Value:
    word = voice.rng.choice(pools.NATIONAL)
    if word == "national insurance number":
        return coded(
            "NATIONAL_ID", people.code(voice.rng, "LL999999") + voice.rng.choice("ABCD"), voice, word
        )
    if word in ("PPS number", "personal public service number"):
        return coded("NATIONAL_ID", people.code(voice.rng, "9999999L"), voice, word)
    sizes = (4, 4, 4) if word == "Aadhaar number" else (3, 3, 3)
    return numeric("NATIONAL_ID", people.cut(people.digits(voice.rng, sum(sizes)), sizes), voice, word=word)


def plate(person: Person, voice: Voice) -> Value:
    shape = voice.rng.choice(("LLL9999", "9LLL999", "LLL999", "LL99LLL", "999LLL", "L99LLL"))
    return coded("VEHICLE_ID", people.code(voice.rng, shape), voice)


def vin(person: Person, voice: Voice) -> Value:
    number = people.code(
        voice.rng, voice.rng.choice(("1LLLL99L99L999999", "9L9LL99L99L999999", "LL9LL9L99LL999999"))
    )
    return coded("VEHICLE_ID", number, voice)


def condition(person: Person, voice: Voice) -> Value:
    return plain("CONDITION", voice.rng.choice(pools.CONDITIONS))


def medication(person: Person, voice: Voice) -> Value:
    return plain("MEDICATION", voice.rng.choice(pools.MEDICATIONS))


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
    return plain("AGE", *voice.choose(ways))


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
