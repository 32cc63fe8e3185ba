"""Varying inputs: which numbers of a case a path names, and the case with others in their place."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from omsrisk.core.case import Case, Input, Phase
from omsrisk.errors import UsageError
from omsrisk.scenario.load import Scenario
from omsrisk.scenario.merging import nearest_path
from omsrisk.scenario.quantities import Kind
from omsrisk.scenario.resolve import as_slugs
from omsrisk.scenario.shapes import known_inputs

_EVERY_PHASE = "phases.*."
_WHOLE = ("likelihood", "share_of_orders_delayed", "share_of_orders")
"""Inputs that count as 1 where they are left out."""


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
    parts = path.split(".")
    for known in known_inputs().values():
        mask = known.path.split(".")
        if len(mask) == len(parts) and all(
            one in {"*", other} for one, other in zip(mask, parts, strict=True)
        ):
            return known.kind
    raise UsageError(f"unknown input path `{path}`", nearest_path(path))


def _with_default(scenario: Scenario, path: str) -> tuple[Case, Input]:
    """State an input that counts as 1 where it is left out."""
    case = scenario.case
    section, _, key = path.rpartition(".")
    phase = next((one for one in case.phases if section == f"phases.{one.slug}"), None)
    known = not section or section in case.sections or phase is not None
    in_row = section.rpartition(".")[0] in case.rows
    if key not in _WHOLE or not (known or in_row):
        raise UsageError(
            f"{scenario.file} does not state `{path}`", "state it in the file, or with --set"
        )
    new = Input(path, Decimal(1), "1", restated=phase is not None)
    inherited = case.inputs.get(key) if phase is not None else None
    if inherited is not None:
        new = new._replace(value=inherited.value)

    def stating(one: Phase) -> Phase:
        if phase is None:
            return one._replace(inputs={path: new, **one.inputs})
        return one._replace(inputs={**one.inputs, key: new}) if one is phase else one

    phases = tuple(stating(one) for one in case.phases)
    return case._replace(inputs={**case.inputs, path: new}, phases=phases), new


def replaced(case: Case, numbers: Mapping[str, Decimal]) -> Case:
    """
    Put other numbers in the place of inputs, wherever they are in force.

    Args:
        case: A case.
        numbers: By the path where each input is stated.
    """

    def other(inputs: Mapping[str, Input]) -> dict[str, Input]:
        return {
            path: one._replace(value=numbers[one.path]) if one.path in numbers else one
            for path, one in inputs.items()
        }

    phases = tuple(
        phase._replace(
            inputs=other(phase.inputs),
            share=phase.share._replace(value=numbers.get(phase.share.path, phase.share.value)),
        )
        for phase in case.phases
    )
    return case._replace(inputs=other(case.inputs), phases=phases)


def values_of(case: Case) -> dict[str, Decimal]:
    """Give the number of every input by the path where it is stated."""
    values = {one.path: one.value for one in case.inputs.values()}
    for phase in case.phases:
        values.update((one.path, one.value) for one in phase.inputs.values())
        values[phase.share.path] = phase.share.value
    return values


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
