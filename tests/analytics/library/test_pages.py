"""The list of calls and the page of one call."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from attribution.people.known import by_phone, by_visitor
from attribution.people.services import link, people_of
from calls.models import Call, Outcome, StageRun, Turn
from compliance.models import Account, AuditEvent, Role
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import recorded, told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)


def ids(page: str) -> list[int]:
    """Ids of the calls a list shows, in order."""
    return [int(part.partition("/")[0]) for part in page.split('class="row" href="/calls/')[1:]]


def test_the_list_shows_what_is_known(account: Account, owner: Client) -> None:
    account.time_zone = "America/Los_Angeles"
    account.save()
    told_call(NOON)
    page = owner.get("/calls/").content.decode()
    for text in (
        "Nov 20, 12:05",
        "(415) 555-7001",
        "furnaces",
        "90%",
        "Dana",
        "0:20",
        "93%",
        "$150",
        "Accepted",
    ):
        assert text in page, text


def test_a_guess_is_shown_as_unsure(owner: Client) -> None:
    call = told_call(NOON)
    Outcome.objects.filter(call=call, dimension="outcome").update(abstained=True)
    page = owner.get("/calls/").content.decode()
    assert "Unsure</span>" in page
    assert "91%</span>" not in page


def test_a_persons_verdict_counts_before_the_machines(owner: Client) -> None:
    call = told_call(NOON)
    Outcome.objects.create(call=call, dimension="outcome", label="no_sale", source=Outcome.Source.HUMAN)
    assert ids(owner.get("/calls/?outcome=no_sale").content.decode()) == [call.pk]
    assert ids(owner.get("/calls/?outcome=appointment_booked").content.decode()) == []


def test_filters_find_the_right_calls(owner: Client) -> None:
    first = told_call(NOON, number=1, campaign="furnaces")
    second = told_call(NOON + timedelta(days=1), number=2, campaign="boilers", answered=False)
    Outcome.objects.filter(call=second, dimension="outcome").update(abstained=True)
    Turn.objects.filter(transcript__call=second, position=1).update(text="The boiler is leaking")
    for query, found in (
        ("", [second, first]),
        ("campaign=furnaces", [first]),
        ("outcome=unsure", [second]),
        ("outcome=appointment_booked", [first]),
        ("answered=true", [first]),
        ("answered=false", [second]),
        ("start_date=2026-11-21", [second]),
        ("end_date=2026-11-20", [first]),
        ("search=leak+boilers", [second]),
        ("search=(415)+555-7001", [first]),
        ("search=nothing+of+the+kind", []),
    ):
        assert ids(owner.get(f"/calls/?{query}").content.decode()) == [c.pk for c in found], query


def test_pages_neither_repeat_nor_hide_when_calls_arrive(
    owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("compliance.lists.list_page.__defaults__", (2,))
    made = [told_call(NOON, number=n) for n in range(1, 6)]
    first = owner.get("/calls/")
    assert ids(first.content.decode()) == [made[4].pk, made[3].pk]
    told_call(NOON + timedelta(minutes=1), number=9)
    second = owner.get("/calls/", {"before": first.context["page"].older})
    assert ids(second.content.decode()) == [made[2].pk, made[1].pk]
    third = owner.get("/calls/", {"before": second.context["page"].older})
    assert ids(third.content.decode()) == [made[0].pk]
    assert third.context["page"].older == ""
    back = owner.get("/calls/", {"after": third.context["page"].newer})
    assert ids(back.content.decode()) == [made[2].pk, made[1].pk]


def test_the_list_takes_the_same_queries_for_any_length(
    owner: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    told_call(NOON, number=1)
    owner.get("/calls/")
    with django_assert_num_queries(15):
        owner.get("/calls/")
    for n in range(2, 8):
        told_call(NOON, number=n)
    owner.get("/calls/")
    with django_assert_num_queries(15):
        owner.get("/calls/")


def test_the_call_page_shows_words_evidence_and_deliveries(owner: Client) -> None:
    call = told_call(NOON)
    recorded(call)
    page = owner.get(f"/calls/{call.pk}/").content.decode()
    assert '<span class="w" data-start="4.40" data-end="4.75">furnace</span>' in page
    assert ">[CARD_1]</span>" in page
    assert '<a href="#t=11.00">0:11</a> “I have you down for tomorrow”' in page
    assert "Cj0K…" in page
    assert "Cj0KCQiA1234567890" not in page
    assert "HTTP 200" in page
    assert '0:06 <span class="percent">51%</span>' in page
    assert '<rect class="muted" x="400.0" y="0" width="75.0"' in page
    assert "Clicked the number 9 seconds before the call" in page
    assert "style=" not in page


def test_a_failed_stage_can_be_run_again(owner: Client, no_pipeline: None) -> None:
    call = told_call(NOON, processing=Call.Processing.ATTENTION)
    call.stage_runs.all().delete()
    run = StageRun.objects.create(call=call, key="idle", position=0, status="failed", reason="no such file")
    assert "no such file" in owner.get(f"/calls/{call.pk}/").content.decode()
    answer = owner.post(f"/calls/{call.pk}/stages/idle/retry/")
    assert answer.status_code == 302
    assert answer["Location"] == f"/calls/{call.pk}/"
    run.refresh_from_db()
    assert run.status == "waiting"
    assert run.reason == ""
    assert AuditEvent.objects.get(action="call.stage_retried").facts == {"stage": "idle"}


def test_progress_polls_until_all_is_done(owner: Client) -> None:
    call = told_call(NOON, processing=Call.Processing.RUNNING)
    assert 'hx-trigger="every 3s"' in owner.get(f"/calls/{call.pk}/progress/").content.decode()
    Call.objects.update(processing=Call.Processing.DONE)
    answer = owner.get(f"/calls/{call.pk}/progress/")
    assert answer["HX-Refresh"] == "true"
    assert "hx-get" not in answer.content.decode()


def test_another_accounts_call_is_not_there(owner: Client) -> None:
    other = AccountFactory()
    with use_account(other.pk):
        call = told_call(NOON)
    for path in ("", "audio/", "progress/"):
        assert owner.get(f"/calls/{call.pk}/{path}").status_code == 404, path
    assert owner.post(f"/calls/{call.pk}/stages/convert/retry/").status_code == 404
    assert str(call.pk) not in [str(pk) for pk in ids(owner.get("/calls/").content.decode())]


@pytest.mark.parametrize("path", ["/calls/", "/calls/1/", "/calls/1/audio/", "/roas/", "/roas.csv"])
def test_strangers_sign_in_first(db: None, client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next={path}"


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (Role.AUDITOR, "/calls/", 403),
        (Role.AGENT, "/calls/", 200),
        (Role.REVIEWER, "/calls/", 200),
        (Role.REVIEWER, "/roas/", 403),
        (Role.SUPERVISOR, "/roas/", 200),
        (Role.AUDITOR, "/roas.csv", 403),
    ],
)
def test_roles_see_their_pages(account: Account, client: Client, role: Role, path: str, status: int) -> None:
    client.force_login(MembershipFactory(account=account, role=role).user)
    assert client.get(path).status_code == status


def test_without_a_membership_there_is_nothing(db: None, client: Client) -> None:
    person = MembershipFactory()
    user = person.user
    person.delete()
    client.force_login(user)
    answer = client.get("/calls/")
    assert answer.status_code == 403
    assert "belong" in answer.content.decode()


def test_an_integration_sees_no_audio(account: Account, client: Client) -> None:
    call = told_call(NOON)
    recorded(call)
    client.force_login(MembershipFactory(account=account, role=Role.INTEGRATION).user)
    page = client.get(f"/calls/{call.pk}/").content.decode()
    assert "<audio" not in page
    assert "Your role does not include listening" in page


def test_the_call_leads_to_its_person(account: Account, owner: Client) -> None:
    call = told_call(NOON)
    words = "Everything this person did"
    assert words not in owner.get(f"/calls/{call.pk}/").content.decode()
    visitor = call.matches.get().visit.visitor_id
    sides = by_visitor(visitor), by_phone("+14155557001")
    link(*sides, source="form", reference="form:1", strength=1.0, at=NOON)
    person = people_of([visitor])[visitor]
    shown = owner.get(f"/calls/{call.pk}/").content.decode()
    assert words in shown
    assert f'href="/people/{person}/"' in shown
