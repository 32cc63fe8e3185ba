"""Varying inputs: which numbers of a case a path names, and what they may be."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from omsrisk.core.case import Case, Input
from omsrisk.core.polynomial import Polynomial, polynomial_of
from omsrisk.core.symbols import Symbol
from omsrisk.core.variation import is_phase_share, moves_dates, stating_default
from omsrisk.errors import UsageError
from omsrisk.scenario.load import Scenario
from omsrisk.scenario.merging import nearest_path
from omsrisk.scenario.quantities import Kind
from omsrisk.scenario.resolve import as_slugs
from omsrisk.scenario.shapes import kind_of, known_paths

VARIABLE = "x"
HIGHEST_POWER = 24
"""From a higher power on, a polynomial is written in the rest of a share to 1."""

_EVERY_PHASE = "phases.*."


class Varied(NamedTuple):
    """
    An input that is to vary.

    Attributes:
        path: As it was named.
        paths: The inputs it stands for, by the path where each is stated.
        values: Their numbers in the file.
        kind: Its kind of number.
        unit: Its unit.
        case: The case, with the input stated where it was left out.
    """

    path: str
    paths: tuple[str, ...]
    values: tuple[Decimal, ...]
    kind: Kind
    unit: str
    case: Case

    @property
    def value(self) -> Decimal | None:
        """The number in the file; None where phases have different ones."""
        return self.values[0] if len(set(self.values)) == 1 else None


def varied(scenario: Scenario, path: str) -> Varied:
    """
    Find the input that a path names.

    Args:
        scenario: From `omsrisk.load`.
        path: Such as `delay.duration_days`, `phases.pilot.delay.duration_days`, or
            `phases.*.delay.duration_days` for the input in all phases.

    Raises:
        UsageError: The format has no such input, or this scenario has not.
    """
    kind = _kind(path)
    case = scenario.case
    if path.startswith(_EVERY_PHASE):
        tail = path.removeprefix(_EVERY_PHASE)
        found = [phase.inputs[tail] for phase in case.phases if tail in phase.inputs]
        if not found:
            raise UsageError(f"no phase of {scenario.file} has `{tail}`")
    else:
        stated = _stated(case, path)
        if stated is None:
            case, stated = _with_default(scenario, path)
        found = [stated]
    paths = tuple(dict.fromkeys(one.path for one in found))
    values = tuple({one.path: one.value for one in found}.values())
    return Varied(path, paths, values, kind, found[0].unit, case)


def _stated(case: Case, path: str) -> Input | None:
    if path in case.inputs:
        return case.inputs[path]
    slugs = as_slugs(path)
    return next((one for name, one in case.inputs.items() if as_slugs(name) == slugs), None)


def _kind(path: str) -> Kind:
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
        raise UsageError(f"`{path}` is no number that could be varied", hint)
    if kind is None:
        raise UsageError(f"unknown input path `{path}`", nearest_path(path))
    return kind


def _with_default(scenario: Scenario, path: str) -> tuple[Case, Input]:
    """State an input that counts as 1 where it is left out."""
    found = stating_default(scenario.case, path)
    if found is None:
        raise UsageError(
            f"{scenario.file} does not state `{path}`", "state it in the file, or with --set"
        )
    return found


def in_one_variable(
    expression: Symbol | Decimal | int,
    one: Varied,
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
    """
    variables = dict.fromkeys(one.paths, VARIABLE)
    if in_rest or (one.kind.is_share and len(one.case.phases) > HIGHEST_POWER):
        found = polynomial_of(expression, variables, values, rests={VARIABLE})
        if in_rest or found.degree() > HIGHEST_POWER:
            return found
    return polynomial_of(expression, variables, values)


def check_bounds(one: Varied, number: Decimal) -> None:
    """
    Check that a number can stand in the input's place.

    Raises:
        UsageError: It is out of the input's bounds.
    """
    if number < 0:
        raise UsageError(f"`{one.path}`: {number} is negative", f"bounds: {one.kind.bounds}")
    if one.kind.is_share and number > 1:
        raise UsageError(f"`{one.path}`: {number} is more than 1", f"bounds: {one.kind.bounds}")
