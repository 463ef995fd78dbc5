"""Changing what an account hides."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from calls.redaction.kinds import CHOICES
from compliance.audit.chain import record
from compliance.models import RedactionPolicy
from compliance.policies import policy_of, redaction_policy

__all__ = ["FIELDS", "change_policy", "policy_of", "redaction_policy", "values_of"]

SWITCHES = ("keep_last_four", "keep_agent_names", "hide_health", "withhold_payment")
WORDS = ("health_terms", "kept_words")
FIELDS = (*SWITCHES, "kept_types", *WORDS, "review_percent")
MOST_WORDS, LONGEST_WORD = 500, 60


def values_of(row: RedactionPolicy) -> dict[str, Any]:
    """What the row says, by field."""
    return {name: getattr(row, name) for name in FIELDS}


def change_policy(changes: Mapping[str, Any], *, actor: str) -> list[str]:
    """Keeps the changed fields; their names. What is hidden already stays hidden. Raises ValidationError.

    The audit event tells switches and types as they were and are, and of words only how many there are.
    """
    wanted = {name: _clean(name, value) for name, value in changes.items()}
    with transaction.atomic():
        RedactionPolicy.objects.get_or_create()
        row = RedactionPolicy.objects.select_for_update(of=("self",)).get()
        before = values_of(row)
        changed = [name for name in FIELDS if name in wanted and wanted[name] != before[name]]
        for name in changed:
            setattr(row, name, wanted[name])
        if changed:
            row.full_clean(exclude=["account"], validate_constraints=False)
            row.save()
            facts = {name: [_told(name, before[name]), _told(name, wanted[name])] for name in changed}
            record("redaction_policy.changed", row, actor=actor, changed=facts)
    return changed


def _clean(name: str, value: Any) -> Any:
    if name == "kept_types":
        return _types(value)
    if name in WORDS:
        return _words(name, value)
    if name == "review_percent":
        return _share(value)
    return bool(value)


def _types(value: Any) -> list[str]:
    allowed = {kind.key for kind in CHOICES}
    refused = sorted(set(value) - allowed)
    if refused:
        text = _("These are always hidden or no types: %s.") % ", ".join(refused)
        raise ValidationError({"kept_types": text})
    return sorted(set(value))


def _words(name: str, value: Any) -> list[str]:
    found = list(dict.fromkeys(" ".join(word.split()) for word in value))
    words = [word for word in found if word]
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        text = _("At most %(count)d entries of up to %(length)d characters.")
        raise ValidationError({name: text % {"count": MOST_WORDS, "length": LONGEST_WORD}})
    if any(character.isdigit() for word in words for character in word) and name == "kept_words":
        raise ValidationError({name: _("Digits cannot be kept.")})
    return words


def _share(value: Any) -> Decimal:
    share = Decimal(value).quantize(Decimal("0.01"))
    if not 0 <= share <= 100:
        raise ValidationError({"review_percent": _("A number from 0 to 100 is expected.")})
    return share


def _told(name: str, value: Any) -> Any:
    """How the audit event tells a value: free of words that may be about people."""
    if name in WORDS:
        return len(value)
    return str(value) if name == "review_percent" else value
