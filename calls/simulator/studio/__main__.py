"""`build [ID...]` and `check [ID...]`; see the package."""

import argparse
import importlib
import sys
from pathlib import Path

from calls.simulator.studio.building import build, scripts


def main() -> int:
    """The exit code: 1 when a checked recording is not understood well enough."""
    parser = argparse.ArgumentParser(prog="python -m calls.simulator.studio", description=__doc__)
    parser.add_argument("action", choices=["build", "check"])
    parser.add_argument("ids", nargs="*", metavar="ID", help="all scripts unless named")
    parser.add_argument("--var", type=Path, default=Path("var"), help="state folder with the models (check)")
    options = parser.parse_args()
    if options.action == "build":
        for name in options.ids or scripts():
            sound = build(name)
            print(f"{name}: {sound.stat().st_size / 1000:.0f} kB")
        return 0
    good: bool = importlib.import_module("calls.simulator.studio.checking").check(options.ids, options.var)
    return 0 if good else 1


sys.exit(main())
