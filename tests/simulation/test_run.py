"""Runs: the same figures whoever computes which part, and what cannot be run."""

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from multiprocessing import get_context

import numpy as np
import pytest

from omsrisk.core.algebra.kernel import program_of
from omsrisk.core.algebra.symbols import symbol
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.core.money import exact
from omsrisk.errors import UsageError
from omsrisk.simulation.dominance import dominance_of
from omsrisk.simulation.estimates import PERCENTILES
from omsrisk.simulation.experiment import Event, Experiment, Model, SampledQuantity
from omsrisk.simulation.random_numbers import CHUNK
from omsrisk.simulation.running import MOST_TRIALS, PART, Plan, check_trials, run, summaries
from omsrisk.simulation.sample import Sample
from omsrisk.simulation.trials import Trials

MANY = PART * CHUNK + 400_000
"""Trials that make two parts, the last chunk not whole."""


def model_of(rate: str, spread: Distribution) -> Model:
    """A draw that costs a number of days at a rate."""
    days, failed = symbol("days"), symbol("failed")
    with exact():
        program = program_of({"cost": failed * days * Decimal(rate)}, ("days", "failed"), {})
    return Model((SampledQuantity("days", spread),), (Event("draw", 0.4),), (), (0, -1), program)


def plan_of(trials: int, seed: int = 1) -> Plan:
    """Two models that share their random numbers, and the difference."""
    models = (
        model_of("10", Distribution.from_range(2, 10, 45)),
        model_of("11", Distribution("lognormal", (2.0, 1.0))),
    )
    experiment = Experiment(models, (((1, 0), (0, 0)),))
    return Plan(experiment, trials, seed, ((120.0,), (), (0.0,)), alike=((1, 0),))


@contextmanager
def executors(name: str) -> Iterator[Executor | None]:
    """Start who is to run the parts."""
    if name == "none":
        yield None
    elif name == "threads":
        with ThreadPoolExecutor(3) as threads:
            yield threads
    else:
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
            yield processes


def test_whoever_runs_it_the_figures_are_the_same() -> None:
    """Here, in threads, in processes: every figure to the last bit, and dominance."""
    plan = plan_of(MANY)
    found = {}
    for name in ("none", "threads", "processes"):
        told: list[int] = []
        with executors(name) as executor:
            tallies = run(plan, executor=executor, on_progress=told.append)
        assert told == sorted(told)
        assert told[-1] == MANY
        assert [one.trials for one in tallies] == [MANY] * 3
        found[name] = (
            [Sample(one).summary(PERCENTILES, with_curves=True) for one in tallies],
            dominance_of(tallies[0], tallies[1]),
            dominance_of(tallies[1], tallies[0]),
        )
    assert found["threads"] == found["none"]
    assert found["processes"] == found["none"]


def test_chunks_do_not_depend_on_each_other() -> None:
    """A chunk is the same alone and after others; fewer trials are the first of more."""
    plan = plan_of(3 * CHUNK)
    trials = Trials(plan.experiment, plan.seed)
    chunks = [trials.chunk(at) for at in range(3)]
    assert (Trials(plan.experiment, plan.seed).chunk(2) == chunks[2]).all()
    assert (trials.chunk(1, 100) == chunks[1][:, :100]).all()
    assert not (chunks[0] == chunks[1]).all()
    assert not (Trials(plan.experiment, plan.seed + 1).chunk(0) == chunks[0]).all()


def test_a_difference_is_taken_trial_by_trial() -> None:
    """The last channel is the one model less the other in the same trial."""
    plan = plan_of(1_000)
    base, other, difference = Trials(plan.experiment, plan.seed).chunk(0, 1_000)
    assert (difference == other - base).all()
    assert ((base == 0) == (other == 0)).all()  # they share the draw


def test_slices_are_the_trials() -> None:
    """Trial by trial, inputs and results are those that the figures rest on."""
    plan = plan_of(20_000)
    trials = Trials(plan.experiment, plan.seed)
    parts = list(trials.slices(0, 20_000))
    days, failed = (np.concatenate([numbers[at] for numbers, _ in parts]) for at in (0, 1))
    costs = np.concatenate([results[0] for _, results in parts])
    assert (costs == trials.chunk(0, 20_000)[0]).all()
    assert costs.tolist() == pytest.approx((10 * failed * days).tolist(), rel=1e-12)
    assert set(failed) == {0.0, 1.0}


@pytest.mark.parametrize("trials", [2, 3, 100, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_any_number_of_trials(trials: int) -> None:
    """As many trials as asked for, whether or not they fill their chunks."""
    for tally in run(plan_of(trials)):
        assert tally.trials == trials
        assert tally.counts.sum() == trials


def test_a_seed_makes_the_figures() -> None:
    """The same seed gives the same figures, another one others."""
    assert summaries(plan_of(10_000)) == summaries(plan_of(10_000))
    assert summaries(plan_of(10_000, seed=2)) != summaries(plan_of(10_000))


REFUSED = [  # trials, message, why
    (-1, "too few trials: -1", "below 0"),
    (0, "too few trials: 0", "none"),
    (1, "too few trials: 1", "one has no deviation"),
    (MOST_TRIALS + 1, "1,000,000,001 trials are more than 1,000,000,000", "beyond what makes sense"),
    (10**12, "1,000,000,000,000 trials are more than", "far beyond"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_trials_that_make_no_sense(case: tuple[int, str, str]) -> None:
    """They are refused before anything is computed."""
    for ask in (check_trials, lambda trials: run(plan_of(trials))):
        with pytest.raises(UsageError) as refusal:
            ask(case[0])
        assert case[1] in refusal.value.message
        assert refusal.value.hint


def test_trials_that_make_sense() -> None:
    """From two up to a billion."""
    for trials in (2, 100_000, MOST_TRIALS):
        check_trials(trials)


def test_amounts_beyond_a_computer() -> None:
    """Where squares would overflow, it is said and nothing is computed."""
    model = model_of("1e140", Distribution("lognormal", (60.0, 1.0)))
    with pytest.raises(UsageError, match="beyond the numbers of a computer"):
        run(Plan(Experiment((model,)), 100, 1, ((),)))
