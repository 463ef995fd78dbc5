"""`manage.py bench`: the figures we promise, measured here and now."""

import json
import os
import platform
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from tqdm import tqdm

from config.bench.coverage import measure_coverage
from config.bench.credit import measure_credit
from config.bench.matching import measure_matching
from config.bench.pages import CALLS, measure_pages
from config.bench.redaction import COUNT, MEASURED, SEED, Measured, generated, measure_redaction, read, record
from config.bench.reports import CALLS as CROWD
from config.bench.reports import measure_reports
from config.bench.sound import GROUPS as SOUND_GROUPS
from config.bench.sound import measure_sound
from config.bench.sound_clips import CLIPS
from config.bench.swap import RATE, SECONDS, measure_swap

AUDIO = Path("../shared/data/audio")
DIALOGUES = Path("../shared/data/spoken_pii_dev.jsonl")


class Command(BaseCommand):
    """Runs one benchmark or all of them and prints the figures."""

    help = (
        "Measures: speech (against openai-whisper), swap (POST /v1/swap), pages (server time at 50,000 calls),"
        " matching (calls to visits, against made-up truth), credit (every rule on 1,000,000 paths),"
        " coverage (how often intervals hold the truth), reports (at 1,000,000 calls),"
        " redaction (spoken personal data in text, beside stock Presidio), sound (digits silenced in recordings)."
        " The demo prints its own times."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which one, and with what."""
        parser.add_argument(
            "names",
            nargs="*",
            help="swap, pages, matching, credit, coverage, reports, redaction, sound, speech; default all",
        )
        parser.add_argument("--audio", type=Path, default=AUDIO, help="recordings for the speech benchmark")
        parser.add_argument(
            "--dialogues", type=Path, default=DIALOGUES, help="marked dialogues for the redaction benchmark"
        )
        parser.add_argument(
            "--record", action="store_true", help="keep the redaction figures for the page that shows them"
        )
        parser.add_argument("--clips", type=int, default=CLIPS, help="recordings of the sound benchmark")
        parser.add_argument("--rate", type=float, default=RATE, help="page views per second")
        parser.add_argument("--seconds", type=float, default=SECONDS)
        parser.add_argument(
            "--reference", default="", help="a Python with ChannelAttribution, to compare with"
        )
        parser.add_argument("--calls", type=int, default=CALLS, help="calls behind the pages")
        parser.add_argument("--crowd", type=int, default=CROWD, help="calls behind the reports")

    def handle(self, *args: Any, names: list[str], **options: Any) -> None:
        """Prints a JSON object per benchmark."""
        self.stdout.write(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        wanted = names or [
            "swap",
            "pages",
            "matching",
            "credit",
            "coverage",
            "reports",
            "redaction",
            "speech",
        ]
        if "swap" in wanted:
            figures = measure_swap(options["rate"], options["seconds"])
            self.stdout.write(f"swap at {options['rate']:g}/s: {json.dumps(figures)}")
        if "pages" in wanted:
            self._pages(options["calls"])
        if "matching" in wanted:
            self._matching()
        if "credit" in wanted:
            self._credit(options["reference"])
        if "coverage" in wanted:
            self._coverage()
        if "reports" in wanted:
            self._reports(options["crowd"])
        if "redaction" in wanted:
            self._redaction(options["dialogues"], keep=options["record"])
        if "sound" in wanted:
            self._sound(options["clips"])
        if "speech" in wanted:
            self._speech(options["audio"])

    def _pages(self, calls: int) -> None:
        self.stdout.write(
            f"pages at {calls:,} calls: queries, median and slowest ms on the server, kB of HTML"
        )
        with tqdm(unit="call", desc="writing the history", mininterval=5, total=calls, leave=False) as bar:
            for page in measure_pages(calls, bar.update):
                bar.clear()
                self.stdout.write(
                    f"  {page.path:<58} {page.status} {page.queries:>3} q"
                    f" {page.median:>6.0f} {page.slowest:>6.0f} ms {page.kilobytes:>6.1f} kB"
                )

    def _matching(self) -> None:
        self.stdout.write("matching: made-up traffic; log loss per call of ours, fixed odds, last holder")
        for one in measure_matching():
            self.stdout.write(
                f"  load {one.load:g}: {one.calls:,} calls, {one.short:.0%} of visits without a number of their own;"
                f" log loss {one.log_loss:.3f} ({one.log_loss_fixed:.3f}, {one.log_loss_last:.3f});"
                f" calibration error {one.error:.3f};"
                f" unattributed {one.unattributed:.0%}, true origin no candidate {one.nobody:.0%};"
                f" of {one.near_09.calls} said 0.85 to 0.95, right {one.near_09.right:.1%}"
            )
            for row in one.bins:
                self.stdout.write(f"    said {row.said:.2f} right {row.right:.2f} calls {row.calls:>5,}")

    def _credit(self, reference: str) -> None:
        self.stdout.write("credit rules on generated paths: seconds, most memory so far")
        for step in measure_credit(reference=reference):
            self.stdout.write(
                f"  {step.what:<58} {step.seconds:>7.3f} s {step.peak_mb:>6.0f} MB  {step.remark}"
            )

    def _coverage(self) -> None:
        self.stdout.write("coverage of the 90 % intervals of reports: calls, conversions, value, on average")
        for one in measure_coverage():
            mean = (one.of_calls + one.of_conversions + one.of_value) / 3
            self.stdout.write(
                f"  load {one.load:g}, {one.calls:>4} calls a period: {one.of_calls:.1%} {one.of_conversions:.1%}"
                f" {one.of_value:.1%}; {mean:.1%}"
            )

    def _reports(self, calls: int) -> None:
        self.stdout.write("reports: median and slowest ms of reading one, on the server")
        with tqdm(unit="call", desc="writing the history", mininterval=5, total=calls, leave=False) as bar:
            for one in measure_reports(calls, bar.update):
                bar.clear()
                if isinstance(one, str):
                    self.stdout.write(f"  {one}")
                    continue
                self.stdout.write(
                    f"  {one.what:<42} {one.median:>6.0f} {one.slowest:>6.0f} ms {one.lines:>5} lines"
                )

    def _redaction(self, dialogues: Path, *, keep: bool) -> None:
        if dialogues.is_file():
            self._compare(dialogues.name, *measure_redaction(read(dialogues)))
        name = f"made-up calls, seed {SEED}"
        ours, stock = measure_redaction(generated(SEED, COUNT))
        self._compare(name, ours, stock)
        if keep:
            record(settings.BASE_DIR / MEASURED, name, ours, stock)

    def _compare(self, name: str, ours: Measured, stock: Measured) -> None:
        self.stdout.write(f"redaction, {name}: dialogues free of leaks (all, PCI, critical, numeric)")
        for one in (ours, stock):
            free = " ".join(
                f"{one.score.share(group):6.1%}" for group in ("all", "pci", "critical", "numeric")
            )
            self.stdout.write(
                f"  {one.system:<9} {free}; look-alikes hit {one.score.lookalikes_share:.1%},"
                f" other text {one.score.other_share:.1%}; {one.pace:,.0f} words/s"
            )
        self.stdout.write("  type, spans, caught by ours and by Presidio, precision of ours")
        for kind in sorted(ours.score.spans):
            self.stdout.write(
                f"    {kind:<15} {ours.score.spans[kind]:>5} {ours.score.recall(kind):>7.1%}"
                f" {stock.score.recall(kind):>7.1%} {ours.score.precision(kind):>7.1%}"
            )

    def _sound(self, clips: int) -> None:
        with tqdm(unit="clip", desc="listening", mininterval=5, total=clips, leave=False) as bar:
            figures = measure_sound(clips, progress=bar.update)
        self.stdout.write(
            f"sound, {figures.clips} clips, {figures.seconds / 60:.1f} min: digit sound silenced (clips wholly);"
            " speech lost a number"
        )
        for measure, silence in figures.measures.items():
            shares = ", ".join(
                f"{name} {silence.groups[name].muted:.2%} ({silence.groups[name].whole}/{silence.groups[name].clips})"
                for name in SOUND_GROUPS
            )
            self.stdout.write(f"  {measure:<16} {shares}; {silence.lost_per_number:.2f} s")
        heard = ", ".join(
            f"{model} {count} ({figures.heard_elsewhere[model]} elsewhere)"
            for model, count in figures.heard.items()
        )
        self.stdout.write(
            f"  clips in which a digit run is still heard: {heard}; windows closed {figures.closed}"
        )
        costs = ", ".join(f"{step} {figures.cost(step):.2f}" for step in figures.work)
        self.stdout.write(f"  work as a share of transcription: {costs}")

    def _speech(self, audio: Path) -> None:
        if not audio.is_dir():
            self.stdout.write(f"speech: no folder {audio}; name one with --audio")
            return
        arguments = [
            sys.executable,
            "-m",
            "calls.transcription.bench",
            str(audio),
            "--var",
            str(settings.MODELS_DIR),
        ]
        subprocess.run(arguments, check=True, cwd=settings.BASE_DIR)
