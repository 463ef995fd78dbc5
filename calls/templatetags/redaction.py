"""How pages name what was hidden."""

from django import template

from calls.redaction.kinds import kind_name

register = template.Library()
register.filter("kind_name", kind_name)
