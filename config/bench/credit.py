"""Credit rules on a million generated paths, end to end from a CSV file, beside the reference package where it is there."""

import csv
import json
import resource
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from attribution.credit.journeys import Journeys
from attribution.credit.paths import read_paths
from attribution.credit.rule import CreditRule, Options
from attribution.credit.services import attribute
from compliance.registry import members

PATHS = 1_000_000
CHANNELS = 20
SEED = 5
MEAN_TOUCHES = 4.0
# A package under the GPL: looked at from outside, by an interpreter that has it, and never a dependency.
REFERENCE = """
import json, sys, time, pandas
from ChannelAttribution import markov_model
begin = time.perf_counter()
data = pandas.read_csv(sys.argv[1])
found = markov_model(data, "path", "conversions", var_value="value", var_null="nulls", flg_pro=False, verbose=False)
seconds = time.perf_counter() - begin
print(json.dumps([seconds, dict(zip(found.channel_name, found.total_conversions))]))
"""


@dataclass(frozen=True, slots=True)
class Timed:
    """One step with its seconds; `peak_mb`: the most memory the process ever had until then; `remark` may be empty."""

    what: str
    seconds: float
    peak_mb: float
    remark: str = ""


def write_paths(file: Path, paths: int = PATHS, channels: int = CHANNELS) -> None:
    """Seeded paths of 1 to 20 touches; channels differ in how often they come and how well they convert."""
    draw = np.random.default_rng(SEED)
    lengths = np.minimum(draw.geometric(1 / MEAN_TOUCHES, paths), 20)
    popular = draw.dirichlet(np.full(channels, 0.8))
    channel = draw.choice(channels, size=int(lengths.sum()), p=popular)
    pull = draw.uniform(0.02, 0.3, channels)
    ends = np.cumsum(lengths)
    best = np.maximum.reduceat(pull[channel], np.concatenate(([0], ends[:-1])))
    won = (draw.random(paths) < best).astype(int)
    value = np.round(won * draw.gamma(2.0, 60.0, paths), 2)
    names = [f"channel {n}" for n in range(channels)]
    with file.open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["path", "conversions", "value", "nulls"])
        begin = 0
        for end, conversions, worth in zip(ends.tolist(), won.tolist(), value.tolist(), strict=True):
            path = " > ".join([names[n] for n in channel[begin:end]])
            rows.writerow([path, conversions, worth, 1 - conversions])
            begin = end


def measure_credit(paths: int = PATHS, reference: str = "") -> Iterator[Timed]:
    """Reading, then every rule; Markov of order 2 as well. Last, the reference package ChannelAttribution, when
    `reference` names a Python interpreter that has it.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "paths.csv"
        write_paths(file, paths)
        begin = perf_counter()
        with file.open(newline="") as lines:
            journeys = read_paths(lines)
        yield _timed(f"read {paths:,} paths, {len(journeys.channel):,} touches", begin)
        for key, rule in members("CREDIT_RULES", CreditRule).items():
            yield _rule(key, rule(), journeys)
        yield _rule(
            "markov, order 2", members("CREDIT_RULES", CreditRule)["markov"](Options(order=2)), journeys
        )
        if reference:
            yield _reference(reference, file, journeys)


def _rule(name: str, rule: CreditRule, journeys: Journeys) -> Timed:
    begin = perf_counter()
    rule.credit(journeys)
    return _timed(name, begin)


def _reference(python: str, file: Path, journeys: Journeys) -> Timed:
    run = subprocess.run([python, "-c", REFERENCE, str(file)], check=True, capture_output=True, text=True)
    seconds, simulated = json.loads(run.stdout.splitlines()[-1])
    exact = attribute(journeys, members("CREDIT_RULES", CreditRule)["markov"]())
    off = [abs(simulated[name] / credit[0] - 1) for name, credit in exact.items() if credit[0]]
    remark = f"its credit is up to {max(off):.1%} off the exact solution"
    return Timed("ChannelAttribution, Markov of order 1, reading included", seconds, 0.0, remark)


def _timed(what: str, begin: float) -> Timed:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Timed(what, perf_counter() - begin, peak)
