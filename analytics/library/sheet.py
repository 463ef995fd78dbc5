"""Calls as lines of a file: what `CallSerializer` says of each, read column by column in five queries for any number.

Going through the rows' objects and serializers takes ten times as long, which at 50,000 calls is a minute and a half.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q
from rest_framework import serializers

from analytics.library.facts import WINDOW
from analytics.library.serializers import CallSerializer, EvidenceSerializer, MilestoneSerializer
from analytics.models import CallIndex
from attribution.models import Conversion, Visit
from calls.models import Call, Outcome
from compliance.api.sparse import flat
from compliance.tables import Cell

DOCUMENTS = ("click_ids", "cookies")
OF_INDEX = ("match_probability", "score", "delivery_state")
OF_VERDICT = ("label", "source", "probability", "abstained", "version")
Columns = dict[str, Any]
_time = serializers.DateTimeField().to_representation


def lines(ids: Sequence[int], names: Sequence[str]) -> list[list[Cell]]:
    """The calls in the order of their ids, with the cells of the columns `names`; calls that are gone are left out."""
    found = _calls(ids)
    for read in (_add_tags, _add_verdicts, _add_conversions, _add_touches):
        read(found)
    return [[flat(found[pk].get(name)) for name in names] for pk in ids if pk in found]


@cache
def _paths() -> Mapping[str, str]:
    """Column -> where it stands, for columns copied from the call's row, its agent's and its likeliest visit's."""
    fields = CallSerializer().fields
    return {
        name: str(field.source).replace(".", "__")
        for name, field in fields.items()
        if str(field.source).startswith(("call.", "visit."))
    }


@cache
def _milestone() -> Mapping[str, str]:
    """Part of a milestone -> the visit's field it is copied from."""
    sources = {name: str(field.source) for name, field in MilestoneSerializer().fields.items()}
    return {name: source.removeprefix("visit.") for name, source in sources.items() if source != "at"}


def _calls(ids: Sequence[int]) -> dict[int, Columns]:
    plain = {name: path for name, path in _paths().items() if path.split("__")[1] not in DOCUMENTS}
    keys = {name: path.split("__") for name, path in _paths().items() if name not in plain}
    visit = {f"milestones.lead_created.{part}": f"visit__{field}" for part, field in _milestone().items()}
    more = {"value": "value", **{name: name for name in OF_INDEX}}
    hidden = {"_visitor": "visit__visitor_id", **{name: f"visit__{name}" for name in DOCUMENTS}}
    wanted = {**plain, **visit, **more, **hidden}
    found = {}
    for values in CallIndex.objects.filter(pk__in=ids).values_list("pk", *wanted.values()):
        row: Columns = dict(zip(wanted, values[1:], strict=True))
        for name, (_, document, key) in keys.items():
            row[name] = (row[document] or {}).get(key)
        row["_called"] = row["start_time"]
        row["start_time"] = row["milestones.lead_created.event_date"] = _time(row["_called"])
        row["value"] = None if row["value"] is None else float(row["value"])
        row["tags"] = []
        found[values[0]] = row
    return found


def _add_tags(found: Mapping[int, Columns]) -> None:
    tagged = Call.tags.through.objects.filter(call_id__in=found)
    for pk, name in tagged.order_by("tag__name").values_list("call_id", "tag__name"):
        found[pk]["tags"].append(name)


def _add_verdicts(found: Mapping[int, Columns]) -> None:
    """The later one counts: people's come after the machine's, and of each the newest last."""
    rows = Outcome.objects.filter(call_id__in=found).order_by("-source", "created_at", "pk")
    parts = tuple(EvidenceSerializer().fields)
    withdrawn = Outcome.objects.filter(
        call_id=OuterRef("call_id"),
        dimension=OuterRef("dimension"),
        source=Outcome.Source.HUMAN,
        label="",
        created_at__gte=OuterRef("created_at"),
    )
    rows = rows.exclude(Q(source=Outcome.Source.HUMAN) & Exists(withdrawn))
    for pk, dimension, evidence, *facts in rows.values_list("call_id", "dimension", "evidence", *OF_VERDICT):
        row = found[pk]
        row.update({f"{dimension}.{name}": fact for name, fact in zip(OF_VERDICT, facts, strict=True)})
        row[f"{dimension}.evidence"] = [{part: span[part] for part in parts} for span in evidence]


def _add_conversions(found: Mapping[int, Columns]) -> None:
    won = Conversion.objects.filter(call_id__in=found, active=True).order_by().values("call_id")
    for pk, at in won.annotate(at=Min("occurred_at")).values_list("call_id", "at"):
        row = found[pk]
        row["milestones.qualified.event_date"] = _time(at)
        for part in _milestone():
            row[f"milestones.qualified.{part}"] = row[f"milestones.lead_created.{part}"]


def _add_touches(found: Mapping[int, Columns]) -> None:
    """First and last visit of the likeliest visitor in the time before the call."""
    known = [row for row in found.values() if row["_visitor"] is not None]
    if not known:
        return
    called = [row["_called"] for row in known]
    visits = Visit.objects.filter(
        visitor_id__in={row["_visitor"] for row in known},
        started_at__gt=min(called) - WINDOW,
        started_at__lte=max(called),
    ).order_by("visitor_id", "started_at", "pk")
    read = visits.values_list("visitor_id", "started_at", *_milestone().values())
    touches = {visitor: list(some) for visitor, some in groupby(read.iterator(), lambda visit: visit[0])}
    for row in known:
        begun, ended = row["_called"] - WINDOW, row["_called"]
        before = [visit for visit in touches.get(row["_visitor"], ()) if begun < visit[1] <= ended]
        if before:
            _write(row, "first_touch", before[0])
            _write(row, "last_touch", before[-1])


def _write(row: Columns, milestone: str, visit: tuple[Any, ...]) -> None:
    at: datetime = visit[1]
    row[f"milestones.{milestone}.event_date"] = _time(at)
    for part, value in zip(_milestone(), visit[2:], strict=True):
        row[f"milestones.{milestone}.{part}"] = value
