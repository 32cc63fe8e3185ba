"""At which value of an input is a limit passed? The monitoring plan of the go-live."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import metrics_of
from omsrisk.analysis.result import Result
from omsrisk.analysis.sensitivity.part_moving import PartMoving
from omsrisk.analysis.sensitivity.solve import bounds_of, largest_reaches
from omsrisk.analysis.sensitivity.varying import (
    TooHighPowerError,
    VariedInput,
    in_one_variable,
    is_one_of_some,
    may_come_to,
    varied,
)
from omsrisk.analysis.uncertainty.asked_figures import is_uncertain
from omsrisk.analysis.uncertainty.dearest_phase import judged_metrics
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import Valued, Valuing
from omsrisk.core.algebra.derivatives import Alone
from omsrisk.core.algebra.polynomial import Polynomial
from omsrisk.core.algebra.symbols import Symbol, inputs_of
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.learning import is_rate_of_weighed
from omsrisk.core.pricing.case import EVERY_PHASE, Case, Input
from omsrisk.core.pricing.catalogue import LIKELIHOOD
from omsrisk.core.pricing.variation import moves_go_lives, uncertain_inputs
from omsrisk.errors import UsageError
from omsrisk.scenario.building.phases import is_of_the_plan
from omsrisk.scenario.schema.annotations import monitored_inputs
from omsrisk.scenario.schema.limits import Limit
from omsrisk.scenario.schema.quantities import Watch


class Tripwire(NamedTuple):
    """
    Where an input takes a metric over its limit, all others as they stand.

    Attributes:
        path: The input.
        label: What reports call it.
        unit: Its unit.
        value: Its number in the file.
        limit: The limit.
        at: The nearest number at which the metric comes to the limit; None where none does.
        is_passed: Whether the metric is above the limit already.
        monitored: Who watches the input, where somebody does.
        is_within_range: Whether that number lies within the input's own range, where it has one.
    """

    path: str
    label: str
    unit: str
    value: Decimal
    limit: Limit
    at: Decimal | None
    is_passed: bool
    monitored: Watch | None
    is_within_range: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Tripwires(Result):
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
        at: What ranges count with in limits on a plain figure.
        kept: Inputs that phases state for themselves, with the paths there: they do not move.
    """

    assessment: Assessment
    limits: tuple[Limit, ...]
    wires: tuple[Tripwire, ...]
    passed: tuple[Limit, ...]
    unreachable: int
    has_all: bool
    at: At
    kept: tuple[tuple[str, tuple[str, ...]], ...] = ()


def tripwires(
    assessment: Assessment,
    limits: tuple[Limit, ...] | None = None,
    *,
    every_input: bool = False,
    at: At = At.MEAN,
) -> Tripwires:
    """
    Find the value of each monitored input at which each limit is passed.

    Args:
        assessment: From `assess`.
        limits: What it is held to; the limits of its file if left out.
        every_input: Whether to ask for inputs that nobody watches, too.
        at: What ranges count with in limits on a plain figure; a sure value takes the place of the
            input's own range.

    Raises:
        UsageError: There are no limits, or nobody watches any input.
    """
    scenario = assessment.scenario
    every = scenario.limits if limits is None else limits
    if not is_uncertain(scenario):  # a percentile of what is certain is the figure itself
        every = tuple(_on_the_figure(one) for one in every)
    likely = tuple(one for one in every if one.statistic and one.statistic.is_most_likely)
    uncertain = tuple(one for one in every if one.statistic is not None and one not in likely)
    if not every:
        raise UsageError(f"{scenario.file} has no `limits`", "add `limits`, or --max METRIC=AMOUNT")
    watched = monitored_inputs(scenario.content)
    paths = [
        path
        for path in scenario.case.inputs
        if (every_input or path in watched)
        and not is_of_the_plan(path)
        and not is_rate_of_weighed(scenario.case, path)
        and not moves_go_lives(path)
        and (path in watched or not is_one_of_some(scenario.case, path))
    ]
    largest = is_one_of_some(scenario.case, LIKELIHOOD)
    if every_input and _restated(scenario.case, LIKELIHOOD) > 1 and not largest:
        paths.append(EVERY_PHASE + LIKELIHOOD)
    if not paths:
        hint = "add `monitored: {owner, every_days}` to inputs, or take --all"
        raise UsageError(f"nobody watches any input of {scenario.file}", hint)
    found: list[Tripwire | None] = []
    passed: list[Limit] = []
    for figures_at, some in (
        (at, tuple(one for one in every if one.statistic is None)),
        (At.LIKELY, likely),
    ):
        asking = _Asking(assessment, some, figures_at)
        found += [one for path in paths for one in asking.wires(path, watched.get(path))]
        passed += asking.passed()
    if uncertain:
        from omsrisk.analysis.limits import judge

        passed += [one.limit for one in judge(assessment, uncertain) if one.excess is not None]
        found += _uncertain_wires(assessment, paths, uncertain, watched)
    wires = [one for one in found if one is not None and one.at is not None]
    ranges = uncertain_inputs(scenario.case)
    wires = [one._replace(is_within_range=_is_within(one, ranges)) for one in wires]
    wires.sort(key=_distance)
    return Tripwires(
        assessment,
        every,
        tuple(wires),
        tuple(passed),
        len(found) - len(wires),
        has_all=every_input,
        at=at,
        kept=tuple(
            (one.path, one.restated_by)
            for one in (varied(scenario, path) for path in paths)
            if one.restated_by
        ),
    )


