"""Scenarios written at random with what is planned around them: gaps, mitigations, days of items."""

import random

from omsrisk import assess
from omsrisk.analysis.assess import Assessment
from omsrisk.scenario.load import Loader
from tests.support.random_scenarios import Author


class Planner(Author):
    """Writes scenarios with all that has days of its own: gaps, mitigations, items, recoveries."""

    def planned(self) -> str:
        """Write a scenario with plans around it."""
        text = self.scenario()
        days = ("", ", on: 2026-12-24", ", from: 2027-01-20, to: 2027-04-02")
        text = text.replace(
            "programme: {items: [",
            f"programme: {{items: [{{item: Z, amount: {self.amount()}{self.chance.choice(days)}}}, ",
        )
        for at in range(4):
            if self.chance.random() < 0.5:
                own = f"{{item: R, amount: {self.amount()}, contingent: {self._answer()}}}"
                text = text.replace(f"{{name: P{at},", f"{{name: P{at}, recoveries: [{own}],")
        gaps = (
            f"gaps:\n  - {{area: A, decision: modify, modification_cost: {self.amount()}, "
            f"postpones_by_days: {self.chance.choice((0, 10))}}}\n"
            f"  - {{area: B, decision: change_process, process_change_cost: {self.amount()}"
            f"{self.chance.choice(days[:2])}}}\n  - {{area: C}}\n"
        )
        measures = (
            f"mitigations:\n  - {{name: M, cost: {self.amount()}{self.chance.choice(days[:2])}, "
            "effects: {orders.daily_volume: {multiply: 0.5}}}\n"
            f"  - {{name: N, cost: {self._items()}, effects: {{orders.daily_volume: {{add: 3}}}}}}\n"
        )
        return text + (gaps if self.chance.random() < 0.5 else "") + measures

    def _answer(self) -> str:
        return self.chance.choice(("true", "false"))


RANGES = {
    "delay: {duration_days: 3,": "delay: {duration_days: {low: 1, likely: 3, high: 95},",
    "delay: {duration_days: 45,": "delay: {duration_days: {p5: 10, p95: 80},",
    "likelihood: 50%": "likelihood: {low: 5%, likely: 50%, high: 70%}",
    "likelihood: 12%": "likelihood: {low: 5%, likely: 12%, high: 70%}",
    "average_value: 7,": "average_value: {low: 2, likely: 7, high: 40},",
    "average_value: 120,": "average_value: {low: 20, likely: 120, high: 400},",
    "daily_volume: 7,": "daily_volume: {low: 2, likely: 7, high: 40},",
}
"""What takes ranges in a scenario that is to have some."""


def written(seed: int, *, ranges: bool = False) -> Assessment:
    """
    Price a scenario written at random, with some of its mitigations taken and at times a horizon.

    Args:
        seed: What it follows from.
        ranges: Whether numbers in it become ranges.
    """
    author = Planner(seed)
    text = author.planned()
    taken = [name for name in ("M", "N") if author.chance.random() < 0.6]
    has_horizon = random.Random(seed).random() < 0.9  # noqa: S311 - made-up scenarios
    if has_horizon and "stop_if_a_phase_fails: true" in text:
        text = text.replace("calendar: {", "calendar: {horizon: 2028-05-31, ")
    for number, one in RANGES.items() if ranges else ():
        text = text.replace(number, one)
    return assess(Loader({}, lambda _: text.encode(), taken=taken).load("case.yaml"))
