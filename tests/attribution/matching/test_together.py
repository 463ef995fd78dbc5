"""Many workers match the calls of the same people at once: real threads on real transactions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from attribution.dni.leases import acquire_leases
from attribution.matching.services import match_call
from attribution.models import IdentityLink, JourneyStep, Match, Person
from calls.models import Call
from compliance.tenancy import use_account
from tests.attribution.matching.rows import call, see
from tests.factories.accounts import AccountFactory
from tests.factories.telephony import ConnectionFactory
from tests.factories.visits import TARGET, PoolFactory, fill

WORKERS, CALLS = 8, 24


@pytest.mark.django_db(transaction=True)
def test_calls_of_the_same_people_are_matched_at_once() -> None:
    """Matching locks the call, linking the people; neither may wait for the other in a circle."""
    account = AccountFactory()
    with use_account(account.pk):
        fill(PoolFactory(lease_seconds=3600), 3, ConnectionFactory())
        at = timezone.now()
        numbers = [acquire_leases(see(at), [TARGET], at)[TARGET].number for _ in range(3)]
        calls = [
            call(numbers[n % 3], at + timedelta(seconds=5), caller=f"+1415200010{n % 3}")
            for n in range(CALLS)
        ]

    def work(one: Call) -> bool:
        with use_account(account.pk):
            changed = match_call(one)
        connection.close()
        return changed

    with ThreadPoolExecutor(WORKERS) as workers:
        assert all(workers.map(work, calls))
        assert not any(workers.map(work, calls))
    with use_account(account.pk):
        assert Match.objects.count() == JourneyStep.objects.count() == CALLS
        assert {match.evidence["kind"] for match in Match.objects.all()} == {"number_on_show"}
        assert IdentityLink.objects.filter(removed_at=None).count() == CALLS
        assert Person.objects.filter(identifiers__isnull=False).distinct().count() == 3


@pytest.mark.django_db(transaction=True)
def test_one_call_matched_by_several_has_one_answer() -> None:
    account = AccountFactory()
    with use_account(account.pk):
        fill(PoolFactory(lease_seconds=3600), 1, ConnectionFactory())
        at = timezone.now()
        one = call(acquire_leases(see(at), [TARGET], at)[TARGET].number, at + timedelta(seconds=5))

    def work(_: int) -> bool:
        with use_account(account.pk):
            changed = match_call(one)
        connection.close()
        return changed

    with ThreadPoolExecutor(WORKERS) as workers:
        assert sum(workers.map(work, range(WORKERS))) == 1
    with use_account(account.pk):
        assert Match.objects.count() == 1
