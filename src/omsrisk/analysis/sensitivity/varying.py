"""Varying inputs: which numbers of a case a path names, and what they may be."""

from collections.abc import Collection, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import NamedTuple

from omsrisk.core.algebra.polynomial import Polynomial, TooManyTermsError, polynomial_of
from omsrisk.core.algebra.symbols import Symbol
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.above_today import least_by_today, most_by_today
from omsrisk.core.phasing.go_live_chances import takes_the_largest
from omsrisk.core.phasing.learning import is_rate_of_weighed, part_kept, rate_of
from omsrisk.core.phasing.ranged_effects import bounds_of_effect
from omsrisk.core.pricing.case import (
    EVERY_PHASE,
    Case,
    Input,
    Phase,
    Spread,
    is_of_a_phase,
    own_path,
    phase_of,
)
from omsrisk.core.pricing.catalogue import COMMON_CAUSE, GAP_LIST, LIKELIHOOD
from omsrisk.core.pricing.fallbacks import stating_fallback
from omsrisk.core.pricing.variation import (
    is_phase_share,
    moves_dates,
    paces_catching_up,
    stating_default,
    uncertain_inputs,
)
from omsrisk.errors import UsageError
from omsrisk.kept_tables import KeptTables
from omsrisk.scenario.building.keeping import note_of
from omsrisk.scenario.building.merging import nearest_path
from omsrisk.scenario.building.resolver import as_slugs
from omsrisk.scenario.documents.findings import Finding
from omsrisk.scenario.labels import label_of, owner_of
from omsrisk.scenario.load import Scenario
from omsrisk.scenario.schema.paths import kind_of, known_paths
from omsrisk.scenario.schema.quantities import RATE, Kind
from omsrisk.text import slug_of

VARIABLE = "x"
HIGHEST_POWER = 24
"""From a higher power on, a polynomial is written in the rest of a share to 1."""

MOST_BY_FACTOR = 250
"""The power of a factor beyond which roots are not looked for: they would take minutes."""

FACTOR = "factor"
"""The unit of a path such as `phases.*.likelihood`: what every phase has is multiplied by it."""

_FLOOR = Context(prec=28, rounding=ROUND_FLOOR)
_CEILING = Context(prec=28, rounding=ROUND_CEILING)


class VariedInput(NamedTuple):
    """
    An input that is to vary.

    Attributes:
        path: As it was named.
        paths: The inputs it stands for, by the path where each is stated.
        values: Their numbers in the file, or what mitigations that are taken make of them.
        kind: Its kind of number.
        unit: Its unit; `factor` where the input of all phases moves by one factor.
        case: The case, with the input stated where it was left out.
        restated_by: Paths at which phases state it for themselves, so that it does not reach them.
        scales: What each of the inputs is of the variable; empty where each is the variable itself.
    """

    path: str
    paths: tuple[str, ...]
    values: tuple[Decimal, ...]
    kind: Kind
    unit: str
    case: Case
    restated_by: tuple[str, ...] = ()
    scales: tuple[Decimal, ...] = ()

    @property
    def label(self) -> str:
        """What reports call it."""
        return label_of(self.case, self.path)

    @property
    def owner(self) -> str | None:
        """Who answers for it, where the author says so."""
        return owner_of(self.case, *self.paths)

    @property
    def is_factor(self) -> bool:
        """Whether it is the factor by which the input of every phase moves."""
        return self.unit == FACTOR

    @property
    def value(self) -> Decimal:
        """The number in the file; 1 for a factor."""
        return Decimal(1) if self.is_factor else self.values[0]

    @property
    def changed_by(self) -> tuple[str, ...]:
        """Name the mitigations that are taken and have made its number what it is."""
        return changed_by(self.case, self.paths)

    @property
    def most(self) -> Decimal | None:
        """The most it can be, rounded down; None where nothing bounds it."""
        if self.kind.is_signed:
            return bounds_of_effect(self.case, self.paths)[1]
        if not self.kind.is_share:
            return None
        tops = most_by_today(self.case)
        if not self.is_factor:
            return min(tops.get(path, Decimal(1)) for path in self.paths)
        largest = max(self.values)
        return _FLOOR.divide(Decimal(1), largest) if largest else None

    @property
    def least(self) -> Decimal:
        """The least it can be: 0, or what brings a rate to that of today, rounded up."""
        if self.kind.is_signed:
            return bounds_of_effect(self.case, self.paths)[0]
        bounds = least_by_today(self.case) if self.kind.is_share else {}
        found = [Decimal(0)]
        for path, value in zip(self.paths, self.values, strict=True):
            floor = bounds.get(path, Decimal(0))
            found.append(_CEILING.divide(floor, value) if self.is_factor and value else floor)
        return max(found)

    def numbers_at(self, number: Decimal) -> dict[str, Decimal]:
        """Return number of each input, by the path where it is stated, for one of the variable."""
        if not self.scales:
            return dict.fromkeys(self.paths, number)
        with exact(ENOUGH_DIGITS):
            return {path: part * number for path, part in zip(self.paths, self.scales, strict=True)}


