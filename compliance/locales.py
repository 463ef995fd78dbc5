"""How the account's country writes numbers and money."""

from contextvars import ContextVar
from functools import cache

from babel.core import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from babel.numbers import format_currency, format_decimal, format_percent

DEFAULT = "en_US"
_locale: ContextVar[str] = ContextVar("locale", default=DEFAULT)


def enter_country(country: str) -> None:
    """Numbers of this request are written as in `country` (ISO 3166, "" for the default)."""
    _locale.set(locale_of(country))


@cache
def locale_of(country: str) -> str:
    """The locale of a country: its English where that is official, for the pages are English, else its first language."""
    languages = get_official_languages(country) if country else ()
    language = "en" if "en" in languages else next(iter(languages), "")
    try:
        return str(Locale.parse(f"{language}_{country}")) if language else DEFAULT
    except (UnknownLocaleError, ValueError):
        return DEFAULT


def decimal(number: float, digits: int = 0) -> str:
    """A number with so many digits after the point."""
    return str(format_decimal(number, format=_pattern(digits), locale=_locale.get()))


def share(number: float, digits: int = 0) -> str:
    """0.824 as 82 % in the country's way."""
    pattern = Locale.parse(_locale.get()).percent_formats[None].pattern
    places = "." + "0" * digits if digits else ""
    return str(
        format_percent(number, format=pattern.replace("#,##0", f"#,##0{places}"), locale=_locale.get())
    )


def currency(number: float, code: str, digits: int) -> str:
    """An amount of a currency (ISO 4217) with so many digits after the point."""
    pattern = Locale.parse(_locale.get()).currency_formats["standard"].pattern.split(";")[0]
    wanted = pattern.replace(".00", "." + "0" * digits if digits else "")
    return str(format_currency(number, code, format=wanted, locale=_locale.get(), currency_digits=False))


@cache
def _pattern(digits: int) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "")
