"""What a person may change about a call: checked as a whole, written in one transaction, audited, and told on."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analytics.conversation.labels import DIMENSIONS
from analytics.labels.services import label_names
from attribution.conversions.ledger import settle
from calls.models import Call, Outcome, Tag
from compliance.audit.chain import record
from compliance.texts import clean_text, storable

LONGEST_NOTE = 5000
WITHDRAWN = ""  # the label of a person's row that takes the earlier ones back
LONGEST_TAG = 60
MOST_TAGS = 30
LARGEST_VALUE = Decimal(10) ** 12
TAG_FIELDS = {"tags", "add_tags", "remove_tags"}
# Changes after which the call may be worth another conversion.
OF_LEDGER = {"lead_status", "value", *DIMENSIONS}


def edit_call(call: Call, changes: Mapping[str, Any], *, user: User | None, actor: str) -> list[str]:
    """Changes `lead_status`, `value`, `note`, `tags` (all of them), `add_tags`, `remove_tags`, `intent`, `outcome`.

    A verdict becomes a row of its own beside the machine's; None takes a person's back. Returns what really changed, in the
    order given; conversions follow at once. Raises ValidationError (by field), and then nothing has changed.
    """
    wanted = _checked(changes)
    with transaction.atomic():
        call = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
        before = _tag_ids(call, wanted)
        changed = [name for name, value in wanted.items() if WRITERS[name](call, value, user)]
        if changed:
            facts = _shown(wanted, changed) | _tags_moved(before, _tag_ids(call, wanted))
            record("call.edited", call, actor=actor, fields=changed, **facts)
        if OF_LEDGER.intersection(changed) and call.direction == Call.Direction.INBOUND:
            settle(call)
    return changed


def edit_calls(calls: Iterable[Call], changes: Mapping[str, Any], *, user: User | None, actor: str) -> int:
    """`edit_call` for each; how many changed. One call in one transaction: a failure later keeps those before."""
    _checked(changes)
    return sum(bool(edit_call(call, changes, user=user, actor=actor)) for call in calls)


def _checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    wanted, errors = {}, {}
    for name, value in changes.items():
        try:
            wanted[name] = CHECKS[name](value)
        except KeyError:
            errors[name] = _("This cannot be changed.")
        except ValidationError as error:
            errors[name] = error.messages[0]
    if errors:
        raise ValidationError(errors)
    return wanted


def _lead_status(value: Any) -> str:
    if value not in Call.LeadStatus.values:
        raise ValidationError(_("Choose one of: %s.") % ", ".join(Call.LeadStatus.values))
    return str(value)


def _value(value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        amount = Decimal(str(value)).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise ValidationError(_("An amount of money is expected.")) from error
    if not amount.is_finite() or not 0 <= amount < LARGEST_VALUE:
        raise ValidationError(_("An amount from 0 to 999,999,999,999.99 is expected."))
    return amount


def _note(value: Any) -> str:
    return clean_text(value, LONGEST_NOTE)


def _tags(value: Any) -> list[str]:
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise ValidationError(_("A list of names is expected."))
    if not all(map(storable, value)):
        raise ValidationError(_("This text has characters that cannot be stored."))
    names = sorted({" ".join(name.split()) for name in value} - {""})
    if len(names) > MOST_TAGS or any(len(name) > LONGEST_TAG for name in names):
        raise ValidationError(_("At most %d tags of at most %d characters.") % (MOST_TAGS, LONGEST_TAG))
    return names


def _label(dimension: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value is None:
            return WITHDRAWN
        labels = label_names(dimension)
        if not isinstance(value, str) or value not in labels:
            raise ValidationError(_("Choose one of: %s.") % ", ".join(labels))
        return str(value)

    return check


CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "lead_status": _lead_status,
    "value": _value,
    "note": _note,
    "tags": _tags,
    "add_tags": _tags,
    "remove_tags": _tags,
    **{dimension: _label(dimension) for dimension in DIMENSIONS},
}


def _write(name: str) -> Callable[[Call, Any, User | None], bool]:
    def write(call: Call, value: Any, user: User | None) -> bool:
        if getattr(call, name) == value:
            return False
        setattr(call, name, value)
        call.save(update_fields=[name, "updated_at"])
        return True

    return write


def _write_tags(call: Call, names: list[str], user: User | None) -> bool:
    before = set(call.tags.values_list("name", flat=True))
    call.tags.set([Tag.objects.get_or_create(name=name)[0] for name in names])
    return before != set(names)


def _add_tags(call: Call, names: list[str], user: User | None) -> bool:
    before = set(call.tags.values_list("name", flat=True))
    call.tags.add(*[Tag.objects.get_or_create(name=name)[0] for name in names if name not in before])
    return not before.issuperset(names)


def _remove_tags(call: Call, names: list[str], user: User | None) -> bool:
    there = list(call.tags.filter(name__in=names))
    call.tags.remove(*there)
    return bool(there)


def _write_verdict(dimension: str) -> Callable[[Call, str, User | None], bool]:
    def write(call: Call, label: str, user: User | None) -> bool:
        newest = call.outcomes.filter(dimension=dimension, source=Outcome.Source.HUMAN).order_by(
            "-created_at", "-pk"
        )
        last = newest.first()
        if (last.label if last is not None else WITHDRAWN) == label:
            return False
        Outcome.objects.create(
            call=call, dimension=dimension, label=label, source=Outcome.Source.HUMAN, author=user
        )
        return True

    return write


WRITERS: Mapping[str, Callable[[Call, Any, User | None], bool]] = {
    **{name: _write(name) for name in ("lead_status", "value", "note")},
    "tags": _write_tags,
    "add_tags": _add_tags,
    "remove_tags": _remove_tags,
    **{dimension: _write_verdict(dimension) for dimension in DIMENSIONS},
}


def _shown(wanted: Mapping[str, Any], changed: list[str]) -> dict[str, Any]:
    """Facts for the audit trail; a note and the names of tags may hold personal data and are left out."""
    return {
        name: str(wanted[name]) if name == "value" else wanted[name]
        for name in changed
        if name not in ("note", *TAG_FIELDS)
    }


def _tag_ids(call: Call, wanted: Mapping[str, Any]) -> set[int]:
    return set(call.tags.values_list("pk", flat=True)) if wanted.keys() & TAG_FIELDS else set()


def _tags_moved(before: set[int], after: set[int]) -> dict[str, list[int]]:
    """Which tags, by id: their words can still be blanked, those of the trail could not."""
    moved = {"tags_added": sorted(after - before), "tags_removed": sorted(before - after)}
    return {name: ids for name, ids in moved.items() if ids}