def changed_by(case: Case, paths: Collection[str]) -> tuple[str, ...]:
    """
    Name the mitigations that are taken and have made inputs what they are.

    Args:
        case: With what is taken.
        paths: The inputs, by the path where each is stated.
    """
    slices = (case.inputs, *(phase.inputs for phase in case.phases))
    found = [one for inputs in slices for one in inputs.values() if one.path in paths]
    names = (name for one in found if not one.acted_on for name in one.changed_by)
    return tuple(dict.fromkeys(names))


def may_come_to(spread: Spread, number: Decimal) -> bool:
    """
    Whether a number lies within a range; in an interval, where one of a thousand lies beyond it.

    Args:
        spread: What is known of an input.
        number: In its unit.
    """
    if spread.share is None:
        return spread.low <= number <= spread.high
    from omsrisk.core.uncertainty.events import distribution_of

    own = distribution_of(spread)
    return own.quantile(_SELDOM) <= float(number) <= own.quantile(1 - _SELDOM)


_SELDOM = 0.001


def is_within_range(one: VariedInput, number: Decimal) -> bool:
    """
    Whether an input may come to a number by what the file states of it; True where it has no range.

    Args:
        one: The input.
        number: Of the variable: of a factor, what it makes of each input counts.
    """
    ranges = uncertain_inputs(one.case)
    found = [
        (ranges[path].spread, at) for path, at in one.numbers_at(number).items() if path in ranges
    ]
    return all(spread is None or may_come_to(spread, at) for spread, at in found)


def note_of_kept(one: VariedInput, option: str) -> tuple[Finding, ...]:
    """Tell which phases keep a number of their own while an input varies; nothing where none does."""
    note = note_of(one.case, option, one.path)
    return () if note is None else (note,)


def varied(scenario: Scenario, path: str) -> VariedInput:
    """
    Find the input that a path names.

    Args:
        scenario: From `omsrisk.load`.
        path: Such as `delay.duration_days`, `phases.pilot.delay.duration_days`, or
            `phases.*.delay.duration_days` for one factor on the input of all phases.

    Raises:
        UsageError: The format has no such input, or this scenario has not.
    """
    if is_one_of_some(scenario.case, path):
        raise UsageError(
            f"`{path}` cannot be varied under `{COMMON_CAUSE}` and a rule to stop: which likelihood "
            "is the largest decides",
            "--set takes one value",
        )
    return moved(scenario, path)


def is_one_of_some(case: Case, path: str) -> bool:
    """Whether an input is a likelihood of several of which the largest decides."""
    return own_path(path) == LIKELIHOOD and takes_the_largest(case)


def moved(scenario: Scenario, path: str) -> VariedInput:
    """
    Find the input that a path names, also where no formula can vary it: it is priced anew.

    Args:
        scenario: From `omsrisk.load`.
        path: As `varied` takes it.

    Raises:
        UsageError: The format has no such input, or this scenario has not.
    """
    kind = _kind(path)
    case = scenario.case
    if is_rate_of_weighed(case, path):
        raise UsageError(
            f"`{path}` cannot be varied: a season or a profile weighs the days that it shortens, or "
            "a cap limits what rests on it",
            "--set takes one value",
        )
    if path.startswith(EVERY_PHASE):
        return _in_all_phases(scenario, path, kind)
    stated = _stated(case, path)
    if stated is None:
        case, stated = _with_default(scenario, path)
    learned = _learned_of(case, stated)
    return VariedInput(
        path,
        (stated.path, *(one.path for one, _ in learned)),
        (stated.value, *(one.value for one, _ in learned)),
        kind,
        stated.unit,
        case,
        _restating(case, stated.path),
        (Decimal(1), *(part for _, part in learned)) if learned else (),
    )


