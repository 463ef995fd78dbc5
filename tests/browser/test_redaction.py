"""The pages of redaction in Chromium: marking by mouse and keys, verdicts, runs, the policy, and how they look."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from calls.models import Call, RedactionReview, RedactionRun, Transcript, Turn
from compliance.models import Account, RedactionPolicy, Role
from compliance.redaction.services import VERSION
from tests.browser.conftest import Seat
from tests.browser.watched import Watched, looks_right
from tests.factories.stories import recorded, told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)
NOW = "document.querySelector('#audio').currentTime"


@pytest.fixture(autouse=True)
def review(house: Account, no_pipeline: None) -> RedactionReview:
    """Two calls drawn for people; the newer one is recorded."""
    older = told_call(NOON - timedelta(hours=1), number=1)
    RedactionReview.objects.create(call=older, version="test-1")
    call = told_call(NOON, number=2)
    recorded(call)
    return RedactionReview.objects.create(call=call, version="test-1")


@pytest.fixture
def desk(seat: Seat, review: RedactionReview) -> Watched:
    window = seat(Role.REVIEWER)
    window.open(f"/redaction/reviews/{review.pk}/")
    return window


def text(call: Call) -> str:
    return Turn.objects.get(transcript__call=call, position=1).text


def press(window: Watched, word: str) -> None:
    """Clicks in the middle of a word: Playwright's own click goes to the box inside its label."""
    box = window.page.locator(".marking .w", has_text=word).last.bounding_box()
    assert box
    window.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_words_are_marked_by_click_and_hidden(desk: Watched, review: RedactionReview) -> None:
    page = desk.page
    expect(page.get_by_role("button", name="Hide for ever")).to_be_disabled()
    press(desk, "someone")
    press(desk, "come")
    expect(page.locator("[data-marked]")).to_have_text("2")
    desk.wait(f"Math.abs({NOW} - 6) < 0.15")
    page.get_by_label("They are").select_option("NAME")
    page.get_by_role("button", name="Hide for ever").click()
    expect(page.get_by_text("1 stretch is hidden in text and sound.")).to_be_visible()
    expect(page.locator(".marking .hid", has_text="[NAME_1]")).to_be_visible()
    expect(page.locator(".review-head .chip")).to_have_text("Something missed")
    assert "someone" not in text(review.call)


def test_words_are_marked_with_the_keys(desk: Watched, review: RedactionReview) -> None:
    page = desk.page
    page.locator(".turn", has_text="furnace").locator(".word").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.locator("[data-marked]")).to_have_text("3")
    checked = page.locator(".marking .w:has(:checked)")
    assert checked.all_inner_texts() == ["furnace", "quit,", "can"]
    assert page.evaluate(f"{NOW}") == 0
    page.keyboard.press("t")
    expect(page.get_by_label("They are")).to_be_focused()
    page.get_by_role("button", name="Unmark").click()
    expect(page.locator("[data-marked]")).to_have_text("0")
    assert "furnace quit" in text(review.call)


def test_a_dragged_stretch_is_marked(desk: Watched) -> None:
    page = desk.page
    first, last = (page.locator(".marking .w", has_text=word).bounding_box() for word in ("Heating", "Air,"))
    assert first
    assert last
    page.mouse.move(first["x"] + 2, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] - 2, last["y"] + last["height"] / 2, steps=5)
    page.mouse.up()
    expect(page.locator("[data-marked]")).to_have_text("3")
    assert page.locator(".marking .w:has(:checked)").all_inner_texts() == ["Heating", "and", "Air,"]


def test_enter_on_a_word_plays_from_it_and_sends_nothing(desk: Watched) -> None:
    page, address = desk.page, desk.page.url
    page.locator(".word").nth(3).focus()
    page.keyboard.press("Enter")
    desk.wait(f"{NOW} > 1.7")
    page.locator("[data-play]").click()
    assert page.url == address


