"""People check the redaction of calls: the queue, the page of one call, and what they decide there."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from calls.models import Call, RedactionReview, Transcript
from calls.redaction.kinds import BY_KEY
from calls.redaction.proof import proof
from calls.redaction.queries import call_context, newest_reviews, next_review
from calls.redaction.repair import RepairError
from calls.redaction.reviews import MOST_WORDS, ReviewClosed, hide_missed, judge
from compliance.accounts.permissions import member, needs, person
from compliance.accounts.roles import allowed
from compliance.lists import list_page
from compliance.texts import read_id

REVIEW, LISTEN = "redaction.review", "calls.listen"
State = RedactionReview.State


@require_safe
@needs(REVIEW)
def review_list(request: HttpRequest) -> HttpResponse:
    """GET /redaction/reviews/?state=&version=: open ones unless another state is asked for; `state=all` has all."""
    state = request.GET.get("state", State.OPEN)
    state = state if state in State.values else ("" if state == "all" else State.OPEN)
    version = request.GET.get("version", "")
    found = proof()
    context: dict[str, Any] = {
        "page": list_page(newest_reviews(state, version), request.GET),
        "state": state,
        "version": version,
        "states": [("all", _("All")), *State.choices],
        "audited": found.audited,
        "whole": found.whole,
        "waiting": found.waiting,
    }
    return render(request, "calls/redaction/reviews.html", context)


@require_safe
@needs(REVIEW)
def review_page(request: HttpRequest, review_id: int) -> HttpResponse:
    """GET /redaction/reviews/<id>/: the redacted transcript beside the player; words can be marked."""
    review = get_object_or_404(RedactionReview.objects.select_related("call", "reviewer"), pk=review_id)
    return _page(request, review.call, review)


@require_safe
@needs(REVIEW)
def call_page(request: HttpRequest, call_id: int) -> HttpResponse:
    """GET /redaction/calls/<id>/: the same for a call that somebody came across; its review where it was drawn."""
    call = get_object_or_404(Call, pk=call_id)
    review = RedactionReview.objects.filter(call=call).first()
    if review is not None:
        return redirect("redaction-review", review.pk)
    if not Transcript.objects.filter(call=call).exists():
        raise Http404
    return _page(request, call, None)


@require_POST
@needs(REVIEW)
def judge_review(request: HttpRequest, review_id: int) -> HttpResponse:
    """POST /redaction/reviews/<id>/judge/ `state` clean or skipped: closes it and goes on to the next."""
    review = get_object_or_404(RedactionReview, pk=review_id)
    state = request.POST.get("state", "")
    if state not in (State.CLEAN, State.SKIPPED):
        raise Http404
    user = person(request)
    try:
        judge(review, state, user=user, actor=user.get_username())
    except ReviewClosed:
        messages.error(request, _("Somebody has judged this call already."))
        return redirect("redaction-review", review.pk)
    messages.success(request, _("Nothing missed: kept.") if state == State.CLEAN else _("Put aside."))
    following = next_review(review)
    return redirect("redaction-review", following) if following else redirect("redaction-reviews")


@require_POST
@needs(REVIEW)
def hide_words(request: HttpRequest, call_id: int) -> HttpResponse:
    """POST /redaction/calls/<id>/hide/ `word` (turn:number, repeated), `type`, `everywhere`: hides them for ever."""
    call = get_object_or_404(Call.objects.filter(transcript__isnull=False), pk=call_id)
    words = [pair for one in request.POST.getlist("word") if (pair := _place(one)) is not None]
    kind, user = request.POST.get("type", ""), person(request)
    if not 0 < len(words) <= MOST_WORDS or kind not in BY_KEY:
        text = _("Mark words, at most %d at a time, and choose what they are.")
        messages.error(request, text % MOST_WORDS)
        return redirect("redaction-call", call.pk)
    try:
        found = hide_missed(
            call,
            words,
            kind,
            user=user,
            actor=user.get_username(),
            everywhere="everywhere" in request.POST,
        )
    except (ValueError, RepairError) as error:
        messages.error(request, _("Nothing was hidden: %s") % error)
    else:
        count = sum(found.values())
        text = ngettext(
            "%d stretch is hidden in text and sound.", "%d stretches are hidden in text and sound.", count
        )
        messages.success(request, text % count)
    return redirect("redaction-call", call.pk)


def _page(request: HttpRequest, call: Call, review: RedactionReview | None) -> HttpResponse:
    listener = request.user.pk if allowed(member(request).role, LISTEN) else None
    context = {**call_context(call, listener), "review": review, "following": next_review(review)}
    return render(request, "calls/redaction/review.html", context)


def _place(text: str) -> tuple[int, int] | None:
    """`3:7` as turn 3, word 7."""
    turn, _colon, word = text.partition(":")
    numbers = [0 if part == "0" else read_id(part) for part in (turn, word)]
    return (numbers[0], numbers[1]) if numbers[0] is not None and numbers[1] is not None else None
