"""People check redaction: calls are drawn at random, judged, and what was missed is hidden at once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from calls.models import Call, RedactionChange, RedactionReview, Transcript
from calls.redaction.kinds import BY_KEY
from calls.redaction.marks import Mark, is_hidden, readable_words
from calls.redaction.repair import RepairError, hide
from calls.redaction.repeats import with_repeats
from calls.transcription.rows import dialogue
from compliance.audit.chain import record
from compliance.models import Account
from compliance.policies import redaction_policy
from compliance.redaction.dialogue import Turn
from compliance.tenancy import use_account

State = RedactionReview.State
SALT = "calls.redaction.reviews"
# How far back calls are still drawn; a share that is raised reaches no older ones.
REACH = timedelta(days=2)
# Words that one repair hides; a page sends a field for each.
MOST_WORDS = 900


class ReviewClosed(ValueError):
    """Somebody has judged the call already."""


def lot(account_id: int, call_id: int) -> float:
    """The call's number in [0, 1), the same for ever; nobody without the installation's secret can tell it."""
    digest = salted_hmac(SALT, f"{account_id}:{call_id}", algorithm="sha256").digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def draw(call: Call) -> RedactionReview | None:
    """Puts the call on the list of those to be checked, if its lot is below the account's share; None otherwise.

    Calls without words are not drawn. Doing it again changes nothing.
    """
    transcript = Transcript.objects.filter(call=call).first()
    share = float(redaction_policy().review_percent) / 100
    if transcript is None or lot(call.account_id, call.pk) >= share or not transcript.turns.exists():
        return None
    return RedactionReview.objects.get_or_create(
        call=call, defaults={"version": transcript.redaction_version}
    )[0]


def draw_reviews() -> int:
    """Draws among the calls transcribed lately, of all accounts; how many were drawn anew."""
    drawn = 0
    since = timezone.now() - REACH
    for account_id in Account.objects.values_list("pk", flat=True):
        with use_account(account_id):
            drawn += _draw_since(account_id, since)
    return drawn


def _draw_since(account_id: int, since: datetime) -> int:
    share = float(redaction_policy().review_percent) / 100
    if not share:
        return 0
    fresh = Transcript.objects.filter(created_at__gte=since, call__redaction_review=None)
    chosen = [pk for pk in fresh.values_list("call_id", flat=True) if lot(account_id, pk) < share]
    return sum(1 for call in Call.objects.filter(pk__in=chosen) if draw(call) is not None)


def judge(review: RedactionReview, state: str, *, user: User | None, actor: str) -> None:
    """Closes an open review as clean or skipped. Raises ReviewClosed."""
    if state not in (State.CLEAN, State.SKIPPED):
        raise ValueError(state)
    words = readable_words(dialogue(review.call.transcript)) if state == State.CLEAN else 0
    with transaction.atomic():
        mine = RedactionReview.objects.filter(pk=review.pk, state=State.OPEN)
        if not mine.update(state=state, words=words, reviewer=user, reviewed_at=timezone.now()):
            raise ReviewClosed
        record(
            "redaction.reviewed",
            review,
            actor=actor,
            call=review.call_id,
            verdict=state,
            words=words,
        )


def hide_missed(
    call: Call,
    words: Iterable[tuple[int, int]],
    kind: str,
    *,
    user: User | None,
    actor: str,
    everywhere: bool = False,
) -> dict[str, int]:
    """Hides words, given as (turn, number of the word), that redaction left in clear; how many spans by type.

    `everywhere`: also where the same words are said again. A review of the call becomes "missed", also one that was
    closed as clean: what it says of the rules must be true. Words that follow each other in one turn are one span.
    Raises ValueError for places that are none, RepairError.
    """
    if kind not in BY_KEY:
        raise ValueError(kind)
    transcript = call.transcript
    turns = dialogue(transcript)
    marks = word_marks(turns, words, kind)
    if everywhere:
        marks = with_repeats(turns, marks)
    judged, version = readable_words(turns), transcript.redaction_version

    def close(change: RedactionChange) -> None:
        review = RedactionReview.objects.select_for_update(of=("self",)).filter(call=call).first()
        if review is not None:
            _add(review, change.found, judged, user)
        record("redaction.missed", call, actor=actor, found=change.found, version=version)

    change = hide(call, turns, marks, version=version, alongside=close)
    if change is None:
        raise RepairError("nothing of it can be read any more")
    return dict(change.found)


def word_marks(turns: tuple[Turn, ...], words: Iterable[tuple[int, int]], kind: str) -> list[Mark]:
    """Marks that cover the words; words next to each other share one. Raises ValueError for a word that is none."""
    found: list[tuple[int, int, int]] = []
    for turn, number in sorted(set(words)):
        if not (0 <= turn < len(turns) and 0 <= number < len(turns[turn].words)):
            raise ValueError(f"{turn}:{number}")
        if is_hidden(turns[turn].words[number]):
            continue
        if found and found[-1][0] == turn and found[-1][2] == number - 1:
            found[-1] = (turn, found[-1][1], number)
        else:
            found.append((turn, number, number))
    return [
        Mark(turn, turns[turn].words[first].begin, turns[turn].words[last].stop, kind)
        for turn, first, last in found
    ]


def _add(review: RedactionReview, found: dict[str, int], judged: int, user: User | None) -> None:
    for kind, count in found.items():
        review.missed[kind] = review.missed.get(kind, 0) + count
    review.state, review.reviewer, review.reviewed_at = State.MISSED, user, timezone.now()
    review.words = review.words or judged
    review.save(update_fields=["missed", "state", "reviewer", "reviewed_at", "words"])
