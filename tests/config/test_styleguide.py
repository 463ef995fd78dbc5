"""The style guide and the tags behind the parts."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.template import Context, Template
from django.test import Client, RequestFactory

from compliance.models import Account
from config.styleguide.sections import SECTIONS
from config.templatetags.figures import chart_rows, sparkline, trend
from tests.factories.accounts import MembershipFactory


@pytest.fixture
def member(account: Account, client: Client) -> User:
    user = MembershipFactory(account=account).user
    client.force_login(user)
    return user


@pytest.mark.parametrize("path", ["/styleguide", "/styleguide/rows/1/"])
def test_only_staff_find_it(member: User, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    User.objects.filter(pk=member.pk).update(is_staff=True)
    assert client.get(path).status_code == 200
    client.logout()
    assert client.get(path).status_code == 404


def test_every_part_is_shown_in_both_themes_with_its_line(member: User, client: Client) -> None:
    User.objects.filter(pk=member.pk).update(is_staff=True)
    page = client.get("/styleguide").content.decode()
    for section in SECTIONS:
        assert f'id="{section.key}"' in page
        assert f'aria-label="{section.name}, dark"' in page
    assert page.count('data-theme="light"') == page.count('data-theme="dark"') == len(SECTIONS)
    assert "style=" not in page
    assert client.get("/styleguide/rows/61/").status_code == 404


def rendered(text: str, query: str = "", **values: Any) -> str:
    request = RequestFactory().get(f"/x/?{query}")
    return Template("{% load listing figures display %}" + text).render(
        Context({"request": request, **values})
    )


@pytest.mark.parametrize(("query", "target", "order"), [
    ("", "?sort=-length", ""),
    ("sort=-length&by=agent", "?sort=length&amp;by=agent", "descending"),
    ("sort=length", "?sort=-length", "ascending"),
    ("sort=time&before=9&after=2&page=3", "?sort=-length", ""),
])  # fmt: skip
def test_a_head_sorts_from_the_first_page(query: str, target: str, order: str) -> None:
    head = rendered("{% sort_header 'length' 'Length' numeric=True %}", query)
    assert f'href="{target}"' in head
    assert 'data-column="length" class="num"' in head
    assert (f'aria-sort="{order}"' in head) if order else ("aria-sort" not in head)


def test_words_sort_up_first_and_the_default_is_marked() -> None:
    assert 'href="?sort=caller"' in rendered("{% sort_header 'caller' 'Caller' %}")
    assert 'aria-sort="descending"' in rendered("{% sort_header 'time' 'Time' default='-time' %}")


def test_a_filter_is_taken_away_alone() -> None:
    query = "tag=a&tag=b&agent=1&before=7"
    assert rendered("{% address_without 'tag' 'a' %}", query) == "?tag=b&amp;agent=1"
    assert rendered("{% address_without 'tag' %}", query) == "?agent=1"
    kept = rendered("{% parameters_but 'agent' as p %}{% for n, v in p %}{{ n }}={{ v }};{% endfor %}", query)
    assert kept == "tag=a;tag=b;"


@pytest.mark.parametrize(("now", "before", "share", "better", "told"), [
    (2.4, 2.0, False, "up", ("up", "good", "20 %")),
    (2.4, 2.0, False, "down", ("up", "bad", "20 %")),
    (2.4, 2.0, False, "", ("up", "", "20 %")),
    (0.87, 0.905, True, "up", ("down", "bad", "3.5 pt")),
    (1.001, 1.0, False, "up", ("flat", "", "no change")),
    (0.1, 0.0, True, "up", ("up", "good", "10.0 pt")),
    (30.0, 1.0, False, "up", ("up", "good", "29×")),
])  # fmt: skip
def test_a_change_is_good_or_bad_by_meaning(
    now: float, before: float, share: bool, better: str, told: tuple[str, str, str]
) -> None:
    found = trend(now, before, share=share, better=better)
    assert found is not None
    assert (found.direction, found.meaning, found.text) == told


@pytest.mark.parametrize(("now", "before"), [(None, 1.0), (1.0, None), (1.0, 0.0)])
def test_nothing_to_compare_with(now: float | None, before: float | None) -> None:
    assert trend(now, before, share=False, better="up") is None


def test_a_tile_links_its_number_and_escapes() -> None:
    tile = rendered(
        "{% tile label figure href='/calls/' now=3 before=2 better='down' %}", label="A & B", figure="<1"
    )
    assert '<a href="/calls/">&lt;1</a>' in tile
    assert "A &amp; B" in tile
    assert 'class="trend bad"' in tile
    assert "no previous" in rendered("{% tile 'A' '1' %}")
    assert "trend" not in rendered("{% tile 'A' '1' compare=False %}")


def test_a_sparkline_has_gaps_and_a_band() -> None:
    drawn = sparkline([1.0, None, 3.0, 2.0], [0.0, None, 2.0, 1.0], [2.0, None, 4.0, 3.0], "ROAS")
    assert 'd="M0.0 21.0M66.7 7.0L100.0 14.0"' in drawn
    assert 'class="range" d="M0.0 14.0L66.7 0.0L100.0 7.0L100.0 21.0L66.7 14.0L0.0 28.0z"' in drawn
    assert "ROAS: lowest 1, highest 3, last 2" in drawn
    assert sparkline([None, None]) == ""


def test_two_points_are_no_line() -> None:
    assert sparkline([5.0]) == sparkline([5.0, None, 6.0]) == ""
    assert 'd="M0.0 28.0L50.0 14.0L100.0 0.0"' in sparkline([5.0, 6.0, 7.0])


@pytest.mark.parametrize(("values", "drawn"), [([0, None], False), ([], False), ([0, 1], True)])
def test_a_chart_without_figures_says_so(values: list[float | None], drawn: bool) -> None:
    spec = {"kind": "bars", "x": ["a", "b"], "series": [{"name": "A", "values": values}]}
    page = Template("{% include 'parts/chart.html' with id='c' title='T' %}").render(Context({"spec": spec}))
    assert ("data-chart" in page) is drawn
    assert ("Nothing in this period." in page) is not drawn


def test_the_table_of_a_chart_has_its_figures() -> None:
    series = [
        {"name": "A", "values": [1, None]},
        {"name": "B", "values": [2, 3], "low": [1, 2], "high": [3, 4]},
    ]
    rows = chart_rows({"x": ["x", "y"], "series": series})
    assert rows == [("x", [("1", "", ""), ("2", "1", "3")]), ("y", [("–", "", ""), ("3", "2", "4")])]


def test_each_series_is_written_in_the_unit_of_its_axis() -> None:
    series = [{"name": "A", "values": [0.5]}, {"name": "B", "values": [12], "axis": 2}]
    spec = {"x": ["x"], "series": series, "unit": "percent", "unit2": "money", "currency": "EUR"}
    assert chart_rows(spec) == [("x", [("50%", "", ""), ("€12", "", "")])]
