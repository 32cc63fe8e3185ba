"""What one input or setting moves alone: the base with it, or the other scenario without it."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.counted import NetExposures
from omsrisk.analysis.comparison.settings import effect_of
from omsrisk.analysis.comparison.side_by_side import times
from omsrisk.analysis.comparison.stated_once import MovedTogether, StatedOnce
from omsrisk.analysis.sensitivity.moving import Moving
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import Valuings
from omsrisk.core.money import add
from omsrisk.core.phasing.above_today import (
    highest_of,
    least_by_today,
    lowest_of,
    most_by_today,
)
from omsrisk.core.phasing.by_slip import on_slip
from omsrisk.core.phasing.slips import whole_days
from omsrisk.core.pricing.case import EVERY_PHASE, Case, Input, Phase, is_of_a_phase, own_path
from omsrisk.core.pricing.catalogue import LIKELIHOOD, SHARE_OF_ORDERS, SLIPS
from omsrisk.core.pricing.derived import OVERRUN_LIKELIHOODS, is_likelihood_of_cost
from omsrisk.core.pricing.variation import (
    has_default,
    shapes_season,
    stating_default,
    without_idle_correlations,
)

SHARES = EVERY_PHASE + SHARE_OF_ORDERS
"""The path of the shares of all phases, which make up one whole and so move together."""

_NET = "net_exposure"
_OF_AN_ITEM = ("quantity", "unit_cost", "amount")
_ITEM = re.compile(rf"(.*)\.({'|'.join(_OF_AN_ITEM)})\Z")


class Effects:
    """
    What inputs move alone between the base and another scenario, each priced once at most.

    Args:
        base: Where they move.
        other: Where they stand as they are to be.
        rate: What one unit of its currency is worth in that of the base.
        at: What ranges count with.
        valuings: Of the question that asks; its own where left out.
    """

    def __init__(
        self,
        base: Assessment,
        other: Assessment,
        rate: Decimal,
        at: At,
        valuings: Valuings | None = None,
    ) -> None:
        self._base, self._other, self._rate = base, other, rate
        self._valuings = valuings or Valuings(one.scenario.case for one in (base, other))
        self._nets = NetExposures(at, self._valuings)
        self._moving: dict[bool, Moving] = {}
        self._items: dict[str, Decimal | None] = {}
        self._together: dict[bool, list[str]] = {}
        self._once = (StatedOnce(base, other, self._nets), StatedOnce(other, base, self._nets))

    def of_setting(self, path: str) -> Decimal | None:
        """Price a setting in the base, or take it back in the other scenario."""
        return effect_of(path, self._base, self._other, self._nets)

    def of_number(self, path: str, old: tuple[Input, ...], new: tuple[Input, ...]) -> Decimal | None:
        """Price a number in the base, or take it back in the other scenario."""
        if path == SHARES:
            return self._of_shares()
        item = _item_of(path)
        if item:
            if item not in self._items:
                self._items[item] = self._of_item(item, path.rpartition(".")[2])
            return self._items[item]
        old, new = (one or _unstated(path) for one in (old, new))
        forth = self._at(path, new, in_base=True)
        if forth is not None:
            return self._change(forth, in_base=True)
        return self._change(self._at(path, old, in_base=False), in_base=False)

    def of_one_side(self, path: str) -> MovedTogether | None:
        """
        Price an input that one of both alone states, with those that cannot be without it.

        It comes to the base, or goes from it; where that is no valid file, the other way round in the
        other scenario.

        Args:
            path: Where it is stated.

        Returns:
            The effect in the money of the base; None where neither can be, or both state it.
        """
        stated = [one.scenario.case.inputs for one in (self._base, self._other)]
        first, second = (path in inputs for inputs in stated)
        if first == second or all(_item_inputs(one.scenario.case, _item_of(path))
                                  for one in (self._base, self._other)):  # fmt: skip
            return None
        own, lacking = stated if first else stated[::-1]
        if first not in self._together:
            self._together[first] = [one for one in own if one not in lacking]
        together = self._together[first]
        for at, once in enumerate(self._once):
            is_new = first == bool(at)
            if is_new and self._rate != 1:
                continue  # what comes is written in the other currency
            found = once.of(path, together, is_new=is_new)
            if found is not None and at:
                back = times(found.effect.copy_negate(), self._rate)
                return None if back is None else found._replace(effect=back)
            if found is not None:
                return found
        return None

    def _of_shares(self) -> Decimal | None:
        """Give the base the shares of the other's phases, or take them back in the other."""
        forth, back = self._once[0].of_shares(), None
        if forth is None:
            back = self._once[1].of_shares()
        return forth if back is None else times(back.copy_negate(), self._rate)

    def of_stated(self, path: str, new: Input) -> Decimal | None:
        """
        Price an input of the base with another number and range where it is stated, and only there.

        Args:
            path: Where both state it.
            new: As it is to be.
        """
        case = self._base.scenario.case
        here = case.inputs.get(path)
        if here is not None and self._have_ranges([here, new]):
            return self._change(self._nets.of(_with_inputs(case, {path: new})), in_base=True)
        return self._change(self._moved(in_base=True).at(path, new.value), in_base=True)

    def _of_item(self, item: str, key: str) -> Decimal | None:
        """Price an item of one scenario as nothing, or one of both with the other's numbers."""
        first, second = (_item_inputs(one.scenario.case, item) for one in (self._base, self._other))
        if first.keys() == second.keys() and first:
            changed = {p: one for p, one in second.items() if not _is_alike(one, first[p])}
            if not changed:  # one of both writes out what the other leaves to a default
                return Decimal(0)
            case = _stating_all(self._base.scenario.case, changed)
            if (
                len(changed) > 1
                or case is not self._base.scenario.case
                or self._have_ranges([*changed.values(), *map(first.get, changed)])
            ):
                return self._change(self._nets.of(_with_inputs(case, changed)), in_base=True)
            ((path, one),) = changed.items()
            return self._change(self._moved(in_base=True).at(path, one.value), in_base=True)
        if first and second:
            return None
        in_base, stated = bool(first), first or second
        path = next((one for one in stated if one.endswith(key)), "")
        if not path:
            return None
        return self._change(self._moved(in_base=in_base).at(path, Decimal(0)), in_base=in_base)

    def _change(self, moved: Decimal | None, *, in_base: bool) -> Decimal | None:
        """Take the net exposure of a scenario from what it is moved to, or the other way round."""
        net = self._nets.of((self._base if in_base else self._other).scenario.case)
        if moved is None or net is None:
            return None
        if in_base:
            return add(moved, net.copy_negate())
        return times(add(net, moved.copy_negate()), self._rate)

    def _moved(self, *, in_base: bool) -> Moving:
        if in_base not in self._moving:
            one = self._base if in_base else self._other
            case, at = one.scenario.case, self._nets.at
            self._moving[in_base] = Moving(case, _NET, at, valuing=self._valuings.of(case, at))
        return self._moving[in_base]

    def _crosses_today(self, case: Case, path: str, inputs: tuple[Input, ...]) -> bool:
        """Whether a rate would come below that of today: no figure is told then."""
        own = own_path(path)
        least, most = least_by_today(case), most_by_today(case)
        floor, top = least.get(path, least.get(own)), most.get(path)
        return any(
            (floor is not None and lowest_of(one) < floor)
            or (top is not None and highest_of(one) > top)
            for one in inputs
        )

    def _have_ranges(self, inputs: Iterable[Input | None]) -> bool:
        at_means = self._nets.at is At.MEAN
        return at_means and any(one is not None and one.spread is not None for one in inputs)

    def _at(self, path: str, inputs: tuple[Input, ...], *, in_base: bool) -> Decimal | None:
        """Price a scenario with other values of an input; None where it has no place for them."""
        case = (self._base if in_base else self._other).scenario.case
        if not inputs or self._crosses_today(case, path, inputs):
            return None
        if path in restated(case):
            changed = _with_values(case, path, inputs)
            return None if changed is None else self._nets.of(changed)
        if len(inputs) > 1 or path not in case.inputs:
            return None
        if shapes_season(path) and case.calendar.season is None:
            return None
        if self._have_ranges([inputs[0], case.inputs[path]]):
            return self._nets.of(_with_inputs(case, {path: inputs[0]}))
        return self._moved(in_base=in_base).at(path, inputs[0].value)


