"""All addresses."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

from compliance.accounts.one_time import sign_in
from config.api.docs import docs
from config.api.problems import no_operation
from config.start import start


def healthz(request: HttpRequest) -> HttpResponse:
    """Says that the web process answers; it asks nobody else."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("", include("attribution.dni.urls")),
    path("", include("calls.telephony.urls")),
    path("", start, name="start"),
    path("", include("analytics.overview.urls")),
    path("", include("analytics.library.urls")),
    path("", include("analytics.labels.urls")),
    path("", include("analytics.setup.urls")),
    path("", include("analytics.waste.urls")),
    path("", include("attribution.costs.urls")),
    path("", include("analytics.rules.urls")),
    path("", include("attribution.reports.urls")),
    path("", include("attribution.conversions.urls")),
    path("", include("attribution.numbers.urls")),
    path("", include("attribution.planner.urls")),
    path("", include("attribution.schedules.urls")),
    path("", include("attribution.people.urls")),
    path("", include("attribution.visits.urls")),
    path("", include("calls.recordings.urls")),
    path("", include("calls.pipeline.urls")),
    path("", include("calls.redaction.urls")),
    path("", include("calls.agents.urls")),
    path("", include("calls.telephony.settings_urls")),
    path("", include("calls.uploads.urls")),
    path("", include("compliance.accounts.urls")),
    path("", include("compliance.saved_views.urls")),
    path("", include("config.styleguide.urls")),
    path("login/<int:user_id>/<str:token>/", sign_in, name="one-time-login"),
    path("accounts/", include("allauth.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", docs, name="api-docs"),
    path("api/v1/", include("config.api.urls")),
    path("api/<path:rest>", no_operation, name="no-operation"),
]

handler404 = "config.api.problems.not_found"
handler500 = "config.api.problems.failed"
