"""Many workers, one row: real threads on real transactions."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from attribution.conversions.delivery import deliver
from attribution.conversions.ledger import settle
from attribution.conversions.sandbox.faults import Kind
from attribution.conversions.sandbox.sandbox import Sandbox
from attribution.models import Attempt, Conversion, Delivery
from compliance.tenancy import use_account
from tests.attribution.conversions.rows import correct, ended_call, google, matched, sale_rule
from tests.factories.accounts import AccountFactory

WORKERS = 8


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_row(sandbox: Sandbox) -> None:
    account = AccountFactory()
    with use_account(account.pk):
        sale_rule()
        call = ended_call()
        matched(call)
        correct(call, "sale_made")
        google(sandbox.url)
        settle_together(account.pk, call)
        Delivery.objects.update(state=Delivery.State.PENDING, sent=None, unconfirmed=None)
        sandbox.clear()
        sandbox.fail("google_data_manager", Kind.SLOW, seconds=0.3)
        row = Delivery.objects.get()
        before = Attempt.objects.count()

    def work(_: int) -> None:
        with use_account(account.pk):
            deliver(row.pk)
        connection.close()

    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(work, range(WORKERS)))
    assert len(sandbox.received("google_data_manager")) == 1
    with use_account(account.pk):
        assert Attempt.objects.count() == before + 1
        assert Delivery.objects.get().state == Delivery.State.ACCEPTED


def settle_together(account_id: int, call) -> None:
    """Several settlers of one call make one conversion and one delivery."""

    def run(_: int) -> None:
        with use_account(account_id):
            settle(call)
        connection.close()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(run, range(4)))
    assert Conversion.objects.count() == 1
    assert Delivery.objects.count() == 1
