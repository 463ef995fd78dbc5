"""`python -m config.bench.spoken SEED COUNT > FILE.jsonl`."""

import json
from argparse import ArgumentParser

from config.bench.spoken.generate import dialogues


def main() -> None:
    """Print the dialogues, one JSON object a line."""
    parser = ArgumentParser(prog="python -m config.bench.spoken", description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("count", type=int)
    wanted = parser.parse_args()
    for dialogue in dialogues(wanted.seed, wanted.count):
        print(json.dumps(dialogue, ensure_ascii=False))


if __name__ == "__main__":
    main()
