"""What does it cost on average? The means of all totals and lines, and what they are made of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.kinds_of_money import by_basis
from omsrisk.analysis.result import Result
from omsrisk.core.algebra.symbols import Figure, Symbol
from omsrisk.core.formulas.formula import N
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.go_live_chances import (
    chance_of,
    has_told_order,
    shares_its_cause,
    stated_likelihoods,
    takes_the_largest,
)
from omsrisk.core.pricing.case import Case, Input
from omsrisk.core.pricing.catalogue import COMMON_CAUSE, LIKELIHOOD, LIKELIHOOD_AFTER_FAILURE
from omsrisk.core.pricing.exposure import Exposure, price, traced_value
from omsrisk.core.pricing.figures import MEMOS, TOTALS
from omsrisk.core.pricing.lines import Line
from omsrisk.core.pricing.variation import fixed, uncertain_inputs

if TYPE_CHECKING:
    from omsrisk.core.phasing.by_slip import CaseInTheMean
    from omsrisk.core.uncertainty.expectation import Expectation, Mean

_DIVIDED = "break_even_stopping_cost"


class At(StrEnum):
    """What ranges count with."""

    MEAN = "mean"
    LIKELY = "likely"


class Outcome(NamedTuple):
    """
    How the go-lives may end.

    Attributes:
        name: Such as `if it fails` or `stops after Pilot`.
        chance: How likely it is.
        net_exposure: The mean of the net exposure then [money]; None where it cannot be told.
        cost_of_failure: The mean cost of the failures that happen then [money].
        partition: Whether it is one of those that exclude each other and weigh up to the mean.
        phase: The name of the phase that fails, where the rule stops the others.
    """

    name: str
    chance: Decimal
    net_exposure: Decimal | None
    cost_of_failure: Decimal | None
    partition: bool = True
    phase: str = ""


@dataclass(frozen=True, slots=True, repr=False, eq=False)  # a comparison costs each start
class Means(Result):
    """
    The means of one scenario over its ranges and events.

    Attributes:
        assessment: The scenario.
        ranges: How many inputs have a range; without one the means are the totals.
        totals: By the names of the totals [money]; None where one is not assessed or not told.
        memos: By the names of the memos; None likewise.
        by_basis: By the names of the kinds of money; together the net exposure.
        lines: Mean of what is expected of each line, by id, behind `phases.SLUG.` for a phase's own,
            behind `phases.SLUG.added.` for what it adds to one that it inherits, and behind `shared.`
            for what is charged once.
        errors: Bounds on the errors of those that are not exact up to the rounding of floats, by
            name.
        outcomes: How the go-lives may end; none where nothing is open.
        not_told: Whether a mean has no closed form here.
        estimated: Names of the totals that are estimates of a simulation for that reason.
    """

    assessment: Assessment
    ranges: int
    totals: Mapping[str, Decimal | None]
    memos: Mapping[str, Decimal | None]
    by_basis: Mapping[str, Decimal | None]
    lines: Mapping[str, Decimal | None]
    errors: Mapping[str, float]
    outcomes: tuple[Outcome, ...]
    not_told: bool = False
    estimated: tuple[str, ...] = ()


def means(assessment: Assessment) -> Means:
    """
    Take the mean of every total and line of a scenario, in closed form.

    A range counts with all that it may come to, a likelihood with its chance; nothing is sampled.

    Args:
        assessment: From `assess`.

    Returns:
        Right to 1e-12 of the sum of the absolute lines where inputs are independent. Where
        correlated inputs meet in one product, to the errors that are given. Where too many do,
        totals are estimates of a simulation, if numpy is there, and all other means are None.
    """
    case = assessment.scenario.case
    ranges = len(uncertain_inputs(case))
    if not ranges:
        return most_likely(assessment)
    in_the_mean = _in_the_mean(case)
    case = in_the_mean.case
    with exact(ENOUGH_DIGITS):
        traced = in_the_mean.priced()
        kinds = by_basis(traced)
    expectation = _expectation(case)
    figures: dict[str, Symbol | int | None] = {
        f"totals.{name}": traced.totals[name] for name in TOTALS
    }
    figures |= {f"memos.{name}": traced.memos.get(name) for name in MEMOS}
    figures |= {f"kinds.{name}": figure for name, figure in kinds.items()}
    figures |= {f"lines.{name}": line.expected for name, line in _named(traced)}
    found = {
        name: None if figure is None else expectation.mean(figure) for name, figure in figures.items()
    }
    if not in_the_mean.is_told:
        found = {name: one and one._replace(value=None) for name, one in found.items()}
    if takes_the_largest(case) and not has_told_order(case):
        found = {name: _untold(one, case, expectation) for name, one in found.items()}
    values = {name: _value(one) for name, one in found.items()}
    told = Means(
        assessment,
        ranges,
        totals=_below("totals.", values),
        memos=_below("memos.", values),
        by_basis=_below("kinds.", values),
        lines=_below("lines.", values),
        errors={
            name.partition(".")[2]: one.error
            for name, one in found.items()
            if one and one.error and not name.startswith("kinds.")
        },
        outcomes=_outcomes(
            in_the_mean, values["totals.net_exposure"], values[f"totals.{_FAILURES}"], expectation
        ),
        not_told=any(one is not None and one.value is None for one in found.values()),
    )
    return _estimated(told) if told.not_told else told


def _in_the_mean(case: Case) -> "CaseInTheMean":
    """Take a case in the mean over its slips; a file without ranges loads nothing for it."""
    from omsrisk.core.phasing.by_slip import CaseInTheMean

    return CaseInTheMean(case)


def _expectation(case: Case) -> "Expectation":
    """Take means of a case; a file without ranges, as most are, loads nothing for it."""
    from omsrisk.core.uncertainty.expectation import Expectation

    return Expectation(case)


def _untold(found: "Mean | None", case: Case, expectation: "Expectation") -> "Mean | None":
    """Leave out the mean of a figure that rests on which likelihood is the largest."""
    if found is None:
        return None
    ranged = {one.path for one in stated_likelihoods(case) if one.spread is not None}
    rests = ranged.intersection(expectation.inputs_in(found.sources))
    return found._replace(value=None) if rests else found


_ERRORS = 4
"""Standard errors that are taken for a bound: 1 estimate in 16,000 is further off."""


def _estimated(told: Means) -> Means:
    """Take the totals that have no closed form from a simulation, where there is one."""
    from omsrisk.analysis.uncertainty.simulate import simulate
    from omsrisk.simulation.extra import MissingExtraError

    wanted = told.assessment.totals
    missing = [
        name for name, mean in told.totals.items() if mean is None and wanted[name] is not None
    ]
    try:
        found = simulate(told.assessment).figures
    except MissingExtraError:
        return told
    totals, errors = dict(told.totals), dict(told.errors)
    for name in missing:
        mean = found[name].summary.mean
        totals[name], errors[name] = Decimal(mean.value), _ERRORS * mean.error
    return replace(told, totals=totals, errors=errors, estimated=tuple(missing))


_FAILURES = "expected_cost_of_failure"


def totals_at(assessment: Assessment, at: At) -> Mapping[str, Decimal | None]:
    """
    Return the totals of a scenario alone, where no lines and outcomes are asked for.

    Args:
        assessment: From `assess`.
        at: What ranges count with.
    """
    case, wanted = assessment.scenario.case, assessment.totals
    if at is At.LIKELY or not uncertain_inputs(case):
        return wanted
    in_the_mean = _in_the_mean(case)
    with exact(ENOUGH_DIGITS):
        traced = in_the_mean.priced(against_going_on=False).totals
    expectation = _expectation(in_the_mean.case)
    told = {
        name: None if (figure := traced[name]) is None else expectation.mean(figure).value
        for name in TOTALS
    }
    is_told = in_the_mean.is_told and all(
        told[name] is not None or wanted[name] is None for name in TOTALS
    )
    return told if is_told else means(assessment).totals


def most_likely(assessment: Assessment) -> Means:
    """
    Take every range at its most likely value, the median of an interval.

    Args:
        assessment: From `assess`.

    Returns:
        What `means` gives of a scenario without ranges: the totals, to the last digit.
    """
    exposure, totals = assessment.exposure, assessment.totals
    case = assessment.scenario.case
    certain = fixed(case, {path: one.value for path, one in uncertain_inputs(case).items()})
    with exact(ENOUGH_DIGITS):
        kinds = by_basis(exposure)
    return Means(
        assessment,
        0,
        totals=totals,
        memos={name: assessment.memos[name] for name in MEMOS if name != _DIVIDED},
        by_basis={name: None if value is None else Decimal(value) for name, value in kinds.items()},
        lines={
            name: None if line.expected is None else Decimal(line.expected)
            for name, line in _named(exposure)
        },
        errors={},
        outcomes=outcomes_of(certain, totals.net_exposure, totals.expected_cost_of_failure),
    )


def _below(prefix: str, values: Mapping[str, Decimal | None]) -> dict[str, Decimal | None]:
    return {
        name.removeprefix(prefix): value
        for name, value in values.items()
        if name.startswith(prefix) and name != f"memos.{_DIVIDED}"
    }


def _value(found: "Mean | None") -> Decimal | None:
    return None if found is None else found.value


def _named(exposure: Exposure[N]) -> Iterator[tuple[str, Line[N]]]:
    """Walk all lines and their parts, each with its name."""
    for prefix, lines in (
        ("", exposure.lines),
        *((one.phase.prefix, one.lines) for one in exposure.phases),
        *((f"{one.phase.prefix}added.", one.added_to_another) for one in exposure.phases),
        ("shared.", exposure.shared),
    ):
        waiting = list(lines)
        while waiting:
            line = waiting.pop()
            yield prefix + line.id, line
            waiting += line.parts


class _GoLive(NamedTuple):
    """
    A go-live: its name, the path under which it is decided, and the inputs that say its chance.

    The second of these is its likelihood where the one before it failed.
    """

    name: str
    path: str
    stated: Input | None
    after: Input | None = None

    @property
    def is_open(self) -> bool:
        """Whether it may fail or hold."""
        return any(
            one is not None and (one.spread is not None or 0 < one.value < 1)
            for one in (self.stated, self.after)
        )

    @property
    def likelihood(self) -> Symbol | Decimal:
        """Its likelihood: a number, or a symbol where that is uncertain."""
        return Decimal(1) if self.stated is None else _value_of(self.stated)


def _value_of(stated: Input) -> Symbol | Decimal:
    return stated.value if stated.spread is None else traced_value(stated)


def open_go_lives(case: Case) -> int:
    """Count the go-lives that may fail or hold."""
    return sum(one.is_open for one in _go_lives(case))


def _go_lives(case: Case) -> list[_GoLive]:
    slices = [(one.name, one.inputs) for one in case.phases] or [("", case.inputs)]
    stops = case.stops_if_a_phase_fails
    return [
        _GoLive(
            name,
            f"decided.{at}",
            inputs.get(LIKELIHOOD),
            inputs.get(LIKELIHOOD_AFTER_FAILURE) if at and not stops else None,
        )
        for at, (name, inputs) in enumerate(slices)
    ]


def outcomes_of(
    case: Case,
    net: Decimal | None,
    failures: Decimal | None,
    expectation: "Expectation | None" = None,
) -> tuple[Outcome, ...]:
    """
    Decide the events of the go-lives, and take means again.

    Args:
        case: The case.
        net: The mean of the net exposure.
        failures: The mean of the cost of the failures that happen.
        expectation: What took these means, where the case has ranges.

    Returns:
        Those that can happen; none where no likelihood is open, or where their chances are not told.
    """
    if not any(one.is_open for one in _go_lives(case)) or not has_told_order(case):
        return ()
    return tuple(one for one in _every_outcome(case, net, failures, expectation) if one.chance)


def _outcomes(
    whole: "CaseInTheMean",
    net: Decimal | None,
    failures: Decimal | None,
    expectation: "Expectation",
) -> tuple[Outcome, ...]:
    """Put the outcomes of all slips together, where likelihoods may follow from the slip."""
    if not whole.is_told:
        return ()
    if len(whole.groups) == 1:
        return outcomes_of(whole.case, net, failures, expectation)
    is_open = any(one.is_open for case in whole.groups for one in _go_lives(case))
    if not is_open or not all(map(has_told_order, whole.groups)):
        return ()
    each = []
    for case in whole.groups:
        with exact(ENOUGH_DIGITS):
            totals = price(case, traced_value, against_going_on=False).totals
        own = _expectation(case)
        figures = (totals["net_exposure"], totals[_FAILURES])
        told = [None if one is None else own.mean(one).value for one in figures]
        each.append(_every_outcome(case, told[0], told[1], own))
    pairs = list(zip(*each, strict=True))
    found = (_outcome_of_all(own, whole.chances) for own in pairs)
    return tuple(one for one in found if one.chance)


def _outcome_of_all(each: Sequence[Outcome], chances: Sequence[Decimal]) -> Outcome:
    """Weigh an outcome with how likely it is in each of several cases."""
    weights = [chance * one.chance for one, chance in zip(each, chances, strict=True)]
    chance = sum(weights, Decimal(0))

    def mean(figures: Sequence[Decimal | None]) -> Decimal | None:
        pairs = [(one, weight) for one, weight in zip(figures, weights, strict=True) if weight]
        if not chance or any(one is None for one, _ in pairs):
            return None
        return sum(((one or 0) * weight for one, weight in pairs), Decimal(0)) / chance

    return each[0]._replace(
        chance=chance,
        net_exposure=mean([one.net_exposure for one in each]),
        cost_of_failure=mean([one.cost_of_failure for one in each]),
    )


def _every_outcome(
    case: Case, net: Decimal | None, failures: Decimal | None, expectation: "Expectation | None"
) -> list[Outcome]:
    """List all outcomes, those that cannot happen among them."""
    go_lives = _go_lives(case)
    decided = _Decided(case, go_lives, expectation)
    if len(go_lives) == 1:
        found = [
            decided.outcome("if it fails", (True,)),
            decided.outcome("if it holds", (False,)),
        ]
    elif case.stops_if_a_phase_fails:
        found = list(decided.stopping())
    else:
        none = decided.outcome("nothing fails", (False,) * len(go_lives))
        some = _rest(none, net, failures)
        every = decided.outcome("all fail", (True,) * len(go_lives))
        found = [none, some, every._replace(partition=False)]
    if not decided.assesses_failure:
        found = [one._replace(cost_of_failure=None) for one in found]
    return found


def _rest(none: Outcome, net: Decimal | None, failures: Decimal | None) -> Outcome:
    """Return the mean of all that is left when nothing fails is taken out."""
    chance = 1 - none.chance
    parts = [
        None if whole is None or part is None or not chance else (whole - none.chance * part) / chance
        for whole, part in ((net, none.net_exposure), (failures, none.cost_of_failure))
    ]
    return Outcome("at least one fails", chance, parts[0], parts[1])


class _Decided:
    """A case in which it is decided whether each go-live fails."""

    def __init__(
        self, case: Case, go_lives: list[_GoLive], expectation: "Expectation | None"
    ) -> None:
        self._go_lives = go_lives
        self._like = expectation
        self._stating = case
        self._case = _deciding(case, go_lives)
        with exact(ENOUGH_DIGITS):
            traced = price(self._case, traced_value, against_going_on=False)
        failures = traced.totals[_FAILURES]
        self.assesses_failure = failures is not None
        self._figures = (traced.net_exposure, Decimal(0) if failures is None else failures)

    def outcome(self, name: str, fails: tuple[bool, ...]) -> Outcome:
        """Decide go-lives, the first ones where a stop leaves the others undone."""
        chance, own = self._chance(fails), self._expectation(fails)
        by_themselves = not shares_its_cause(self._stating)
        is_one_power = by_themselves and self._is_every(fails)
        weight = own.mean_of_product(self._stated()) if is_one_power else own.mean(chance)
        found = [mean_given(own, chance, weight, own.mean(one), one) for one in self._figures]
        return Outcome(name, weight.value or Decimal(0), found[0], found[1])

    def stopping(self) -> Iterator[Outcome]:
        """
        Let the roll-out stop at each phase in turn.

        Every figure is of degree one in whether a phase fails: at the point where none does, its
        derivative is the difference that the first failure makes.
        """
        last = len(self._go_lives) - 1
        none = self.outcome("nothing fails", (False,) * (last + 1))
        yield none
        paths = {one.path for one in self._go_lives}
        own = self._expectation(())
        slopes = [own.slopes(figure, paths) for figure in self._figures]
        points = [own.mean(figure) for figure in self._figures]
        held: Symbol | Decimal = Decimal(1)  # one chain, so that what it shares is worked out once
        for at, one in enumerate(self._go_lives):
            name = "only the last fails" if at == last else f"stops after {one.name}"
            with exact(ENOUGH_DIGITS):
                chance: Figure = held * one.likelihood
                held = held * (1 - one.likelihood)
            if shares_its_cause(self._stating):
                chance = self._chance((*(False,) * at, True))
            weight = own.mean(chance)
            if any(
                slope is None or point.value is None or weight.sources & point.sources
                for slope, point in zip(slopes, points, strict=True)
            ):
                values = [
                    mean_given(own, chance, weight, own.mean(figure), figure)
                    for figure in self._where_it_fails(one)
                ]
                yield Outcome(name, weight.value or Decimal(0), values[0], values[1], phase=one.name)
                continue
            plain = [
                (point.value or 0) + (slope or {}).get(one.path, Decimal(0))
                for slope, point in zip(slopes, points, strict=True)
            ]
            yield Outcome(name, weight.value or Decimal(0), plain[0], plain[1], phase=one.name)

    def _where_it_fails(self, one: _GoLive) -> list[Figure]:
        """Write the figures where one go-live fails and no other one does."""
        with exact(ENOUGH_DIGITS):
            return [none + slopes[one.path] for none, slopes in self._first_failures]

    @cached_property
    def _first_failures(self) -> list[tuple[Figure, dict[str, Figure]]]:
        """Write the figures where nothing fails, and the difference that each failure makes."""
        numbers = {one.path: Decimal(0) for one in self._go_lives}
        with exact(ENOUGH_DIGITS):
            from omsrisk.core.algebra.slopes import slopes_of

            return [slopes_of(figure, numbers, numbers) for figure in self._figures]

    def _expectation(self, fails: tuple[bool, ...]) -> "Expectation":
        """Take means where these go-lives fail or hold, and all others hold."""
        numbers = {one.path: Decimal(0) for one in self._go_lives}
        numbers |= {
            one.path: Decimal(failed) for one, failed in zip(self._go_lives, fails, strict=False)
        }
        from omsrisk.core.uncertainty.expectation import Expectation

        return Expectation(self._case, numbers, like=self._like, fails=self._is_every(fails))

    def _is_every(self, fails: tuple[bool, ...]) -> bool:
        return len(fails) == len(self._go_lives) and all(fails)

    def _stated(self) -> list[str]:
        """List what says that all go-lives fail, one after the other, by the paths where stated."""
        after = [one.after if one.after is not None else one.stated for one in self._go_lives]
        return [one.path for one in after if one is not None]

    def _chance(self, fails: tuple[bool, ...]) -> Figure:
        """Return the chance of what is decided: a number, or in terms of what is uncertain in it."""
        with exact(ENOUGH_DIGITS):
            return chance_of(self._stating, fails, _value_of, stated_likelihoods(self._stating))


def mean_given(
    own: "Expectation", chance: Figure, weight: "Mean", plain: "Mean", figure: Figure
) -> Decimal | None:
    """
    Take the mean of a figure given what is decided, which says something of its inputs, too.

    Args:
        own: Takes means where it is decided.
        chance: Of what is decided.
        weight: The mean of that chance.
        plain: The mean of the figure.
        figure: The figure.
    """
    if not weight.sources & plain.sources:
        return plain.value
    together = own.mean(chance * figure).value
    return None if together is None or not weight.value else _QUOTIENT.divide(together, weight.value)


_QUOTIENT = Context(prec=50)
"""A quotient of means is rounded, also where all else is exact."""


def _deciding(case: Case, go_lives: list[_GoLive]) -> Case:
    """Let each go-live fail with a likelihood that is to be decided."""
    own = [Input(one.path, Decimal(1), "1", restated=True) for one in go_lives]
    inputs = {**case.inputs, **{one.path: one for one in own}}
    # what says the chances keeps its range, though no formula asks for it any more
    inputs |= {f"stated.{one.path}": one.stated for one in go_lives if one.stated is not None}
    inputs |= {f"after.{one.path}": one.after for one in go_lives if one.after is not None}
    if not case.phases:
        return case._replace(inputs={**inputs, LIKELIHOOD: own[0]})
    # what is decided depends on nothing any more
    if COMMON_CAUSE in inputs:
        inputs[f"stated.{COMMON_CAUSE}"] = inputs.pop(COMMON_CAUSE)
    phases = tuple(
        phase._replace(inputs={**_by_itself(phase.inputs), LIKELIHOOD: one})
        for phase, one in zip(case.phases, own, strict=True)
    )
    return case._replace(inputs=inputs, phases=phases)


def _by_itself(inputs: Mapping[str, Input]) -> dict[str, Input]:
    return {path: one for path, one in inputs.items() if path != LIKELIHOOD_AFTER_FAILURE}
