"""Schedules in the settings, and leaving one from a message."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attribution.models import ReportSchedule
from attribution.schedules import services
from attribution.schedules.forms import ScheduleForm
from attribution.schedules.table import mailed_reports
from compliance.accounts.permissions import member, needs, person
from compliance.accounts.roles import allowed
from compliance.saved_views.services import PLACE

LONGEST = 2000


@require_safe
@needs("reports.view")
def schedules(request: HttpRequest) -> HttpResponse:
    """GET /settings/schedules/: every schedule of the account; one's own can be changed, all by who manages settings."""
    rows = list(ReportSchedule.objects.prefetch_related("recipients").order_by("name", "pk"))
    changeable = {row.pk for row in rows if _may_change(request, row)}
    context = {
        "schedules": rows,
        "changeable": changeable,
        "pages": [(page, reverse(page)) for page in mailed_reports()],
    }
    return render(request, "attribution/schedules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reports.view")
def add_schedule(request: HttpRequest, page: str) -> HttpResponse:
    """GET, POST /settings/schedules/new/<page>/: what the page shows for the query of this address; 404 for others."""
    if page not in mailed_reports():
        raise Http404
    query = request.GET.copy()
    for name in PLACE:
        query.pop(name, None)
    return _edit(request, ReportSchedule(page=page, query=query.urlencode()[:LONGEST]))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reports.view")
def edit_schedule(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """GET, POST /settings/schedules/<id>/."""
    return _edit(request, _changeable(request, schedule_id))


@require_POST
@needs("reports.view")
def switch_schedule(request: HttpRequest, schedule_id: int, to: str) -> HttpResponse:
    """POST /settings/schedules/<id>/on/ or /off/."""
    schedule = _changeable(request, schedule_id)
    services.switch(schedule, on=to == "on", actor=person(request))
    said = _("“%(name)s” goes on.") if to == "on" else _("“%(name)s” is paused.")
    messages.success(request, said % {"name": schedule.name})
    return redirect("settings-schedules")


@require_POST
@needs("reports.view")
def delete_schedule(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """POST /settings/schedules/<id>/delete/."""
    schedule = _changeable(request, schedule_id)
    name = schedule.name
    services.delete_schedule(schedule, actor=person(request))
    messages.success(request, _("“%(name)s” is not sent any more.") % {"name": name})
    return redirect("settings-schedules")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reports.view")
def leave_schedule(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """GET, POST /settings/schedules/<id>/leave/: the link of the message. Opening it changes nothing."""
    schedule = get_object_or_404(ReportSchedule, pk=schedule_id)
    receives = schedule.recipients.filter(pk=person(request).pk).exists()
    if request.method == "POST":
        services.leave(schedule, person(request))
        messages.success(request, _("“%(name)s” is not sent to you any more.") % {"name": schedule.name})
        return redirect("settings-schedules")
    return render(request, "attribution/schedule_leave.html", {"schedule": schedule, "receives": receives})


def _edit(request: HttpRequest, schedule: ReportSchedule) -> HttpResponse:
    user = person(request)
    form = ScheduleForm(request.POST if request.method == "POST" else None, schedule=schedule, person=user)
    if form.is_valid():
        try:
            services.save_schedule(schedule, actor=user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": schedule.name})
            return redirect("settings-schedules")
    asked = QueryDict(schedule.query)
    context = {
        "form": form,
        "schedule": schedule,
        "address": f"{reverse(schedule.page)}?{schedule.query}",
        # Such days do not move on: each message would tell the same.
        "fixed": "from" in asked and "to" in asked,
    }
    return render(request, "attribution/schedule.html", context, status=422 if form.errors else 200)


def _may_change(request: HttpRequest, schedule: ReportSchedule) -> bool:
    return schedule.owner_id == person(request).pk or allowed(member(request).role, "settings.manage")


def _changeable(request: HttpRequest, schedule_id: int) -> ReportSchedule:
    schedule = get_object_or_404(ReportSchedule, pk=schedule_id)
    if not _may_change(request, schedule):
        raise PermissionDenied
    return schedule
