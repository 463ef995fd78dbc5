"""Conversion rules as people make and change them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from attribution.models import ConversionRule
from compliance.audit.chain import record

LONGEST_KEY = 40


def save_rule(rule: ConversionRule, **values: Any) -> list[str]:
    """A new or changed rule; the names of what changed. The key of a new one is made from its name and stays.

    It holds for calls whose conversions are settled from now on. Raises ValidationError.
    """
    changed = [name for name, value in values.items() if getattr(rule, name) != value]
    action = "rule.changed" if rule.pk else "rule.created"
    for name in changed:
        setattr(rule, name, values[name])
    if not rule.pk:
        rule.key = slugify(rule.name).replace("-", "_")[:LONGEST_KEY]
        if not rule.key:
            raise ValidationError({"name": _("A name needs letters or digits.")})
        if ConversionRule.objects.filter(key=rule.key).exists():
            raise ValidationError({"name": _("There is a rule of this name.")})
    if changed:
        with transaction.atomic():
            rule.save()
            record(action, rule, key=rule.key, fields=changed, active=rule.active, value=str(rule.value))
    return changed
