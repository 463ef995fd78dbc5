"""Statements written by hand: prepared, alone or inside a transaction, on a connection that may have died."""

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from attribution.statements import run
from compliance.models import Account

TWICE = "INSERT INTO compliance_account (id) SELECT %(id)s RETURNING id"


def test_rows_come_back_and_the_plan_is_kept(db: None) -> None:
    assert run("SELECT %(n)s::int + 1 AS plan_is_kept", {"n": 1}) == [(2,)]
    kept = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%plan_is_kept%'"
    assert run(kept.replace("%", "%%"), {})[0][0] >= 1


def test_a_violated_constraint_leaves_the_transaction_usable(account: Account) -> None:
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            run(TWICE, {"id": account.pk})
        assert Account.objects.get() == account


@pytest.mark.django_db(transaction=True)
def test_a_dead_connection_is_replaced() -> None:
    mine = run("SELECT pg_backend_pid()", {})[0][0]
    _kill(mine)
    assert run("SELECT pg_backend_pid()", {})[0][0] != mine


@pytest.mark.django_db(transaction=True)
def test_a_transaction_does_not_outlive_its_connection() -> None:
    def die_halfway() -> None:
        with transaction.atomic():
            _kill(run("SELECT pg_backend_pid()", {})[0][0])
            run("SELECT 1", {})

    with pytest.raises(OperationalError):
        die_halfway()


def _kill(backend: int) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
    finally:
        other.close()
