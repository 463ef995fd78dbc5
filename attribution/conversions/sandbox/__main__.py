"""`python -m attribution.conversions.sandbox --port 9000 [--store FOLDER]`: serves until it is stopped."""

import argparse
import signal
from pathlib import Path
from threading import Event

from attribution.conversions.sandbox.sandbox import WEBHOOK_SECRET
from attribution.conversions.sandbox.server import running


def main() -> None:
    """Reads the options, serves, stops cleanly on Ctrl-C and TERM."""
    parser = argparse.ArgumentParser(
        prog="attribution.conversions.sandbox", description="Local conversion destinations."
    )
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--store", type=Path, help="folder to which every request is appended as a JSON line")
    parser.add_argument(
        "--webhook-secret", default=WEBHOOK_SECRET, help="whsec_… that signatures are checked with"
    )
    options = parser.parse_args()
    stop = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    try:
        with running(
            port=options.port, host=options.host, store=options.store, webhook_secret=options.webhook_secret
        ) as sandbox:
            print(f"Sandbox destinations at {sandbox.url}", flush=True)
            stop.wait()
    except OSError as error:
        parser.error(f"cannot serve on port {options.port}: {error.strerror}")


if __name__ == "__main__":
    main()