def _restated(case: Case, path: str) -> int:
    """Count the phases that state an input for themselves."""
    return sum(path in phase.inputs and phase.inputs[path].restated for phase in case.phases)


def _is_within(wire: Tripwire, ranges: Mapping[str, Input]) -> bool:
    """Whether a wire can be met."""
    spread = ranges[wire.path].spread if wire.path in ranges else None
    return spread is None or wire.at is None or may_come_to(spread, wire.at)


def _uncertain_wires(
    assessment: Assessment,
    paths: Sequence[str],
    limits: Sequence[Limit],
    watched: Mapping[str, Watch],
) -> Iterator[Tripwire | None]:
    """Find where percentiles and means come to their limits, as `solve --target p90:...` does."""
    from omsrisk.analysis.sensitivity.uncertain_wires import UncertainWires

    for limit in limits:
        wires = UncertainWires(assessment.scenario.case, limit)
        for path in paths:
            one = varied(assessment.scenario, path)
            found = wires.wire(one) if wires.moves(one) else None
            yield found and Tripwire(
                *(one.path, one.label, one.unit, one.value, limit),
                at=found.at,
                is_passed=found.is_passed,
                monitored=watched.get(path),
            )


def _on_the_figure(limit: Limit) -> Limit:
    asked = limit.statistic
    return limit if asked is None else limit._replace(metric=asked.metric)


