"""What people and the product did with a call, in words, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.models import Call, Recording, Tag
from compliance.models import AuditEvent

SHOWN = 20
MOVED = {"tags_added": "+ ", "tags_removed": "\N{MINUS SIGN} "}
NAMES = {
    "lead_status": gettext_lazy("lead status"),
    "value": gettext_lazy("value"),
    "note": gettext_lazy("note"),
    "tags": gettext_lazy("tags"),
    "add_tags": gettext_lazy("tags"),
    "remove_tags": gettext_lazy("tags"),
    "intent": gettext_lazy("intent"),
    "outcome": gettext_lazy("outcome"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done: when, by whom, what, and the particulars."""

    at: datetime
    actor: str
    text: str
    detail: str


def history(call: Call) -> list[Entry]:
    """The newest SHOWN audit events of the call and its recordings; three queries at most."""
    recordings = [str(pk) for pk in call.recordings.values_list("pk", flat=True)]
    of_call = AuditEvent.objects.filter(object_type=Call._meta.label, object_id=str(call.pk))
    of_recording = AuditEvent.objects.filter(object_type=Recording._meta.label, object_id__in=recordings)
    events = (of_call | of_recording).order_by("-position")[:SHOWN]
    found = list(events)
    names = _tag_names(found)
    return [Entry(event.at, event.actor, *_words(event.action, event.facts, names)) for event in found]


def _tag_names(events: list[AuditEvent]) -> dict[int, str]:
    """Of the tags that the events speak of, as far as they still exist."""
    ids = {pk for event in events for mark in MOVED for pk in event.facts.get(mark, [])}
    return dict(Tag.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _words(action: str, facts: dict[str, Any], tags: dict[int, str]) -> tuple[str, str]:
    if action == "call.edited":
        fields = list(dict.fromkeys(str(NAMES.get(name, name)) for name in facts.get("fields", [])))
        return _("Changed %s") % ", ".join(fields), "; ".join([*_values(facts), *_moved(facts, tags)])
    known = {
        "recording.opened": _("Listened to the recording"),
        "recording.original_destroyed": _("Destroyed the original recording"),
        "call.stage_retried": _("Ran a stage again"),
        "redaction.missed": _("Hid what redaction had missed"),
    }
    return known.get(action, action.replace(".", " ").replace("_", " ").capitalize()), str(
        facts.get("stage", "")
    )


def _moved(facts: dict[str, Any], tags: dict[int, str]) -> list[str]:
    return [
        sign + ", ".join(tags.get(pk, _("a removed tag")) for pk in facts[mark])
        for mark, sign in MOVED.items()
        if mark in facts
    ]


def _values(facts: dict[str, Any]) -> list[str]:
    shown = []
    for name in facts.get("fields", []):
        value = facts.get(name)
        if value not in (None, "", []):
            shown.append(str(value).replace("_", " "))
    return shown
