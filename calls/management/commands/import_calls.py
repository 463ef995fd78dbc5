"""`manage.py import_calls`: your own recordings through the real pipeline."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from calls.imports.manifest import Entry, ManifestError, read_folder, read_manifest
from calls.imports.services import Imported, import_calls
from calls.models import Call, StageRun
from calls.pipeline.runner import run_stage
from compliance.accounts.shell import add_account_argument, choose_account
from compliance.models import Account
from compliance.tenancy import use_account


class Command(BaseCommand):
    """Checks every row first; imports all or nothing; the same folder again adds only what is new."""

    help = (
        "Imports a folder of recordings. --metadata calls.csv has the columns recording, started_at and, if known, "
        "external_call_id, direction, ani, dnis, agent, caller_channel, consent, answered."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Folder, list, and how to go about it."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--metadata", type=Path, help="CSV that describes the recordings")
        parser.add_argument("--dry-run", action="store_true", help="check everything, import nothing")
        parser.add_argument("--process", action="store_true", help="process here and now, without workers")
        parser.add_argument(
            "--consent",
            action="store_true",
            help="you attest consent for all rows that do not state it themselves",
        )
        add_account_argument(parser)

    def handle(self, *args: Any, folder: Path, account: str | None, **options: Any) -> None:
        """Prints what came in. Raises CommandError (exit code 2) with a line per bad row."""
        chosen = choose_account(account)
        entries = self._entries(folder, options["metadata"], chosen)
        if options["dry_run"]:
            self.stdout.write(f"{len(entries)} recordings can be imported")
            return
        with use_account(chosen.pk):
            done = import_calls(entries, attested=chosen.imports_have_consent or options["consent"])
            if options["process"]:
                self._process(done.calls)
            self._report(done)

    def _entries(self, folder: Path, metadata: Path | None, account: Account) -> list[Entry]:
        if not folder.is_dir():
            raise CommandError(f"{folder}: no such folder", returncode=2)
        if metadata is None:
            return read_folder(folder)
        try:
            with metadata.open(newline="", encoding="utf-8-sig") as lines:
                return read_manifest(lines, folder, account.country)
        except ManifestError as error:
            rows = "\n".join(f"{metadata}:{row}" for row in error.rows)
            raise CommandError(f"nothing was imported:\n{rows}", returncode=2) from error
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{metadata}: {error}", returncode=2) from error

    def _process(self, calls: Sequence[Call]) -> None:
        for call in tqdm(calls, desc="processing", unit="call"):
            for run in StageRun.objects.filter(call=call).order_by("position"):
                run_stage(run.pk)

    def _report(self, done: Imported) -> None:
        self.stdout.write(f"{len(done.calls)} calls imported, {done.known} were there already")
        ids = [call.pk for call in done.calls]
        for call in Call.objects.filter(pk__in=ids, processing=Call.Processing.ATTENTION):
            failed = call.stage_runs.filter(status=StageRun.Status.FAILED).first()
            self.stderr.write(
                f"{call.external_id}: {failed.key if failed else ''}: {failed.reason if failed else ''}"
            )
        silent = (
            Call.objects.filter(pk__in=ids, stage_runs__reason__startswith="no consent").distinct().count()
        )
        if silent:
            self.stderr.write(
                f"{silent} calls have no consent on record and were not transcribed (see --consent)"
            )
