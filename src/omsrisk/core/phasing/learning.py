"""
Learning: what each phase has less of than the one before it, in the order of the file.

A rate says which part of an input a phase leaves behind: of 8 days and a rate of 50 %, the second
phase keeps 4 and the third 2. A phase that states the input for itself learns nothing of it.

Days that a season or a course weighs are a step, as a cap is, and a step is one of a single input:
phases then state what they have learned, as if the file did.
"""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from fnmatch import fnmatchcase

from omsrisk.core.formulas.formula import N
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.covered_rows import takes_whole
from omsrisk.core.phasing.windows import window_of
from omsrisk.core.pricing.case import Case, Input, Phase, Spread, Treatment, own_path
from omsrisk.core.pricing.catalogue import CAP, DRIVERS, LEARNING, LINES
from omsrisk.core.pricing.declarations import (
    ComputedArgument,
    ItemDriver,
    LineType,
    SeasonDays,
    StatedArgument,
)


def rate_of(stated: Input, inputs: Mapping[str, Input], phases_before: int) -> Input | None:
    """
    Find the rate at which a phase learns on an input; None where it does not.

    Args:
        stated: The input in force.
        inputs: All that are in force beside it.
        phases_before: How many phases there are before this one.
    """
    if not phases_before or (stated.restated and not stated.is_dated):
        return None
    return inputs.get(LEARNING + own_path(stated.path))


def part_kept(rate: N, phases_before: int) -> N | int:
    """
    Return which part of an input is left after some phases, 0 to 1.

    Args:
        rate: Part of it that each phase leaves behind, 0 to 1.
        phases_before: How many phases there were, 1 or more.
    """
    kept: N | int = 1
    power: N | int = 1 - rate
    while phases_before:  # squares, so that the last of a thousand phases takes few products
        if phases_before % 2:
            kept = kept * power
        phases_before //= 2
        if phases_before:
            power = power * power
    return kept


def with_learned_days(case: Case) -> Case:
    """Let each phase state the days that it has learned, where a season or a course weighs them."""
    paths = [path for path in case.inputs if path.startswith(LEARNING)]
    for path in (one for one in paths if is_weighed(case, one)):
        days, rate = path.removeprefix(LEARNING), case.inputs[path].value
        own: dict[str, Input] = {}
        phases: list[Phase] = []
        for before, phase in enumerate(case.phases):
            one = phase.inputs.get(days)
            if one is not None and rate_of(one, phase.inputs, before) is not None:
                kept = Decimal(part_kept(rate, before))
                mine = as_learned(one, phase.prefix + days, kept, _part_of(phase, one))
                own[mine.path] = mine
                phase = phase._replace(inputs={**phase.inputs, days: mine})  # noqa: PLW2901 - with it
            phases.append(phase)
        by_hand = own.keys() if days in case.set_by_hand else set[str]()
        case = case._replace(
            inputs={**case.inputs, **own},
            phases=tuple(phases),
            set_by_hand=case.set_by_hand | by_hand,
        )
    return case


def _part_of(phase: Phase, one: Input) -> Decimal:
    """Tell which part a phase has of an input: its share of orders, where it is split there."""
    splits = one.treatment is Treatment.EXTENSIVE and not one.restated
    return phase.share.value if splits and not takes_whole(phase, one.path) else Decimal(1)


def as_learned(one: Input, path: str, kept: Decimal, part: Decimal = Decimal(1)) -> Input:
    """
    Return what a phase has learned of an input, as if it stated it.

    Args:
        one: What it would have of it.
        path: Where it then stands.
        kept: The part that is left.
        part: The part that the phase has of it to begin with.
    """
    with exact(ENOUGH_DIGITS):
        spread = one.spread and scaled(one.spread, kept * part)
        return one._replace(
            path=path,
            value=one.value * kept * part,
            part=one.part * part,
            spread=spread,
            restated=True,
            drawn_with=one.quantile_source,
            learned_from=one,
            is_dated=False,
        )


