"""Forms of the settings page "Channels"."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from attribution.models import AttributionSettings
from attribution.visits.channels import CHANNELS
from attribution.visits.preferences import PATTERNS
from attribution.visits.sources import CATEGORIES

MOST_RULES = 100
MOST_LINES = 500
LONGEST_LINE = 253
ROWS = {"rows": 4, "spellcheck": "false"}


class JourneysForm(forms.Form):
    """How far back a call's journey goes and what counts in it."""

    journey_days = forms.IntegerField(
        label=_("Days a visit counts"), min_value=1, max_value=90, help_text=_("Before the call; 1 to 90.")
    )
    half_life_days = forms.FloatField(
        label=_("Half-life in days"),
        min_value=0.1,
        max_value=365,
        help_text=_("Time decay: a visit so much older than another gets half its credit."),
    )
    reset_after_conversion = forms.BooleanField(
        label=_("A conversion ends the journey"),
        required=False,
        help_text=_("Visits before a person's last conversion do not count for the next."),
    )


class SourcesForm(forms.Form):
    """The account's own sources and the referrers that begin nothing, a line each."""

    source_categories = forms.CharField(
        label=_("Own sources"),
        required=False,
        widget=forms.Textarea(ROWS),
        help_text=_(
            "One per line: domain or name, then search, social, video or shopping. They count before our list."
        ),
    )
    no_touch_hosts = forms.CharField(
        label=_("Referrers that begin no visit of their own"),
        required=False,
        widget=forms.Textarea(ROWS),
        help_text=_("One domain per line: own shops, booking tools. Payment providers are known already."),
    )

    def clean_source_categories(self) -> dict[str, str]:
        """Name -> category. Raises ValidationError naming the line."""
        found = {}
        for number, line in _lines(self.cleaned_data["source_categories"]):
            name, _space, category = line.rpartition(" ")
            if not name.strip() or category not in CATEGORIES:
                raise ValidationError(
                    _now("Line %d: a source and one of search, social, video, shopping.") % number
                )
            found[name.strip().rstrip(",")] = category
        return found

    def clean_no_touch_hosts(self) -> list[str]:
        """Hosts. Raises ValidationError naming the line."""
        hosts = []
        for number, line in _lines(self.cleaned_data["no_touch_hosts"]):
            host = (
                line.removeprefix("https://").removeprefix("http://").removeprefix("www.").partition("/")[0]
            )
            if "." not in host or any(sign in host for sign in " ,@*"):
                raise ValidationError(_now("Line %d: a domain such as shop.example.com.") % number)
            hosts.append(host)
        return list(dict.fromkeys(hosts))


class RuleForm(forms.Form):
    """One channel rule: patterns, at least one, and the channel they mean. Without a channel it is no rule."""

    channel = forms.CharField(
        label=_("Channel"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"list": "channels", "autocomplete": "off"}),
    )
    source = forms.CharField(label=_("Source"), max_length=200, required=False)
    medium = forms.CharField(label=_("Medium"), max_length=200, required=False)
    campaign = forms.CharField(label=_("Campaign"), max_length=200, required=False)
    referrer = forms.CharField(label=_("Referring site"), max_length=200, required=False)

    def clean_channel(self) -> str:
        """Raises ValidationError for signs that paths of channels are written with."""
        name: str = self.cleaned_data["channel"]
        if ">" in name or name.startswith("("):
            raise ValidationError(_now("A name without > that does not begin with a bracket."))
        return name

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for patterns without a channel and the other way round."""
        data = super().clean() or self.cleaned_data
        patterns = any(data.get(name) for name in PATTERNS)
        if patterns and not data.get("channel") and "channel" not in self.errors:
            self.add_error("channel", _now("Which channel?"))
        if data.get("channel") and not patterns:
            self.add_error("source", _now("Fill in one pattern at least."))
        return data


RuleForms = forms.formset_factory(
    RuleForm, extra=2, max_num=MOST_RULES, absolute_max=MOST_RULES, validate_max=True
)


def rules_of(forms_: Any) -> list[dict[str, str]]:
    """The rules of a valid formset, in order, without empty patterns."""
    return [
        {name: one.cleaned_data[name] for name in ("channel", *PATTERNS) if one.cleaned_data.get(name)}
        for one in forms_
        if one.cleaned_data.get("channel")
    ]


def initial_of(row: AttributionSettings) -> Mapping[str, Any]:
    """What the forms show of the settings."""
    lines = [f"{name} {kind}" for name, kind in row.source_categories.items()]
    return {
        "journey_days": row.journey_days,
        "half_life_days": row.half_life_days,
        "reset_after_conversion": row.reset_after_conversion,
        "source_categories": "\n".join(lines),
        "no_touch_hosts": "\n".join(row.no_touch_hosts),
    }


def names() -> list[str]:
    """Channels that rules may give, to choose from."""
    return list(CHANNELS)


def _lines(text: str) -> list[tuple[int, str]]:
    """Number and lower-cased text of every line that has one. Raises ValidationError."""
    lines = [(n, " ".join(line.lower().split())) for n, line in enumerate(text.splitlines(), start=1)]
    found = [(n, line) for n, line in lines if line]
    if len(found) > MOST_LINES:
        raise ValidationError(_now("At most %d lines.") % MOST_LINES)
    for number, line in found:
        if len(line) > LONGEST_LINE:
            raise ValidationError(_now("Line %d is too long.") % number)
    return found
