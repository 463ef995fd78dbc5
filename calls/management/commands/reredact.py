"""`manage.py reredact`: the present redaction rules over calls that are kept."""

from argparse import ArgumentParser
from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from tqdm import tqdm

from calls.models import RedactionChange, RedactionRun, Transcript
from calls.redaction.kinds import kind_name
from calls.redaction.runs import RunUnderWay, kept_calls, work_through
from compliance.accounts.shell import add_account_argument, choose_account
from compliance.days import midnight, parse_day
from compliance.tables import Cell, render
from compliance.tenancy import use_account

COLUMNS = ("call", "hidden", "places")


class Command(BaseCommand):
    """Shows what the rules find newly; with --apply hides it in text and sound. Doing it again changes nothing."""

    help = (
        "Runs the present redaction rules over stored transcripts and lists what they find that is not hidden yet. "
        "With --apply it is hidden in text and audio, and all that was made from the text is made anew. Kill it at any "
        "time; doing it again goes on with what is left."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and for which calls."""
        parser.add_argument(
            "--apply", action="store_true", help="hide what is found; without it nothing is changed"
        )
        parser.add_argument("--from", dest="first", type=parse_day, help="first day of the calls, YYYY-MM-DD")
        parser.add_argument("--to", dest="last", type=parse_day, help="last day of the calls, YYYY-MM-DD")
        add_account_argument(parser)

    def handle(self, *args: Any, account: str | None, **options: Any) -> None:
        """Prints a line per changed call and the sums. Raises CommandError (exit code 2)."""
        first, last = options["first"], options["last"]
        if first and last and first > last:
            raise CommandError("--from: later than --to", returncode=2)
        with use_account(choose_account(account).pk):
            try:
                run = self._work(_within(first, last), apply=options["apply"])
            except RunUnderWay as error:
                raise CommandError("another run has not ended; see /redaction/runs/", returncode=2) from error
            self._report(run)

    def _work(self, transcripts: QuerySet[Transcript], *, apply: bool) -> RedactionRun:
        with tqdm(total=transcripts.count(), desc="reading", unit="call", disable=None) as bar:
            for run in work_through(transcripts, apply=apply, actor="shell"):
                bar.update(run.seen - bar.n)
        return run

    def _report(self, run: RedactionRun) -> None:
        changes = RedactionChange.objects.filter(run=run).order_by("call_id")
        rows: list[dict[str, Cell]] = [
            {"call": change.call_id, "hidden": _counted(change.found), "places": _places(change.places)}
            for change in changes
        ]
        if rows:
            self.stdout.write(render(COLUMNS, rows, "table"))
        sums: Counter[str] = Counter()
        for change in changes:
            sums.update(change.found)
        verb = "hidden" if run.apply else "found"
        self.stdout.write(
            f"{run.seen} calls read by rules {run.version}, {len(rows)} with something new; {verb}: "
            f"{_counted(sums) or 'nothing'}"
        )
        if run.error:
            self.stderr.write(run.error)
        if rows and not run.apply:
            self.stdout.write("nothing was changed; --apply hides it")


def _within(first: date | None, last: date | None) -> QuerySet[Transcript]:
    """Transcripts of calls that began on these days, by the account's clock."""
    found = kept_calls()
    if first:
        found = found.filter(call__start_time__gte=midnight(first))
    if last:
        found = found.filter(call__start_time__lt=midnight(last + timedelta(days=1)))
    return found


def _counted(found: dict[str, int] | Counter[str]) -> str:
    return ", ".join(f"{count} {kind_name(key).lower()}" for key, count in sorted(found.items()))


def _places(places: list[list[Any]]) -> str:
    """Turn and second of each, the first few."""
    shown = [
        f"turn {turn + 1}" + (f" at {start:.1f} s" if start is not None else "")
        for turn, _, start, _ in places
    ]
    return "; ".join(shown[:3]) + (" …" if len(shown) > 3 else "")
