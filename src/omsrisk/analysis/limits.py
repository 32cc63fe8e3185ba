"""Are the limits kept? Each limit against its metric, and what keeps one from being judged."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.decisions.undecided import at_the_dearest
from omsrisk.analysis.metrics import figures_of
from omsrisk.analysis.uncertainty.dearest_phase import (
    dearest_phase,
)
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.trial_figures import traced_figures
from omsrisk.analysis.uncertainty.valued import Valuing
from omsrisk.core.money import add, to_minor_unit
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.catalogue import Group
from omsrisk.core.pricing.exposure import Exposure, PhaseExposure
from omsrisk.core.pricing.figures import MEMOS, TOTALS, Statistic, is_share, statistic_of
from omsrisk.core.pricing.lines import Line
from omsrisk.core.pricing.programme import GAPS, gaps_at_a_floor
from omsrisk.errors import OmsriskError

if TYPE_CHECKING:
    from omsrisk.scenario.schema.limits import Limit
    from omsrisk.simulation.estimates import Summary

_FAILURE = ("cost_of_failure", "expected_cost_of_failure", "cost_of_failure_at_margin")
_NET = ("net_exposure", "exposure", "net_exposure_at_margin")
_DELAY, _FREEZE = "delay", "stabilisation.freeze"
_LATE = {
    "order_value_delayed": (_DELAY,),
    "order_value_frozen": (_FREEZE,),
    **dict.fromkeys(("order_value_kept", "lost_revenue", "lost_margin"), (_DELAY, _FREEZE)),
}
"""The memos of what is late or lost, and the lines that they rest on."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """
    One limit against its metric.

    Attributes:
        limit: The limit.
        amount: What the metric comes to, exact; None where the scenario has no such figure.
        missing: What is not assessed in it and is not allowed to be; deleting a section lowers the
            amount, so that a limit over a part of the whole says nothing.
        error: Standard error of the amount, where it is an estimate [money].
        other_currency: The currency of the amount, where the limit is meant in another one.
        phase: The phase whose failure is the dearest, where the amount is what that costs; empty
            where all that may fail may fail together.
    """

    limit: "Limit"
    amount: Decimal | None
    missing: tuple[str, ...]
    error: Decimal | None = None
    other_currency: str = ""
    phase: str = ""

    @property
    def excess(self) -> Decimal | None:
        """By how much the amount is above the limit; None where it is not."""
        if self.other_currency or self.amount is None or self.amount <= self.limit.maximum:
            return None
        return add(self.amount, self.limit.maximum.copy_negate())

    @property
    def is_judged(self) -> bool:
        """Whether there is an answer: what is missing could only add to an excess."""
        if self.other_currency:
            return False
        return self.excess is not None or (self.amount is not None and not self.missing)


def judge(
    assessment: Assessment, limits: "Sequence[Limit]", at: At = At.MEAN
) -> tuple[Judgement, ...]:
    """
    Hold a scenario to limits.

    Args:
        assessment: From `assess`.
        limits: Those of its file, a policy, the command line. Those on a percentile are judged by a
            simulation with the usual trials and seed; those on a mean in closed form if there is one.
        at: What ranges count with in limits on a plain figure.

    Raises:
        MissingExtraError: A limit takes a simulation, and numpy is not installed.
    """
    if not limits:
        return ()
    figures: dict[str, Decimal | None] = dict(figures_of(assessment.exposure))
    errors: dict[str, Decimal] = {}
    asked = {limit.metric: _asked(assessment, limit, at) for limit in limits}
    statistics = {name: statistic for name, (statistic, _) in asked.items()}
    for name, value, error in _statistics(assessment, statistics):
        figures[name] = value
        if error is not None:
            errors[name] = error
    return tuple(
        Judgement(
            limit,
            None if figures.get(limit.metric) is None else Decimal(figures[limit.metric] or 0),
            _not_assessed(assessment, limit, asked[limit.metric][0], figures.get(limit.metric)),
            errors.get(limit.metric),
            other_currency(limit, assessment.scenario.currency),
            asked[limit.metric][1],
        )
        for limit in limits
    )


def _not_assessed(
    assessment: Assessment, limit: "Limit", asked: Statistic, amount: Decimal | None
) -> tuple[str, ...]:
    """
    List what is missing in a limit and is not allowed to be.

    Gaps that are not decided are not missed where the limit holds whatever is decided on them.
    """
    missing = tuple(
        name
        for name in _missing(assessment, _metric_of(limit))
        if not any(name == one or name.startswith(f"{one}.") for one in limit.allow_not_assessed)
    )
    case = assessment.scenario.case
    at_a_floor = {f"{GAPS}.{gap.slug}" for gap in gaps_at_a_floor(case)}
    at = {"mean": At.MEAN, "most_likely": At.LIKELY}.get(asked.name)
    if not missing or amount is None or at is None or not at_a_floor.issuperset(missing):
        return missing
    if amount > limit.maximum or at_the_dearest(case, asked.metric, at) > limit.maximum:
        return missing
    return ()


def other_currency(limit: "Limit", currency: str) -> str:
    """Give the currency of a scenario where a limit is meant in another one; shares have none."""
    return currency if limit.currency not in {"", currency} and not is_share(limit.metric) else ""


def judge_points(assessment: Assessment, at: At = At.MEAN) -> tuple[Judgement, ...]:
    """
    Hold a scenario to those limits of its file that are on plain figures; it takes no simulation.

    Args:
        assessment: From `assess`.
        at: What ranges count with; most likely values where a mean takes a simulation that cannot be
            made.
    """
    limits = [one for one in assessment.scenario.limits if one.statistic is None]
    try:
        return judge(assessment, limits, at)
    except OmsriskError:
        return judge(assessment, limits, At.LIKELY)


def _metric_of(limit: "Limit") -> str:
    return limit.metric if limit.statistic is None else limit.statistic.metric


def _asked(assessment: Assessment, limit: "Limit", at: At) -> tuple[Statistic, str]:
    """Tell what a limit asks, and of which phase, where the failure of one excludes the others."""
    name = "mean" if at is At.MEAN else "most_likely"
    asked = limit.statistic or Statistic(name, limit.metric)
    if asked.name != "mean" and not asked.is_most_likely:
        return asked, ""
    own_at = At.LIKELY if asked.is_most_likely else At.MEAN
    dearest = dearest_phase(assessment, asked.metric, own_at)
    if dearest is None:
        return asked, ""
    return asked._replace(metric=dearest.metric), dearest.phase.name


def _statistics(
    assessment: Assessment, statistics: Mapping[str, Statistic]
) -> Iterator[tuple[str, Decimal | None, Decimal | None]]:
    """
    Tell what limits ask of uncertain figures, with the standard error of an estimate.

    A mean is exact where it has a closed form, the rest is simulated; both are rounded.
    """
    from omsrisk.analysis.uncertainty.simulate import is_uncertain

    points = figures_of(assessment.exposure)
    certain = not is_uncertain(assessment.scenario)
    valuing = Valuing(assessment.scenario.case, At.MEAN)
    sampled: dict[str, Statistic] = {}
    for name, asked in statistics.items():
        point = points.get(asked.metric)
        if point is None:
            continue
        plain = statistic_of(name) is None and not valuing.uncertain
        if certain or asked.is_most_likely or plain:
            yield name, point, None
        elif asked.name == "mean" and valuing.has_means([asked.metric]):
            (mean,) = valuing.amounts([asked.metric])
            yield name, _rounded(assessment, asked.metric, mean), None
        else:
            sampled[name] = asked
    if not sampled:
        return
    found = _sampled(assessment, list(sampled.values()))
    for name, asked in sampled.items():
        value, error = (
            _rounded(assessment, asked.metric, Decimal(one))
            for one in found[asked.metric].statistic(asked.name)
        )
        yield name, value, error


def _sampled(assessment: Assessment, asked: Sequence[Statistic]) -> "dict[str, Summary]":
    """Simulate what limits are on, and nothing else, with the trials and the seed of `simulate`."""
    from omsrisk.analysis.uncertainty.sampled import sampling_of, summaries_of
    from omsrisk.analysis.uncertainty.simulate import TRIALS
    from omsrisk.simulation.estimates import PERCENTILES

    percents = {*PERCENTILES, *(one.percent for one in asked if one.percent is not None)}

    def figure_of(metric: str) -> Callable[[Case], object]:
        return lambda own: traced_figures(own, (metric,))[metric]

    figures = {one.metric: figure_of(one.metric) for one in asked}
    case, sampling = assessment.scenario.case, sampling_of(TRIALS, None)
    found = summaries_of(case, figures, sampling, percents=tuple(sorted(percents)))
    return dict(zip(figures, found, strict=True))


def _rounded(assessment: Assessment, metric: str, value: Decimal) -> Decimal:
    digits = _SHARE_DIGITS if is_share(metric) else assessment.scenario.minor_digits
    return to_minor_unit(value, digits)


_SHARE_DIGITS = 6


def _missing(assessment: Assessment, metric: str) -> Iterator[str]:
    """List what is not assessed in a metric, by line ids."""
    exposure = assessment.exposure
    for one in exposure.phases:
        prefix = f"phases.{one.phase.slug}."
        own = metric.removeprefix(prefix)
        if own != metric and (own in TOTALS or own in MEMOS):
            yield from _missing_in_phase(assessment, one, own)
            return
    if metric in _FAILURE:
        yield from _incomplete(exposure, Group.COST_OF_FAILURE)
    elif metric in _NET:
        yield from _incomplete(exposure, Group.COST_OF_FAILURE)
        yield from _stabilisation(exposure)
        yield from _stopping(assessment.scenario.case)
        if metric != "exposure":
            yield from _programme(assessment)
    elif metric == "stabilisation":
        yield from _stabilisation(exposure)
    elif metric == "stopping":
        yield from _stopping(assessment.scenario.case)
    elif metric == "programme":
        yield from _programme(assessment)
    else:
        named = _named(exposure)
        for name in _LATE.get(metric, (metric,)):
            if name in named:
                yield from _of_line(named[name])


def _missing_in_phase(assessment: Assessment, one: PhaseExposure, name: str) -> Iterator[str]:
    """List what is not assessed in a total, or a memo, of one phase."""
    in_net = name in _NET
    wanted = {
        group
        for group in (Group.COST_OF_FAILURE, Group.STABILISATION, Group.STOPPING)
        if in_net or name == group.value
    }
    wanted |= {Group.COST_OF_FAILURE} if name in _FAILURE else set()
    stabilising = any(line.group is Group.STABILISATION and line.assessed for line in one.lines)
    for line in one.lines:
        is_asked = line.group in wanted or line.id in _LATE.get(name, ())
        if is_asked and (line.group is not Group.STABILISATION or not in_net or stabilising):
            for missing in _of_line(line):
                yield f"phases.{one.phase.slug}.{missing}"
    if in_net and not stabilising:
        yield f"phases.{one.phase.slug}.stabilisation"
    case = assessment.scenario.case
    lacking = {phase.slug for phase in case.phases_without_stopping}
    if Group.STOPPING in wanted and one.phase.slug in lacking:
        yield f"phases.{one.phase.slug}.stopping"


def _stabilisation(exposure: Exposure) -> Iterator[str]:
    if exposure.totals["stabilisation"] is None:
        yield "stabilisation"
    else:
        yield from _incomplete(exposure, Group.STABILISATION)


def _stopping(case: Case) -> Iterator[str]:
    """Under the stop rule each phase but the last has to say what stopping there costs."""
    if case.phases_without_stopping:
        yield "stopping"


def _programme(assessment: Assessment) -> Iterator[str]:
    """What gaps, waiting and measures cost is no programme: the section has to be there."""
    if "programme" not in assessment.scenario.case.sections:
        yield "programme"
    yield from _incomplete(assessment.exposure, Group.PROGRAMME)


def _named(exposure: Exposure) -> dict[str, Line]:
    """Find lines by the names of their figures: with their parts, in the whole and by phase."""
    found: dict[str, Line] = {}
    _add(found, "", exposure.lines)
    for one in exposure.phases:
        _add(found, f"phases.{one.phase.slug}.", one.lines)
    return found


def _add(found: dict[str, Line], prefix: str, lines: Sequence[Line]) -> None:
    for line in lines:
        found.setdefault(prefix + line.id, line)
        _add(found, prefix, [_as_part(one, line) for one in line.parts])


def _as_part(part: Line, whole: Line) -> Line:
    """Let a part lack what its line lacks in some phase altogether."""
    lacks = not whole.complete and part.phases < whole.phases
    return part._replace(complete=False) if lacks else part


def _incomplete(exposure: Exposure, group: Group) -> Iterator[str]:
    for line in exposure.group(group):
        yield from _of_line(line)


def _of_line(line: Line) -> Iterator[str]:
    """Go down to the parts that are missing; a line that no phase assesses is missing itself."""
    if line.complete:
        return
    if not line.assessed or not line.parts:
        yield line.id
        return
    missing = [name for part in line.parts for name in _of_line(part)]
    yield from missing or [line.id]  # its parts are complete: a phase has none of them
