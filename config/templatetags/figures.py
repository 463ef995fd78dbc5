"""Tiles, sparklines and charts: what they need beside the plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from config.templatetags.display import amount, money, percent, times

register = template.Library()

WIDTH, HEIGHT = 100.0, 28.0
SHAPE = 3  # points from which on a line has a shape worth a look
SAME = 0.005  # a change below half a percent is none

Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Trend:
    """How a figure moved: `direction` up, down or flat; `meaning` good, bad or empty; `text` the size of the change."""

    direction: str
    meaning: str
    text: str


@register.inclusion_tag("parts/tile.html")
def tile(
    label: str,
    figure: str,
    *,
    unit: str = "",
    now: float | None = None,
    before: float | None = None,
    before_text: str = "",
    share: bool = False,
    better: str = "",
    compare: bool = True,
    interval: str = "",
    of: str = "",
    href: str = "",
    points: Values = (),
    low: Values = (),
    high: Values = (),
    points_label: str = "",
) -> dict[str, Any]:
    """One KPI. `figure`, `interval`, `of` and `before_text` are ready texts; `now` and `before` make the trend.

    `share`: both are shares (0 to 1) and the change is told in percentage points. `better`: "up", "down" or empty where
    neither is. `compare` false leaves the trend out. `points` with `low` and `high` draw the small multiple.
    """
    return {
        "label": label,
        "figure": figure,
        "unit": unit,
        "trend": trend(now, before, share=share, better=better) if compare else None,
        "compare": compare,
        "before_text": before_text,
        "interval": interval,
        "of": of,
        "href": href,
        "spark": sparkline(points, low, high, points_label or label) if points else "",
    }


def trend(now: float | None, before: float | None, *, share: bool, better: str) -> Trend | None:
    """The move from `before` to `now`; None where there is nothing to compare with."""
    if now is None or before is None or (before == 0 and not share):
        return None
    change = now - before if share else (now - before) / abs(before)
    if abs(change) < SAME:
        return Trend("flat", "", _("no change"))
    direction = "up" if change > 0 else "down"
    meaning = "" if not better else "good" if direction == better else "bad"
    size = abs(change) * 100
    text = f"{size:.1f} pt" if share else f"{size:.0f} %" if size < 1000 else f"{size / 100:.0f}×"
    return Trend(direction, meaning, text)


@register.simple_tag
def sparkline(values: Values, low: Values = (), high: Values = (), label: str = "") -> SafeString:
    """The values as a line of an inline SVG, gaps at None, with the band from `low` to `high` behind it.

    Empty where fewer than SHAPE values are known.
    """
    known = [one for one in (*values, *low, *high) if one is not None]
    shown = [one for one in values if one is not None]
    if len(shown) < SHAPE:
        return SafeString("")
    bottom, top = min(known), max(known)
    reach = (top - bottom) or 1.0

    def place(index: int, value: float) -> str:
        x = index * WIDTH / max(len(values) - 1, 1)
        return f"{x:.1f} {HEIGHT - (value - bottom) / reach * HEIGHT:.1f}"

    band = _band(low, high, place)
    last = max(index for index, value in enumerate(values) if value is not None)
    words = _("%(label)s: lowest %(low)s, highest %(high)s, last %(last)s") % {
        "label": label,
        "low": f"{min(shown):,.4g}",
        "high": f"{max(shown):,.4g}",
        "last": f"{shown[-1]:,.4g}",
    }
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}'
        '<path class="line" d="{}"/><path class="last" d="M{}h0"/></svg>',
        int(WIDTH), int(HEIGHT), words, band, _line(values, place), place(last, shown[-1]),
    )  # fmt: skip


def _line(values: Values, place: Any) -> str:
    """Path data with a new start after each gap."""
    parts: list[str] = []
    pen_down = False
    for index, value in enumerate(values):
        if value is not None:
            parts.append(f"{'L' if pen_down else 'M'}{place(index, value)}")
        pen_down = value is not None
    return "".join(parts)


def _band(low: Values, high: Values, place: Any) -> SafeString:
    """The area between the two lines over the points where both are known."""
    both = [
        (index, one, other)
        for index, (one, other) in enumerate(zip(low, high, strict=True))
        if one is not None and other is not None
    ]
    if len(both) < 2:
        return SafeString("")
    path = [place(index, other) for index, _one, other in both]
    path += [place(index, one) for index, one, _other in reversed(both)]
    return format_html(
        '<path class="range" d="M{}z"/>', format_html_join("L", "{}", ((one,) for one in path))
    )


@register.filter
def has_figures(spec: Mapping[str, Any]) -> bool:
    """Whether a chart has anything to draw: a value that is known and not zero."""
    return any(value for one in spec["series"] for value in one["values"])


@register.filter
def chart_rows(spec: Mapping[str, Any]) -> list[tuple[Any, list[tuple[str, str, str]]]]:
    """The figures of a chart line by line: the name at the x axis, then value, low and high of each series, in the unit of
    its axis ("": the series has no interval there).
    """
    return [
        (name, [_cell(one, index, spec) for one in spec["series"]]) for index, name in enumerate(spec["x"])
    ]


def _cell(series: Mapping[str, Any], index: int, spec: Mapping[str, Any]) -> tuple[str, str, str]:
    unit = spec.get("unit2" if series.get("axis") == 2 else "unit") or "count"
    low, high = (series[end][index] if series.get(end) else None for end in ("low", "high"))
    value = _in_unit(series["values"][index], unit, spec)
    if low is None or high is None:
        return value, "", ""
    return value, _in_unit(low, unit, spec), _in_unit(high, unit, spec)


def _in_unit(value: float | None, unit: str, spec: Mapping[str, Any]) -> str:
    if unit == "money":
        return money(value, str(spec.get("currency", "")))
    return {"percent": percent, "times": times}.get(unit, amount)(value)
