"""The audit chain shows every tampering."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from compliance.audit.chain import Break, record, verify
from compliance.models import Account, AuditEvent
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory


def _without_triggers(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_a_whole_chain_verifies(account: Account) -> None:
    for n in range(3):
        record("thing.done", account, number=n)
    assert verify() is None
    assert list(AuditEvent.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3]


def test_an_edited_row_is_named(account: Account) -> None:
    for n in range(3):
        record("thing.done", number=n)
    _without_triggers("UPDATE compliance_auditevent SET action = 'other' WHERE position = 2")
    assert verify() == Break(2, "its content was changed")


def test_a_removed_row_is_named(account: Account) -> None:
    for n in range(3):
        record("thing.done", number=n)
    _without_triggers("DELETE FROM compliance_auditevent WHERE position = 2")
    assert verify() == Break(2, "the row is missing; the next one is 3")


@pytest.mark.parametrize(
    "statement", ["UPDATE compliance_auditevent SET action = ''", "DELETE FROM compliance_auditevent"]
)
def test_the_database_refuses_changes(account: Account, statement: str) -> None:
    record("thing.done")
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_twenty_writers_make_one_chain_without_a_fork() -> None:
    account_id = AccountFactory().pk

    def write(n: int) -> None:
        with use_account(account_id):
            record("thing.done", number=n)
        connection.close()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(write, range(20)))
    with use_account(account_id):
        assert verify() is None
        assert AuditEvent.objects.count() == 20
