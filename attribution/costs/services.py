"""Importing spend: whole or not at all, and the same again changes nothing."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from attribution.costs.source import CostError, CostSource, Rejected, Spend
from attribution.models import AdSpend
from compliance.audit.chain import record
from compliance.models import Account
from compliance.tenancy import require_account_id


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    rows: int
    cost_micros: int
    currency: str


def import_costs(source: CostSource, file: Path) -> Imported:
    """Reads and stores all rows of the account in scope; a row that is there already is replaced. Raises CostError."""
    spends, account = _read(source, file)
    now = timezone.now()
    rows = [
        AdSpend(
            account=account,
            date=spend.date,
            source=spend.source,
            medium=spend.medium,
            campaign=spend.campaign,
            ad_group=spend.ad_group,
            keyword=spend.keyword,
            cost_micros=spend.cost_micros,
            currency=spend.currency,
            clicks=spend.clicks,
            impressions=spend.impressions,
            imported_at=now,
        )
        for spend in spends
    ]
    with transaction.atomic():
        AdSpend.objects.bulk_create(
            rows,
            batch_size=2000,
            update_conflicts=True,
            unique_fields=["account", "date", "source", "medium", "campaign", "ad_group", "keyword", "ad"],
            update_fields=["cost_micros", "currency", "clicks", "impressions", "imported_at"],
        )
        record("costs.imported", rows=len(rows), cost_micros=sum(row.cost_micros for row in rows))
    return Imported(len(rows), sum(row.cost_micros for row in rows), account.currency)


def check_costs(source: CostSource, file: Path) -> Imported:
    """What `import_costs` would do; nothing is stored. Raises CostError."""
    spends, account = _read(source, file)
    return Imported(len(spends), sum(spend.cost_micros for spend in spends), account.currency)


def _read(source: CostSource, file: Path) -> tuple[list[Spend], Account]:
    spends = source.read(file)
    account = Account.objects.get(pk=require_account_id())
    foreign = [spend for spend in spends if spend.currency != account.currency]
    if foreign:
        reason = f"{foreign[0].currency}, but the account is kept in {account.currency}"
        raise CostError([Rejected(spend.row, "currency", reason) for spend in foreign])
    return spends, account