def _is_alike(one: Input, other: Input) -> bool:
    return (one.value, one.spread) == (other.value, other.spread)


def _with_inputs(case: Case, wanted: Mapping[str, Input]) -> Case:
    """Put numbers with their ranges in the place of inputs, by the path where these are stated."""

    def other(inputs: Mapping[str, Input]) -> dict[str, Input]:
        return {
            path: one._replace(value=wanted[one.path].value, spread=wanted[one.path].spread)
            if one.path in wanted
            else one
            for path, one in inputs.items()
        }

    if SLIPS in wanted:
        case = on_slip(case, whole_days(wanted[SLIPS].value))
    phases = tuple(one._replace(inputs=other(one.inputs)) for one in case.phases)
    return without_idle_correlations(case._replace(inputs=other(case.inputs), phases=phases))


def _with_values(case: Case, path: str, inputs: tuple[Input, ...]) -> Case | None:
    """Let all phases have one value, unsplit as the scenario's is, or each its own."""
    having = [phase for phase in case.phases if path in phase.inputs]
    if len(inputs) not in {1, len(having)}:
        return None
    wanted = dict(
        zip(
            (phase.slug for phase in having),
            inputs if len(inputs) > 1 else inputs * len(having),
            strict=True,
        )
    )
    inheriting = [wanted[phase.slug] for phase in having if phase.inputs[path].path == path]
    apart = any(not _is_alike(one, inheriting[0]) for one in inheriting)

    def other(phase: Phase) -> Phase:
        if path not in phase.inputs:
            return phase
        here, now = phase.inputs[path], wanted[phase.slug]
        restated = len(inputs) > 1 and here.restated
        own = phase.prefix + path if apart and here.path == path else here.path
        new = here._replace(
            path=own,
            value=now.value,
            spread=now.spread,
            restated=restated,
            drawn_with=now.quantile_source,  # what phases give one path moves together here, too
        )
        return phase._replace(inputs={**phase.inputs, path: new})

    phases = tuple(other(phase) for phase in case.phases)
    # an input is known by its path: what the scenario states of it must say the same
    known = {one.path: one for phase in phases for one in phase.inputs.values()}
    stated = {name: known.get(name, one) for name, one in case.inputs.items()}
    return case._replace(phases=phases, inputs=stated)


