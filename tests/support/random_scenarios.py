"""Scenarios written at random: every section, phases, the stop rule, seasons and go-live days."""

import random
from collections.abc import Iterator

from omsrisk import assess
from omsrisk.analysis.assess import Assessment
from omsrisk.core.calendar import MONTHS
from omsrisk.scenario.load import Loader

SHARES = ("0%", "5%", "12%", "33.3%", "50%", "100%")
SPLITS = ((100,), (50, 50), (20, 30, 50), (10, 20, 30, 40))


class Author:
    """
    Writes scenarios at random.

    Args:
        seed: What they follow from.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - made-up scenarios

    def share(self) -> str:
        """Write a share."""
        return self.chance.choice(SHARES)

    def amount(self) -> str:
        """Write an amount."""
        return str(self.chance.choice((0, 1, 2.5, 7, 19.99, 120, 4500)))

    def days(self) -> str:
        """Write a length of time, at times with a part of a day."""
        return str(self.chance.choice((0, 0.5, 3, 14, 45, 61.25, 400)))

    def scenario(self) -> str:
        """Write a scenario."""
        always = [
            "omsrisk: 1",
            "currency: USD",
            (
                f"orders: {{daily_volume: {self.amount()}, average_value: {self.amount()}, "
                f"contribution_margin: {self.share()}}}"
            ),
            f"delay: {{duration_days: {self.days()}, cancellation_sensitivity: {self.share()}}}",
        ]
        some = [
            "\n".join(self._phases()),
            f"likelihood: {self.share()}",
            self._calendar(),
            self._misalignment(),
            f"training_deficit: {{hours: {self.amount()}, cost_per_hour: 45, incompletion_rate: 3%}}",
            f"hidden_costs: {{brand_damage: {self.amount()}, customer_attrition: {self._items()}}}",
            self._stabilisation(),
            f"stopping: {{items: {self._items()}}}",
            f"programme: {{items: {self._items()}}}",
            (
                f"recoveries: [{{item: R, amount: {self.amount()}, contingent: true}}, "
                f"{{item: Q, amount: {self.amount()}, contingent: false}}]"
            ),
        ]
        return "\n".join([*always, *(one for one in some if self.chance.random() < 0.7)]) + "\n"

    def _items(self) -> str:
        return (
            f"[{{item: X, amount: {self.amount()}}}, "
            f"{{item: Y, quantity: {self.amount()}, unit_cost: {self.amount()}}}]"
        )

    def _calendar(self) -> str:
        months = self.chance.sample(MONTHS, 3)
        season = ", ".join(f"{month}: {self.chance.choice((0.2, 0.5, 1.75))}" for month in months)
        return (
            "calendar: {earliest_go_live: 2027-01-10, go_live: 2027-02-15, "
            f"cost_of_waiting_per_day: {self.amount()}, season: {{{season}}}}}"
        )

    def _misalignment(self) -> str:
        points = (
            f"integrations: [{{name: A, data_inaccuracy_rate: {self.share()}}}, "
            f"{{name: B, share_of_orders: {self.share()}, error_correction_cost: {self.amount()}}}], "
        )
        return (
            f"data_misalignment: {{{self.chance.choice(('', points))}exposure_days: {self.days()}, "
            f"error_correction_cost: {self.amount()}, data_inaccuracy_rate: {self.share()}}}"
        )

    def _stabilisation(self) -> str:
        return (
            f"stabilisation: {{duration_days: {self.days()}, "
            f"freeze: {{duration_days: {self.days()}}}, "
            f"support: {{extra_tickets_per_day: {self.amount()}, cost_per_ticket: {self.amount()}}}, "
            f"parallel_running: {{cost_per_day: {self.amount()}, duration_days: {self.days()}}}}}"
        )

    def _phases(self) -> Iterator[str]:
        yield f"stop_if_a_phase_fails: {self.chance.choice(('true', 'false'))}"
        yield "phases:"
        has_days = self.chance.random() < 0.5
        for at, part in enumerate(self.chance.choice(SPLITS)):
            own = f", likelihood: {self.share()}" if self.chance.random() < 0.5 else ""
            own += f", go_live: 2027-0{at + 1}-28" if has_days else ""
            if self.chance.random() < 0.5:
                own += f", delay: {{duration_days: {self.days()}}}"
            if self.chance.random() < 0.3:
                own += f", programme: {{items: {self._items()}}}"
            yield f"  - {{name: P{at}, share_of_orders: {part}%{own}}}"


class Doubtful(Author):
    """Writes scenarios at random with ranges in a third of all places."""

    def share(self) -> str:
        """Write a share, or a range of shares."""
        ranges = ("{low: 2%, likely: 10%, high: 30%}", "{low: 0%, likely: 20%, high: 90%}")
        return self._or_range(super().share(), ranges)

    def amount(self) -> str:
        """Write an amount, or a range."""
        return self._or_range(super().amount(), ("{low: 0, likely: 3, high: 40}",))

    def days(self) -> str:
        """Write a length of time, or a range, or an interval."""
        ranges = ("{low: 0, likely: 4, high: 60.5}", "{p5: 3, p95: 90, distribution: lognormal}")
        return self._or_range(super().days(), ranges)

    def _or_range(self, number: str, ranges: tuple[str, ...]) -> str:
        return self.chance.choice(ranges) if self.chance.random() < 1 / 3 else number


def doubtful(seed: int) -> Assessment:
    """Price a scenario with ranges written at random."""
    text = Doubtful(seed).scenario()
    return assess(Loader({}, lambda _: text.encode()).load("case.yaml"))


def written(seed: int) -> Assessment:
    """Price a scenario written at random."""
    text = Author(seed).scenario()
    return assess(Loader({}, lambda _: text.encode()).load("case.yaml"))
