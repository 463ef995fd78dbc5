"""A call in the API: flat, with the names the trade knows."""

from typing import Any

from rest_framework import serializers

from analytics.library.facts import CallFacts, Milestone
from attribution.visits.arrival import CLICK_IDS, UTM
from calls.models import Call, Outcome
from compliance.api.sparse import Fields, SparseSerializer

PAGES = ("landing_page_url", "last_requested_url", "referring_url")
COOKIES = ("fbc", "fbp", "ga_client_id", "ga_session_id")


class EvidenceSerializer(serializers.Serializer[Any]):
    """Words that led to a verdict; seconds from the start of the recording."""

    turn = serializers.IntegerField()
    start = serializers.FloatField()
    end = serializers.FloatField()
    text = serializers.CharField()


class VerdictSerializer(serializers.Serializer[Outcome]):
    """One verdict with the words that led to it."""

    probability = serializers.FloatField(allow_null=True)
    abstained = serializers.BooleanField(
        help_text="The machine was unsure; the label is only its best guess."
    )
    version = serializers.CharField()
    evidence = EvidenceSerializer(many=True)

    def get_fields(self) -> Fields:
        """Adds the two fields whose names mean something else on a serializer class."""
        return {
            "label": serializers.CharField(),
            "source": serializers.ChoiceField(Outcome.Source.choices),
            **super().get_fields(),
        }


class MilestoneSerializer(serializers.Serializer[Milestone]):
    """One moment on the way to a customer."""

    event_date = serializers.DateTimeField(source="at")
    medium = serializers.CharField(source="visit.utm_medium", default=None, allow_null=True)
    campaign = serializers.CharField(source="visit.utm_campaign", default=None, allow_null=True)
    landing = serializers.CharField(source="visit.landing_page_url", default=None, allow_null=True)
    referrer = serializers.CharField(source="visit.referring_url", default=None, allow_null=True)

    def get_fields(self) -> Fields:
        """Adds the source, a name that means something else on a serializer class."""
        source = serializers.CharField(source="visit.utm_source", default=None, allow_null=True)
        return {**super().get_fields(), "source": source}


class MilestonesSerializer(serializers.Serializer[dict[str, Milestone | None]]):
    """Null: not reached, or not known."""

    first_touch = MilestoneSerializer(allow_null=True)
    lead_created = MilestoneSerializer(allow_null=True)
    qualified = MilestoneSerializer(allow_null=True)
    last_touch = MilestoneSerializer(allow_null=True)


class CallSerializer(SparseSerializer[CallFacts]):
    """One call. Facts of the visit are those of the likeliest one, `match_probability` says how likely."""

    id = serializers.IntegerField(source="call.pk")
    direction = serializers.ChoiceField(Call.Direction.choices, source="call.direction")
    state = serializers.ChoiceField(Call.State.choices, source="call.state")
    processing = serializers.ChoiceField(Call.Processing.choices, source="call.processing")
    customer_phone_number = serializers.CharField(source="call.customer_phone_number")
    tracking_phone_number = serializers.CharField(source="call.tracking_phone_number")
    business_phone_number = serializers.CharField(source="call.business_phone_number")
    customer_city = serializers.CharField(source="call.customer_city")
    customer_state = serializers.CharField(source="call.customer_state")
    customer_country = serializers.CharField(source="call.customer_country")
    start_time = serializers.DateTimeField(source="call.start_time")
    duration = serializers.IntegerField(source="call.duration", allow_null=True)
    answered = serializers.BooleanField(source="call.answered", allow_null=True)
    voicemail = serializers.BooleanField(source="call.voicemail", allow_null=True)
    first_call = serializers.BooleanField(source="call.first_call", allow_null=True)
    agent_name = serializers.CharField(source="call.agent.name", default=None, allow_null=True)
    language = serializers.CharField(source="call.language")
    lead_status = serializers.ChoiceField(Call.LeadStatus.choices, source="call.lead_status")
    value = serializers.SerializerMethodField(method_name="get_worth")
    tags = serializers.SerializerMethodField()
    note = serializers.CharField(source="call.note")
    channel = serializers.CharField(source="visit.channel", default=None, allow_null=True)
    match_probability = serializers.FloatField(source="match.probability", default=None, allow_null=True)
    intent = VerdictSerializer(allow_null=True)
    outcome = VerdictSerializer(allow_null=True)
    sentiment = VerdictSerializer(allow_null=True)
    score = serializers.FloatField(source="evaluation.score", default=None, allow_null=True)
    delivery_state = serializers.CharField(help_text="The state that needs most attention, or empty.")
    milestones = MilestonesSerializer()

    def more_fields(self) -> Fields:
        """The visit's flat fields."""
        fields: Fields = {}
        for name in (*PAGES, *UTM):
            fields[name] = serializers.CharField(source=f"visit.{name}", default=None, allow_null=True)
        for name in CLICK_IDS:
            fields[name] = serializers.CharField(
                source=f"visit.click_ids.{name}", default=None, allow_null=True
            )
        for name in COOKIES:
            fields[name] = serializers.CharField(
                source=f"visit.cookies.{name}", default=None, allow_null=True
            )
        return fields

    def get_worth(self, facts: CallFacts) -> float | None:
        """Money in the account's currency, as a person set it, else what the conversions add to ROAS."""
        return None if facts.worth is None else float(facts.worth)

    def get_tags(self, facts: CallFacts) -> list[str]:
        """Names of the tags."""
        return sorted(tag.name for tag in facts.call.tags.all())
