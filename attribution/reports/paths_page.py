"""The path explorer: page, CSV, and what its chart draws."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attribution.reports.channels import ORDERS, compared
from attribution.reports.flows import CONVERSION, NAMES, NOTHING, Flow, PathSum, flows, read_paths, whole
from attribution.reports.period import Period, read_period
from attribution.reports.report import Question, Report
from compliance.accounts.permissions import member, needs
from compliance.saved_views.queries import saved_views_context
from compliance.tables import Cell
from compliance.tables import render as render_table

MOST = 50
TONES = 5  # channels with a colour of their own; all others share one more
SORTS = ("journeys", "conversions", "rate", "value")


@require_safe
@needs("reports.view")
def paths_page(request: HttpRequest) -> HttpResponse:
    """GET /paths/: period, channel, order of the chain and of the rows are in the address."""
    zone = member(request).account.time_zone
    question, period, order = _read(request.GET, zone)
    every = read_paths(question)
    channels = sorted({name for path in every for name in path.channels})
    channel = request.GET.get("channel", "")
    channel = channel if channel in channels else ""
    found = [path for path in every if not channel or channel in path.channels]
    paths = _sorted(found, request.GET.get("sort", ""))
    shown = paths if request.GET.get("all") == "1" else paths[:MOST]
    steps = flows(found)
    context: dict[str, Any] = {
        "period": period,
        "order": order,
        "orders": ORDERS,
        "channel": channel,
        "channels": channels,
        "paths": shown,
        "hidden": len(paths) - len(shown),
        "whole": whole(found),
        "no_nulls": not whole(every).nulls,
        "flows": [(_node(one.source), _node(one.target), one.journeys) for one in steps],
        "sankey": sankey(steps),
        "compared": compared(question, order) if every else [],
        **saved_views_context(request, "paths"),
    }
    return render(request, "attribution/paths.html", context)


@require_safe
@needs("reports.view")
def paths_csv(request: HttpRequest) -> HttpResponse:
    """GET /paths.csv: all paths of the page for a spreadsheet, formulas made harmless."""
    question, _, _ = _read(request.GET, member(request).account.time_zone)
    lines = PathsReport.lines(read_paths(question, request.GET.get("channel", "")))
    headers = {
        "Content-Disposition": f'attachment; filename="paths-{question.start}-{question.end}.csv"',
        "Cache-Control": "no-store",
    }
    text = render_table(PathsReport.columns, lines, "csv")
    return HttpResponse(text + "\n", content_type="text/csv; charset=utf-8", headers=headers)


class PathsReport(Report):
    """`report paths`."""

    key = "paths"
    columns = ("path", "journeys", "conversions", "rate", "rate_low", "rate_high", "value")
    dimensions = ("path",)

    def rows(self, question: Question) -> list[dict[str, Cell]]:
        """One row per path. Raises ValueError for another dimension."""
        if question.by not in self.dimensions:
            raise ValueError(f"unknown dimension {question.by!r}: choose one of {', '.join(self.dimensions)}")
        return self.lines(read_paths(question))

    @classmethod
    def lines(cls, paths: Sequence[PathSum]) -> list[dict[str, Cell]]:
        """The rows of these paths."""
        return [{name: getattr(path, name) for name in cls.columns} for path in paths]


def sankey(found: Sequence[Flow]) -> dict[str, Any]:
    """Nodes and links for `parts/chart.html`'s script (kind "sankey"); tones by how much goes through a channel."""
    sizes: dict[str, float] = {}
    for one in found:
        sizes[one.source[1]] = sizes.get(one.source[1], 0.0) + one.journeys
    ranked = [name for name in sorted(sizes, key=lambda name: -sizes[name]) if name not in NAMES][:TONES]
    tones = {name: str(n) for n, name in enumerate(ranked, 1)} | {CONVERSION: "good", NOTHING: "none"}
    nodes = sorted({node for one in found for node in (one.source, one.target)})
    place = {node: n for n, node in enumerate(nodes)}
    return {
        "kind": "sankey",
        "nodes": [
            {"label": str(NAMES.get(name, name)), "tone": tones.get(name, str(TONES + 1))}
            for _, name in nodes
        ],
        "links": [
            {"source": place[one.source], "target": place[one.target], "value": round(one.journeys, 3)}
            for one in found
        ],
    }


def _read(query: Mapping[str, str], zone: str) -> tuple[Question, Period, int]:
    period = read_period(query, zone)
    text = query.get("order", "")
    order = int(text) if text in map(str, ORDERS) else ORDERS[0]
    question = Question(period.start, period.end, "channel", "markov")
    return question, replace(period, compare="none"), order


def _sorted(paths: list[PathSum], sort: str) -> list[PathSum]:
    name = sort.removeprefix("-")
    if name not in SORTS:
        return paths
    return sorted(paths, key=lambda one: float(getattr(one, name) or 0.0), reverse=sort.startswith("-"))


def _node(node: tuple[int, str]) -> tuple[int, str]:
    """Its place, 0 for the ends, and its name in words."""
    place, name = node
    return (0 if name in (CONVERSION, NOTHING) else place), str(NAMES.get(name, name))