def learning_by_formula(case: Case, moved: Collection[str] = ()) -> Case:
    """
    Let phases learn by formula what they state as learned: what does not need polynomials has it so.

    Args:
        case: A case; what a mitigation has changed in a phase stays as it is.
        moved: Inputs that have other numbers now, which take the place of what mitigations make of
            them, in the phases that learn on them, too; what a phase has of them itself stays.
    """
    if not any(path.startswith(LEARNING) for path in case.inputs):
        return case
    gone: set[str] = set()
    dated: dict[str, Input] = {}
    phases = []
    for phase in case.phases:
        learned = {
            path: (
                one.learned_from
                if one.learned_from.is_dated
                else case.inputs.get(path, one.learned_from)
            )
            for path, one in phase.inputs.items()
            if one.learned_from is not None
            and one.path not in moved
            and (
                one.changed_by == one.learned_from.changed_by
                or own_path(one.learned_from.path) in moved
            )
        }
        gone |= {phase.inputs[path].path for path in learned}
        dated |= {one.path: one for one in learned.values() if one.is_dated}
        phases.append(phase._replace(inputs={**phase.inputs, **learned}))
    inputs = {path: one for path, one in case.inputs.items() if path not in gone}
    return case._replace(inputs={**inputs, **dated}, phases=tuple(phases))


def learned_from(case: Case) -> frozenset[str]:
    """List the inputs of which phases state what they have learned: they follow where those move."""
    inputs = (one for phase in case.phases for one in phase.inputs.values())
    return frozenset(one.learned_from.path for one in inputs if one.learned_from is not None)


def learned_anew(case: Case, moved: Collection[str]) -> Case:
    """
    Let phases learn again, from inputs that have moved since.

    Args:
        case: With the numbers that they have now.
        moved: Which have moved.
    """
    return with_learned_days(learning_by_formula(case, moved))


def scaled(spread: Spread, factor: Decimal) -> Spread:
    """Return what is known of a number times a factor, when that is known of the number."""
    ends = spread.ends and (spread.ends[0] * factor, spread.ends[1] * factor)
    likely = None if spread.likely is None else spread.likely * factor
    return spread._replace(
        low=spread.low * factor, high=spread.high * factor, likely=likely, ends=ends
    )


def is_rate_of_weighed(case: Case, path: str) -> bool:
    """Whether an input is the rate at which phases learn on days that are weighed: not to vary."""
    return path.startswith(LEARNING) and is_weighed(case, path)


def is_weighed(case: Case, path: str) -> bool:
    """
    Whether a season or a course weighs days that are learned, so that no polynomial tells them.

    Args:
        case: The case.
        path: The days, or the rate at which they are learned.
    """
    days = path.removeprefix(LEARNING)
    if len(case.phases) < _MANY or LEARNING + days not in (case.inputs.keys() | {path}):
        return False
    if _loses_days_of_grace(case, days) or _is_under_a_cap(case, days):
        return True
    return any(_is_weighed(case, kind, days) for kind in LINES)


def _is_weighed(case: Case, kind: LineType, days: str) -> bool:
    """Whether days of a line go through a window, in any phase."""
    timed = kind.timed_by(days)
    if timed is None:
        return False
    course = kind.course()
    return any(
        (course and course in phase.rows)
        or window_of(timed, phase.settings, case.calendar, phase.go_live, days) is not None
        for phase in case.phases
    )


def _loses_days_of_grace(case: Case, path: str) -> bool:
    """Whether an item takes days away from those of a window, which is a step as a season's is."""
    return any(
        row.grace_days and row.per is not None and path in _counted_by(DRIVERS[row.per])
        for phase in case.phases
        for rows in (*phase.rows.values(), *phase.own_rows.values())
        for row in rows
    )


def _is_under_a_cap(case: Case, path: str) -> bool:
    """Whether an item with a cap rests on an input: its own, or one that its driver counts."""
    for phase in case.phases:
        for where, rows in (*phase.rows.items(), *phase.own_rows.items()):
            for row in rows:
                item = f"{where}.{row.slug}."
                if item + CAP not in phase.inputs and item + CAP not in case.inputs:
                    continue
                counted = () if row.per is None else _counted_by(DRIVERS[row.per])
                if path.startswith(item) or any(fnmatchcase(path, one) for one in counted):
                    return True
    return False


def _counted_by(driver: ItemDriver) -> Iterator[str]:
    """Walk the paths of the inputs that a driver rests on; `*` is the slug of a row."""
    waiting = [driver.argument, driver.row_argument]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ComputedArgument):
            waiting += one.arguments.values()
            yield one.unless or ""
        elif isinstance(one, StatedArgument):
            yield from (*one.paths, one.today)
        elif isinstance(one, SeasonDays):
            yield one.path


_MANY = 2