def _learned_of(case: Case, stated: Input) -> list[tuple[Input, Decimal]]:
    """List what phases state that they have learned of an input, and which part of it that is."""
    found = []
    for before, own, source in _LEARNED.of(case.phases).get(stated.path, ()):
        rate = rate_of(source, case.phases[before].inputs, before)
        if rate is not None:
            with exact(ENOUGH_DIGITS):
                found.append((own, part_kept(rate.value, before) * own.part))
    return found


def _by_source(phases: tuple[Phase, ...]) -> dict[str, list[tuple[int, Input, Input]]]:
    """List what phases have learned, with the place of the phase, by where they learned it from."""
    found: dict[str, list[tuple[int, Input, Input]]] = {}
    for before, phase in enumerate(phases):
        for path, own in phase.inputs.items():
            source = own.learned_from
            if source is not None and own_path(source.path) == path:
                found.setdefault(source.path, []).append((before, own, source))
    return found


_LEARNED = KeptTables(_by_source)


def _in_all_phases(scenario: Scenario, path: str, kind: Kind) -> VariedInput:
    """Find the input of every phase; one that counts as 1 where it is left out is stated."""
    case, tail = scenario.case, path.removeprefix(EVERY_PHASE)
    if any(tail not in phase.inputs for phase in case.phases):
        with_default = stating_default(case, tail)
        case = case if with_default is None else with_default[0]
    found = {
        phase.inputs[tail].path: phase.inputs[tail].value
        for phase in case.phases
        if tail in phase.inputs
    }
    if not found:
        raise UsageError(f"no phase of {scenario.file} has `{tail}`")
    values = tuple(found.values())
    return VariedInput(path, tuple(found), values, kind, FACTOR, case, scales=values)


def _restating(case: Case, path: str) -> tuple[str, ...]:
    """List the paths at which phases state an input of the scenario for themselves."""
    if is_of_a_phase(path):
        return ()
    own = [phase.inputs[path] for phase in case.phases if path in phase.inputs]
    return tuple(one.path for one in own if (one.learned_from or one).path != path)


def _stated(case: Case, path: str) -> Input | None:
    if path in case.inputs:
        return case.inputs[path]
    if paces_catching_up(path):
        return _capacity(case, path)
    return _INPUTS.of(case.inputs).get(as_slugs(path))


def _by_slugs(inputs: Mapping[str, Input]) -> dict[str, Input]:
    """Put inputs by their paths as slugs, the first of each."""
    found: dict[str, Input] = {}
    for name, one in inputs.items():
        found.setdefault(as_slugs(name), one)
    return found


_INPUTS = KeptTables(_by_slugs)


def _capacity(case: Case, path: str) -> Input | None:
    """Take how fast a stop is caught up for an input: it has no range, and stands in no formula."""
    phases = {one.prefix + own_path(path): one.settings for one in case.phases}
    settings = phases.get(path) if is_of_a_phase(path) else case.settings
    stated = None if settings is None else settings.get(own_path(path))
    return None if stated is None else Input(path, Decimal(stated), "1")


def _kind(path: str) -> Kind:
    if paces_catching_up(path) and not path.startswith(EVERY_PHASE):
        return RATE
    if moves_dates(path):
        raise UsageError(
            f"`{path}` moves a date and cannot be varied",
            "--set takes one value; sweep --vary calendar.go_live tries days",
        )
    if is_phase_share(path):
        raise UsageError(
            f"`{path}` cannot be varied alone: the shares of the phases add up to 100 %",
            "change them all in the file",
        )
    kind = kind_of(path)
    if kind is None and path in known_paths():
        hint = "sweep --vary calendar.go_live tries days" if "go_live" in path else ""
        raise UsageError(f"`{path}` is not a number that can be varied", hint)
    if kind is None:
        raise UsageError(f"unknown input path `{path}`", nearest_path(path))
    return kind


def _with_default(scenario: Scenario, path: str) -> tuple[Case, Input]:
    """State an input that counts as another one, or as 1, where it is left out."""
    case = stating_fallback(scenario.case, path)
    stated = _stated(case, path)
    if stated is not None:
        return case, stated
    found = stating_default(scenario.case, path)
    if found is None:
        raise UsageError(
            f"{scenario.file} does not state `{path}`", _what_counts_instead(scenario.case, path)
        )
    return found


def _what_counts_instead(case: Case, path: str) -> str:
    """Say what is in force where a path is not stated, as far as something is."""
    stating = "state it in the file, or with --set"
    if not is_of_a_phase(path):
        return stating
    name = slug_of(phase_of(path))
    phase = next((one for one in case.phases if one.slug == name), None)
    if phase is None:
        slugs = ", ".join(f"`{one.slug}`" for one in case.phases)
        return f"its phases are {slugs}" if slugs else "it has no phases"
    inherited = phase.inputs.get(own_path(path))
    return stating if inherited is None else f"the phase inherits `{inherited.path}`: {stating}"


