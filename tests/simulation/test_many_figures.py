"""Many figures and many ranges: the same numbers, in memory that does not grow with them."""

import numpy as np
import pytest

from omsrisk.core.algebra.kernel import Program
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.simulation.experiment import Experiment, Model, SampledQuantity
from omsrisk.simulation.histogram import Bins
from omsrisk.simulation.lookup import STEPS, Quantiles, steps_for
from omsrisk.simulation.random_numbers import CHUNK
from omsrisk.simulation.running import Plan, run
from omsrisk.simulation.sample import Sample
from omsrisk.simulation.trials import FEW_CHANNELS, Trials


def model_of(figures: int, ranges: int = 2) -> Model:
    """Make a model whose figures are multiples of the first range, more the second."""
    quantities = tuple(
        SampledQuantity(f"q{at}", Distribution.from_bounds(0, at + 1)) for at in range(ranges)
    )
    names = tuple(f"q{at}" for at in range(ranges))
    results = ", ".join(f"v0 * {at + 1}.0 + v1" for at in range(figures))
    source = f"def kernel({', '.join(f'v{at}' for at in range(ranges))}):\n    return ({results},)\n"
    places = {f"f{at}": at for at in range(figures)}
    program = Program(names, source, (), places, {})
    return Model(quantities, (), (), tuple(range(ranges)), program)


def plan_of(figures: int, trials: int) -> Plan:
    """Plan to try it."""
    experiment = Experiment((model_of(figures),))
    return Plan(experiment, trials, 1, ((1.5,),) * experiment.channels)


@pytest.mark.parametrize("figures", [3, FEW_CHANNELS + 1, 600])
def test_parts_are_the_chunk(figures: int) -> None:
    """However a chunk is cut, its numbers are the same; a part holds no more than it may."""
    trials = Trials(Experiment((model_of(figures),)), 7)
    parts = list(trials.parts(2, 10_000))
    assert (np.concatenate(parts, axis=1) == trials.chunk(2, 10_000)).all()
    whole = figures <= FEW_CHANNELS
    assert whole == (len(parts) == 1)
    assert whole or all(part.size <= 2**22 for part in parts)


def test_a_figure_says_the_same_among_many() -> None:
    """Means, deviations and chances are those it has alone; percentiles as near as its bins."""
    alone, among = (run(plan_of(figures, 3 * CHUNK))[0] for figures in (1, 300))
    one, other = Sample(alone), Sample(among)
    assert other.mean().value == pytest.approx(one.mean().value, rel=1e-13)
    assert other.standard_deviation() == pytest.approx(one.standard_deviation(), rel=1e-12)
    mine, theirs = other.partition(1.5), one.partition(1.5)
    assert (mine.above, mine.below) == (theirs.above, theirs.below)
    assert mine.mean_above == pytest.approx(theirs.mean_above, rel=1e-12)
    for percent in (5, 50, 95, 99):
        found = other.percentile(percent)
        assert abs(found.value - one.percentile(percent).value) < 0.1 * found.error


@pytest.mark.parametrize("figures", [1, FEW_CHANNELS, FEW_CHANNELS + 1, 400, 2_000])
def test_bins_of_all_tallies_take_bounded_memory(figures: int) -> None:
    """Up to a few tallies each has all its bins; beyond they share what those take."""
    numbers = np.random.default_rng(1).random(5_000)
    few = Bins.of(numbers, 100_000).number
    bins = Bins.of(numbers, 100_000, figures)
    assert figures * bins.number <= FEW_CHANNELS * few
    assert bins.number >= 2**12
    if figures <= FEW_CHANNELS:
        assert bins.number == few


@pytest.mark.parametrize("tables", [1, 128, 129, 400, 1_000])
def test_tables_take_bounded_memory(tables: int) -> None:
    """Up to 128 tables are as fine as can be; a thousand take no more memory than those."""
    steps = steps_for(tables)
    assert tables * steps <= 128 * STEPS
    assert (steps == STEPS) == (tables <= 128)


@pytest.mark.parametrize("kind", ["pert", "triangular", "uniform", "lognormal", "normal"])
def test_a_coarser_table_is_the_same_distribution(kind: str) -> None:
    """With the steps of a thousand tables the mean is off by less than trials could show."""
    parameters = {
        "pert": (2.0, 10.0, 45.0),
        "triangular": (2.0, 10.0, 45.0),
        "uniform": (2.0, 45.0),
        "lognormal": (1.0, 0.6),
        "normal": (50.0, 7.0),
    }[kind]
    one = Distribution(kind, parameters)
    uniform = (np.arange(200_000) + 0.5) / 200_000
    fine, coarse = (Quantiles(one, steps)(uniform) for steps in (STEPS, steps_for(1_000)))
    assert abs(fine.mean() - coarse.mean()) < 1e-4 * fine.std()
    assert abs(fine.std() - coarse.std()) < 1e-3 * fine.std()