class _Asking:
    """Holds inputs against limits on plain figures; the case is traced once for all inputs."""

    def __init__(self, assessment: Assessment, limits: Sequence[Limit], at: At) -> None:
        self._assessment = assessment
        case = assessment.scenario.case
        self._limits = [(one, judged_metrics(case, _on_the_figure(one).metric)) for one in limits]
        self._names = list(dict.fromkeys(name for _, names in self._limits for name in names))
        self._places = {name: place for place, name in enumerate(self._names)}
        self._alone: dict[str, Alone] = {}
        self._valuing = Valuing(assessment.scenario.case, at)
        self._valued = self._valuing.metrics(self._names, apart=True)
        self._parts = PartMoving(self._valuing, self._valued)
        self._now = dict(zip(self._names, self._valuing.amounts(self._names), strict=True))
        traced = metrics_of(self._valuing.exposure, self._names)
        self._moved_by = {
            name: frozenset(inputs_of(one)) if isinstance(one, Symbol) else frozenset()
            for name, one in traced.items()
        }

    def wires(self, path: str, monitored: Watch | None) -> Iterator[Tripwire | None]:
        """Find where an input that the case states takes each metric over its limit."""
        one = varied(self._assessment.scenario, path)
        for limit, names in self._limits:
            if all(self._moved_by[name].isdisjoint(one.paths) for name in names):
                yield None
                continue
            with suppress(TooHighPowerError):  # a factor, which no limit was asked of by name
                yield self._wire(one, limit, names, monitored)

    def passed(self) -> list[Limit]:
        """List the limits that are passed already."""
        return [one for one, names in self._limits if self._is_passed(one, names)]

    def _is_passed(self, limit: Limit, names: Sequence[str]) -> bool:
        return max(self._now[name] for name in names) > limit.maximum

    def _wire(
        self, one: VariedInput, limit: Limit, names: Sequence[str], monitored: Watch | None
    ) -> Tripwire | None:
        low, high = bounds_of(one, None)
        valued, is_apart = self._valued, self._valued.moves_apart(one.paths)
        if not (is_apart or valued.integrated.isdisjoint(one.paths)):
            valued = self._valuing.metrics(self._names, one.paths)
        figures: list[Polynomial | None] = [None]
        if is_apart or valued.held.isdisjoint(one.paths):
            with exact(ENOUGH_DIGITS):
                figures = [self._in_terms_of(one, valued, name) for name in names]
        curves = [figure for figure in figures if figure is not None]
        if len(curves) < len(figures):
            return self._searched(one, limit, names, monitored)
        with exact(ENOUGH_DIGITS):
            if not any(figure.degree() for figure in curves):
                return None
            value = one.value
            reached = (root.value for root in largest_reaches(curves, limit.maximum, low, high))
            nearest = min(reached, key=lambda at: abs(at - value), default=None)
        is_passed = self._is_passed(limit, names)
        return Tripwire(one.path, one.label, one.unit, value, limit, nearest, is_passed, monitored)

    def _in_terms_of(self, one: VariedInput, valued: Valued, name: str) -> Polynomial | None:
        """Write a metric in one input: what is the same for all of them is kept."""
        if valued is not self._valued:
            return in_one_variable(valued.figures[self._places[name]], one, valued.values)
        return self._parts.curve(self._alone_of(name), one)

    def _alone_of(self, name: str) -> Alone:
        alone = self._alone.get(name)
        if alone is None:
            figure = self._valued.figures[self._places[name]]
            alone = self._alone[name] = Alone(figure, self._valued.values)
        return alone

    def _searched(
        self, one: VariedInput, limit: Limit, names: Sequence[str], monitored: Watch | None
    ) -> Tripwire | None:
        """Search for where a mean comes to its limit that is no expression in the input."""
        asked = limit._replace(metric=f"mean_{_on_the_figure(limit).metric}")
        if not self._valued.moves_apart(one.paths):
            watched = {one.path: monitored} if monitored else {}
            (wire,) = _uncertain_wires(self._assessment, (one.path,), (asked,), watched)
        else:
            wire = self._wire_of_mean(one, asked, names, monitored)
        return wire and wire._replace(limit=limit, is_passed=self._is_passed(limit, names))

    def _wire_of_mean(
        self, one: VariedInput, asked: Limit, names: Sequence[str], monitored: Watch | None
    ) -> Tripwire | None:
        from omsrisk.analysis.sensitivity.solve_uncertain import MeanSearch

        figures = [self._alone_of(name) for name in names]
        search = MeanSearch(one, asked, self._parts, figures)
        nearest = min(
            search.values(*bounds_of(one, None)), key=lambda at: abs(at - one.value), default=None
        )
        if nearest is None:
            return None
        return Tripwire(
            *(one.path, one.label, one.unit, one.value, asked),
            at=nearest,
            is_passed=False,
            monitored=monitored,
        )


def _distance(one: Tripwire) -> Decimal:
    assert one.at is not None  # noqa: S101 - the caller has looked
    with exact(ENOUGH_DIGITS):
        change = abs(one.at - one.value)
    # what was searched for is sure to a few digits: those that are as far away keep their order
    return _DIGITS_OF_DISTANCE.divide(change, one.value) if one.value else Decimal("Infinity")


_DIGITS_OF_DISTANCE = Context(prec=6)