def test_a_verdict_goes_on_to_the_next_call(desk: Watched, review: RedactionReview) -> None:
    page = desk.page
    page.get_by_role("button", name="Nothing missed").click()
    expect(page.get_by_text("Nothing missed: kept.")).to_be_visible()
    expect(page.locator(".review-head .chip")).to_have_text("To check")
    page.get_by_role("button", name="Cannot be judged").click()
    expect(page.get_by_text("No call waits to be checked")).to_be_visible()
    review.refresh_from_db()
    assert (review.state, review.words) == ("clean", 31)


def test_the_queue_is_walked_with_the_keys(seat: Seat, review: RedactionReview) -> None:
    window = seat(Role.REVIEWER)
    window.open("/redaction/reviews/")
    for key in ("j", "j", "k"):
        window.page.keyboard.press(key)
    window.page.keyboard.press("Enter")
    expect(window.page).to_have_url(f"{window.url}/redaction/reviews/{review.pk}/")


def test_words_are_hidden_without_scripts(seat: Seat, review: RedactionReview) -> None:
    window = seat(Role.REVIEWER, java_script_enabled=False)
    window.open(f"/redaction/reviews/{review.pk}/")
    page = window.page
    page.get_by_label("someone", exact=True).check()
    page.get_by_label("They are").select_option("NAME")
    page.get_by_role("button", name="Hide for ever").click()
    expect(page.get_by_text("1 stretch is hidden in text and sound.")).to_be_visible()


def test_a_preview_shows_what_would_be_hidden_and_hides_it(seat: Seat, review: RedactionReview) -> None:
    said = "Sure my card number is 4111 1111 1111 1111 okay"
    words, begin = [], 0
    for n, word in enumerate(said.split()):
        begin = said.index(word, begin)
        words.append([word, 4.0 + n / 2, 4.4 + n / 2, 0.9, begin, begin + len(word)])
        begin += len(word)
    Turn.objects.filter(transcript__call=review.call, position=1).update(text=said, words=words)
    window = seat(Role.COMPLIANCE)
    page = window.page
    window.open("/redaction/runs/")
    page.get_by_role("button", name="Start a preview").click()
    expect(page.locator("#run-state .chip")).to_have_text("Finished")
    expect(page.locator("main tbody tr")).to_have_count(1)
    assert "4111" in text(review.call)
    page.get_by_role("button", name="Hide it in 1 call").click()
    expect(page.locator("#run-state .chip")).to_have_text("Finished")
    expect(page.get_by_role("heading", name="What was hidden")).to_be_visible()
    assert "1111" not in text(review.call)
    assert set(Transcript.objects.values_list("redaction_version", flat=True)) == {VERSION}
    assert RedactionRun.objects.count() == 2


def test_the_policy_is_changed(seat: Seat) -> None:
    window = seat(Role.COMPLIANCE)
    page = window.page
    window.open("/settings/redaction/")
    page.get_by_label("Licence plate or VIN").uncheck()
    page.get_by_label("Calls that people check, in percent").fill("10")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The policy is saved.")).to_be_visible()
    expect(page.get_by_label("Licence plate or VIN")).not_to_be_checked()
    assert RedactionPolicy.objects.get().kept_types == ["VEHICLE_ID"]


@pytest.mark.parametrize("path", [
    "/redaction/", "/redaction/reviews/?state=all", "/redaction/reviews/{review}/", "/redaction/runs/",
    "/redaction/runs/{run}/", "/settings/redaction/",
])  # fmt: skip
def test_pages_are_accessible_and_fit(seat: Seat, review: RedactionReview, path: str) -> None:
    RedactionReview.objects.exclude(pk=review.pk).update(
        state="missed", missed={"CVV": 1, "NAME": 2}, words=31, reviewed_at=NOON
    )
    run = RedactionRun.objects.create(version=VERSION, state="running", total=9, seen=3)
    looks_right(seat(Role.OWNER), path.format(review=review.pk, run=run.pk))
