"""What a page shows, and how the API's values may be written on it.

A page's text is cut at every value the API gave, in any way that pages write one. What is left must be words of the product
itself (its templates and texts), or figures that the page shows without any rows too.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.timesince import timesince

from attribution.conversions.masking import mask
from compliance.phones import national
from config.templatetags.display import amount, clock, label, money, page_path, percent, pretty, times

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "compliance", "calls", "attribution", "analytics")
# Made-up worlds and vocabularies of the machine; their words are data, not texts of the product.
NOT_TEXTS = (
    "simulator",
    "demo",
    "bench",
    "simulation",
    "sandbox",
    "corpus",
    "recognizers",
    "migrations",
    "styleguide",
)
DAYS = ("M j", "M j, Y", "Y-m-d")
DATES = (
    "l, F j, Y, H:i",
    "M j, Y, H:i:s",
    "M j, Y, H:i",
    "M j, H:i:s",
    "M j, H:i",
    "F j, Y",
    "M j, Y",
    "M j",
    "Y-m-d",
    "H:i:s",
    "H:i",
    "l",
    "D",
)
SILENT = {"script", "style", "svg", "template", "datalist", "select", "nav", "textarea"}
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
TRANSLATED = re.compile(r"""translate ["']([^"']*)""")
FIGURE = re.compile(r"\d[\d.,:]*\d|\d")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"main", *SILENT}:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "main" in self.inside and not SILENT.intersection(self.inside) and data.strip():
            self.texts.append(" ".join(data.split()))


def texts(page: str) -> list[str]:
    """What a person reads in the main part of a page, menus of choices left out."""
    parser = _Text()
    parser.feed(page)
    return parser.texts


def values(answer: Any) -> Iterator[Any]:
    """Every scalar of a JSON document, and its keys, which carry facts where an object is a table."""
    if isinstance(answer, Mapping):
        for key, value in answer.items():
            yield str(key)
            yield from values(value)
        yield pretty(answer)
    elif isinstance(answer, list):
        yield len(answer)
        for value in answer:
            yield from values(value)
    elif answer is not None and not isinstance(answer, bool):
        yield answer


def written(value: Any, zone: str, currency: str) -> Iterator[str]:
    """The ways in which pages write one value of the API."""
    if isinstance(value, int | float):
        yield from _figure(value, currency)
        return
    yield value
    moment = _moment(value)
    if moment is not None:
        local = moment.astimezone(ZoneInfo(zone))
        yield from (dateformat.format(local, style) for style in DATES)
        yield timesince(moment)
        return
    day = _day(value)
    if day is not None:
        yield from (dateformat.format(day, style) for style in DAYS)
        return
    yield from (value.title(), label(value), label(value).lower(), mask(value))
    if value.startswith("+"):
        yield national(value)
    if "://" in value:
        yield from (page_path(value), urlsplit(value).path, urlsplit(value).netloc)


def _figure(value: float, currency: str) -> Iterator[str]:
    yield from (str(value), f"{value:,.0f}", f"{value:,.1f}", f"{value:,.2f}", f"{value:g}")
    yield from (percent(value), f"{value * 100:.0f}", f"{value * 100:.1f}", times(value), amount(value))
    yield from (clock(value), money(value, currency), money(value))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-22") else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


@cache
def vocabulary() -> frozenset[str]:
    """Every word of the product's own texts, in small letters."""
    words: set[str] = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.html"):
            words.update(_words(path.read_text()))
        for path in (ROOT / app).rglob("*.py"):
            if not set(NOT_TEXTS).intersection(path.parts):
                words.update(_words(" ".join(_strings(path))))
    return frozenset(words)


@cache
def own_figures() -> frozenset[str]:
    """Figures in the texts of templates ("Calls, 30 days"), and the zero of a count before anything was picked."""
    found = {"0"}
    for app in APPS:
        for path in (ROOT / app).rglob("*.html"):
            for quoted in TRANSLATED.findall(path.read_text()):
                found.update(FIGURE.findall(quoted))
    return frozenset(found)


def _strings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _words(text: str) -> Iterator[str]:
    return (word.lower() for word in WORD.findall(text))


def unexplained(shown: Iterable[str], known: Iterable[str], empty: Iterable[str]) -> list[str]:
    """Texts of a page with something that neither the API (`known`) nor the product itself says.

    `empty`: the texts of the same page of an account without rows.
    """
    longest_first = sorted({one for one in known if one.strip()}, key=len, reverse=True)
    pattern = re.compile("|".join(_bounded(one) for one in longest_first), re.IGNORECASE)
    figures = own_figures() | {figure for text in empty for figure in FIGURE.findall(text)}
    found = []
    for text in shown:
        rest = pattern.sub(" ", text)
        strange = [word for word in WORD.findall(rest) if word.lower() not in vocabulary()]
        strange += [figure for figure in FIGURE.findall(rest) if figure not in figures]
        if strange:
            found.append(f"{text}: {', '.join(strange)}")
    return found


def _bounded(text: str) -> str:
    start = r"(?<!\w)" if text[0].isalnum() else ""
    end = r"(?!\w)" if text[-1].isalnum() else ""
    return start + r"\s+".join(map(re.escape, text.split())) + end
