"""What a report must give to be mailed, and which reports do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from compliance.models import Account
from compliance.registry import UnknownMember
from compliance.tables import Cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the message. `kind`: text, money, times, amount, whole or percent."""

    key: str
    label: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class MailTable:
    """A report for a message: `period` in words, `columns` of the message, `rows` by `keys`, and their total if any.

    `keys` are the columns of the attached file, of which `columns` may be some.
    """

    title: str
    period: str
    columns: Sequence[Column]
    keys: Sequence[str]
    rows: Sequence[Mapping[str, Cell]]
    total: Mapping[str, Cell] | None = None


TableOf = Callable[[Mapping[str, str], Account], MailTable]


def mailed_reports() -> Mapping[str, str]:
    """URL name of a page -> dotted path of the function that gives its table for the query of an address."""
    found: Mapping[str, str] = settings.MAILED_REPORTS
    return found


def table_of(page: str) -> TableOf:
    """The function of one page. Raises UnknownMember."""
    paths = mailed_reports()
    if page not in paths:
        raise UnknownMember(f"{page!r} is not mailed: choose one of {', '.join(paths)}")
    found: TableOf = import_string(paths[page])
    return found
