"""`manage.py demo`: the whole job on a seeded day, then the pages to look at."""

import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from compliance.accounts.one_time import one_time_url
from config.demo import printing, watch
from config.demo.play import Played, play
from config.demo.world import HOST, World, world
from config.engines.place import EngineError
from config.running.product import free_port
from config.running.readiness import NotReady

CALLS = 16
SEED = 7


class Command(BaseCommand):
    """Simulated traffic through the real endpoints, workers, audio and sandbox destinations."""

    help = "Plays a seeded day of a business through the real endpoints and workers, prints the result, serves the UI."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many calls, which seed, and whether to end."""
        parser.add_argument(
            "--exit", action="store_true", help="end afterwards; exit code 0 only if all went well"
        )
        parser.add_argument("--calls", type=int, default=CALLS)
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument(
            "--port", type=int, default=0, help="of the web server; a free one is taken by default"
        )

    def handle(self, *args: Any, calls: int, seed: int, port: int, **options: Any) -> None:
        """Plays, prints, serves. Raises CommandError when something went wrong."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            self.stdout.write("Starting engines, web and workers")
            with world(port or free_port(HOST)) as running:
                self.stdout.write(f"Ringtrace is up at {running.product_url}; the day begins")
                played = play(running, calls, seed)
                self._print(played)
                if not options["exit"]:
                    self._serve(running, played)
                if played.problems:
                    raise CommandError(
                        "\n".join(["the day did not end well:", *played.problems]), returncode=1
                    )
        except KeyboardInterrupt:
            self.stdout.write("stopped")
        except (EngineError, NotReady) as error:
            raise CommandError(str(error)) from error

    def _print(self, played: Played) -> None:
        account, pk = played.business.account, played.business.account.pk
        seconds = watch.stage_seconds(pk)
        busy = sum(total for _, total, _ in seconds.values()) or 1.0
        speech = seconds.get("transcribe", (0, 0.0, 0.0))[1]
        for title, text in (
            ("Return on ad spend by campaign (last touch)", printing.roas_table(account)),
            (
                "Calls (? = the machine is unsure and nothing is done with its guess)",
                printing.call_lines(account, played.placed),
            ),
            ("Against the scripts", printing.agreement(account, played.placed)),
            (
                "Conversions that no delivery is expected of (verdict unsure, or not the script's)",
                "\n".join(played.tolerated) or "none",
            ),
            ("Deliveries", printing.deliveries_table(watch.delivery_states(pk), played.received)),
            ("Leak check", f"{played.leaks} card digits in database, broker, logs, files"),
            ("Stages", printing.stage_table(seconds)),
        ):
            self.stdout.write(f"\n{self.style.MIGRATE_HEADING(title)}\n{text}")
        self.stdout.write(
            f"\n{len(played.placed)} calls and {played.visitors} visitors in {played.seconds:.0f} s; "
            f"speech is {speech / busy:.0%} of the processing time"
        )
        for problem in played.problems:
            self.stderr.write(f"! {problem}")

    def _serve(self, running: World, played: Played) -> None:
        address = f"{running.product_url}{one_time_url(played.business.owner)}"
        self.stdout.write(f"\nLook at it: {address}\n(a one-time login; Ctrl-C ends the demo)")
        while True:
            running.product.check()
            time.sleep(0.5)
