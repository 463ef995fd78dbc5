"""Tenant scope: which account the running code works for. A query without one raises."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import models

_account: ContextVar[int | None] = ContextVar("account", default=None)
_kept: ContextVar[dict[Any, Any] | None] = ContextVar("kept", default=None)

M = TypeVar("M", bound=models.Model)


class NoAccount(RuntimeError):
    """Rows of an account were asked for while no account was chosen."""


class ForeignAccount(RuntimeError):
    """A row of another account was about to be written."""


def current_account_id() -> int | None:
    """The account in scope, or None."""
    return _account.get()


def require_account_id() -> int:
    """The account in scope. Raises NoAccount."""
    account_id = _account.get()
    if account_id is None:
        raise NoAccount("no account in scope: wrap the code in use_account(...)")
    return account_id


def enter_account(account_id: int | None) -> None:
    """Sets the scope until the surrounding `use_account` ends; for code that learns the account half-way."""
    _account.set(account_id)
    _kept.set({})


def kept() -> dict[Any, Any]:
    """Facts of the account in scope that need not be read twice. It is empty where a scope begins and gone where it
    ends, so nothing in it outlives a request or is seen by another account; without a scope nothing is kept.
    """
    found = _kept.get()
    return {} if found is None or _account.get() is None else found


@contextmanager
def use_account(account_id: int | None) -> Iterator[None]:
    """Runs the block for one account (None: for none); the former scope comes back afterwards."""
    token, facts = _account.set(account_id), _kept.set({})
    try:
        yield
    finally:
        _account.reset(token)
        _kept.reset(facts)


class ScopedQuerySet(models.QuerySet[M]):
    """Rows of the account in scope."""

    def create(self, **values: Any) -> M:
        """Creates the row for the account in scope."""
        if "account" not in values and "account_id" not in values:
            values["account_id"] = require_account_id()
        return super().create(**values)


class ScopedManager(models.Manager[M]):
    """The default manager of every account-owned model: it fails closed."""

    def get_queryset(self) -> ScopedQuerySet[M]:
        """Rows of the account in scope. Raises NoAccount."""
        return ScopedQuerySet[M](self.model, using=self._db).filter(account_id=require_account_id())


class AccountOwned(models.Model):
    """Base of every row that belongs to one account (= data controller)."""

    account = models.ForeignKey("compliance.Account", on_delete=models.CASCADE, related_name="+")

    objects = ScopedManager()
    # All accounts' rows: for sweepers, webhooks and migrations, which learn the account from the row.
    everywhere = models.Manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Fills the account in and refuses rows of another one. Raises NoAccount, ForeignAccount."""
        if self.account_id is None:
            self.account_id = require_account_id()
        elif current_account_id() not in (None, self.account_id):
            raise ForeignAccount(
                f"{type(self).__name__} of account {self.account_id} in another account's scope"
            )
        super().save(*args, **kwargs)
