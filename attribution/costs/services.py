"""Bringing spend in: whole or not at all, and the same again changes nothing. Days that are known are restated."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from attribution.costs.rates import first_days, own_currency
from attribution.costs.source import CostError, CostSource, Key, Rejected, Spend, mixed
from attribution.models import AdSpend, SpendImport
from compliance.audit.chain import record
from compliance.tenancy import require_account_id

KEYS = ("date", "source", "medium", "campaign", "ad_group", "keyword", "ad")
FIGURES = ("cost_micros", "currency", "clicks", "impressions")
LOCK_FAMILY = 0x5243  # advisory locks of imports: (family, account)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import does: rows and their cost, how many were not known, how many cost something else than was known.

    `difference_micros`: new minus old of the restated and the removed rows. `vanished`: known rows of the same days and
    sources that are not among the sent ones; `removed` says whether they go.
    """

    rows: int
    cost_micros: int
    currency: str
    new: int
    restated: int
    difference_micros: int
    vanished: int = 0
    removed: bool = False

    @property
    def restated_rows(self) -> int:
        """Known rows that are not what they were."""
        return self.restated + (self.vanished if self.removed else 0)


def import_costs(source: CostSource, file: Path, *, name: str = "", replace_days: bool = False) -> Imported:
    """Stores all rows of a file. Raises CostError, OSError."""
    return store(source.read(file), via=source.key, name=name or file.name, replace_days=replace_days)


def check_costs(source: CostSource, file: Path, *, replace_days: bool = False) -> Imported:
    """What `import_costs` would do; nothing is stored. Raises CostError, OSError."""
    spends = source.read(file)
    return _compared(spends, _checked(spends), replace_days)[0]


def store(spends: Sequence[Spend], *, via: str, name: str = "", replace_days: bool = False) -> Imported:
    """Stores the rows for the account in scope; what is there already is replaced, and the restatement is kept.

    Known rows of the same day and source that are not among these stay, unless `replace_days` removes them: a platform
    sends whole days, a person often only the rows that changed. Raises CostError; then nothing is stored.
    """
    currency = _checked(spends)
    account = require_account_id()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_FAMILY, account])
        done, vanished = _compared(spends, currency, replace_days)
        if replace_days:
            AdSpend.objects.filter(pk__in=vanished).delete()
        _write(spends, account)
        if spends:
            _remember(spends, done, via, name)
        record(
            "costs.imported",
            rows=done.rows,
            cost_micros=done.cost_micros,
            restated=done.restated_rows,
            difference_micros=done.difference_micros,
        )
    return done


def _checked(spends: Sequence[Spend]) -> str:
    """The currency of all. Raises CostError for rows in another one, and for days before its first rate."""
    own, rates = own_currency(), first_days()
    currency = spends[0].currency if spends else own
    rejected = mixed(spends)
    if not rejected and currency != own:
        rejected = [
            Rejected(spend.row, "currency", f"no rate for {currency} on {spend.date}")
            for spend in spends
            if currency not in rates or spend.date < rates[currency]
        ]
    if rejected:
        raise CostError(rejected)
    return currency


def _compared(spends: Sequence[Spend], currency: str, replace_days: bool) -> tuple[Imported, list[int]]:
    """What the rows change, and the ids of the known rows of their days and sources that are not among them."""
    known = _known(spends)
    sent = {spend.key: spend for spend in spends}
    changed = [
        spend.cost_micros - known[key][1] if known[key][2] == currency else spend.cost_micros
        for key, spend in sent.items()
        if key in known and known[key][1:] != (spend.cost_micros, currency)
    ]
    covered = {(spend.date, spend.source) for spend in spends}
    vanished = [row for key, row in known.items() if key not in sent and (key[0], key[1]) in covered]
    difference = sum(changed)
    if replace_days:
        difference -= sum(cost for _, cost, own in vanished if own == currency)
    done = Imported(
        rows=len(spends),
        cost_micros=sum(spend.cost_micros for spend in spends),
        currency=currency,
        new=sum(key not in known for key in sent),
        restated=len(changed),
        difference_micros=difference,
        vanished=len(vanished),
        removed=replace_days,
    )
    return done, [pk for pk, _, _ in vanished]


def _known(spends: Sequence[Spend]) -> dict[Key, tuple[int, int, str]]:
    """Id, cost and currency of the rows of the same days and sources, by what makes two rows the same."""
    rows = AdSpend.objects.filter(
        date__in={spend.date for spend in spends}, source__in={spend.source for spend in spends}
    )
    return {row[:7]: row[7:] for row in rows.values_list(*KEYS, "pk", "cost_micros", "currency")}


def _write(spends: Sequence[Spend], account: int) -> None:
    rows = [
        AdSpend(account_id=account, **{name: getattr(spend, name) for name in (*KEYS, *FIGURES)})
        for spend in spends
    ]
    AdSpend.objects.bulk_create(
        rows,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["account", *KEYS],
        update_fields=[*FIGURES, "imported_at"],
    )


def _remember(spends: Sequence[Spend], done: Imported, via: str, name: str) -> None:
    days = [spend.date for spend in spends]
    SpendImport.objects.create(
        source=via,
        name=name[:200],
        first_day=min(days),
        last_day=max(days),
        rows=done.rows,
        restated_rows=done.restated_rows,
        restated_micros=done.difference_micros,
    )
