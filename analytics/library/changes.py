"""A form about calls as the changes it asks for."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from analytics.library.facts import CallFacts
from calls.models import Outcome

VERDICTS = ("intent", "outcome")
PLAIN = ("lead_status", "value", "note", *VERDICTS)
TAGS = ("tags", "add_tags", "remove_tags")
BEFORE = "was_"


def shown_fields(facts: CallFacts) -> dict[str, str]:
    """What the form of the call page shows, as text; a verdict only where a person gave it."""
    call = facts.call
    given = {name: facts.verdict(name) for name in VERDICTS}
    return {
        "lead_status": call.lead_status,
        "value": "" if call.value is None else str(call.value),
        "note": call.note,
        "tags": ", ".join(sorted(tag.name for tag in call.tags.all())),
        **{
            name: row.label if row is not None and row.source == Outcome.Source.HUMAN else ""
            for name, row in given.items()
        },
    }


def read_changes(form: QueryDict) -> dict[str, Any]:
    """Only what the form holds, without fields that are as they were when it was drawn (`was_<name>`).

    Tags are names with commas between. An empty verdict takes a person's back where there was one; else, and on bulk forms
    (marked `skip_empty`) for any field, empty means: leave it.
    """
    changes: dict[str, Any] = {}
    for name in (*PLAIN, *TAGS):
        if name not in form:
            continue
        text, before = str(form[name]), form.get(BEFORE + name)
        if before is not None and _same(text, before):
            continue
        if not text and ((name in VERDICTS and not before) or "skip_empty" in form):
            continue
        changes[name] = _value(name, text)
    return changes


def conflicts(
    form: QueryDict, changes: Mapping[str, Any], current: Mapping[str, str]
) -> dict[str, list[str]]:
    """By field, the changes that would overwrite what somebody else made of it since the form was drawn."""
    found = {}
    for name in changes:
        before, now = form.get(BEFORE + name), current.get(name, "")
        if before is not None and not _same(before, now) and not _same(str(form[name]), now):
            found[name] = [_("Somebody changed this meanwhile. Now it is: %s") % (now or _("empty"))]
    return found


def still_shown(form: QueryDict, changes: Mapping[str, Any], current: Mapping[str, str]) -> dict[str, str]:
    """What a form that stays on the screen shows: what it saved, and else what it was drawn with, however old."""
    return {
        name: text if name in changes else form.get(BEFORE + name, text) or ""
        for name, text in current.items()
    }


def _value(name: str, text: str) -> Any:
    if name in TAGS:
        return [one for one in text.split(",") if one.strip()]
    return None if name in VERDICTS and not text else text


def _same(one: str, other: str) -> bool:
    """Browsers send line ends of their own."""
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()
