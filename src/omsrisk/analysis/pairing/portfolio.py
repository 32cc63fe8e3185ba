"""What may several roll-outs come to together? The distribution of their sum."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.pairing.paired_figures import is_under
from omsrisk.analysis.result import Result
from omsrisk.analysis.uncertainty.exact_simulation import ExactSummaries, connected_too_much
from omsrisk.analysis.uncertainty.sampled import Method, Sampling, approach_of
from omsrisk.analysis.uncertainty.trial_figures import points_in_trials, traced_figures
from omsrisk.analysis.uncertainty.uncertain_figures import UncertainFigure
from omsrisk.core.algebra.symbols import Figure
from omsrisk.core.money import add
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.figures import is_share
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.core.uncertainty.events import OF_DRAW, drawn
from omsrisk.core.uncertainty.sharing import EVERY_RANGE
from omsrisk.errors import UsageError
from omsrisk.scenario.load import Scenario
from omsrisk.scenario.reading.files import VARIANT_SIGN
from omsrisk.scenario.schema.choices import nearest
from omsrisk.simulation.estimates import PERCENTILES, SampleSummary
from omsrisk.text import slug_of

if TYPE_CHECKING:
    from omsrisk.exact.terms import Product, Terms
    from omsrisk.scenario.schema.limits import Limit

_PAIR = 2


@dataclass(frozen=True, slots=True, repr=False)
class Portfolio(Result):
    """
    What several roll-outs may come to together.

    Attributes:
        assessments: The roll-outs, as they were named, in one currency.
        metric: The figure that is added up.
        own: The figure of each.
        shown: Their sum.
        shared: Paths of the ranges that two at least have in common: they take one quantile.
        independent: Paths whose ranges were to take quantiles of their own.
        limits: What the sum is held to.
        trials: How many trials there were; None where all was worked out.
        seed: What their random numbers follow from; None as the trials.
        accuracy: How far off exact amounts may be, in standard deviations; None where they were
            sampled.
    """

    assessments: tuple[Assessment, ...]
    metric: str
    own: tuple[UncertainFigure, ...]
    shown: UncertainFigure
    shared: tuple[str, ...]
    independent: tuple[str, ...]
    limits: "tuple[Limit, ...]"
    trials: int | None = None
    seed: int | None = None
    accuracy: float | None = None


def portfolio(
    assessments: Sequence[Assessment],
    *,
    metric: str = DEFAULT,
    limits: "Sequence[Limit]" = (),
    independent: Sequence[str] = (),
    trials: int | None = None,
    seed: int | None = None,
    method: Method | str | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> Portfolio:
    """
    Tell what roll-outs may come to together.

    Ranges of one path take the same quantile in all of them: what is uncertain about the business
    is one uncertainty. Whether a go-live fails, or an item falls due, is decided in each by itself.

    Args:
        assessments: Two or more, from `assess`, in one currency.
        metric: The figure that is added up.
        limits: What the sum is held to; those on other metrics are passed over.
        independent: Paths whose ranges take a quantile of their own in each; `*` for all of them.
        trials: How many; asks for sampling.
        seed: What the random numbers follow from; asks for sampling, too.
        method: `exact` or `sample`; exact where that can be if left out.
        executor: Who runs the parts of a large simulation: any of `concurrent.futures`.
        on_progress: Is told how many trials are done.

    Raises:
        MissingExtraError: numpy is not installed.
        UsageError: There are fewer than two, currencies differ, nothing is uncertain, the metric is a
            share, or an exact answer is asked for and takes too many parts.
    """
    approach = approach_of(method, trials, seed)
    _check(assessments, metric)
    cases = [one.scenario.case for one in assessments]
    shared = _shared(cases, independent)
    named = [_names(case, at, independent) for at, case in enumerate(cases)]
    points = [points_in_trials(one, (metric,))[metric] for one in assessments]
    kept = tuple(one for one in limits if one.metric == metric and one.statistic is None)
    asked = _Asked(tuple(assessments), cases, named, metric, points, kept)
    rest = (shared, tuple(independent), kept)
    if approach.tries_exact:
        found = _exact(asked)
        if found is not None:
            own, together, accuracy = found
            return Portfolio(asked.assessments, metric, own, together, *rest, accuracy=accuracy)
    if approach.sampling is None:
        raise connected_too_much("")
    own, together = _sampled(asked, approach.sampling, executor, on_progress)
    return Portfolio(asked.assessments, metric, own, together, *rest, *approach.sampling)


def not_named(result: Portfolio) -> list[str]:
    """
    Say which roll-outs do not name each other as going live at the same time.

    Args:
        result: From `portfolio`.
    """
    scenarios = [one.scenario for one in result.assessments]
    found = []
    for one in scenarios:
        others = [other for other in scenarios if other is not one]
        missing = [other.name for other in others if not _names_it(one, other)]
        if missing:
            found.append(f"{one.name} does not name {', '.join(missing)} in `concurrent`")
    return found


def _names_it(one: Scenario, other: Scenario) -> bool:
    """Whether a file names another: by its name, or by that of its file."""
    stem = PurePath(other.file.partition(VARIANT_SIGN)[0]).stem
    known = {slug_of(other.name), slug_of(stem)}
    return any(slug_of(named) in known for named in one.content.concurrent or ())


def _check(assessments: Sequence[Assessment], metric: str) -> None:
    if len(assessments) < _PAIR:
        raise UsageError(f"--together takes two scenarios at least, not {len(assessments)}")
    currencies = dict.fromkeys(one.scenario.currency for one in assessments)
    if len(currencies) > 1:
        raise UsageError(f"--together adds up one currency, not {', '.join(currencies)}")
    if is_share(metric):
        raise UsageError(f"--together: {metric} is a share, and shares do not add up")
    cases = (one.scenario.case for one in assessments)
    if not any(uncertain_inputs(case) or drawn(case)[1] for case in cases):
        files = " and ".join(one.scenario.file for one in assessments)
        hint = "give inputs a range: `{low: 2, likely: 10, high: 45}`"
        raise UsageError(f"nothing in {files} is uncertain", hint)


def _sources(case: Case) -> list[str]:
    """List the quantiles that the ranges of a case take, by the path that names each."""
    return list(dict.fromkeys(one.quantile_source for one in uncertain_inputs(case).values()))


def _shared(cases: Sequence[Case], independent: Sequence[str]) -> tuple[str, ...]:
    every = [path for case in cases for path in _sources(case)]
    common = tuple(dict.fromkeys(path for path in every if every.count(path) > 1))
    for path in () if EVERY_RANGE in independent else independent:
        found = [one for one in every if is_under(one, [path])]
        if len(found) <= 1:
            word = "uncertain in one scenario only" if found else "not uncertain here"
            hint = nearest(path, common) or f"these are shared: {', '.join(common) or 'none'}"
            raise UsageError(f"--independent {path}: `{path}` is {word}", hint)
    return tuple(path for path in common if not is_under(path, independent))


def _names(case: Case, at: int, independent: Sequence[str]) -> dict[str, str]:
    """Name the random numbers that a roll-out shares with no other: all draws, and some ranges."""
    if not at:
        return {}
    ranges = [path for path in _sources(case) if is_under(path, independent)]
    draws = (f"{OF_DRAW}{one.drawn_with or one.path}" for one in drawn(case)[1])
    return {path: f"{path} of {at}" for path in (*ranges, *draws)}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is added up, and what the sum is held to."""

    assessments: tuple[Assessment, ...]
    cases: Sequence[Case]
    named: Sequence[Mapping[str, str]]
    metric: str
    points: Sequence[Decimal]
    limits: "tuple[Limit, ...]"

    @property
    def point(self) -> Decimal:
        """The sum at the point values, exact [money]."""
        return add(*self.points)

    @property
    def watched(self) -> tuple[float, ...]:
        """The amounts about which the sum is told [money]."""
        return tuple(dict.fromkeys(map(float, (self.point, *(one.maximum for one in self.limits)))))

    def figures(self, case: Case) -> Mapping[str, Figure]:
        """Trace what is added up."""
        return traced_figures(case, (self.metric,))


