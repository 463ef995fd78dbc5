"""Every address of the API, in the order of its reference."""

from django.urls import path

from analytics.library.api import CallDetail, CallList
from analytics.library.api_outcomes import OutcomeList
from analytics.library.api_totals import CallSeries, CallSummary
from analytics.overview.api import OverviewView
from analytics.waste.api import WasteView
from attribution.conversions.api import ConversionDetail, ConversionList, DeliveryReplay
from attribution.costs.api import SpendList
from attribution.numbers.api import NumberDetail, NumberList
from attribution.numbers.api_pools import PoolDetail, PoolList
from attribution.numbers.api_queues import QueueDetail, QueueList
from attribution.numbers.api_sources import SourceNumberDetail, SourceNumberList
from attribution.people.api import PersonDetail
from attribution.people.api_touchpoints import Touchpoints
from attribution.planner.api import PoolPlan
from attribution.reports.api import RoasView
from attribution.reports.api_list import ReportList
from attribution.reports.api_paths import CreditView, PathsView
from attribution.reports.api_series import RoasSeries
from attribution.visits.api import VisitDetail, VisitList
from calls.agents.api import AgentList
from calls.pipeline.api import PipelineState
from calls.redaction.api import PolicyView, SummaryView
from calls.redaction.api_reviews import MissedView, ReviewDetail, ReviewList
from calls.redaction.api_runs import RunChanges, RunDetail, RunList
from calls.tags.api import TagList
from calls.uploads.api import Upload
from compliance.accounts.api import AccountDetail

urlpatterns = [
    path("calls", CallList.as_view(), name="api-calls"),
    path("calls/summary", CallSummary.as_view(), name="api-calls-summary"),
    path("calls/timeseries", CallSeries.as_view(), name="api-calls-timeseries"),
    path("calls/<int:pk>", CallDetail.as_view(), name="api-call"),
    path("calls/<int:pk>/outcomes", OutcomeList.as_view(), name="api-outcomes"),
    path("uploads", Upload.as_view(), name="api-uploads"),
    path("reports", ReportList.as_view(), name="api-reports"),
    path("overview", OverviewView.as_view(), name="api-overview"),
    path("reports/roas", RoasView.as_view(), name="api-roas"),
    path("reports/roas/timeseries", RoasSeries.as_view(), name="api-roas-timeseries"),
    path("reports/paths", PathsView.as_view(), name="api-paths"),
    path("reports/credit", CreditView.as_view(), name="api-credit"),
    path("reports/waste", WasteView.as_view(), name="api-waste"),
    path("spend", SpendList.as_view(), name="api-spend"),
    path("visits", VisitList.as_view(), name="api-visits"),
    path("visits/<int:pk>", VisitDetail.as_view(), name="api-visit"),
    path("people/<int:pk>", PersonDetail.as_view(), name="api-person"),
    path("touchpoints", Touchpoints.as_view(), name="api-touchpoints"),
    path("conversions", ConversionList.as_view(), name="api-conversions"),
    path("conversions/<int:pk>", ConversionDetail.as_view(), name="api-conversion"),
    path(
        "conversions/<int:pk>/deliveries/<int:delivery>/replay", DeliveryReplay.as_view(), name="api-replay"
    ),
    path("numbers", NumberList.as_view(), name="api-numbers"),
    path("numbers/<int:pk>", NumberDetail.as_view(), name="api-number"),
    path("pools", PoolList.as_view(), name="api-pools"),
    path("pools/<int:pk>", PoolDetail.as_view(), name="api-pool"),
    path("pools/<int:pk>/plan", PoolPlan.as_view(), name="api-pool-plan"),
    path("source-numbers", SourceNumberList.as_view(), name="api-source-numbers"),
    path("source-numbers/<int:pk>", SourceNumberDetail.as_view(), name="api-source-number"),
    path("queues", QueueList.as_view(), name="api-queues"),
    path("queues/<int:pk>", QueueDetail.as_view(), name="api-queue"),
    path("redaction/summary", SummaryView.as_view(), name="api-redaction"),
    path("redaction/policy", PolicyView.as_view(), name="api-redaction-policy"),
    path("redaction/reviews", ReviewList.as_view(), name="api-redaction-reviews"),
    path("redaction/reviews/<int:review>", ReviewDetail.as_view(), name="api-redaction-review"),
    path("redaction/calls/<int:call>/missed", MissedView.as_view(), name="api-redaction-missed"),
    path("redaction/runs", RunList.as_view(), name="api-redaction-runs"),
    path("redaction/runs/<int:run>", RunDetail.as_view(), name="api-redaction-run"),
    path("redaction/runs/<int:run>/changes", RunChanges.as_view(), name="api-redaction-changes"),
    path("agents", AgentList.as_view(), name="api-agents"),
    path("tags", TagList.as_view(), name="api-tags"),
    path("pipeline", PipelineState.as_view(), name="api-pipeline"),
    path("account", AccountDetail.as_view(), name="api-account"),
]
