"""
Exact figures against trials: `python -m tests.benchmarks.exactness`, or with how many trials, and
how many scenarios written at random: `python -m tests.benchmarks.exactness 10000000 60`.

Every scenario of `scenarios/` with ranges, random ones with events, seasons, phases and the stop
rule, and as many in which any key of the model may meet any other. A statistic of a figure is held
against that of the trials: the difference is to be at most four standard errors of the trials and the
stated error. What is told is in how many that holds, and the largest difference that is left when the
stated error is taken off, in standard errors. What is worked out by trials anyway is counted apart.
"""

import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

from omsrisk import UsageError, assess, load, simulate
from omsrisk.analysis.assess import Assessment
from omsrisk.core.pricing.variation import uncertain_inputs
from tests.support.every_key_texts import EVERY_KEY_TEXTS
from tests.support.paths import MODELS, SCENARIOS
from tests.support.random_mixes import mixed
from tests.support.random_scenarios import doubtful
from tests.support.uncertain_texts import priced

TRIALS, RANDOM = 10_000_000, 60
ROOM = 4.0
STATISTICS = ("mean", "p5", "p50", "p95", "p99", "expected_shortfall_95")
FIGURES = ("net_exposure", "cost_of_failure", "expected_cost_of_failure", "stabilisation")
_ROUNDING = 1e-9


class Held(NamedTuple):
    """
    A statistic of a figure, worked out and tried.

    Attributes:
        name: Of the figure and of the statistic.
        difference: Between both [money].
        stated: What the exact answer states as its error [money].
        standard: The standard error of the trials [money].
    """

    name: str
    difference: float
    stated: float
    standard: float

    @property
    def left(self) -> float:
        """What the stated error does not explain, in standard errors."""
        beyond = max(self.difference - self.stated, 0.0)
        return beyond / self.standard if self.standard else (0.0 if not beyond else float("inf"))


def held(assessment: Assessment, trials: int) -> Iterator[Held]:
    """
    Hold the figures of a scenario against trials.

    Raises:
        UsageError: It is not worked out, or nothing varies.
    """
    worked = simulate(assessment, method="exact").figures
    tried = simulate(assessment, trials=trials).figures
    for name in FIGURES:
        if name not in worked or not worked[name].varies:
            continue
        for statistic in STATISTICS:
            found, sampled = (one[name].summary.statistic(statistic) for one in (worked, tried))
            difference = abs(found.value - sampled.value)
            room = found.error + _ROUNDING * abs(sampled.value)
            yield Held(f"{name} {statistic}", difference, room, sampled.error)


def scenarios(count: int) -> Iterator[tuple[str, Assessment]]:
    """Name every scenario with ranges, and price it."""
    files = sorted(SCENARIOS.glob("[!_.]*.yaml")), sorted(MODELS.glob("*.yaml"))
    for file in (one for folder in files for one in folder):
        yield file.stem, assess(load(str(file)))
    days = "duration_days: 8\n", "duration_days: {low: 1, likely: 3, high: 9}\n"
    for name, text in EVERY_KEY_TEXTS.items():
        yield f"every key, {name}", priced(text.replace(*days))
    for seed in range(count):
        yield f"at random, {seed}", doubtful(seed)
    for seed in range(count):
        mix = mixed(seed)
        if mix is not None:
            yield f"mixed, {seed}", mix


def main(trials: int = TRIALS, count: int = RANDOM) -> None:
    """Print a line for each scenario, and how many statistics hold."""
    everything: list[Held] = []
    sampled = 0
    print(f"{'scenario':<34} held  largest left of  {'statistic':<32} seconds")
    for name, assessment in scenarios(count):
        if not uncertain_inputs(assessment.scenario.case):
            continue
        start = time.process_time()
        try:
            found = list(held(assessment, trials))
        except UsageError:
            sampled += 1
            print(f"{name:<34} by trials", flush=True)
            continue
        everything += found
        if not found:
            continue
        worst = max(found, key=lambda one: one.left)
        kept = sum(one.left <= ROOM for one in found)
        taken = time.process_time() - start
        told = f"{kept:>2}/{len(found):<2} {worst.left:13.1f}  {worst.name:<35}"
        print(f"{name:<34} {told} {taken:6.1f}", flush=True)
    kept = sum(one.left <= ROOM for one in everything)
    room = f"{ROOM:g} standard errors and the stated error"
    print(f"{kept} of {len(everything)} within {room} (aim: 99 %)")
    print(f"{sampled} scenarios by trials")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
