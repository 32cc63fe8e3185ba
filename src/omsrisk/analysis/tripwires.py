"""At which value of an input is a limit passed? The monitoring plan of the go-live."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import metric_of
from omsrisk.analysis.roots import roots_of
from omsrisk.analysis.solve import bounds_of, in_terms_of
from omsrisk.analysis.varying import varied
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.polynomial import Polynomial, minus
from omsrisk.errors import UsageError
from omsrisk.scenario.annotations import monitored_inputs
from omsrisk.scenario.oversight import Limit
from omsrisk.scenario.plan import is_of_the_plan
from omsrisk.scenario.quantities import Monitored

_VARIABLE = "x"


class Tripwire(NamedTuple):
    """
    Where an input takes a metric over its limit, all others as they stand.

    Attributes:
        path: The input.
        unit: Its unit.
        value: Its number in the file.
        limit: The limit.
        at: The nearest number at which the metric comes to the limit; None where none does.
        is_passed: Whether the metric is above the limit already.
        monitored: Who watches the input, where somebody does.
    """

    path: str
    unit: str
    value: Decimal
    limit: Limit
    at: Decimal | None
    is_passed: bool
    monitored: Monitored | None


@dataclass(frozen=True, slots=True)
class Tripwires:
    """
    The monitoring plan of a scenario.

    Attributes:
        assessment: The scenario.
        limits: What it is held to.
        wires: For each input and limit that it can pass: the nearest first, by what part of itself
            the input would have to change.
        passed: The limits that are passed already.
        unreachable: How many pairs of an input and a limit never meet.
        has_all: Whether all inputs were asked, as against those that somebody watches.
    """

    assessment: Assessment
    limits: tuple[Limit, ...]
    wires: tuple[Tripwire, ...]
    passed: tuple[Limit, ...]
    unreachable: int
    has_all: bool
    left_out: tuple[Limit, ...] = ()


def tripwires(
    assessment: Assessment, limits: tuple[Limit, ...] | None = None, *, every_input: bool = False
) -> Tripwires:
    """
    Find the value of each monitored input at which each limit is passed.

    Args:
        assessment: From `assess`.
        limits: What it is held to; the limits of its file if left out.
        every_input: Whether to ask for inputs that nobody watches, too.

    Raises:
        UsageError: There are no limits, or nobody watches any input.
    """
    scenario = assessment.scenario
    every = scenario.limits if limits is None else limits
    limits = tuple(one for one in every if one.statistic is None)
    if every and not limits:
        names = ", ".join(one.metric for one in every)
        raise UsageError(
            f"the limits of {scenario.file} are all on uncertain figures: {names}",
            "a limit on a point value has one value at which it is passed: --max METRIC=AMOUNT",
        )
    if not limits:
        raise UsageError(f"{scenario.file} has no `limits`", "add `limits`, or --max METRIC=AMOUNT")
    watched = monitored_inputs(scenario.content)
    paths = [
        path
        for path in scenario.case.inputs
        if (every_input or path in watched) and not is_of_the_plan(path)
    ]
    if not paths:
        hint = "add `monitored: {owner, every_days}` to inputs, or take --all"
        raise UsageError(f"nobody watches any input of {scenario.file}", hint)
    found = [_wire(assessment, path, limit, watched.get(path)) for path in paths for limit in limits]
    wires = [one for one in found if one is not None and one.at is not None]
    wires.sort(key=_distance)
    passed = [one for one in limits if metric_of(assessment.exposure, one.metric) > one.maximum]
    return Tripwires(
        assessment,
        tuple(limits),
        tuple(wires),
        tuple(passed),
        len(found) - len(wires),
        has_all=every_input,
        left_out=tuple(one for one in every if one.statistic is not None),
    )


def _wire(
    assessment: Assessment, path: str, limit: Limit, monitored: Monitored | None
) -> Tripwire | None:
    one = varied(assessment.scenario, path)
    now = Decimal(metric_of(assessment.exposure, limit.metric))
    low, high = bounds_of(one, None)
    with exact(ENOUGH_DIGITS):
        ours = in_terms_of(one, limit.metric)
        if not ours.degree():
            return None
        wanted = Polynomial((), {(): limit.maximum} if limit.maximum else {})
        roots = roots_of(minus(ours, wanted), low, high)
        value = one.values[0]
        nearest = min((root.value for root in roots), key=lambda at: abs(at - value), default=None)
    return Tripwire(path, one.unit, value, limit, nearest, now > limit.maximum, monitored)


def _distance(one: Tripwire) -> Decimal:
    assert one.at is not None  # noqa: S101 - the caller has looked
    with exact(ENOUGH_DIGITS):
        change = abs(one.at - one.value)
    return change / one.value if one.value else Decimal("Infinity")
