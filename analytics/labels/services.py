"""Labels of intent and outcome: the default ones, renamed as the account wants, and its own that only people give."""

from dataclasses import dataclass
from functools import cache

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.text import slugify
from django.utils.translation import gettext as _

from analytics.conversation.labels import DIMENSIONS, Label, default_labels
from analytics.models import CallIndex, LabelSet
from attribution.models import ConversionRule
from calls.models import Outcome
from compliance.audit.chain import record
from compliance.tenancy import kept

LONGEST_KEY, LONGEST_NAME, LONGEST_TEXT = 60, 60, 300
MOST = 50


class LabelInUse(ValueError):
    """A label cannot go while calls carry it or rules name it; the message says which."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One label as the account has it. `own`: not one of the default ones; `renamed`: a default one with other words."""

    key: str
    name: str
    description: str
    own: bool
    renamed: bool


@dataclass(frozen=True, slots=True)
class Use:
    """Calls whose counting verdict the label is, and calls that a person gave it."""

    calls: int = 0
    by_people: int = 0


def label_names(dimension: str) -> dict[str, str]:
    """Key -> name of every label of the account in scope; one query for as long as the scope lasts."""
    known = kept()
    place = (label_names, dimension)
    if place not in known:
        known[place] = {entry.key: entry.name for entry in entries(dimension)}
    found: dict[str, str] = known[place]
    return found


def label_name(dimension: str, key: str) -> str:
    """What people call a label; the key in words for one that is not known, as of sentiment."""
    return (label_names(dimension).get(key) if is_dimension(dimension) else None) or in_words(key)


def in_words(key: str) -> str:
    """A key as a name: `call_back` becomes Call back."""
    return key.replace("_", " ").capitalize()


def entries(dimension: str) -> list[Entry]:
    """The default labels in their order, then the account's own; one query."""
    row = LabelSet.objects.filter(dimension=dimension).first()
    given = {item["key"]: item for item in (row.labels if row else [])}
    found = [_entry(label, given.pop(label.key, None)) for label in _defaults(dimension)]
    own = (
        Entry(key, item["name"], item.get("description", ""), own=True, renamed=False)
        for key, item in given.items()
    )
    return [*found, *own]


def uses(dimension: str) -> dict[str, Use]:
    """By label; two queries."""
    counted = (
        CallIndex.objects.exclude(**{dimension: ""})
        .filter(**{f"{dimension}_unsure": False})
        .order_by()
        .values_list(dimension)
        .annotate(Count("pk"))
    )
    human = (
        Outcome.objects.filter(dimension=dimension, source=Outcome.Source.HUMAN).exclude(label="").order_by()
    )
    by_people = dict(human.values_list("label").annotate(Count("call", distinct=True)))
    calls = dict(counted)
    return {key: Use(calls.get(key, 0), by_people.get(key, 0)) for key in {*calls, *by_people}}


def add_label(dimension: str, name: str, description: str) -> Entry:
    """A label of the account's own; its key is made from the name. Raises ValidationError."""
    name, key = _clean(name), slugify(name).replace("-", "_")[:LONGEST_KEY]
    if not key:
        raise ValidationError({"name": _("A name needs letters or digits.")})
    with transaction.atomic():
        row = _locked(dimension)
        there = entries(dimension)
        if len(there) >= MOST:
            raise ValidationError(_("At most %d labels.") % MOST)
        if any(one.key == key or one.name.casefold() == name.casefold() for one in there):
            raise ValidationError({"name": _("There is a label of this name.")})
        row.labels = [*row.labels, {"key": key, "name": name, "description": description.strip()}]
        row.save()
        record("label.added", row, dimension=dimension, key=key, name=name)
    return Entry(key, name, description.strip(), own=True, renamed=False)


def change_label(dimension: str, key: str, name: str, description: str) -> bool:
    """Other words for a label; whether they are other. Raises ValidationError, and KeyError for an unknown one."""
    name, description = _clean(name), description.strip()
    with transaction.atomic():
        row = _locked(dimension)
        there = {one.key: one for one in entries(dimension)}
        old = there.pop(key)
        if any(one.name.casefold() == name.casefold() for one in there.values()):
            raise ValidationError({"name": _("There is a label of this name.")})
        if (old.name, old.description) == (name, description):
            return False
        kept = [item for item in row.labels if item["key"] != key]
        default = {label.key: label for label in _defaults(dimension)}.get(key)
        if default is None or (default.name, default.description) != (name, description):
            kept.append({"key": key, "name": name, "description": description})
        row.labels = kept
        row.save()
        record("label.changed", row, dimension=dimension, key=key, before=old.name, name=name)
    return True


def remove_label(dimension: str, key: str) -> None:
    """Takes one of the account's own labels away. Raises LabelInUse, and KeyError for any other label."""
    with transaction.atomic():
        row = _locked(dimension)
        if not {one.key: one for one in entries(dimension)}[key].own:
            raise KeyError(key)
        if Outcome.objects.filter(dimension=dimension, label=key).exists():
            raise LabelInUse(_("Calls carry this label."))
        if ConversionRule.objects.filter(**{f"{dimension}s__contains": [key]}).exists():
            raise LabelInUse(_("A conversion rule names this label."))
        row.labels = [item for item in row.labels if item["key"] != key]
        row.save()
        record("label.removed", row, dimension=dimension, key=key)


def is_dimension(text: str) -> bool:
    """Whether labels of it can be changed."""
    return text in DIMENSIONS


@cache
def _defaults(dimension: str) -> tuple[Label, ...]:
    """The default labels, read from their file once."""
    return default_labels(dimension).labels


def _entry(label: Label, given: dict[str, str] | None) -> Entry:
    if given is None:
        return Entry(label.key, label.name, label.description, own=False, renamed=False)
    return Entry(label.key, given["name"], given.get("description", ""), own=False, renamed=True)


def _locked(dimension: str) -> LabelSet:
    """The row for a change, after which its names are read anew."""
    kept().pop((label_names, dimension), None)
    LabelSet.objects.get_or_create(dimension=dimension)
    return LabelSet.objects.select_for_update(of=("self",)).get(dimension=dimension)


def _clean(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise ValidationError({"name": _("1 to %d characters are expected.") % LONGEST_NAME})
    return name
