"""What does a bad go-live cost? The exact exposure of a scenario."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING

from omsrisk.analysis.metrics import metric_of
from omsrisk.analysis.result import Result
from omsrisk.core.formulas.formula import N
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.pricing.case import COMMAND_LINE, Case
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.exposure import Exposure, exact_value, price, traced_value
from omsrisk.core.pricing.figures import Totals
from omsrisk.scenario.load import Scenario

if TYPE_CHECKING:
    from omsrisk.core.open_case import OpenCase
    from omsrisk.core.uncertainty.chances import Chances


@dataclass(frozen=True, slots=True, repr=False, eq=False)  # a comparison costs each start
class Assessment(Result):
    """
    The exact cost of one scenario.

    Attributes:
        scenario: What was priced.
        exposure: Lines, totals and memos, exact to the last digit.
        sourced: How many of its inputs name a source.
    """

    scenario: Scenario
    exposure: Exposure[Decimal]
    sourced: int

    @property
    def totals(self) -> Totals[Decimal]:
        """The totals by name, exact; None where a group is not assessed [money]."""
        return self.exposure.totals.each(Decimal)

    @property
    def net_exposure(self) -> Decimal:
        """The total that is always told, exact [money]."""
        return Decimal(self.exposure.net_exposure)

    @property
    def memos(self) -> Mapping[str, Decimal | None]:
        """The memo figures by name, exact; None where one cannot be told [money]."""
        memos = self.exposure.memos.items()
        return {name: None if one is None else Decimal(one) for name, one in memos}

    @property
    def chances(self) -> "Chances[Decimal]":
        """How likely go-lives are to fail, and the roll-out to complete; means over ranges."""
        from omsrisk.core.uncertainty.chances import has_uncertain_chances, mean_chances

        if has_uncertain_chances(self.scenario.case):
            return mean_chances(self.scenario.case)
        return self.likely_chances

    @property
    def likely_chances(self) -> "Chances[Decimal]":
        """The same at the most likely values, exact."""
        from omsrisk.core.uncertainty.chances import chances_of

        with exact(_digits_for(self.scenario.case)):
            return chances_of(self.scenario.case, exact_value)


def assess(scenario: Scenario) -> Assessment:
    """
    Price a scenario exactly.

    Args:
        scenario: From `omsrisk.load`.

    Returns:
        Exact amounts in the scenario's currency: nothing is rounded until it is printed.
    """
    cases = None if scenario.alike is None else scenario.alike.cases
    exposure = exact_exposure(scenario.case, alike=cases)
    sourced = sum(
        stated.source not in {None, COMMAND_LINE} for stated in scenario.case.inputs.values()
    )
    return Assessment(scenario, exposure, sourced)


_DIGITS = 200
_DIGITS_PER_PHASE = 24
"""The weight of a phase is a product over those before it, each with 12 digits after the point."""


def exact_exposure(
    case: Case, *, digits: int | None = None, alike: "OpenCase | None" = None
) -> Exposure[Decimal]:
    """
    Price a case exactly, with as many digits as its phases need.

    Args:
        case: Complete inputs.
        digits: How many must be enough, where inputs have more than a file can write.
        alike: All cases that differ from it in numbers alone, where others were priced before.

    The one figure that divides, the break-even stopping cost, is added here, rounded to 28 digits.
    """
    with exact(_digits_for(case) if digits is None else digits):
        exposure = price(case) if alike is None else alike.price(case)
        if not case.stops_if_a_phase_fails or not case.phases:
            return exposure
        cost = break_even_stopping_cost(*stopping_saves(exposure))
    return exposure._replace(memos={**exposure.memos, "break_even_stopping_cost": cost})


def _digits_for(case: Case) -> int:
    return ENOUGH_DIGITS if case.taken else _DIGITS + _DIGITS_PER_PHASE * len(case.phases)


def stopping_saves(exposure: Exposure[N]) -> tuple[N | int, N | int]:
    """
    Tell what the stop rule saves, what stopping costs aside, and the chance that it stops.

    Args:
        exposure: What a case with phases and the stop rule costs, in numbers of any kind.
    """
    saved = metric_of(exposure, "stop_rule_saves")
    stopping = exposure.totals.of(Group.STOPPING)
    if stopping is not None:
        saved = saved + stopping
    return saved, metric_of(exposure, "chance_of_stopping_early")


def break_even_stopping_cost(saved: Decimal | int, stops: Decimal | int) -> Decimal | None:
    """Divide what the rule saves by the chance that it stops, to 28 digits; None where it cannot."""
    return None if stops == 0 else Context(prec=28).divide(saved, stops)


def expressions(scenario: Scenario) -> dict[str, str]:
    """
    Trace a scenario: what each of its lines is in terms of its inputs.

    Returns:
        By line id, such as `delay`: `orders.daily_volume x orders.average_value x ...`.
    """
    traced = price(scenario.case, traced_value)
    found: dict[str, str] = {}
    lines = list(traced.lines)
    while lines:
        line = lines.pop(0)
        if line.counts:
            found[line.id] = str(line.amount)
        lines += line.parts
    return found
