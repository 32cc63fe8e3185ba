"""Are the limits kept? Each limit against its metric, and what keeps one from being judged."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.decisions.undecided import Reach, reach_of
from omsrisk.analysis.metrics import figures_of
from omsrisk.analysis.missing import missing_in
from omsrisk.analysis.uncertainty.dearest_phase import (
    dearest_phase,
)
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.trial_figures import traced_figures
from omsrisk.analysis.uncertainty.valued import Valuing
from omsrisk.core.algebra.symbols import Figure
from omsrisk.core.money import add, as_known, to_minor_unit
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.figures import Statistic, is_share, statistic_of
from omsrisk.core.pricing.programme import GAPS, days_of_gap, gaps_at_a_floor
from omsrisk.errors import OmsriskError

if TYPE_CHECKING:
    from omsrisk.scenario.schema.limits import Limit
    from omsrisk.simulation.estimates import SampleSummary


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
        known_to: How far off the amount may be, where it was worked out without trials [money].
        other_currency: The currency of the amount, where the limit is meant in another one.
        phase: The phase whose failure is the dearest, where the amount is what that costs; empty
            where all that may fail may fail together.
        reach: Where gaps are not decided and that matters, what the amount may come to.
    """

    limit: "Limit"
    amount: Decimal | None
    missing: tuple[str, ...]
    error: Decimal | None = None
    other_currency: str = ""
    phase: str = ""
    reach: Reach | None = None
    known_to: float = 0.0

    @property
    def told(self) -> Decimal | None:
        """
        The amount to tell beside an excess: no less than the least that gaps can make of it, and
        with the digits that are known, where the limit is not among those left out.
        """
        amount = self.amount
        if amount is None:
            return None
        if self.known_to:
            rounded = as_known(float(amount), self.known_to)
            is_apart = 2 * abs(rounded - amount) < abs(amount - self.limit.maximum)
            amount = rounded if is_apart else amount
        return amount if self.reach is None else max(amount, self.reach.least)

    @property
    def excess(self) -> Decimal | None:
        """By how much the amount is above the limit, whatever is decided; None where it is not."""
        told = self.told
        if self.other_currency or told is None or told <= self.limit.maximum:
            return None
        if self.reach is not None and self.reach.least <= self.limit.maximum:
            return None
        return add(told, self.limit.maximum.copy_negate())

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
    points = figures_of(assessment.exposure)
    figures = {name: None if one is None else Decimal(one) for name, one in points.items()}
    errors: dict[str, Decimal] = {}
    known: dict[str, float] = {}
    asked = {limit.metric: _asked(assessment, limit, at) for limit in limits}
    statistics = {name: statistic for name, (statistic, _) in asked.items()}
    for name, value, error, known_to in _statistics(assessment, statistics):
        figures[name] = value
        known[name] = known_to
        if error is not None:
            errors[name] = error
    judged = []
    for limit in limits:
        amount = figures.get(limit.metric)
        missing, reach = _not_assessed(assessment, limit, at, amount)
        judged.append(
            Judgement(
                limit,
                None if amount is None else Decimal(amount),
                missing,
                errors.get(limit.metric),
                other_currency(limit, assessment.scenario.currency),
                asked[limit.metric][1],
                reach,
                known.get(limit.metric, 0.0),
            )
        )
    return tuple(judged)


def _not_assessed(
    assessment: Assessment, limit: "Limit", at: At, amount: Decimal | None
) -> tuple[tuple[str, ...], Reach | None]:
    """
    List what is missing in a limit and is not allowed to be, and what open gaps can make of it.

    Gaps that are not decided are not missed where the limit holds whatever is decided on them. One
    that postpones the go-live is missed where only that keeps the limit from being held, too.
    """
    found = missing_in(assessment, _metric_of(limit))
    missing = tuple(name for name in found if not _is_allowed(name, limit))
    case = assessment.scenario.case
    names = {gap.slug: f"{GAPS}.{gap.slug}" for gap in gaps_at_a_floor(case)}
    names = {slug: name for slug, name in names.items() if not _is_allowed(name, limit)}
    open_gaps = [gap for gap in case.gaps if gap.slug in names]
    postpones = any(days_of_gap(case, gap) > case.postponed_by for gap in open_gaps)
    if amount is None or not (postpones or set(names.values()) & set(missing)):
        return missing, None
    asked = limit.statistic or Statistic("mean" if at is At.MEAN else "most_likely", limit.metric)
    own_at = At.LIKELY if asked.is_most_likely else At.MEAN
    reach = reach_of(case, asked, own_at, names)
    if reach.most > limit.maximum >= reach.least:
        return tuple(dict.fromkeys((*missing, *names.values()))), reach
    if reach.least > limit.maximum:
        return missing, reach
    return tuple(name for name in missing if name not in names.values()), reach


def _is_allowed(name: str, limit: "Limit") -> bool:
    """Whether a limit may be judged without something."""
    return any(name == one or name.startswith(f"{one}.") for one in limit.allow_not_assessed)


def other_currency(limit: "Limit", currency: str) -> str:
    """Return the currency of a scenario where a limit is meant in another one; shares have none."""
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
) -> Iterator[tuple[str, Decimal | None, Decimal | None, float]]:
    """
    Tell what limits ask of uncertain figures, with the standard error of an estimate, and with how
    far off it may be that was worked out without trials.

    A mean is exact where it has a closed form, the rest is simulated; both are rounded.
    """
    from omsrisk.analysis.uncertainty.asked_figures import is_uncertain

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
            yield name, Decimal(point), None, 0.0
        elif asked.name == "mean" and valuing.has_means([asked.metric]):
            (mean,) = valuing.amounts([asked.metric])
            yield name, _rounded(assessment, asked.metric, mean), None, 0.0
        else:
            sampled[name] = asked
    if not sampled:
        return
    found = _sampled(assessment, list(sampled.values()))
    for name, asked in sampled.items():
        summary = found[asked.metric]
        estimate = summary.statistic(asked.name)
        value, error = (_rounded(assessment, asked.metric, Decimal(one)) for one in estimate)
        if summary.known_to:
            yield name, value, None, estimate.error
        else:
            yield name, value, error, 0.0


def _sampled(assessment: Assessment, asked: Sequence[Statistic]) -> "dict[str, SampleSummary]":
    """Find what limits are on, and nothing else, as `simulate` does if left to itself."""
    from omsrisk.analysis.uncertainty.distribution_finder import DistributionFinder
    from omsrisk.analysis.uncertainty.sampled import approach_of
    from omsrisk.simulation.estimates import PERCENTILES

    percents = {*PERCENTILES, *(one.percent for one in asked if one.percent is not None)}

    def figure_of(metric: str) -> Callable[[Case], Figure]:
        return lambda own: traced_figures(own, (metric,))[metric]

    figures = {one.metric: figure_of(one.metric) for one in asked}
    finder = DistributionFinder(approach_of(None, None, None))
    found = finder.summaries(assessment.scenario.case, figures, tuple(sorted(percents)))
    return dict(zip(figures, found, strict=True))


def _rounded(assessment: Assessment, metric: str, value: Decimal) -> Decimal:
    digits = _SHARE_DIGITS if is_share(metric) else assessment.scenario.minor_digits
    return to_minor_unit(value, digits)


_SHARE_DIGITS = 6
