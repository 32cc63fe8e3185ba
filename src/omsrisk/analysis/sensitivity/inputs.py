"""What does the answer rest on? Every input with what is known of it, and those that are missing."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.sensitivity.moving import Moving
from omsrisk.analysis.sensitivity.tornado import p10_and_p90
from omsrisk.analysis.uncertainty.means import At
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.learning import is_rate_of_weighed
from omsrisk.core.pricing.case import PHASES, Case, Input, Spread
from omsrisk.core.pricing.derived import is_part
from omsrisk.core.pricing.needs import MissingInput, missing_inputs, unassessed_inputs
from omsrisk.core.pricing.variation import is_phase_share, moves_dates
from omsrisk.scenario.labels import label_of
from omsrisk.scenario.load import Scenario
from omsrisk.scenario.schema.paths import KnownInput, known_input
from omsrisk.scenario.schema.quantities import Range

_SWING = Decimal("0.1")

STATED, MISSING, NOT_ASSESSED = "stated", "missing", "not assessed"
"""Whether an input is there, needed by what is there, or needed by what nobody assesses."""


class RegisteredInput(NamedTuple):
    """
    An input, with what is known of it.

    Attributes:
        scenario: The scenario that it is of.
        path: Where it is stated, or would be.
        label: What reports call it.
        meaning: What it is, in a sentence.
        unit: Its unit.
        state: `stated`, `missing` or `not assessed`.
        value: Its value; None where it has none.
        spread: Its range.
        source: Where it comes from.
        owner: Who answers for it.
        as_of: The day it was true.
        documented: A range that inputs of this kind were found in.
        effect: How far apart the net exposure is at 10 % less and at 10 % more of it [money]; None
            where it cannot be told.
        effect_of_range: The same at the P10 and the P90 of its range [money].
    """

    scenario: Scenario
    path: str
    label: str
    meaning: str
    unit: str
    state: str
    value: Decimal | None = None
    spread: Spread | None = None
    source: str | None = None
    owner: str | None = None
    as_of: date | None = None
    documented: Range | None = None
    effect: Decimal | None = None
    effect_of_range: Decimal | None = None

    @property
    def weight(self) -> Decimal:
        """By which inputs are sorted: the larger of its effects [money]."""
        return max(self.effect or Decimal(0), self.effect_of_range or Decimal(0))


def register(scenario: Scenario, at: At = At.MEAN) -> list[RegisteredInput]:
    """
    List the inputs of a scenario: first what is missing, then by what they move.

    Args:
        scenario: May lack inputs; effects are not told then, as nothing can be priced.
        at: What ranges count with, other than that of the input that moves.
    """
    case = scenario.case
    missing = missing_inputs(case)
    moving = None if missing else Moving(case, DEFAULT, at)
    found = [_stated(scenario, one, moving) for one in stated_inputs(case).values()]
    found.sort(key=lambda one: one.weight, reverse=True)
    lacking = [_lacking(scenario, one, MISSING) for one in missing]
    known = {one.path for one in missing}
    others = (one for one in unassessed_inputs(case) if one.path not in known)
    unassessed = [_lacking(scenario, one, NOT_ASSESSED) for one in others]
    return [*lacking, *found, *unassessed]


def stated_inputs(case: Case) -> Mapping[str, Input]:
    """List every input of a case by the path where it is stated, each once."""
    found: dict[str, Input] = {one.path: one for one in case.inputs.values()}
    for phase in case.phases:
        for one in phase.inputs.values():
            found.setdefault(one.path, one)
        found.setdefault(phase.share.path, phase.share)
    return found


def _stated(scenario: Scenario, one: Input, moving: Moving | None) -> RegisteredInput:
    known = known_input(one.path)
    effect = of_range = None
    is_moved = not (
        is_phase_share(one.path)
        or moves_dates(one.path)
        or is_rate_of_weighed(scenario.case, one.path)
    )
    if moving is not None and is_moved:
        with exact(ENOUGH_DIGITS):
            ends = one.value * (1 - _SWING), one.value * (1 + _SWING)
        if is_part(one):
            ends = ends[0], min(ends[1], Decimal(1))
        effect = _apart(moving, one.path, ends)
        if one.spread is not None:
            of_range = _apart(moving, one.path, p10_and_p90(one.spread))
    return RegisteredInput(
        scenario,
        one.path,
        label_of(scenario.case, one.path),
        _meaning(known),
        one.unit,
        STATED,
        one.value,
        one.spread,
        one.source,
        one.owner,
        one.as_of,
        _documented(scenario, known),
        effect,
        of_range,
    )


def _apart(moving: Moving, path: str, ends: tuple[Decimal, Decimal]) -> Decimal:
    low, high = (moving.at(path, end) for end in ends)
    with exact(ENOUGH_DIGITS):
        return abs(high - low)


def _lacking(scenario: Scenario, one: MissingInput, state: str) -> RegisteredInput:
    path = f"{PHASES}.{one.phase}.{one.path}" if one.phase else one.path
    known = known_input(path)
    unit = "" if known is None else known.declaration.unit
    label = label_of(scenario.case, path)
    documented = _documented(scenario, known)
    return RegisteredInput(scenario, path, label, _meaning(known), unit, state, documented=documented)


def _meaning(known: KnownInput | None) -> str:
    return "" if known is None else known.declaration.description


def _documented(scenario: Scenario, known: KnownInput | None) -> Range | None:
    """Find what inputs of this kind were found in: of money, only in the currency of the scenario."""
    found = None if known is None else known.declaration.documented
    if found is None or found.currency not in {"", scenario.currency}:
        return None
    return found


def chosen(
    inputs: list[RegisteredInput],
    *,
    missing: bool = False,
    unsourced: bool = False,
    owner: str | None = None,
) -> Iterator[RegisteredInput]:
    """
    Choose what is to be asked of whom.

    Args:
        inputs: The register.
        missing: Only what has no value.
        unsourced: Only what names no source.
        owner: Only what this person answers for.
    """
    for one in inputs:
        is_wanted = not (missing or unsourced)
        is_wanted |= missing and one.value is None
        is_wanted |= unsourced and one.value is not None and not one.source
        if is_wanted and (owner is None or (one.owner or "").casefold() == owner.casefold()):
            yield one
