"""
What a case is on each day on which its go-lives may be, where nobody knows by how much they slip.

What holds from a day on is judged on the slipped date, so that other inputs may be in force after a
long slip than after a short one. Slips after which the same is in force are one group: in a group the
dates alone differ, and windows count their effective days in the mean. The mean of a figure is then a
sum over the groups, each with its chance: an expression again, in which an input that another group
has another value of goes by a name of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Context, Decimal
from itertools import groupby
from typing import NamedTuple

from omsrisk.core.algebra.symbols import Symbol, symbol
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.on_dates import entries_in_force, on_dates
from omsrisk.core.phasing.slips import may_slip, slipped, slips_of
from omsrisk.core.pricing.case import Case, Correlation, Input
from omsrisk.core.pricing.catalogue import SLIPS
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.exposure import Exposure, PhaseExposure, price, traced_value
from omsrisk.core.pricing.figures import Totals
from omsrisk.core.pricing.lines import Line
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.core.slipping import Slip

_DIGITS = Context(prec=40)

_OTHER = "after_slip"
"""What the name of an input begins with that has another value where the go-lives slip further."""


class SlipGroup(NamedTuple):
    """
    Slips after which the same is in force.

    Attributes:
        slips: These, with their chances; they add up to less than 1 where there are other groups.
        case: The case on the dates of one of them, with what is in force then.
    """

    slips: tuple[Slip, ...]
    case: Case

    @property
    def chance(self) -> Decimal:
        """The chance of one of these slips."""
        with exact(ENOUGH_DIGITS):
            return sum((one.chance for one in self.slips), Decimal(0))

    def in_the_mean(self) -> Case:
        """Return the case whose windows and waiting count in the mean over these slips."""
        if not may_slip(self.case):
            return self.case
        whole, here = self.chance, self.case.slipped_by
        slips = tuple(
            Slip(one.days - here, one.chance if whole == 1 else _DIGITS.divide(one.chance, whole))
            for one in self.slips
        )
        return self.case._replace(calendar=self.case.calendar._replace(slips=slips))


def on_slip(case: Case, days: int) -> Case:
    """
    Let all go-lives slip, and what holds then take effect.

    Args:
        case: A case; the slip that it has already is taken back. What was changed in it stays so, but
            for inputs that have another value on the new dates.
        days: By how many.
    """
    there = slipped(case, days)
    if there is case or not case.live_from or in_force(there) == in_force(case):
        return there
    taken = _acting(case)
    before, after = (on_dates(one._replace(taken=taken)) for one in (case, there))
    phases = tuple(
        one._replace(inputs=_changed(one.inputs, was.inputs, then.inputs))
        for one, was, then in zip(there.phases, before.phases, after.phases, strict=True)
    )
    correlations = case.correlations
    if before.correlations != after.correlations:
        correlations = after.correlations
    return there._replace(
        inputs=_changed(there.inputs, before.inputs, after.inputs),
        phases=phases,
        correlations=correlations,
        undated=after.undated,
        unmitigated=after.unmitigated,
    )


def _acting(case: Case) -> tuple[str, ...]:
    """
    List the mitigations that act on inputs, by slug.

    Whoever prices what they change aside from what they cost, or the other way round, says other ones
    to be taken.
    """
    names = {name for one in _inputs(case) for name in one.changed_by}
    return tuple(one.slug for one in case.mitigations if one.name in names)


def _changed(
    now: Mapping[str, Input], before: Mapping[str, Input], after: Mapping[str, Input]
) -> dict[str, Input]:
    """Take over what differs on the new dates; all else stays as it is now."""
    found = dict(now)
    for path in dict.fromkeys((*before, *after)):
        if before.get(path) == after.get(path):
            continue
        if path in after:
            found[path] = after[path]
        else:
            found.pop(path, None)
    return found


def in_force(case: Case) -> tuple[int, ...]:
    """Count what is in force at the first go-live, and at that of each phase."""
    go_lives = [one.go_live for one in case.phases] or [case.first_go_live]
    return tuple(len(entries_in_force(case, one)) for one in (case.first_go_live, *go_lives))


def groups_of_slips(case: Case) -> tuple[SlipGroup, ...]:
    """
    Put the slips together after which the same is in force.

    Args:
        case: A case; where it does not slip, or by a known number of days, it is the one group.
    """
    if not may_slip(case):
        return (SlipGroup((Slip(case.slipped_by, Decimal(1)),), case),)
    slips = slips_of(case)
    if not case.live_from:
        return (SlipGroup(slips, case),)
    found = []
    here = in_force(case)
    for key, together in groupby(slips, key=lambda one: in_force(slipped(case, one.days))):
        own = tuple(together)
        # the likely dates stand for their own group: nothing that was changed is done anew there
        days = case.slipped_by if key == here else own[len(own) // 2].days
        found.append(SlipGroup(own, on_slip(case, days)))
    return tuple(found)


def cases_by_slip(case: Case) -> Iterator[tuple[Slip, Case]]:
    """
    Walk the slips with the case on its dates then, the shortest slip first.

    Args:
        case: One that may slip.
    """
    for group in groups_of_slips(case):
        for slip in group.slips:
            yield slip, slipped(group.case, slip.days)


def tells_of_others(case: Case) -> bool:
    """
    Whether the slip tells something of another input: it is correlated, or takes its quantile.

    What others come to on average is not the same after each slip then, and no mean or distribution
    is a sum of those that they have by themselves: trials tell.
    """
    if not may_slip(case):
        return False
    source = case.inputs[SLIPS].quantile_source
    others = (one for path, one in uncertain_inputs(case).items() if path != SLIPS)
    return any(one.quantile_source == source for one in others) or any(
        source in {one.first, one.second} for one in case.correlations
    )


def correlations_of(case: Case, groups: Sequence[Case]) -> tuple[Correlation, ...]:
    """
    List the correlations that hold in some group of slips.

    Args:
        case: The case.
        groups: The case as it is in each group.
    """
    if all(one.correlations == case.correlations for one in groups):
        return case.correlations
    sources = {one.quantile_source for each in groups for one in uncertain_inputs(each).values()}
    stated = case.correlations if case.undated is None else case.undated.correlations
    return tuple(one for one in stated if {one.first, one.second} <= sources)


class CaseInTheMean:
    """
    A case in the mean over its slips.

    Args:
        case: Complete inputs.

    Attributes:
        is_told: Whether means over the slips are sums of those after each: not where the slip tells
            of other inputs.
        case: The case that means are taken of: it has the inputs of every group by their names.
        chances: Of each group of slips.
        groups: In each group the case that counts in the mean over its slips.
    """

    def __init__(self, case: Case) -> None:
        self.is_told = not tells_of_others(case)
        found = groups_of_slips(case)
        self.chances = tuple(one.chance for one in found)
        self.groups = tuple(one.in_the_mean() for one in found)
        self._names: dict[Input, str] = {}
        self.case = self.groups[0] if len(found) == 1 else self._joined(case)

    def _joined(self, case: Case) -> Case:
        """Add what other groups have in force to the inputs of a case, by names of their own."""
        likely = {one.path: one for one in _inputs(case)}
        inputs = dict(case.inputs)
        for group in self.groups:
            for one in _inputs(group):
                if likely.get(one.path) == one or one in self._names:
                    continue
                name = f"{_OTHER}_{len(self._names)}.{one.path}"
                self._names[one] = name
                source = one.quantile_source if one.spread is not None else one.drawn_with
                inputs[name] = one._replace(path=name, drawn_with=source)
        correlations = correlations_of(case, self.groups)
        return case._replace(inputs=inputs, correlations=correlations)

    def priced(self, *, against_going_on: bool = True) -> Exposure[Symbol]:
        """
        Price it in terms of its inputs; call it inside `money.exact()`.

        Args:
            against_going_on: As for `price`.

        Returns:
            Of several groups the figures are those in the mean, and what they are computed from is
            that of the first.
        """
        each = self.each_priced(against_going_on=against_going_on)
        return each[0] if len(each) == 1 else self._exposure(each)

    def each_priced(self, *, against_going_on: bool = True) -> list[Exposure[Symbol]]:
        """Price each group by itself, in terms of the inputs of the case; as `priced`."""
        return [price(one, self.number_of, against_going_on=against_going_on) for one in self.groups]

    def is_everywhere(self, path: str) -> bool:
        """Whether an input is in force whatever the slip, with the same value."""
        found = [{one for one in _inputs(case) if one.path == path} for case in self.groups]
        return len(found[0]) == 1 and all(one == found[0] for one in found)

    def number_of(self, stated: Input) -> Symbol:
        """Take an input of one of the groups as a symbol of the case."""
        name = self._names.get(stated) if self._names else None
        return traced_value(stated) if name is None else symbol(name)

    def weighed(self, each: Sequence[Symbol | int]) -> Symbol | int:
        """
        Add up a figure of each group with its chance.

        Args:
            each: One for each group.
        """
        first = each[0]
        if all(one is first for one in each):
            return first
        pairs = zip(each, self.chances, strict=True)
        weighed = [Symbol("number", chance) * one for one, chance in pairs]
        return sum(weighed[1:], start=weighed[0])

    def _told(self, each: Sequence[Symbol | int | None]) -> Symbol | int | None:
        """Weigh a figure that may not be assessed."""
        found = [one for one in each if one is not None]
        return self.weighed(found) if len(found) == len(each) else None

    def _exposure(self, each: Sequence[Exposure[Symbol]]) -> Exposure[Symbol]:
        first = each[0]
        return first._replace(
            lines=self._lines([one.lines for one in each]),
            totals=self._totals([one.totals for one in each]),
            memos={name: self._told([one.memos.get(name) for one in each]) for name in first.memos},
            likelihood=self.weighed([one.likelihood for one in each]),
            phases=tuple(self._phase(own) for own in zip(*(one.phases for one in each), strict=True)),
            shared=self._lines([one.shared for one in each]),
        )

    def _totals(self, each: Sequence[Totals[Symbol | int]]) -> Totals[Symbol | int]:
        return Totals(
            cost_of_failure=self._told([one.cost_of_failure for one in each]),
            groups={group: self._told([one.of(group) for one in each]) for group in Group},
            exposure=self._told([one.exposure for one in each]),
            net_exposure=self._told([one.net_exposure for one in each]),
        )

    def _phase(self, each: Sequence[PhaseExposure[Symbol]]) -> PhaseExposure[Symbol]:
        return each[0]._replace(
            weight=self.weighed([one.weight for one in each]),
            likelihood=self.weighed([one.likelihood for one in each]),
            fails=self.weighed([one.fails for one in each]),
            lines=self._lines([one.lines for one in each]),
            inherited=self._lines([one.inherited for one in each]),
            added=self._lines([one.added for one in each]),
            margin=self._told([one.margin for one in each]),
        )

    def _lines(self, each: Sequence[tuple[Line[Symbol], ...]]) -> tuple[Line[Symbol], ...]:
        return tuple(self._line(own) for own in zip(*each, strict=True))

    def _line(self, each: Sequence[Line[Symbol]]) -> Line[Symbol]:
        held = [one.held for one in each if one.held is not None]
        return each[0]._replace(
            amount=self._told([one.amount for one in each]),
            expected=self._told([one.expected for one in each]),
            weight=self._told([one.weight for one in each]),
            parts=self._lines([one.parts for one in each]),
            held=self._line(held) if len(held) == len(each) else None,
        )


def _inputs(case: Case) -> Iterator[Input]:
    """Walk the inputs that are in force somewhere."""
    yield from case.inputs.values()
    for phase in case.phases:
        yield from phase.inputs.values()