_Found = tuple[tuple[UncertainFigure, ...], UncertainFigure]


def _exact(asked: _Asked) -> tuple[tuple[UncertainFigure, ...], UncertainFigure, float] | None:
    """Work it out: a sum of products of what is random in any of them."""
    from omsrisk.exact.planner import TooManyLeavesError
    from omsrisk.exact.slipping_cases import uncertain_cases

    try:
        cases = uncertain_cases(asked.cases, asked.named)
        terms = [cases.figures(asked.figures, at)[asked.metric] for at in range(len(asked.cases))]
        names = [f"{asked.metric} of {at}" for at in range(len(terms))]
        exact = ExactSummaries(
            cases, {**dict(zip(names, terms, strict=True)), _TOGETHER: _sum(terms)}
        )
        own = tuple(
            UncertainFigure(point, exact.of(name, PERCENTILES, (float(point),)), exact.varies(name))
            for name, point in zip(names, asked.points, strict=True)
        )
        summary = exact.of(_TOGETHER, PERCENTILES, asked.watched, with_curves=True)
    except TooManyLeavesError:
        return None
    return own, UncertainFigure(asked.point, summary, exact.varies(_TOGETHER)), exact.accuracy


_TOGETHER = "together"


def _sum(terms: "Sequence[Terms]") -> "Terms":
    found: dict[Product, float] = {}
    for one in terms:
        for product, coefficient in one.items():
            found[product] = found.get(product, 0.0) + coefficient
    return found


def _sampled(
    asked: _Asked,
    sampling: Sampling,
    executor: Executor | None,
    on_progress: Callable[[int], None] | None,
) -> _Found:
    from omsrisk.simulation.experiment import Experiment, model_of
    from omsrisk.simulation.running import Plan, summaries

    models = tuple(
        model_of(case, asked.figures, independent=named, constants_too=True)
        for case, named in zip(asked.cases, asked.named, strict=True)
    )
    places = tuple((at, one.program.results[asked.metric]) for at, one in enumerate(models))
    experiment = Experiment(models, sums=(places,))
    together = experiment.channels - 1
    thresholds: list[tuple[float, ...]] = [()] * experiment.channels
    for place, point in zip(places, asked.points, strict=True):
        thresholds[experiment.channel(*place)] = (float(point),)
    thresholds[together] = asked.watched
    plan = Plan(experiment, *sampling, tuple(thresholds), curves=(together,))
    found = summaries(plan, executor=executor, on_progress=on_progress)
    own = tuple(
        _figure(point, found[experiment.channel(*place)])
        for place, point in zip(places, asked.points, strict=True)
    )
    return own, _figure(asked.point, found[together])


def _figure(point: Decimal, summary: SampleSummary) -> UncertainFigure:
    return UncertainFigure(point, summary, summary.standard_deviation > 0)
