"""POST /v1/swap: requests per second and latency, server and client on the same cores."""

from django.db import connection
from django.utils import timezone

from attribution.models import Lease, NumberPool, PoolNumber
from calls.models import PhoneNumber
from compliance.models import Account
from compliance.tenancy import use_account
from config.bench.load import Measured, page_views, run_load
from config.running.product import free_port, running

HOST = "127.0.0.1"
TARGET = "+16285559999"
NUMBERS = 12_000
RATE = 300.0
SECONDS = 20.0
WARM_SECONDS = 3.0
SHARED = """
SELECT count(*) FROM attribution_lease a JOIN attribution_lease b
ON a.phone_number_id = b.phone_number_id AND a.id < b.id AND a.period && b.period
"""


def measure_swap(rate: float = RATE, seconds: float = SECONDS) -> dict[str, float]:
    """Starts the product, fills a pool, sends page views at `rate`; latencies in ms. `shared` must be 0."""
    port = free_port(HOST)
    with running(HOST, port, f"http://{HOST}:{port}"):
        account = _account()
        url, make = f"http://{HOST}:{port}/v1/swap", page_views(account.site_key, TARGET)
        run_load(url, make, rate / 3, WARM_SECONDS)
        found = run_load(url, make, rate, seconds)
        return _figures(account, found)


def _account() -> Account:
    account = Account.objects.create(name="Bench", slug=f"bench-{timezone.now():%Y%m%d%H%M%S}")
    with use_account(account.pk):
        pool = NumberPool.objects.create(name="Bench", target_number=TARGET)
        first = 7_000_000 + PhoneNumber.everywhere.count()
        numbers = PhoneNumber.objects.bulk_create(
            PhoneNumber(account=account, number=f"+1628{first + n}") for n in range(NUMBERS)
        )
        now = timezone.now()
        PoolNumber.objects.bulk_create(
            PoolNumber(account=account, pool=pool, phone_number=number, free_at=now) for number in numbers
        )
    return account


def _figures(account: Account, found: Measured) -> dict[str, float]:
    with use_account(account.pk), connection.cursor() as cursor:
        cursor.execute(SHARED)
        shared = cursor.fetchone()[0]
        leases = Lease.objects.count()
    return {
        "requests_per_second": round(found.rate, 1),
        "p50_ms": round(found.percentile(0.5), 1),
        "p95_ms": round(found.percentile(0.95), 1),
        "p99_ms": round(found.percentile(0.99), 1),
        "failures": found.failures,
        "leases": leases,
        "numbers_shared_by_two_visits": shared,
    }
