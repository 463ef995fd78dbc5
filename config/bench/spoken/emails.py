"""E-mail and web addresses and IP addresses, written and said."""

import re
from random import Random

from config.bench.spoken.spelling import letter_way, spell
from config.bench.spoken.words import cardinal, digit_words, pair

SIGNS = {".": " dot ", "_": " underscore ", "-": " dash ", "@": " at "}
HEARD_DOMAINS = {
    "gmail": "g mail",
    "yahoo": "ya who",
    "outlook": "out look",
    "icloud": "i cloud",
    "hotmail": "hot mail",
}


def _aloud(text: str) -> str:
    """Signs as words: `jane.doe` -> `jane dot doe`."""
    return re.sub(r"[._@-]", lambda sign: SIGNS[sign[0]], text)


def _numbers(text: str, rng: Random) -> str:
    """Digits at the end of a local part as words."""

    def words(found: re.Match[str]) -> str:
        digits = found[0]
        if len(digits) == 1 and rng.random() < 0.5:
            return f" the number {digit_words(digits)[0]}"
        if len(digits) == 2 and rng.random() < 0.6:
            return f" {pair(digits)}"
        return " " + " ".join(digit_words(digits, "oh"))

    return re.sub(r"\d+", words, text).strip()


def _spelled(local: str, rng: Random, *, bare: bool) -> str:
    """The local part letter by letter, its signs as words."""
    way = letter_way(re.sub(r"[^a-z]", "", local).upper(), rng, bare=bare)

    def one(part: str) -> str:
        if part.isalpha():
            said = spell(part, way, rng)
            return said if rng.random() < 0.3 else re.sub(r"\b[A-Z]\b", lambda m: m[0].lower(), said)
        return SIGNS[part].strip() if part in SIGNS else "-".join(part)

    return " ".join(one(part) for part in re.findall(r"[a-z]+|\d+|[._-]", local))


def email_forms(email: str, rng: Random, *, bare: bool) -> dict[str, str]:
    """The whole address by form."""
    local, domain = email.split("@")
    return {
        "email_written": email,
        "email_dots": f"{_aloud(local)} at {_aloud(domain)}",
        "email_half": f"{local} at {domain}",
        "email_words": f"{_numbers(_aloud(local), rng)} at {_aloud(domain)}",
        "email_spelled": f"{_spelled(local, rng, bare=bare)} at {_aloud(domain)}",
        "email_one_word": f"{_numbers(re.sub('[._-]', '', local), rng)}, all one word, at {_aloud(domain)}",
        "email_split": f"{_aloud(local)} at {_heard(domain)}",
    }


def _heard(domain: str) -> str:
    name, _, ending = domain.rpartition(".")
    return f"{HEARD_DOMAINS.get(name, _aloud(name))} dot {ending}"


def say_local(email: str, rng: Random, *, bare: bool) -> tuple[str, str]:
    """Only the part before the at sign."""
    local = email.split("@")[0]
    if rng.random() < 0.5:
        return _spelled(local, rng, bare=bare), "local_spelled"
    return _numbers(_aloud(local), rng), "local_words"


def say_domain(email: str, rng: Random) -> tuple[str, str]:
    """Only the part behind it, with or without `at`."""
    domain = email.split("@")[1]
    return rng.choice(("‹at ›", "", "")) + rng.choice((_aloud(domain), domain, _heard(domain))), "domain"


def url_forms(url: str) -> dict[str, str]:
    """A web address such as `delgadofarms.com/photos` by form."""
    aloud = url.replace("/", " slash ").replace(".", " dot ").replace("-", " dash ")
    return {
        "url_written": url,
        "url_www": f"www.{url}",
        "url_https": f"https://{url}",
        "url_words": aloud,
        "url_www_words": f"w w w dot {aloud}",
        "url_forward": aloud.replace(" slash ", " forward slash "),
    }


def ip_forms(address: str) -> dict[str, str]:
    """An IPv4 address by form."""
    parts = address.split(".")
    return {
        "ip_written": address,
        "ip_dots": " dot ".join(parts),
        "ip_digits": " dot ".join(" ".join(digit_words(part, "oh")) for part in parts),
        "ip_numbers": " dot ".join(_numeral(part) for part in parts),
        "ip_point": " point ".join(parts),
    }


def _numeral(part: str) -> str:
    """`192` -> `one ninety-two`."""
    if len(part) == 3 and part[1:] != "00":
        return f"{cardinal(int(part[0]))} {pair(part[1:])}"
    return cardinal(int(part))
