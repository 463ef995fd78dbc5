"""Wasted spend in the API."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from analytics.waste.question import PARAMETERS, check_asked, read_asked
from analytics.waste.reasons import REASONS
from analytics.waste.report import row_of
from analytics.waste.waste import DIMENSIONS, Line, waste
from compliance.api.sparse import Fields, SparseSerializer
from compliance.api.views import TableView
from compliance.models import Account
from compliance.tenancy import require_account_id


class WasteLineSerializer(SparseSerializer[Any]):
    """Calls (sums of probabilities by campaign) and money in the account's currency. Each call is counted under the first
    reason that applies: unreached, waited, mishandled, spam.
    """

    key = serializers.CharField(allow_null=True, help_text="Null: the total. Empty: nobody is known.")
    name = serializers.CharField()
    calls = serializers.FloatField(help_text="All inbound calls.")
    cost = serializers.FloatField()
    wasted_calls = serializers.FloatField()
    wasted_cost = serializers.FloatField()
    wasted_share = serializers.FloatField(allow_null=True, help_text="Of the calls.")
    wasted_share_low = serializers.FloatField(allow_null=True, help_text="Low to high covers 95 %.")
    wasted_share_high = serializers.FloatField(allow_null=True)

    def more_fields(self) -> Fields:
        """Calls and cost of every reason."""
        names = [f"{reason}_{what}" for reason in REASONS for what in ("calls", "cost")]
        return {name: serializers.FloatField() for name in names}


class ReasonSerializer(serializers.Serializer[Any]):
    """A reason over the whole period: counted once (`counted_`), and all calls it applies to."""

    reason = serializers.ChoiceField(list(REASONS))
    calls = serializers.FloatField()
    cost = serializers.FloatField()
    counted_calls = serializers.FloatField()
    counted_cost = serializers.FloatField()


class WasteSerializer(serializers.Serializer[Any]):
    """Lines by falling wasted cost, their total, and the hours of the account's day."""

    start_date = serializers.DateField()
    end_date = serializers.DateField()
    by = serializers.ChoiceField(DIMENSIONS)
    max_wait = serializers.IntegerField()
    spend = serializers.FloatField(help_text="All of the period.")
    spend_on_no_call = serializers.FloatField(help_text="Of campaigns that no call came from.")
    wasted_of_spend = serializers.FloatField(allow_null=True)
    reasons = ReasonSerializer(many=True)
    lines = WasteLineSerializer(many=True)
    hours = WasteLineSerializer(many=True)
    total = WasteLineSerializer()


class WasteView(TableView):
    """Wasted spend."""

    tag = "Reports"
    bulk = True
    permissions: ClassVar[Mapping[str, str]] = {"GET": "reports.view"}
    parameters: ClassVar[Mapping[str, Sequence[OpenApiParameter]]] = {"GET": PARAMETERS}
    serializer_class = WasteSerializer
    sparse = WasteLineSerializer

    def get(self, request: Request) -> HttpResponseBase:
        """Report wasted spend. What calls cost that reached nobody, waited too long, were mishandled or were spam."""
        check_asked(request.query_params)
        zone = Account.objects.get(pk=require_account_id()).time_zone
        asked = read_asked(request.query_params, zone)
        found = waste(asked.question, asked.wait_seconds)
        lines = [row_of(line) for line in found.lines]
        total = row_of(found.total)
        document = {
            "start_date": asked.question.start,
            "end_date": asked.question.end,
            "by": asked.question.by,
            "max_wait": asked.wait_seconds,
            "spend": found.spend,
            "spend_on_no_call": found.on_no_call,
            "wasted_of_spend": found.total.wasted.cost / found.spend if found.spend else None,
            "reasons": _reasons(found.total),
            "lines": lines,
            "hours": [row_of(line) for line in found.hours],
            "total": total,
        }
        return self.answer(document, [*lines, total])


def _reasons(total: Line) -> list[dict[str, Any]]:
    return [
        {
            "reason": reason,
            "calls": total.having[reason].calls,
            "cost": total.having[reason].cost,
            "counted_calls": total.counted[reason].calls,
            "counted_cost": total.counted[reason].cost,
        }
        for reason in REASONS
    ]
