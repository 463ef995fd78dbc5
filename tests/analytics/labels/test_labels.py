"""Labels: renamed, added, removed while nothing carries them."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from analytics.conversation.labels import default_labels
from analytics.labels.services import change_label, label_name, label_names
from analytics.models import LabelSet
from analytics.summaries.index import rebuild
from attribution.models import ConversionRule
from calls.models import Outcome
from compliance.models import Account, AuditEvent, Role
from compliance.tenancy import enter_account, use_account
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)


@pytest.fixture
def admin(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account, role=Role.ADMIN).user)
    return client


def test_a_default_label_is_renamed_and_named_back(admin: Client) -> None:
    form = {"name": "Visit booked", "description": "A time was agreed."}
    assert admin.post("/settings/labels/outcome/appointment_booked/", form).status_code == 302
    assert label_names("outcome")["appointment_booked"] == "Visit booked"
    assert "Renamed" in admin.get("/settings/labels/").content.decode()
    page = admin.get("/settings/labels/outcome/appointment_booked/").content.decode()
    assert "A time was agreed." in page
    assert AuditEvent.objects.get().facts == {
        "dimension": "outcome", "key": "appointment_booked", "before": "Appointment booked", "name": "Visit booked",
    }  # fmt: skip
    default = default_labels("outcome").labels[0]
    admin.post(
        "/settings/labels/outcome/appointment_booked/",
        {"name": default.name, "description": default.description},
    )
    assert LabelSet.objects.get().labels == []


def test_a_label_of_ones_own_is_added_after_the_others(admin: Client) -> None:
    form = {"intent-name": "  Warranty  claim ", "intent-description": "Under guarantee."}
    assert admin.post("/settings/labels/intent/new/", form).status_code == 302
    names = label_names("intent")
    assert list(names.items())[-1] == ("warranty_claim", "Warranty claim")
    assert "warranty_claim" not in label_names("outcome")
    assert AuditEvent.objects.get().action == "label.added"


@pytest.mark.parametrize("name", ["", "!!!", "Cancel", "cancel", "WRONG NUMBER", "x" * 61])
def test_bad_and_taken_names_add_nothing(admin: Client, name: str) -> None:
    assert admin.post("/settings/labels/intent/new/", {"intent-name": name}).status_code == 422
    assert not AuditEvent.objects.exists()
    assert len(label_names("intent")) == 10


def test_two_labels_may_not_share_a_name(admin: Client) -> None:
    answer = admin.post("/settings/labels/intent/spam/", {"name": "Cancel", "description": ""})
    assert answer.status_code == 422
    assert label_names("intent")["spam"] == "Spam or sales call"


def test_how_often_each_is_given(admin: Client) -> None:
    call = told_call(NOON)
    told_call(NOON, number=2)
    Outcome.objects.create(call=call, dimension="outcome", label="no_sale", source="human")
    rebuild()
    shown = admin.get("/settings/labels/").context["groups"]
    groups = {group["key"]: {entry.key: use for entry, use in group["rows"]} for group in shown}
    assert (groups["intent"]["book_appointment"].calls, groups["intent"]["book_appointment"].by_people) == (
        2,
        0,
    )
    assert (groups["outcome"]["no_sale"].calls, groups["outcome"]["no_sale"].by_people) == (1, 1)
    assert groups["outcome"]["appointment_booked"].calls == 1


def test_a_label_goes_only_when_nothing_carries_it(admin: Client) -> None:
    for name in ("Warranty", "Recall", "Gone"):
        admin.post("/settings/labels/intent/new/", {"intent-name": name})
    Outcome.objects.create(call=told_call(NOON), dimension="intent", label="warranty", source="human")
    ConversionRule.objects.create(key="r", name="R", intents=["recall"])
    for key in ("warranty", "recall", "gone"):
        admin.post(f"/settings/labels/intent/{key}/remove/")
    assert [key for key in label_names("intent") if key in ("warranty", "recall", "gone")] == [
        "warranty",
        "recall",
    ]
    assert AuditEvent.objects.filter(action="label.removed").count() == 1


def test_default_and_unknown_labels_cannot_be_removed(admin: Client) -> None:
    for path in ("intent/spam", "intent/none_such", "sentiment/positive"):
        assert admin.post(f"/settings/labels/{path}/remove/").status_code == 404
    assert admin.post("/settings/labels/sentiment/new/", {"sentiment-name": "x"}).status_code == 404
    assert "spam" in label_names("intent")


def test_labels_are_the_accounts_own(admin: Client) -> None:
    with use_account(AccountFactory().pk):
        LabelSet.objects.create(
            dimension="intent", labels=[{"key": "theirs", "name": "Theirs", "description": ""}]
        )
    assert "Theirs" not in admin.get("/settings/labels/").content.decode()
    assert admin.get("/settings/labels/intent/theirs/").status_code == 404


def test_others_may_not(account: Account, client: Client) -> None:
    client.force_login(MembershipFactory(account=account, role=Role.ANALYST).user)
    assert client.get("/settings/labels/").status_code == 403
    assert client.post("/settings/labels/intent/new/", {"intent-name": "Mine"}).status_code == 403
    assert not LabelSet.objects.exists()


def test_a_renamed_label_shows_wherever_the_verdict_does(admin: Client) -> None:
    call = told_call(NOON)
    ConversionRule.objects.update(name="Booking")
    rebuild()
    form = {"name": "Visit booked", "description": ""}
    admin.post("/settings/labels/outcome/appointment_booked/", form)
    paths = (
        "/calls/",
        "/calls/?outcome=appointment_booked",
        f"/calls/{call.pk}/",
        f"/calls/{call.pk}/preview/",
    )
    for path in paths:
        page = admin.get(path).content.decode()
        assert "Visit booked" in page, path
        assert "Appointment booked" not in page, path
    found = admin.get(f"/api/v1/calls/{call.pk}/outcomes").json()["results"]
    named = {row["dimension"]: (row["label"], row["name"]) for row in found}
    assert named["outcome"] == ("appointment_booked", "Visit booked")
    assert b"appointment_booked" in b"".join(admin.get("/calls.csv").streaming_content)


def test_names_are_read_once_in_a_scope_and_anew_after_a_change(
    account: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert {label_name("outcome", "no_sale") for _ in range(3)} == {"No sale"}
    change_label("outcome", "no_sale", "Lost", "")
    assert label_name("outcome", "no_sale") == "Lost"
    with use_account(account.pk), django_assert_num_queries(1):
        assert label_name("outcome", "no_sale") == "Lost"


def test_names_do_not_leak_into_another_account(account: Account) -> None:
    change_label("outcome", "no_sale", "Lost", "")
    assert label_name("outcome", "no_sale") == "Lost"
    with use_account(AccountFactory().pk):
        assert label_name("outcome", "no_sale") == "No sale"
        enter_account(account.pk)
        assert label_name("outcome", "no_sale") == "Lost"
    assert label_name("outcome", "no_sale") == "Lost"


def test_a_label_without_a_name_is_said_in_words(account: Account) -> None:
    assert label_name("outcome", "call_back") == "Call back"
    assert label_name("sentiment", "positive") == "Positive"
