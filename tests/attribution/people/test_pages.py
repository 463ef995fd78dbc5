"""People on the screen and in the API: found, shown, joined, separated, and nobody else's."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from attribution.models import Identifier, IdentityLink, JourneyStep, Person, Visit
from attribution.people.known import by_crm, by_email, by_phone, by_visitor
from attribution.people.queries import timeline
from attribution.people.services import link, person_of
from attribution.people.touchpoints import Report, take_in
from attribution.visits.placing import Item
from calls.models import Call
from compliance.accounts.api_keys import create_api_key
from compliance.models import Account, AuditEvent, Role
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)
MAIL = "ann@example.com"


@pytest.fixture
def call(account: Account) -> Call:
    """A call whose browser is known by its number, and by an address since a form of the day before."""
    call = told_call(NOON)
    visitor = Visit.objects.get().visitor
    link(
        by_visitor(visitor.pk),
        by_phone(call.customer_phone_number),
        source="call",
        reference=f"call:{call.pk}",
        strength=0.95,
        at=NOON,
    )
    item = Item(
        uuid.uuid4(),
        NOON - timedelta(days=1),
        "form",
        "https://northwind.example/quote?utm_source=chatgpt.com",
    )
    take_in([Report(item, visitor.key, (by_email(MAIL),))])
    return call


def member(client: Client, account: Account, role: str = Role.ANALYST) -> Client:
    client.force_login(MembershipFactory(account=account, role=role).user)
    return client


def someone(known: object) -> Person:
    found = person_of(known)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_the_timeline_has_everything_newest_first(call: Call) -> None:
    entries = timeline(someone(by_email(MAIL))).entries
    kinds = ["visit" if one.visit else "call" if one.call else one.conversion.rule.key for one in entries]  # type: ignore[union-attr]
    assert kinds == ["booked", "call", "visit", "visit"]
    assert (entries[1].probability, entries[1].outcome.label) == (0.9, "appointment_booked")  # type: ignore[union-attr]
    assert [one.kind for one in entries[2].steps] == ["page", "tel_click"]
    assert entries[3].visit is not None
    assert entries[3].visit.channel == "AI Assistants"


def test_the_timeline_goes_on_page_by_page(call: Call) -> None:
    person = someone(by_email(MAIL))
    first = timeline(person, size=3)
    assert first.older == first.entries[-1].at
    rest = timeline(person, before=first.older, size=3)
    assert [one.visit is not None for one in rest.entries] == [True]
    assert rest.older is None


def test_the_page_shows_the_person_and_no_identifier(call: Call, account: Account, client: Client) -> None:
    page = member(client, account).get(f"/people/{someone(by_email(MAIL)).pk}/")
    text = page.content.decode()
    assert page.status_code == 200
    for words in (
        "Appointment booked",
        "90% from this person",
        "Clicked the number",
        "Sent a form",
        "A form said so",
    ):
        assert words in text
    for secret in (MAIL, call.customer_phone_number, call.customer_phone_number[-7:]):
        assert secret not in text
    assert text.count(">Undo<") == IdentityLink.objects.count() == 2


@pytest.mark.parametrize("text", ["(415) 555-7001", MAIL.upper(), " +14155557001 "])
def test_whole_numbers_and_addresses_find(call: Call, account: Account, client: Client, text: str) -> None:
    answer = member(client, account).post("/people/", {"q": text})
    assert answer["Location"] == f"/people/{someone(by_email(MAIL)).pk}/"


@pytest.mark.parametrize("text", ["4155557002", "ann@", "nobody@example.com"])
def test_parts_and_strangers_find_nobody(call: Call, account: Account, client: Client, text: str) -> None:
    answer = member(client, account).post("/people/", {"q": text})
    assert answer.status_code == 404
    assert "Nobody is known by that" in answer.content.decode()


def test_the_list(call: Call, account: Account, client: Client) -> None:
    page = member(client, account).get("/people/").content.decode()
    assert f'href="/people/{someone(by_email(MAIL)).pk}/"' in page
    assert "Phone number" in page


def test_a_link_is_undone(call: Call, account: Account, client: Client) -> None:
    made = IdentityLink.objects.get(source="form")
    answer = member(client, account).post(f"/people/links/{made.pk}/undo/")
    assert answer.status_code == 302
    assert person_of(by_email(MAIL)) != person_of(by_phone(call.customer_phone_number))
    event = AuditEvent.objects.get(action="identity.separated")
    assert (event.facts, event.object_id) == ({"source": "form"}, str(made.pk))
    client.post(f"/people/links/{made.pk}/undo/")
    assert AuditEvent.objects.filter(action="identity.separated").count() == 1


def test_people_are_joined_and_may_be_again(call: Call, account: Account, client: Client) -> None:
    link(by_crm("00Q1"), by_email("b@example.com"), source="import", reference="1", strength=0.95, at=NOON)
    member(client, account)
    for _ in range(2):
        person = someone(by_phone(call.customer_phone_number))
        answer = client.post(f"/people/{person.pk}/join/", {"kind": "crm", "value": "00Q1"})
        assert answer.status_code == 302
        assert someone(by_email("b@example.com")) == someone(by_email(MAIL))
        made = IdentityLink.objects.get(source="person", removed_at=None)
        client.post(f"/people/links/{made.pk}/undo/")
        assert someone(by_email("b@example.com")) != someone(by_email(MAIL))
    assert AuditEvent.objects.filter(action="identity.joined").count() == 2


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("phone", "anonymous", "This identifies nobody"),
        ("email", MAIL, "known by it already"),
        ("crm", "other", "Two CRM ids are never one person"),
        ("planet", "x", "not one of the available choices"),
    ],
)
def test_what_cannot_be_joined(
    call: Call, account: Account, client: Client, kind: str, value: str, words: str
) -> None:
    link(by_crm("own"), by_email(MAIL), source="import", reference="1", strength=0.95, at=NOON)
    before = IdentityLink.objects.count(), Identifier.objects.count()
    answer = member(client, account).post(
        f"/people/{someone(by_email(MAIL)).pk}/join/", {"kind": kind, "value": value}
    )
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert (IdentityLink.objects.count(), Identifier.objects.count()) == before
    assert not AuditEvent.objects.filter(action="identity.joined").exists()


def test_reading_does_not_allow_changing(call: Call, account: Account, client: Client) -> None:
    person, made = someone(by_email(MAIL)), IdentityLink.objects.get(source="form")
    member(client, account, Role.REVIEWER)
    page = client.get(f"/people/{person.pk}/")
    assert page.status_code == 200
    assert "Undo" not in page.content.decode()
    assert client.post(f"/people/links/{made.pk}/undo/").status_code == 403
    assert client.post(f"/people/{person.pk}/join/", {"kind": "crm", "value": "1"}).status_code == 403
    assert IdentityLink.objects.filter(removed_at=None).count() == 2
    for role in (Role.AGENT, Role.AUDITOR):
        assert member(Client(), account, role).get("/people/").status_code == 403


def test_other_accounts_see_nothing(call: Call, account: Account, client: Client) -> None:
    person, made = someone(by_email(MAIL)), IdentityLink.objects.get(source="form")
    other = AccountFactory()
    with use_account(other.pk):
        member(client, other)
    assert client.get(f"/people/{person.pk}/").status_code == 404
    assert client.post(f"/people/links/{made.pk}/undo/").status_code == 404
    assert client.post(f"/people/{person.pk}/join/", {"kind": "crm", "value": "1"}).status_code == 404
    assert client.post("/people/", {"q": MAIL}).status_code == 404
    assert IdentityLink.objects.filter(removed_at=None).count() == 2


def test_questions_do_not_grow_with_people(
    call: Call, account: Account, client: Client, django_assert_max_num_queries: object
) -> None:
    member(client, account)
    for n in range(12):
        link(
            by_crm(f"c{n}"),
            by_email(f"{n}@example.com"),
            source="import",
            reference="1",
            strength=0.95,
            at=NOON,
        )
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        client.get("/people/")
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        client.get(f"/people/{someone(by_email(MAIL)).pk}/")


def test_the_api(call: Call, account: Account) -> None:
    _, key = create_api_key(name="crm", scopes=["calls.view"])
    api = Client(headers={"Authorization": f"Bearer {key}"})
    person = someone(by_email(MAIL))
    found = api.get(f"/api/v1/people/{person.pk}").json()
    assert {one["kind"] for one in found["identifiers"]} == {"visitor", "phone", "email"}
    assert {(one["source"], one["strength"]) for one in found["links"]} == {("call", 0.95), ("form", 0.95)}
    assert [one["call"] for one in found["timeline"]] == [None, call.pk, None, None]
    assert found["timeline"][1]["probability"] == 0.9
    assert found["timeline"][3]["channel"] == "AI Assistants"
    assert JourneyStep.objects.filter(call=call).count() == 2
    assert api.get("/api/v1/people/999999").status_code == 404
