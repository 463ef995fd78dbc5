"""The page to upload one recording."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from calls.models import Agent, PhoneNumber
from calls.uploads.forms import UploadForm
from calls.uploads.handlers import refused, straight_to_vault
from calls.uploads.services import Unusable, receive
from compliance.accounts.permissions import member, needs


@straight_to_vault
@require_http_methods(["GET", "HEAD", "POST"])
@needs("calls.import")
@csrf_protect
def upload(request: HttpRequest) -> HttpResponse:
    """GET /calls/upload/: the form. POST: the recording goes in, then on to the page of its call."""
    account = member(request).account
    if request.method != "POST":
        return _page(request, UploadForm(account=account))
    with timezone.override(account.time_zone):
        form = UploadForm(request.POST, request.FILES, account=account)
        valid = form.is_valid()
    too_large = refused(request)
    if too_large is not None:
        form.errors["recording"] = form.error_class([str(too_large)])
        return _page(request, form, 413)
    if not valid:
        return _page(request, form, 422)
    incoming = form.cleaned_data["recording"].incoming
    try:
        received = receive(incoming, form.cleaned_data)
    except Unusable as error:
        form.add_error("recording", _("This cannot be used: %s.") % error)
        return _page(request, form, 422)
    finally:
        incoming.close()
    return redirect("call", received.call.pk)


def _page(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "agents": Agent.objects.order_by("name").values_list("name", flat=True)[:200],
        "numbers": PhoneNumber.objects.filter(state="active")
        .order_by("number")
        .values_list("number", flat=True)[:200],
    }
    return render(request, "calls/upload.html", context, status=status)
