"""`manage.py attribute`: credit by channel for any CSV of paths."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from attribution.credit.paths import PathError, read_paths
from attribution.credit.rule import CreditRule
from attribution.credit.services import attribute
from compliance.registry import member, members
from compliance.tables import FORMATS, Cell, render


class Command(BaseCommand):
    """Reads paths, applies a rule, prints channel, conversions, value."""

    help = "Credit by channel for a CSV with the columns path,conversions,value,nulls (channels joined by ' > ')."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, rule and format."""
        parser.add_argument("paths", type=Path)
        parser.add_argument("--rule", default="last", choices=list(members("CREDIT_RULES", CreditRule)))
        parser.add_argument("--format", default="table", choices=FORMATS)

    def handle(self, *args: Any, paths: Path, rule: str, **options: Any) -> None:
        """Prints the table. Raises CommandError (exit code 2) for bad input."""
        chosen = member("CREDIT_RULES", CreditRule, rule)()
        try:
            with paths.open(newline="", encoding="utf-8-sig") as lines:
                credits = attribute(read_paths(lines), chosen)
        except PathError as error:
            raise CommandError(f"{paths}:{error}", returncode=2) from error
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{paths}: {error}", returncode=2) from error
        rows: list[dict[str, Cell]] = [
            {"channel": channel, "conversions": credit.conversions, "value": credit.value}
            for channel, credit in credits.items()
        ]
        self.stdout.write(render(["channel", "conversions", "value"], rows, options["format"]))
