"""Uncertain scenarios as texts, and the numbers that they come to trial by trial."""

import numpy as np

from omsrisk import assess, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.uncertainty.sample_question import SampleQuestion
from omsrisk.scenario.load import Loader
from omsrisk.simulation.random_numbers import CHUNK, Array
from omsrisk.simulation.trials import Trials
from tests.support.paths import MODELS

HEAD = "omsrisk: 1\ncurrency: USD\n"
FLOW = "orders: {daily_volume: 1000, average_value: 100}\n"
DELAY = "delay: {duration_days: 3, cancellation_sensitivity: 12%}\n"
LATE = "delay: {duration_days: {low: 1, likely: 3, high: 9}, cancellation_sensitivity: 12%}\n"
COIN = HEAD + FLOW + DELAY + "likelihood: 40%\n"
"""36,000 with 40 %."""

RANGE = HEAD + FLOW + LATE
"""12,000 for each of 1 to 9 days."""


def priced(text: str, name: str = "case.yaml", independent: tuple[str, ...] = ()) -> Assessment:
    """Price a text as if it were a file; ranges of some inputs differ from phase to phase."""
    loader = Loader(read_bytes=lambda _: text.encode(), independent=independent)
    return assess(loader.load(name))


def connected() -> str:
    """Write phases that fail or hold by themselves, and share more ranges than can be taken apart."""
    phases = "".join(
        f"- {{name: P{at}, share_of_orders: {share}%, likelihood: {10 + at}%, delay: "
        f"{{duration_days: {{low: {at}, likely: 20, high: 45}}}}, data_misalignment: "
        f"{{data_inaccuracy_rate: {{low: 1%, likely: 2%, high: {5 + at}%}}}}}}\n"
        for at, share in enumerate((8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 10, 10))
    )
    return (
        HEAD + "orders: {daily_volume: {low: 800, likely: 1000, high: 1500}, "
        "average_value: {low: 80, likely: 100, high: 130}}\n"
        "data_misalignment: {exposure_days: {low: 10, likely: 30, high: 60}, "
        "error_correction_cost: {low: 5, likely: 10, high: 30}, data_inaccuracy_rate: 2%}\n"
        "delay: {duration_days: 3, cancellation_sensitivity: {low: 5%, likely: 12%, high: 30%}}\n"
        "phases:\n" + phases
    )


def comparison() -> Assessment:
    """The model of twelve ranges."""
    return assess(load(MODELS / "comparison-model.yaml"))


def half_the_delay() -> Assessment:
    """The comparison model with half as many days late."""
    text = (MODELS / "comparison-model.yaml").read_text(encoding="utf-8")
    days = "{low: 2, likely: 10, high: 45}"
    assert days in text
    return priced(text.replace(days, "{low: 1, likely: 5, high: 22.5}"), "half.yaml")


def numbers_of(
    assessment: Assessment, metric: str = "net_exposure", trials: int = 100_000, seed: int = 1
) -> Array:
    """Give a figure trial by trial."""
    plan = SampleQuestion.of(assessment, trials=trials, seed=seed, metric=metric).plan
    at = plan.experiment.models[0].program.results[metric]
    made = Trials(plan.experiment, seed)
    chunks = range(-(-trials // CHUNK))
    return np.concatenate([made.chunk(chunk)[at] for chunk in chunks])[:trials]


def errors_of(numbers: Array) -> tuple[float, float]:
    """Give the standard errors of the mean and of the deviation of a sample."""
    away = numbers - numbers.mean()
    variance = float((away**2).mean())
    fourth = float((away**4).mean())
    of_variance = np.sqrt(max(fourth - variance**2, 0.0) / len(numbers))
    deviation = variance**0.5
    return deviation / len(numbers) ** 0.5, float(of_variance) / (2 * deviation)


def ranks_of(numbers: Array) -> Array:
    """Number numbers by their size."""
    ranks = np.empty(len(numbers))
    ranks[np.argsort(numbers)] = np.arange(len(numbers))
    return ranks
