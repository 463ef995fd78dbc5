"""Waiting, judging and masking."""

import random
from datetime import UTC, datetime

import httpx
import pytest

from attribution.conversions.answers import refusal, retry_after
from attribution.conversions.backoff import MAX_TRIES, retry_delay
from attribution.conversions.masking import hidden_values, mask_fields, scrub

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("999999", 86400.0),
        ("Sat, 21 Nov 2026 12:01:30 GMT", 90.0),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0.0),
        ("Wed, 25 Nov 2026 12:00:00 GMT", 86400.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("١٢", None),
    ],
)
def test_retry_after(header, seconds) -> None:
    assert retry_after(header, NOW) == seconds


def test_the_wait_grows_with_full_jitter_up_to_six_hours() -> None:
    draw = random.Random(1)
    for tries, longest in ((1, 5), (2, 10), (5, 80), (13, 20480), (14, 21600), (1000, 21600)):
        waits = [retry_delay(tries, None, draw).total_seconds() for _ in range(400)]
        assert 0 <= min(waits) < 0.1 * longest
        assert 0.9 * longest < max(waits) <= longest


def test_all_tries_take_about_three_days() -> None:
    mean = sum(min(21600, 5 * 2 ** (n - 1)) / 2 for n in range(1, MAX_TRIES + 1)) / 3600
    assert mean == pytest.approx(75, abs=1)


def test_what_the_destination_asks_for_wins() -> None:
    assert retry_delay(1, 3600.0).total_seconds() == 3600.0


def test_asking_for_no_wait_does_not_hurry_the_tries() -> None:
    for asked in (0.0, 1.0):
        waits = [retry_delay(12, asked, random.Random(seed)).total_seconds() for seed in range(50)]
        assert waits == [
            max(asked, retry_delay(12, None, random.Random(seed)).total_seconds()) for seed in range(50)
        ]
        assert max(waits) > 9000


@pytest.mark.parametrize(
    ("status", "kinds"),
    [
        (301, ["permanent"]), (400, ["permanent"]), (401, ["setup"]), (403, ["setup"]), (404, ["permanent"]),
        (408, ["uncertain"]), (409, ["permanent"]), (413, ["permanent"]), (422, ["permanent"]), (425, []), (429, []),
        (500, ["uncertain"]), (503, ["uncertain"]), (599, ["uncertain"]),
    ],
)  # fmt: skip
def test_status_classes(status, kinds) -> None:
    error = refusal(httpx.Response(status))
    assert [name for name in ("permanent", "setup", "uncertain") if getattr(error, name)] == kinds


def test_masked_fields_keep_a_beginning_and_hide_lists_and_objects() -> None:
    document = {
        "a": {"gclid": "Cj0KCQiA_long", "n": 1},
        "user": {"ph": ["0123456789abcdef"], "zip": "941"},
        "ok": "x",
    }
    assert mask_fields(document, {"gclid", "user"}) == {
        "a": {"gclid": "Cj0K…", "n": 1}, "user": {"ph": ["0123…"], "zip": "…"}, "ok": "x",
    }  # fmt: skip
    assert hidden_values(document, {"gclid", "user"}) == ["Cj0KCQiA_long", "0123456789abcdef", "941"]


def test_an_answer_is_scrubbed_and_cut() -> None:
    assert (
        scrub("bad gclid Cj0KCQiA_long, token s3cret", ["Cj0KCQiA_long", "s3cret", ""])
        == "bad gclid Cj0K…, token …"
    )
    assert scrub(r"quoted \"a\" here", ['"a"']) == "quoted … here"
    assert len(scrub("x" * 5000, [])) == 2000
