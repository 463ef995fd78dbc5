"""The audio of a call: for members who may listen, through a link that soon ends, every opening audited."""

import hashlib

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from calls.models import Call, Recording
from calls.personal_data import open_recording
from calls.recordings.links import opens
from calls.recordings.ranges import Unsatisfiable, read_range
from compliance.accounts.permissions import member, needs
from compliance.accounts.roles import allowed
from compliance.causes import caused_by

LISTEN, OWN = "calls.listen", "own_calls.view"


@require_safe
@needs(LISTEN, OWN)
def audio(request: HttpRequest, call_id: int) -> HttpResponse:
    """GET /calls/<id>/audio/?token=…: the redacted audio or a range of it; 404 for foreign calls and ended links."""
    call = get_object_or_404(_audible(request), pk=call_id)
    recording = call.recordings.filter(state=Recording.State.REDACTED).order_by("-id").first()
    token = request.GET.get("token", "")
    if recording is None or not opens(token, call.pk, request.user.pk or 0):
        raise Http404
    occasion = hashlib.sha256(token.encode()).hexdigest()[:16]
    with caused_by(actor=request.user.get_username()):
        try:
            content = b"".join(open_recording(recording, purpose="listen", occasion=occasion))
        except FileNotFoundError as error:
            raise Http404 from error
    response = _answer(content, request.headers.get("Range", ""), recording.content_type)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = f'inline; filename="call-{call.pk}.mp3"'
    return response


def _audible(request: HttpRequest) -> QuerySet[Call]:
    """Calls the person may hear: all of the account's, or those of the agent the person is."""
    if allowed(member(request).role, LISTEN):
        return Call.objects.all()
    return Call.objects.filter(agent__user_id=request.user.pk or 0)


def _answer(content: bytes, header: str, content_type: str) -> HttpResponse:
    length = len(content)
    try:
        asked = read_range(header, length)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{length}"})
    if asked is None:
        return HttpResponse(content, content_type=content_type)
    start, stop = asked
    headers = {"Content-Range": f"bytes {start}-{stop - 1}/{length}"}
    return HttpResponse(content[start:stop], status=206, content_type=content_type, headers=headers)
