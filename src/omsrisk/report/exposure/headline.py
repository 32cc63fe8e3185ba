"""The first sentences of `calc`: what it costs if it fails, if it holds, and in the mean."""

from collections.abc import Iterator
from decimal import Decimal

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.uncertainty.dearest_phase import dearest_phase
from omsrisk.analysis.uncertainty.means import At, Means, Outcome
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.pricing.case import own_path
from omsrisk.core.pricing.catalogue import LIKELIHOOD
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report import numbers
from omsrisk.report.filled import capital, filled


def headline(
    assessment: Assessment, figures: Means, *, coverage: str, is_mean: bool
) -> tuple[str, ...]:
    """
    Say what a scenario costs; nothing that excludes itself is added up.

    Args:
        assessment: The scenario.
        figures: Its means, or its most likely values.
        coverage: What of it is assessed, in brackets; empty where all is.
        is_mean: Whether the figures are means over ranges, and not what the ranges have as most
            likely.
    """
    found = _Headline(assessment, figures, coverage, is_mean=is_mean)
    return filled(list(found.clauses()))


class _Headline:
    """What the sentences are made of."""

    def __init__(
        self, assessment: Assessment, figures: Means, coverage: str, *, is_mean: bool
    ) -> None:
        self._assessment = assessment
        self._figures = figures
        self._coverage = coverage
        self._is_mean = is_mean
        self._digits = assessment.scenario.minor_digits
        self._net = figures.totals["net_exposure"]
        self._failure = figures.totals["cost_of_failure"]
        self._bad = "A bad go-live"
        self._all = "the whole roll-out"
        if assessment.scenario.is_status_quo:
            self._bad = "Nothing goes live: what may go wrong"
            self._all = "staying as it is"

    def clauses(self) -> Iterator[str]:
        """Write clause by clause; lines are broken between them alone."""
        outcomes = self._figures.outcomes
        if self._net is None:
            yield "The mean cannot be told here in closed form: omsrisk simulate estimates it."
            return
        if any(one.net_exposure is None for one in outcomes):
            yield f"{capital(self._all)} costs {self._money(self._net)} net on average."
        elif not outcomes:
            yield from self._certain()
        elif len(self._assessment.exposure.phases) > 1:
            yield from self._phases(outcomes)
        else:
            yield from self._one_go_live(outcomes)
        yield from self._lost_revenue()

    def _certain(self) -> Iterator[str]:
        """Speak of a failure that is taken for certain."""
        dearest = self._dearest_certain()
        failure = self._failure if dearest is None else dearest
        mean = " on average" if self._is_mean else ""
        yield f"{self._bad} costs {self._money(failure)}{mean}{self._coverage}."
        if self._is_mean and dearest is None:
            likely = self._assessment.totals["cost_of_failure"]
            yield f"At the most likely values it costs {self._money(likely)}."
        yield from self._whole(failure)
        exposure = self._assessment.exposure
        likelihoods = [one.likelihood for one in exposure.phases] or [exposure.likelihood]
        if any(one != 1 for one in likelihoods):
            shown = " / ".join(map(numbers.percentage, likelihoods[:_MOST_LIKELIHOODS]))
            more = " / ..." if len(likelihoods) > _MOST_LIKELIHOODS else ""
            expected = self._money(self._figures.totals["expected_cost_of_failure"])
            yield f"Failure at a likelihood of {shown}{more}: {expected} expected."
            return
        inputs = self._assessment.scenario.case.inputs
        stated = any(own_path(path) == LIKELIHOOD for path in inputs)
        certain = "likelihood 100 %." if stated else "no likelihood given."
        yield f"As if failure were certain: {certain}"

    def _dearest_certain(self) -> Decimal | None:
        """Return what the one phase costs that fails for certain, where the rule stops the others."""
        case, phases = self._assessment.scenario.case, self._assessment.exposure.phases
        if not case.stops_if_a_phase_fails or len(phases) == 1 or not phases:
            return None
        return self._figures.totals["expected_cost_of_failure"]

    def _whole(self, failure: Decimal | None) -> Iterator[str]:
        """Say what the roll-out costs in all, where that is something else."""
        net = self._net or Decimal(0)
        planned, back = self._part("planned"), self._part("back").copy_negate()
        of_it = f"of which {self._money(planned)} is planned" if planned else ""
        if back:
            with exact(ENOUGH_DIGITS):
                gross = self._money(net + back)
            head = f"{capital(self._all)} costs {gross}" + (f", {of_it};" if of_it else ";")
            yield head
            yield f"{self._money(back)} comes back: {self._money(net)} net."
        elif of_it:
            yield f"{capital(self._all)} costs {self._money(net)} net,"
            yield f"{of_it}."
        elif net != failure:
            yield f"{capital(self._all)} costs {self._money(net)} net."

    def _one_go_live(self, outcomes: tuple[Outcome, ...]) -> Iterator[str]:
        mean = " on average" if self._is_mean else ""
        yield f"{self._bad} costs {self._money(self._failure)}{mean}{self._coverage}."
        for at, one in enumerate(outcomes):
            name = one.name if at else capital(one.name)
            whole = f" {self._all} costs" if not at else ""
            end = "," if at + 1 < len(outcomes) else ":"
            yield f"{name} ({_chance(one.chance)}){whole} {self._money(one.net_exposure)} net{end}"
        yield from self._together()

    def _phases(self, outcomes: tuple[Outcome, ...]) -> Iterator[str]:
        none = next((one for one in outcomes if one.name == "nothing fails"), None)
        failing = [one for one in outcomes if one.partition and one is not none]
        every = next((one for one in outcomes if one.name == "all fail"), None)
        if self._coverage:
            yield f"Assessed: {self._coverage.strip(' ()')}."
        parts = []
        if none is not None:
            cost = self._money(none.net_exposure)
            parts.append(f"If nothing fails ({_chance(none.chance)}) the roll-out costs {cost} net")
        if failing:
            chance, mean = _together(failing)
            verb = "" if parts else " the roll-out costs"
            head = "if" if parts else "If"
            parts.append(f"{head} something fails ({_chance(chance)}){verb} {self._money(mean)}")
        if every is not None and every.chance != sum((one.chance for one in failing), Decimal(0)):
            parts.append(f"if all fail ({_chance(every.chance)}) {self._money(every.net_exposure)}")
        yield from (f"{one}," for one in parts[:-1])
        yield f"{parts[-1]}:"
        yield from self._together()
        at = At.MEAN if self._is_mean else At.LIKELY
        dearest = dearest_phase(self._assessment, at=at)
        if dearest is not None:
            chances = [one.chance for one in failing if one.phase == dearest.phase.name]
            with_chance = f", with {_chance(chances[0])}" if chances else ""
            yield (
                f"The dearest phase that can fail costs {self._money(dearest.amount)}: "
                f"{dearest.phase.name}{with_chance}."
            )

    def _together(self) -> Iterator[str]:
        """Say the mean over what may happen."""
        planned = self._part("planned")
        certain = self._is_mean or not uncertain_inputs(self._assessment.scenario.case)
        word = "expected" if certain else "at the most likely values"
        net = f"{self._money(self._net)} {word}"
        yield f"{net}, of which {self._money(planned)} is planned." if planned else f"{net}."

    def _lost_revenue(self) -> Iterator[str]:
        """Say what of it is lost revenue, where nobody says how much of that is margin."""
        lost = self._part("lost_revenue")
        if lost and self._assessment.memos["lost_margin"] is None:
            yield f"{self._money(lost)} of it is lost revenue:"
            yield "no contribution margin is given."

    def _part(self, name: str) -> Decimal:
        return self._figures.by_basis[name] or Decimal(0)

    def _money(self, value: Decimal | None) -> str:
        return "an amount that is not told" if value is None else numbers.money(value, self._digits)


def _together(outcomes: list[Outcome]) -> tuple[Decimal, Decimal | None]:
    """Return the chance of any of some outcomes, and their mean."""
    chance = sum((one.chance for one in outcomes), Decimal(0))
    costs = [one.net_exposure for one in outcomes]
    if any(one is None for one in costs) or not chance:
        return chance, None
    whole = sum((one.chance * (one.net_exposure or 0) for one in outcomes), Decimal(0))
    return chance, whole / chance


_MOST_LIKELIHOODS = 4


def _chance(value: Decimal) -> str:
    """
    Write a chance with one digit after the point, and never as certain or impossible.

    >>> [_chance(Decimal(one)) for one in ("0.4", "0.504", "0.00001", "0.99999")]
    ['40 %', '50.4 %', 'under 0.1 %', 'over 99.9 %']
    """
    text = numbers.chance(value)
    return text.replace(".0 %", " %")
