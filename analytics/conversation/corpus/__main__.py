"""Rebuild the default classifier: `python -m analytics.conversation.corpus train`."""

from __future__ import annotations

import argparse
import sys

from analytics.conversation.corpus.training import show_calls, train_defaults


def main(arguments: list[str]) -> int:
    """`train` writes the packaged models and prints their reports; `show N` prints N made-up calls."""
    parser = argparse.ArgumentParser(prog="python -m analytics.conversation.corpus", description=__doc__)
    parser.add_argument("action", choices=("train", "show"))
    parser.add_argument("count", type=int, nargs="?", default=5)
    chosen = parser.parse_args(arguments)
    lines = train_defaults() if chosen.action == "train" else show_calls(chosen.count)
    for line in lines:
        sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
