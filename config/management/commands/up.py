"""`manage.py up`: the product in the foreground, until Ctrl-C."""

import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.engines.place import EngineError
from config.running.product import running
from config.running.readiness import NotReady, public_url


class Command(BaseCommand):
    """Engines (where none are configured), migrations, web, workers and beat in one process tree."""

    help = "Starts everything in the foreground: engines, migrations, web, workers, beat. Stops cleanly on Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Host and port of the web server."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--public-url",
            default="",
            help="address carriers and browsers use; default $PUBLIC_URL, else http://host:port",
        )

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        """Runs until interrupted. Raises CommandError."""
        address = public_url(host, port, options["public_url"])
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            with running(host, port, address) as supervisor:
                self.stdout.write(f"Ringtrace is up at {address} (Ctrl-C stops it)")
                while True:
                    for name in supervisor.check():
                        self.stderr.write(f"{name} ended and was started again; see its log")
                    time.sleep(0.5)
        except KeyboardInterrupt:
            self.stdout.write("stopped")
        except (EngineError, NotReady) as error:
            raise CommandError(str(error)) from error
