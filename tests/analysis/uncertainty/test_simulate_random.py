"""Random scenarios of round numbers: trials and closed forms, which share no code, say the same."""

import random
from collections.abc import Iterator

import pytest

from omsrisk import Assessment, UsageError, assess, drivers, simulate
from omsrisk.scenario.load import Loader

TRIALS = 16_384
METRICS = ("net_exposure", "net_exposure_at_margin", "cost_of_failure")
AMOUNTS = (1, 2, 5, 10, 20, 50, 100)
PERCENTS = (1, 2, 5, 10, 20, 30, 50, 80, 100)
SPLITS = ((50, 50), (20, 30, 50), (10, 20, 30, 40))


class Author:
    """Writes scenarios at random; round numbers meet each other as those of real files do."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - made-up scenarios

    def _is(self, probability: float) -> bool:
        return self._chance.random() < probability

    def amount(self) -> str:
        """Write a sure number, a range or an interval."""
        low, likely, high = sorted(self._chance.sample(AMOUNTS, 3))
        return self._chance.choice(
            [str(low)] * 3
            + [f"{{low: {low}, likely: {likely}, high: {high}}}"] * 2
            + [f"{{low: {low}, high: {high}, distribution: uniform}}", f"{{p10: {low}, p90: {high}}}"]
        )

    def share(self) -> str:
        """Write a sure share or a range of one."""
        low, likely, high = sorted(self._chance.sample(PERCENTS, 3))
        kind = self._chance.choice(("pert", "triangular"))
        ends = f"low: {low}%, likely: {likely}%, high: {high}%"
        sure = self._chance.choice(("0%", "10%", "20%", "50%", "100%"))
        return self._chance.choice([sure, f"{{{ends}, distribution: {kind}}}"])

    def scenario(self) -> str:
        """Write a scenario, with some of the sections there are."""
        amount, share = self.amount, self.share
        parts = [
            f"likelihood: {share()}",
            (
                f"data_misalignment: {{exposure_days: {amount()}, error_correction_cost: {amount()}, "
                f"data_inaccuracy_rate: {share()}}}"
            ),
            (
                f"hidden_costs: {{brand_damage: {amount()}, inventory_loss: {amount()}, "
                f"customer_attrition: [{{item: x, quantity: {amount()}, unit_cost: {amount()}}}]}}"
            ),
            (
                f"stabilisation: {{duration_days: {amount()}, freeze: {{duration_days: {amount()}}}, "
                f"support: {{extra_tickets_per_day: {amount()}, cost_per_ticket: {amount()}}}}}"
            ),
            (
                f"programme: {{items: [{{item: A, amount: {amount()}}}, "
                f"{{item: B, quantity: {amount()}, unit_cost: {amount()}}}]}}"
            ),
            f"recoveries: [{{item: R, amount: {amount()}, contingent: {self._is(0.5)}}}]".lower(),
            "\n".join(self._phases()),
        ]
        head = [
            "omsrisk: 1\ncurrency: USD",
            (
                f"orders: {{daily_volume: {amount()}, average_value: {amount()}, "
                f"contribution_margin: {share()}}}"
            ),
            f"delay: {{duration_days: {amount()}, cancellation_sensitivity: {share()}}}",
        ]
        return "\n".join([*head, *(one for one in parts if self._is(0.6))]) + "\n"

    def _phases(self) -> Iterator[str]:
        yield f"stop_if_a_phase_fails: {self._chance.choice(('true', 'false'))}"
        yield "phases:"
        for at, part in enumerate(self._chance.choice(SPLITS)):
            own = f", likelihood: {self.share()}" if self._is(0.5) else ""
            own += f", delay: {{duration_days: {self.amount()}}}" if self._is(0.4) else ""
            yield f"  - {{name: P{at}, share_of_orders: {part}%{own}}}"


def written(seed: int) -> Assessment:
    """Price a scenario written at random."""
    text = Author(seed).scenario()
    return assess(Loader({}, lambda _: text.encode()).load("case.yaml"))


@pytest.mark.parametrize("seeds", [range(at, at + 20) for at in range(0, 80, 20)], ids=str)
def test_trials_agree_with_closed_forms(seeds: range) -> None:
    """The mean of the trials lies within five standard errors of the exact one."""
    compared = 0
    for seed in seeds:
        assessment = written(seed)
        for metric in METRICS:
            try:
                exact = drivers(assessment, metric=metric)
                found = simulate(assessment, metric=metric, trials=TRIALS).shown.summary
            except UsageError:
                continue  # nothing is uncertain, no margin is stated, or there is no closed form
            compared += 1
            error = max(found.mean.error, 1e-9 * abs(exact.mean), 1e-9)
            assert abs(found.mean.value - exact.mean) < 5 * error, f"{seed}: {metric}"
    assert compared > len(seeds)
