"""Who is one person: joined by strong links, separated when they go."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from attribution.models import Identifier, IdentityLink, JourneyStep, Match, Person, StaleDay, Visit, Visitor
from attribution.people.known import Known, by_crm, by_email, by_phone, by_visitor
from attribution.people.services import Bond, link, link_all, people_of, person_of, unlink
from calls.models import Call
from compliance.models import Account
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PHONE, OTHER_PHONE = "+14155557001", "+14155557002"


def visitor(days: float = 0) -> Known:
    at = NOW - timedelta(days=days)
    return by_visitor(Visitor.objects.create(first_seen=at, last_seen=at).pk)


def tie(first: Known, second: Known, **changes: Any) -> IdentityLink | None:
    values: dict[str, Any] = {"source": "call", "reference": "call:1", "strength": 0.95, "at": NOW}
    return link(first, second, **{**values, **changes})


def are_one(*known: Known) -> bool:
    people = {person_of(one) for one in known}
    return None not in people and len(people) == 1


def test_a_strong_link_makes_two_browsers_one_person(account: Account) -> None:
    one, two = visitor(), visitor()
    tie(one, by_phone(PHONE))
    tie(two, by_phone("(415) 555-7001"))
    assert are_one(one, two, by_phone(PHONE))
    assert Person.objects.count() == 1
    visitors = list(Visitor.objects.values_list("pk", flat=True))
    assert len(set(people_of(visitors).values())) == 1


def test_a_weak_link_is_kept_but_joins_nobody(account: Account) -> None:
    one = visitor()
    tie(one, by_phone(PHONE), strength=0.89)
    assert not are_one(one, by_phone(PHONE))
    assert IdentityLink.objects.get().strength == 0.89
    tie(one, by_phone(PHONE), strength=0.9)
    assert are_one(one, by_phone(PHONE))
    assert IdentityLink.objects.count() == 1


@pytest.mark.parametrize(
    "text", ["", "anonymous", "+266696687", "+86282452253", "123", "sip:x@example.com", "\0"]
)
def test_withheld_and_invalid_numbers_never_link(account: Account, text: str) -> None:
    assert not by_phone(text)
    assert tie(visitor(), by_phone(text)) is None
    assert not Identifier.objects.exists()


@pytest.mark.parametrize("known", [by_email, by_crm])
@pytest.mark.parametrize("text", ["", "  ", "x" * 300, "\ud800@example.com"])
def test_what_names_nobody_never_links(account: Account, known: Any, text: str) -> None:
    assert not known(text)


def test_nothing_readable_is_kept(account: Account) -> None:
    tie(by_email(" Ann@Example.com "), by_phone(PHONE))
    tie(by_crm("00Q-17"), by_email("ann@example.com"))
    values = dict(Identifier.objects.values_list("kind", "value"))
    assert set(values) == {"email", "phone", "crm"}
    assert all(len(value) == 64 and int(value, 16) for value in values.values())
    assert are_one(by_crm("00Q-17"), by_phone(PHONE))


def test_digests_differ_between_accounts_and_kinds(account: Account) -> None:
    own = by_email("ann@example.com")
    assert own.value != by_crm("ann@example.com").value
    with use_account(AccountFactory().pk):
        assert by_email("ann@example.com").value != own.value
        assert person_of(own) is None


def test_a_probability_is_expected(account: Account) -> None:
    with pytest.raises(ValueError, match="probability"):
        tie(visitor(), by_phone(PHONE), strength=1.2)
    assert not Identifier.objects.exists()


def test_two_crm_ids_are_never_one_person(account: Account) -> None:
    tie(by_crm("a"), by_phone(PHONE), at=NOW)
    tie(by_crm("b"), by_phone(PHONE), at=NOW + timedelta(days=1))
    assert are_one(by_crm("a"), by_phone(PHONE))
    assert not are_one(by_crm("b"), by_phone(PHONE))
    # Known later, but said earlier.
    tie(by_crm("b"), by_phone(PHONE), at=NOW - timedelta(days=1))
    assert are_one(by_crm("b"), by_phone(PHONE))
    assert not are_one(by_crm("a"), by_phone(PHONE))


def test_a_number_of_four_people_stops_linking(account: Account) -> None:
    mails = [by_email(f"{n}@example.com") for n in range(4)]
    links = [tie(mail, by_phone(PHONE), reference=f"form:{n}") for n, mail in enumerate(mails[:3])]
    assert are_one(*mails[:3])
    links.append(tie(mails[3], by_phone(PHONE)))
    assert not Identifier.objects.get(kind="phone").linking
    assert len({person_of(one) for one in (*mails, by_phone(PHONE))}) == 5
    assert links[0] is not None
    unlink(links[0])
    assert Identifier.objects.get(kind="phone").linking
    assert are_one(*mails[1:], by_phone(PHONE))
    assert person_of(mails[0]) != person_of(mails[1])


def test_people_seen_through_browsers_count(account: Account) -> None:
    for n in range(4):
        browser = visitor()
        tie(browser, by_phone(PHONE))
        tie(browser, by_email(f"{n}@example.com"))
    assert not Identifier.objects.get(kind="phone").linking
    assert len({person_of(by_email(f"{n}@example.com")) for n in range(4)}) == 4


@pytest.mark.parametrize(("browsers", "linking"), [(10, True), (11, False)])
def test_a_number_of_eleven_browsers_stops_linking(account: Account, browsers: int, linking: bool) -> None:
    link_all([Bond(visitor(), by_phone(PHONE), "call", f"call:{n}", 0.95, NOW) for n in range(browsers)])
    assert Identifier.objects.get(kind="phone").linking is linking
    assert Person.objects.count() == (1 if linking else 12)


def test_many_browsers_over_a_year_are_one_person(account: Account) -> None:
    for n in range(15):
        tie(visitor(), by_phone(PHONE), at=NOW - timedelta(days=4 * n))
    assert Person.objects.count() == 1


def test_unlinking_undoes_the_merge_and_stays(account: Account) -> None:
    one, two = visitor(), visitor()
    tie(one, by_phone(PHONE))
    made = tie(two, by_phone(PHONE), reference="call:2")
    assert made is not None
    unlink(made, for_good=True)
    unlink(made, for_good=True)
    assert are_one(one, by_phone(PHONE))
    assert not are_one(one, two)
    tie(two, by_phone(PHONE), reference="call:2")
    assert not are_one(one, two)
    tie(two, by_phone(PHONE), reference="call:3")
    assert are_one(one, two)


def test_what_a_program_takes_back_it_may_say_again(account: Account) -> None:
    one = visitor()
    for _ in range(2):
        made = tie(one, by_phone(PHONE))
        assert made is not None
        assert are_one(one, by_phone(PHONE))
        unlink(made)
        unlink(made)
        assert not are_one(one, by_phone(PHONE))
    assert IdentityLink.objects.exclude(removed_at=None).count() == 2


@pytest.mark.django_db(transaction=True)
def test_links_told_at_once_make_one_person() -> None:
    made = AccountFactory()
    with use_account(made.pk):
        browsers = [visitor() for _ in range(8)]

    def tell(browser: Known) -> None:
        try:
            with use_account(made.pk):
                tie(browser, by_phone(PHONE))
                tie(browser, by_email("ann@example.com"))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tell, browsers))
    with use_account(made.pk):
        assert are_one(*browsers, by_phone(PHONE), by_email("ann@example.com"))
        assert (Person.objects.count(), Identifier.objects.count(), IdentityLink.objects.count()) == (
            1,
            10,
            16,
        )


def test_journeys_follow_the_person(account: Account) -> None:
    one, two = visitor(), visitor()
    visits = [
        Visit.objects.create(visitor_id=known.visitor_id or 0, started_at=at, last_seen=at, channel=channel)
        for known, at, channel in (
            (one, NOW - timedelta(days=3), "Email"),
            (two, NOW - timedelta(minutes=5), "Direct"),
        )
    ]
    call = Call.objects.create(source="import", external_id="1", start_time=NOW)
    Match.objects.create(call=call, visit=visits[1], probability=0.9, version="test")
    assert list(JourneyStep.objects.values_list("visit__channel", flat=True)) == ["Direct"]
    tie(one, by_phone(PHONE))
    StaleDay.objects.all().delete()
    made = tie(two, by_phone(PHONE))
    assert list(JourneyStep.objects.order_by("back").values_list("visit__channel", flat=True)) == [
        "Direct",
        "Email",
    ]
    assert NOW.date() in set(StaleDay.objects.values_list("day", flat=True))
    assert made is not None
    unlink(made)
    assert list(JourneyStep.objects.values_list("visit__channel", flat=True)) == ["Direct"]


def people(names: Sequence[Known]) -> set[frozenset[Known]]:
    together: dict[Any, set[Known]] = {}
    for name in names:
        found = person_of(name)
        together.setdefault(found.pk if found else name, set()).add(name)
    return {frozenset(group) for group in together.values()}


pairs = st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(0, 40), st.sampled_from([0.5, 0.9, 0.95]))
told = st.lists(pairs, max_size=14, unique_by=lambda pair: (min(pair[:2]), max(pair[:2])))


@given(told=told, data=st.data())
@hypothesis_settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_only_what_is_linked_counts_not_the_way_there(
    account: Account, told: list[tuple[int, int, int, float]], data: st.DataObject
) -> None:
    later = data.draw(st.permutations(told))
    gone = data.draw(st.sets(st.sampled_from(told)) if told else st.just(set()))
    results = []
    for order, taken_back in (
        (told, set()),
        (later, gone),
        ([one for one in told if one not in gone], set()),
    ):
        with transaction.atomic():
            names = [by_phone(f"+1415555700{n}") for n in range(4)] + [by_crm(str(n)) for n in range(2)]
            names += [by_email(f"{n}@example.com") for n in range(3)]
            for first, second, days, strength in order:
                ends = names[min(first, second)], names[max(first, second)]
                made = tie(*ends, strength=strength, at=NOW + timedelta(days=days))
                if made is not None and (first, second, days, strength) in taken_back:
                    unlink(made)
            results.append(people(names))
            if order is later:
                revive(names, later, gone)
                results.append(people(names))
            transaction.set_rollback(True)
    all_told, without, with_all_again, never_linked = results
    assert with_all_again == all_told
    assert without == never_linked


def revive(names: list[Known], told: list[tuple[int, int, int, float]], gone: set[Any]) -> None:
    """Tells what was taken back once more, for another reason."""
    for first, second, days, strength in told:
        if (first, second, days, strength) in gone:
            ends = names[min(first, second)], names[max(first, second)]
            tie(*ends, strength=strength, at=NOW + timedelta(days=days), reference="again")