def _unstated(path: str) -> tuple[Input, ...]:
    """Return what an input counts as where it is left out; nothing where it does not count."""
    counts = (has_default(path) and path not in OVERRUN_LIKELIHOODS) or shapes_season(path)
    return (Input(path, Decimal(1), "1"),) if counts else ()


def _item_inputs(case: Case, item: str) -> Mapping[str, Input]:
    every: dict[str, Input] = dict(case.inputs)
    for phase in case.phases:
        every |= {one.path: one for one in phase.inputs.values()}
    stated = {path: every[path] for key in _OF_AN_ITEM if (path := f"{item}.{key}") in every}
    chance = f"{item}.{LIKELIHOOD}"
    return {**stated, chance: every.get(chance, Input(chance, Decimal(1), "1"))} if stated else {}


def _item_of(path: str) -> str:
    """Return the cost item that an input belongs to; empty where it belongs to none."""
    found = _ITEM.match(path)
    if found is not None:
        return found[1]
    is_of_one = is_likelihood_of_cost(path) and path not in OVERRUN_LIKELIHOODS
    return path.removesuffix(f".{LIKELIHOOD}") if is_of_one else ""


def _stating_all(case: Case, inputs: Iterable[str]) -> Case:
    """Let a case state what it leaves to a default."""
    for path in inputs:
        stating = None if path in case.inputs else stating_default(case, path)
        case = case if stating is None else stating[0]
    return case


def restated(case: Case) -> set[str]:
    """
    List the inputs that some phase states for itself, by the path they have in a scenario.

    Args:
        case: Complete inputs.
    """
    return {
        path
        for phase in case.phases
        for path, one in phase.inputs.items()
        if one.restated and not is_of_a_phase(path)
    }