class HeldByCapError(UsageError):
    """An input cannot be varied in a formula: a cap has it beside others, or it makes a choice."""

    def __init__(self, path: str) -> None:
        why = "stands in an item with a cap, beside ranges or other inputs that move"
        first = "take `--at likely`"
        if path.startswith(f"{GAP_LIST}."):
            why = "decides which way counts of a gap that is not decided, beside a range"
            first = "decide on the gap"
        super().__init__(
            f"`{path}` {why}: no formula tells what it makes of the mean",
            f"sweep it: --vary, {first}, or solve for `--target mean:METRIC=AMOUNT`",
        )


class TooHighPowerError(UsageError):
    """A factor on many phases has a power of which roots are not found."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"`{path}` cannot be solved for: the chances of more than {MOST_BY_FACTOR} phases rest "
            "on it, each on that of the one before",
            "sweep it: --vary, or take the input of one phase",
        )


def check_not_held(one: VariedInput, held: Collection[str]) -> None:
    """
    Check that an input stands in figures as itself.

    Args:
        one: The input.
        held: The inputs that do not.

    Raises:
        HeldByCapError: It does not.
    """
    if not set(one.paths).isdisjoint(held):
        raise HeldByCapError(one.path)


def in_one_variable(
    expression: Symbol | Decimal | int,
    one: VariedInput,
    values: Mapping[str, Decimal],
    *,
    in_rest: bool = False,
) -> Polynomial:
    """
    Write a traced figure as a polynomial in one input; call it inside `money.exact()`.

    Args:
        expression: From a trace of the input's case.
        one: The input.
        values: The number of every input.
        in_rest: Whether to write it in the rest to 1 in any case.

    Where its power is high, as that of a likelihood which many phases share under the stop rule, the
    polynomial is written in the rest of the share to 1.

    Raises:
        HeldByCapError: An amount with a cap is none of its curves.
        TooHighPowerError: It is a factor on many phases, each of which rests on the one before.
    """
    try:
        return _in_one_variable(expression, one, values, in_rest=in_rest)
    except TooManyTermsError:
        raise HeldByCapError(one.path) from None


def _in_one_variable(
    expression: Symbol | Decimal | int,
    one: VariedInput,
    values: Mapping[str, Decimal],
    *,
    in_rest: bool,
) -> Polynomial:
    variables = dict.fromkeys(one.paths, VARIABLE)
    if one.scales:
        scales = dict(zip(one.paths, one.scales, strict=True))
        found = polynomial_of(expression, variables, values, scales=scales)
        if found.degree() > MOST_BY_FACTOR:
            raise TooHighPowerError(one.path)
        return found
    if in_rest or (one.kind.is_share and len(one.case.phases) > HIGHEST_POWER):
        found = polynomial_of(expression, variables, values, rests={VARIABLE})
        if in_rest or found.degree() > HIGHEST_POWER:
            return found
    return polynomial_of(expression, variables, values)


def check_bounds(one: VariedInput, number: Decimal) -> None:
    """
    Check that a number can stand in the input's place.

    Raises:
        UsageError: It is out of the input's bounds.
    """
    most = one.most
    if one.is_factor and most is not None and number > most:
        raise UsageError(
            f"`{one.path}`: {number} times what the phases have is more than 1",
            f"a factor of at most {most:.4g}",
        )
    if one.kind.is_signed:
        if not one.least <= number <= (number if most is None else most):
            told = f"`{one.path}`: with {number} an input would leave its bounds"
            raise UsageError(told, f"bounds: {one.kind.bounds}")
        return
    if number < 0:
        raise UsageError(f"`{one.path}`: {number} is negative", f"bounds: {one.kind.bounds}")
    if number < one.least:
        told = f"`{one.path}`: {number} brings a rate below today's"
        raise UsageError(told, f"at least {one.least:.4g}")
    if most is not None and most < 1 and most < number and not one.is_factor:
        raise UsageError(
            f"`{one.path}`: {number} is more than a rate with the new system", f"at most {most:.4g}"
        )
    if one.kind.is_share and not one.is_factor and number > 1:
        raise UsageError(f"`{one.path}`: {number} is more than 1", f"bounds: {one.kind.bounds}")
