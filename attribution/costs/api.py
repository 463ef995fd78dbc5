"""Ad spend in the API."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from attribution.costs.services import Imported, store
from attribution.costs.source import CURRENCY, CostError, Rejected, Spend
from attribution.models import AdSpend
from compliance.api.filters import DayFilter
from compliance.api.idempotency import idempotent
from compliance.api.paging import Order
from compliance.api.sparse import Fields, SparseSerializer
from compliance.api.views import ListView
from compliance.days import parse_day

MOST = 1000
MOST_COUNT = 2**31 - 1  # what the column of clicks can hold
VIA = "api"


class SpendSerializer(SparseSerializer[AdSpend]):
    """Spend of one day and combination, in the currency it was sent in."""

    id = serializers.IntegerField(source="pk")
    date = serializers.DateField()
    medium = serializers.CharField()
    campaign = serializers.CharField()
    ad_group = serializers.CharField()
    keyword = serializers.CharField()
    ad = serializers.CharField()
    cost = serializers.SerializerMethodField()
    currency = serializers.CharField()
    clicks = serializers.IntegerField(allow_null=True)
    impressions = serializers.IntegerField(allow_null=True)
    imported_at = serializers.DateTimeField()

    def more_fields(self) -> Fields:
        """With the source, a word that means something else on a serializer class."""
        return {"source": serializers.CharField()}

    def get_cost(self, row: AdSpend) -> float:
        """In whole units of the currency."""
        return row.cost_micros / 1e6


class SpendInput(serializers.Serializer[Any]):
    """One day and combination; the same again replaces it. Names are those of the visits' utm parameters."""

    date = serializers.DateField()
    medium = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    campaign = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    ad_group = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    keyword = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    ad = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    cost = serializers.DecimalField(
        max_digits=16, decimal_places=6, min_value=Decimal(0), max_value=Decimal(10) ** 9
    )
    currency = serializers.CharField(max_length=3)
    clicks = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=MOST_COUNT)
    impressions = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=MOST_COUNT)

    def get_fields(self) -> Fields:
        """With the source, a word that means something else on a serializer class."""
        return {**super().get_fields(), "source": serializers.CharField(max_length=200)}

    def validate_date(self, value: Any) -> Any:
        """Raises ValidationError for a day no calendar of ours holds."""
        try:
            return parse_day(value.isoformat())
        except ValueError:
            raise ValidationError("A day such as 2026-11-20 is expected.") from None

    def validate_currency(self, value: str) -> str:
        """In capitals. Raises ValidationError."""
        if not CURRENCY.match(value.upper()):
            raise ValidationError("Three letters such as USD are expected.")
        return value.upper()


class SpendsInput(serializers.Serializer[Any]):
    """Up to 1,000 rows in one currency, stored all or not at all."""

    spend = SpendInput(many=True)
    replace_days = serializers.BooleanField(
        default=False,
        help_text="The rows are all there are of their days and sources: known rows not among them are removed.",
    )


class SpendChangesSerializer(serializers.Serializer[Imported]):
    """What the rows changed. `difference`: new minus old of the restated and removed rows."""

    rows = serializers.IntegerField()
    new = serializers.IntegerField()
    restated = serializers.IntegerField(help_text="Known rows that cost something else now.")
    removed = serializers.SerializerMethodField()
    difference = serializers.SerializerMethodField()
    currency = serializers.CharField()

    def get_removed(self, done: Imported) -> int:
        """Known rows of the same days and sources that are gone."""
        return done.vanished if done.removed else 0

    def get_difference(self, done: Imported) -> float:
        """In whole units of the currency."""
        return done.difference_micros / 1e6


class SpendFilters(django_filters.FilterSet):
    """Days, both included, and what is compared exactly."""

    start_date = DayFilter(field_name="date", lookup_expr="gte", label="From")
    end_date = DayFilter(field_name="date", lookup_expr="lte", label="To")
    source = django_filters.CharFilter()
    medium = django_filters.CharFilter()
    campaign = django_filters.CharFilter()

    class Meta:
        model = AdSpend
        fields: tuple[str, ...] = ()


class SpendList(ListView):
    """The account's ad spend."""

    tag = "Reports"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "reports.view", "POST": "costs.import"}
    queryset = AdSpend.everywhere.none()
    serializer_class = SpendSerializer
    filterset_class = SpendFilters
    orders: ClassVar[Mapping[str, Order]] = {
        "date": Order("date", parse_day),
        "cost": Order("cost_micros", int),
        "imported_at": Order("imported_at"),
    }
    sort = "-date"

    def get_queryset(self) -> QuerySet[AdSpend]:
        """Of the account in scope."""
        return AdSpend.objects.all()

    def get(self, request: Request, **kwargs: Any) -> Any:
        """List ad spend. By day, campaign, ad group, keyword and ad, as it was sent."""
        return super().get(request, **kwargs)

    @extend_schema(request=SpendsInput, responses=SpendChangesSerializer)
    @idempotent
    def post(self, request: Request) -> Response:
        """Send ad spend. Up to 1,000 rows, all or none; a day and combination that is known is replaced.

        Another currency than the account's needs an exchange rate for the day or an earlier one.
        """
        asked = SpendsInput(data=request.data)
        asked.is_valid(raise_exception=True)
        rows = asked.validated_data["spend"]
        if not 1 <= len(rows) <= MOST:
            raise ValidationError({"spend": [f"A list of 1 to {MOST} rows is expected."]})
        spends = [_spend(n, row) for n, row in enumerate(rows)]
        _check_twice(spends)
        try:
            done = store(spends, via=VIA, replace_days=asked.validated_data["replace_days"])
        except CostError as error:
            raise _faults(len(spends), error.rejected) from error
        return Response(SpendChangesSerializer(done).data)


def _spend(number: int, row: Mapping[str, Any]) -> Spend:
    texts = {name: row[name] for name in ("source", "medium", "campaign", "ad_group", "keyword", "ad")}
    return Spend(
        row=number,
        date=row["date"],
        cost_micros=int(row["cost"] * 1_000_000),
        currency=row["currency"],
        clicks=row.get("clicks"),
        impressions=row.get("impressions"),
        **texts,
    )


def _check_twice(spends: list[Spend]) -> None:
    """Raises ValidationError where one combination is there twice."""
    seen: dict[Any, int] = {}
    twice = [one for one in spends if seen.setdefault(one.key, one.row) != one.row]
    if twice:
        reason = "the same day and combination as row {}"
        raise _faults(len(spends), [Rejected(one.row, "row", reason.format(seen[one.key])) for one in twice])


def _faults(count: int, rejected: Sequence[Rejected]) -> ValidationError:
    """As a serializer tells the faults of a list: one entry per row, empty for those without any."""
    rows: list[dict[str, list[str]]] = [{} for _ in range(count)]
    for one in rejected:
        rows[one.row].setdefault(one.field, []).append(one.reason)
    return ValidationError({"spend": rows})
