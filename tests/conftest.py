"""Fixtures for every test: an account in scope, a client that carries its webhooks, a vault of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from compliance.models import Account
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory


@pytest.fixture
def account(db: None) -> Iterator[Account]:
    """An account, in scope for the whole test."""
    made = AccountFactory()
    with use_account(made.pk):
        yield made


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> None:
    """Vault and files in the test's own folder."""
    storages = {name: dict(entry) for name, entry in settings.STORAGES.items()}
    for name in ("default", "vault"):
        storages[name]["OPTIONS"] = {**storages[name]["OPTIONS"], "location": tmp_path / name}
    settings.STORAGES = storages


@pytest.fixture
def no_pipeline(settings: Settings) -> None:
    """Stages get their rows but are not run: eager tasks would run them inside the request."""
    settings.CALL_PIPELINE = ["tests.calls.pipeline.stages.Idle"]


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs after-commit hooks at once, although the test's own transaction never commits."""
    monkeypatch.setattr("compliance.dispatch.transaction.on_commit", lambda hook: hook())
