"""The sandbox destinations, over real HTTP."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from attribution.conversions.sandbox.sandbox import Sandbox
from attribution.conversions.sandbox.server import running


@pytest.fixture(scope="session")
def sandbox_server() -> Iterator[Sandbox]:
    """One server for the whole run."""
    with running() as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def longest_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A drawn wait is its longest: next to none would be over before a test has looked."""
    monkeypatch.setattr("attribution.conversions.backoff.random.uniform", lambda low, high: high)


@pytest.fixture
def sandbox(sandbox_server: Sandbox, settings: Settings) -> Iterator[Sandbox]:
    """The empty sandbox, which outbound requests may reach."""
    settings.OUTBOUND_PRIVATE_HOSTS = [sandbox_server.url.removeprefix("http://")]
    sandbox_server.clear()
    yield sandbox_server
    sandbox_server.clear()
