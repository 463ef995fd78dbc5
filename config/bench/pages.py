"""How long the server takes for each page at scale, and how many queries that needs.

Measured inside the process, without network: request to response, compression left out. The history is made by
`manage.py simulate` in an account of its own on first use.
"""

import gzip
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from attribution.models import Conversion
from calls.models import Call
from compliance.models import Account, Membership, Role
from compliance.tenancy import use_account
from config.simulation.history import Size, write_history

CALLS, DAYS, SEED = 50_000, 365, 7
ACCOUNT = "simulation"  # the one `manage.py simulate` makes too
ROUNDS = 9


@dataclass(frozen=True, slots=True)
class Page:
    """One page's figures: queries, server time in milliseconds (median and slowest), size of the HTML compressed."""

    path: str
    status: int
    queries: int
    median: float
    slowest: float
    kilobytes: float


def measure_pages(calls: int, told: Callable[[int], None]) -> Iterator[Page]:
    """The figures of every page for the owner of an account with `calls` calls."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    account = _account(calls, told)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    owner, _ = User.objects.get_or_create(username=f"owner@{ACCOUNT}.example")
    Membership.objects.get_or_create(account=account, user=owner, defaults={"role": Role.OWNER})
    with override_settings(ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False):
        client = Client()
        client.force_login(owner)
        for path in _paths(account):
            yield _measure(client, path)


def _measure(client: Client, path: str) -> Page:
    client.get(path)
    counted = 0

    def count(execute: Any, *arguments: Any) -> Any:
        nonlocal counted
        counted += 1
        return execute(*arguments)

    with connection.execute_wrapper(count):
        response = client.get(path)
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - started) * 1000)
    size = len(gzip.compress(response.content)) / 1000
    return Page(path, response.status_code, counted, statistics.median(times), max(times), size)


def _account(calls: int, told: Callable[[int], None]) -> Account:
    account, _ = Account.objects.get_or_create(
        slug=ACCOUNT if calls == CALLS else f"{ACCOUNT}-{calls}",
        defaults={"name": "Northwind at scale", "time_zone": "America/Los_Angeles"},
    )
    with use_account(account.pk):
        there = Call.objects.exists()
    if not there:
        write_history(account, Size(calls, DAYS, SEED), told)
    return account


def _paths(account: Account) -> list[str]:
    with use_account(account.pk):
        call = (
            Call.objects.filter(conversions__isnull=False)
            .order_by("-start_time")
            .values_list("pk", flat=True)[0]
        )
        conversion = Conversion.objects.order_by("-pk").values_list("pk", flat=True)[0]
    calls, roas = reverse("calls"), reverse("roas")
    return [
        reverse("overview"),
        calls,
        f"{calls}?sort=-value",
        f"{calls}?search=furnace",
        f"{calls}?outcome=sale_made&lead=true",
        reverse("call", args=[call]),
        reverse("call-preview", args=[call]),
        roas,
        f"{roas}?by=keyword&rule=linear",
        f"{roas}?by=keyword&within=campaign&value=Furnace+repair",
        reverse("conversions"),
        reverse("conversion", args=[conversion]),
        reverse("numbers"),
        reverse("pipeline"),
        reverse("setup"),
        reverse("settings-members"),
        reverse("settings-keys"),
        reverse("settings-destinations"),
        reverse("settings-labels"),
        reverse("upload"),
        "/api/v1/calls",
        "/api/v1/calls/summary?group_by=campaign",
        "/api/v1/calls/timeseries",
        "/api/v1/overview",
        "/api/v1/reports/roas",
    ]
