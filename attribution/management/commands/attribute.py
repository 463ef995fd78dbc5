"""`manage.py attribute`: credit by channel for any CSV of paths."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from attribution.credit.bootstrap import doubt
from attribution.credit.journeys import DIRECT, Journeys
from attribution.credit.paths import HOURS_BETWEEN, PathError, read_paths
from attribution.credit.rule import CreditRule, Options
from attribution.credit.services import attribute
from compliance.registry import member, members
from compliance.tables import FORMATS, Cell, render

COLUMNS = ["channel", "conversions", "value"]
ENDS = ["conversions_low", "conversions_high", "value_low", "value_high"]


class Command(BaseCommand):
    """Reads paths, applies a rule, prints channel, conversions, value."""

    help = "Credit by channel for a CSV with the columns path,conversions,value,nulls (channels joined by ' > ')."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, rule and its options, format."""
        parser.add_argument("paths", type=Path)
        parser.add_argument("--rule", default="last", choices=list(members("CREDIT_RULES", CreditRule)))
        parser.add_argument("--order", type=int, default=1, choices=(1, 2, 3, 4), help="of the Markov chain")
        parser.add_argument("--half-life", type=float, default=7.0, help="of time decay, in days")
        parser.add_argument(
            "--hours",
            type=float,
            default=HOURS_BETWEEN,
            help="between touches, for time decay; 24 unless said",
        )
        parser.add_argument("--direct", default=DIRECT, help="the channel that is no source")
        parser.add_argument("--intervals", action="store_true", help="add 95 %% bootstrap intervals")
        parser.add_argument("--format", default="table", choices=FORMATS)

    def handle(self, *args: Any, paths: Path, rule: str, **options: Any) -> None:
        """Prints the table. Raises CommandError (exit code 2) for bad input."""
        if options["half_life"] <= 0 or options["hours"] < 0:
            raise CommandError("--half-life must be above 0, --hours not below", returncode=2)
        chosen = member("CREDIT_RULES", CreditRule, rule)(
            Options(half_life=options["half_life"], order=options["order"])
        )
        try:
            with paths.open(newline="", encoding="utf-8-sig") as lines:
                journeys = read_paths(lines, hours=options["hours"], direct=options["direct"])
            credits = attribute(journeys, chosen)
        except PathError as error:
            raise CommandError(f"{paths}:{error}", returncode=2) from error
        except (OSError, ValueError) as error:
            raise CommandError(f"{paths}: {error}", returncode=2) from error
        rows: list[dict[str, Cell]] = [
            {"channel": channel, "conversions": conversions, "value": value}
            for channel, (conversions, value) in credits.items()
        ]
        if rule == "markov" and journeys.count and not journeys.nulls.sum():
            self.stderr.write(
                "warning: no journey without a conversion: the Markov chain measures presence only"
            )
        columns = COLUMNS
        if options["intervals"]:
            columns = COLUMNS + ENDS
            _add_ends(rows, journeys, chosen)
        self.stdout.write(render(columns, rows, options["format"]))


def _add_ends(rows: list[dict[str, Cell]], journeys: Journeys, rule: CreditRule) -> None:
    found = doubt(journeys, rule)
    place = {name: n for n, name in enumerate(journeys.names)}
    for row in rows:
        row.update({end: float(getattr(found, end)[place[str(row["channel"])]]) for end in ENDS})
