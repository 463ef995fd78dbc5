"""A form about calls as the changes it asks for."""

from typing import Any

from django.http import QueryDict

PLAIN = ("lead_status", "value", "note", "intent", "outcome")
TAGS = ("tags", "add_tags", "remove_tags")


def read_changes(form: QueryDict) -> dict[str, Any]:
    """Only what the form holds. Tags are names with commas between; an empty verdict, and on bulk forms (marked
    `skip_empty`) any empty field, means: leave it.
    """
    changes: dict[str, Any] = {}
    for name in (*PLAIN, *TAGS):
        if name not in form:
            continue
        text = str(form[name])
        if not text and (name in ("intent", "outcome") or "skip_empty" in form):
            continue
        changes[name] = [one for one in text.split(",") if one.strip()] if name in TAGS else text
    return changes
