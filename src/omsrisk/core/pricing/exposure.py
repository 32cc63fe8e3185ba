"""
The exposure of a case: all lines, the totals of their groups, and the memos beside them.

One walk over the phases. What turns the amount of a line into what is expected of it is a chance: the
weight of its phase, the chance that it happens at all, or the chance that it happens and fails; how
they follow from the likelihoods, `phasing.go_live_chances` says.
The numbers are whatever `number_of` gives, decimals, floats, arrays or symbols, so that one text of
the model serves the result, the trace, the simulation and the closed forms alike. The invariant: the
lines of the phases and what is charged once add up to the totals, in each of these numbers.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Generic, NamedTuple, cast, overload

from omsrisk.core.algebra.symbols import Symbol, symbol
from omsrisk.core.formulas import shared as amounts
from omsrisk.core.formulas.formula import N
from omsrisk.core.phasing.go_live_chances import go_live_chances
from omsrisk.core.phasing.if_it_fails import failed_version, has_two_versions, in_two_versions
from omsrisk.core.pricing import catalogue, derived
from omsrisk.core.pricing.case import Case, Input, ListElement, Phase
from omsrisk.core.pricing.catalogue import LIKELIHOOD, MARGIN
from omsrisk.core.pricing.declarations import (
    Argument,
    Charged,
    ComputedArgument,
    Group,
    ItemList,
    KnownArgument,
    LineType,
)
from omsrisk.core.pricing.figures import Totals, totals_of
from omsrisk.core.pricing.lines import (
    Evaluation,
    Line,
    NumberOf,
    Slice,
    Term,
    assessed_figure,
    slices_of,
    sum_over_phases,
    total,
    total_amount,
    total_expected,
    whole_of,
)
from omsrisk.core.pricing.memos import Memos, Scope, memos_of
from omsrisk.core.pricing.programme import (
    GAPS,
    MITIGATIONS,
    gaps_at_a_floor,
    measure_lines,
    planned_costs,
    waiting,
    waiting_of_phase,
    waits_by_phase,
    with_pauses,
)


class PhaseExposure(NamedTuple, Generic[N]):
    """
    What one phase costs.

    Attributes:
        phase: The phase.
        weight: Chance that it happens.
        likelihood: Likelihood that it fails.
        fails: Chance that it happens and fails.
        lines: Its lines, each id once; what is charged once for the whole roll-out is not among
            them.
        inherited: Those of them that it has from the scenario, or instead of what that states.
        added: Those that it adds to the programme and the recoveries of the scenario.
        margin: The contribution margin in force, 0 to 1; None where none is stated.
    """

    phase: Phase
    weight: N | int
    likelihood: N | int
    fails: N | int
    lines: tuple[Line[N], ...]
    inherited: tuple[Line[N], ...]
    added: tuple[Line[N], ...]
    margin: N | int | None = None

    @property
    def added_to_another(self) -> tuple[Line[N], ...]:
        """Those that it adds under a name that it inherits, too."""
        ids = {line.id for line in self.inherited} if self.added else ()
        return tuple(line for line in self.added if line.id in ids)

    def expected(self) -> N | int:
        """Add up what is expected to fall in the phase."""
        return total_expected(line for line in self.lines if line.assessed)


class Exposure(NamedTuple, Generic[N]):
    """
    What one case costs, in numbers of one kind.

    Attributes:
        lines: Every line, group by group, over all phases; sums carry their parts.
        totals: By the names of `TOTALS`; None where a group is not assessed.
        memos: By the names of `MEMOS`; None where one cannot be told.
        memo_terms: How the memos that have a formula of their own were computed, where the
            roll-out has no phases.
        likelihood: Likelihood of failure of the scenario, 0 to 1; phases may have their own.
        categories_assessed: How many of the four categories say something.
        complete: Whether all four categories are assessed in all their parts, and no total holds the
            floor of a gap that is not decided.
        phases: What each phase costs; empty for a big-bang.
        shared: What is charged once for the whole roll-out, before it is added to the lines of the
            phases that have its id: with the lines of the phases they add up to the total.
    """

    lines: tuple[Line[N], ...]
    totals: Totals[N | int]
    memos: Mapping[str, N | int | None]
    memo_terms: Mapping[str, Term[N]]
    likelihood: N | int
    categories_assessed: int
    complete: bool
    phases: tuple[PhaseExposure[N], ...] = ()
    shared: tuple[Line[N], ...] = ()

    def __repr__(self) -> str:
        """Say in a line how much it holds, and what it comes to."""
        phases = f" of {len(self.phases)} phases" if self.phases else ""
        return f"<Exposure: {len(self.lines)} lines{phases}, net_exposure {self.net_exposure}>"

    @property
    def net_exposure(self) -> N | int:
        """The total that is always told: what is not assessed is left out of it."""
        return assessed_figure(self.totals.net_exposure)

    @property
    def assesses_all_categories(self) -> bool:
        """Whether all four categories are assessed in all their parts."""
        return all(line.complete for line in self.group(Group.COST_OF_FAILURE))

    def own_lines(self) -> Iterator[Line[N]]:
        """Walk the lines that are no sum over phases, each once: they add up to all."""
        if not self.phases:
            yield from self.lines
            return
        for phase in self.phases:
            yield from phase.lines
        yield from self.shared

    def group(self, group: Group) -> tuple[Line[N], ...]:
        """List the lines of one group."""
        return tuple(line for line in self.lines if line.group is group)


def exact_value(stated: Input) -> Decimal:
    """Take an input as its exact decimal."""
    return stated.value


def traced_value(stated: Input) -> Symbol:
    """Take an input as a symbol, so that results are expressions."""
    return symbol(stated.path)


def _traced_once() -> Callable[[Input], Symbol]:
    """Take each input as one symbol, wherever it stands: phases have most of theirs in common."""
    known: dict[str, Symbol] = {}

    def traced(stated: Input) -> Symbol:
        found = known.get(stated.path)
        if found is None:
            found = known[stated.path] = symbol(stated.path)
        return found

    return traced


@overload
def price(case: Case, *, against_going_on: bool = True) -> Exposure[Decimal]: ...


@overload
def price(case: Case, number_of: NumberOf[N], *, against_going_on: bool = True) -> Exposure[N]: ...


def price(
    case: Case,
    number_of: NumberOf[N] | None = None,
    *,
    against_going_on: bool = True,
) -> Exposure[N] | Exposure[Decimal]:
    """
    Price a case.

    Args:
        case: Complete inputs: `missing_inputs` has found none.
        number_of: What to compute with: the exact decimal of an input, if left out, or a symbol,
            float, array.
        against_going_on: Whether the memos tell what the stop rule saves: the case is priced without
            it for that, which takes as long again.

    Returns:
        Lines, totals and memos in numbers of that kind [money].

    Decimals must be computed inside `money.exact()`, as the caller decides how many digits.
    """
    if number_of is None:
        return _priced(case, exact_value, against_going_on=against_going_on)
    if number_of is traced_value:
        number_of = cast("NumberOf[N]", _traced_once())
    return _priced(case, number_of, against_going_on=against_going_on)


def _priced(case: Case, number_of: NumberOf[N], *, against_going_on: bool) -> Exposure[N]:
    scopes: list[Scope[N]] = []
    phases: list[PhaseExposure[N]] = []
    by_phase: list[tuple[Line[N], ...]] = []
    one_piece = whole_of(case)
    waits, written_off = waits_by_phase(case), _written_off(case, number_of)
    pauses: N | int = 0
    slices = slices_of(case) if case.phases else (one_piece,)
    chances = go_live_chances(case, number_of)
    for at, (one, (weight, likelihood, fails)) in enumerate(zip(slices, chances, strict=True)):
        evaluation = Evaluation(one, number_of, weight)
        may_stop = case.stops_if_a_phase_fails and at + 1 < len(slices)
        own = _lines_of_slice(evaluation, fails, may_stop=may_stop)
        if case.phases:
            own += _waiting_of(case, case.phases[at], evaluation, waits=waits, pauses=pauses)
            if case.may_pause and at + 1 < len(slices):
                own += _once_more(evaluation, fails)
                pauses = pauses + fails
            if at in written_off:
                own.append(evaluation.line(written_off[at], fails))
            added = _own_lines(evaluation, case.phases[at], fails)
            inherited, own = tuple(own), [*own, *added]
            margin = evaluation.number(MARGIN) if MARGIN in evaluation.slice.inputs else None
            each = _each_id_once(own)
            phases.append(
                PhaseExposure(
                    case.phases[at], weight, likelihood, fails, each, inherited, tuple(added), margin
                )
            )
        scopes.append((evaluation, tuple(own)))
        by_phase.append(phases[-1].lines if phases else tuple(own))
    whole = Evaluation(one_piece, number_of)
    shared = _shared_lines(whole, case, [one.weight for one in phases], pauses)
    shared += _overruns(whole, case, [line for one in phases for line in one.lines] + shared)
    lines = _in_order(by_phase, shared, has_phases=bool(case.phases))
    totals = _totals(lines, _assessed_groups(case, slices, one_piece))
    failure = [line for line in lines if line.group is Group.COST_OF_FAILURE]
    scopes.append((whole, tuple(shared)))
    memos, memo_terms = memos_of(scopes, lines, totals, has_phases=bool(case.phases))
    if case.stops_if_a_phase_fails and phases:
        memos["chance_of_stopping_early"] = 1 - phases[-1].weight
        memos["expected_share_of_orders"] = total(
            one.weight * number_of(one.phase.share) for one in phases
        )
        if against_going_on:
            memos |= _against_going_on(case, assessed_figure(totals.net_exposure), number_of)
    if not any(line.assessed for line in failure):
        totals = totals.without_failure()
    return Exposure(
        lines=lines,
        totals=totals,
        memos=memos,
        memo_terms=memo_terms,
        likelihood=whole.number("likelihood"),
        categories_assessed=sum(line.assessed for line in failure),
        complete=all(line.complete for line in failure) and not gaps_at_a_floor(case),
        phases=tuple(phases),
        shared=tuple(shared),
    )


def _against_going_on(case: Case, net_exposure: N | int, number_of: NumberOf[N]) -> Memos[N]:
    """Tell what going on after a failure would cost, and what the rule saves against it."""
    without = price(case._replace(stops_if_a_phase_fails=False), number_of)
    going_on, stopping = without.net_exposure, without.totals.of(Group.STOPPING)
    if stopping is not None:
        going_on = going_on - stopping
    return {
        "net_exposure_without_stop_rule": going_on,
        "stop_rule_saves": going_on - net_exposure,
    }


def _lines_of_slice(evaluation: Evaluation[N], fails: N | int, *, may_stop: bool) -> list[Line[N]]:
    """Price what a phase, or the whole, has for itself."""
    weight = evaluation.weight
    chances = {Charged.IF_FAILED: fails, Charged.EACH_PHASE: weight, Charged.IF_CONTINGENT: fails}
    if may_stop:
        chances[Charged.IF_STOPPED] = fails
    version = failed_version(evaluation.slice)
    failing = None if version is None else Evaluation(version, evaluation.number_of, weight)
    lines: list[Line[N]] = []
    kinds: tuple[LineType | ItemList, ...] = (*derived.BY_PHASE, *catalogue.ITEM_LISTS)
    rows = evaluation.slice.rows
    for kind in kinds:
        if failing is None and isinstance(kind, ItemList) and not rows.get(kind.path):
            continue
        if failing is not None and has_two_versions(kind):
            held = _lines_of(evaluation, kind, weight - fails)
            lines += in_two_versions(held, _lines_of(failing, kind, fails))
        elif kind.charged in chances:
            priced_as = evaluation if kind.charged not in _ONLY_IF_FAILED else failing or evaluation
            lines += _lines_of(priced_as, kind, chances[kind.charged])
    return lines


_ONLY_IF_FAILED = {Charged.IF_FAILED, Charged.IF_CONTINGENT}
"""What only a go-live has that fails: its tickets are those of the failed version."""


def _lines_of(evaluation: Evaluation[N], kind: LineType | ItemList, chance: N | int) -> list[Line[N]]:
    if isinstance(kind, LineType):
        return [evaluation.line(kind, chance)]
    chosen = evaluation.slice.rows.get(kind.path, ())
    if kind.charged is Charged.IF_CONTINGENT:
        chosen = tuple(row for row in chosen if row.contingent)
    return evaluation.items(kind, partial(_always, chance), chosen)


def _always(chance: N | int, _row: ListElement) -> N | int:
    return chance


def _own_lines(evaluation: Evaluation[N], phase: Phase, fails: N | int) -> list[Line[N]]:
    """Price what a phase adds to the programme and the recoveries of the scenario."""
    weight = evaluation.weight
    version = failed_version(evaluation.slice)
    if version is not None:  # the programme takes nothing of what differs there
        evaluation = Evaluation(version, evaluation.number_of, weight)
    lines: list[Line[N]] = []
    for path, rows in phase.own_rows.items():
        kind = derived.LIST_OF[path.removeprefix(phase.prefix)]
        may_be_contingent = kind.charged is Charged.IF_CONTINGENT
        chances = {
            row.slug: fails if may_be_contingent and row.contingent else weight for row in rows
        }
        chance_of = partial(_chance_of, chances)
        lines += evaluation.items(kind._replace(path=path), chance_of, rows)
    return lines


def _waiting_of(
    case: Case, phase: Phase, evaluation: Evaluation[N], *, waits: bool, pauses: N | int
) -> Iterator[Line[N]]:
    """
    Price how long a phase waits.

    It is charged in any case, up to the horizon where the phase is not reached: the chance that it is
    reached stands in the days, and so do the pauses after phases that fail, so the line has a weight
    of 1.
    """
    waited = waiting_of_phase(case, phase, evaluation.weight, pauses) if waits else None
    if waited is not None:
        slice_ = evaluation.slice
        if case.may_pause:  # what is stated once no phase takes
            days = case.inputs[catalogue.PAUSE_DAYS]
            slice_ = slice_._replace(inputs={**slice_.inputs, catalogue.PAUSE_DAYS: days})
        yield Evaluation(slice_, evaluation.number_of).line(waited, 1)


def _once_more(evaluation: Evaluation[N], fails: N | int) -> Iterator[Line[N]]:
    """Price the stabilisation of a phase a second time, as it is where the go-live fails."""
    failing = failed_version(evaluation.slice) or evaluation.slice
    again = Evaluation(failing, evaluation.number_of, evaluation.weight)
    kinds: tuple[LineType | ItemList, ...] = (*derived.BY_PHASE, *catalogue.ITEM_LISTS)
    kind, parts = catalogue.ONCE_MORE, list[Line[N]]()
    names = {catalogue.SUPPORT.id: "support", catalogue.PRODUCTIVITY.id: "productivity_dip"}
    amounts_of: dict[str, N | int] = dict.fromkeys(kind.formula.units, 0)
    for one in (one for one in kinds if has_two_versions(one)):
        for line in _lines_of(again, one, fails):
            if line.amount is not None:
                name = names.get(line.id, "items")
                amounts_of[name] = line.amount + amounts_of[name]
                own_id = line.id.replace(kind.group.value, kind.id, 1)
                parts.append(line._replace(id=own_id))
    if not parts:
        return
    amount = kind.formula(**amounts_of)
    head = (kind.id, kind.group, kind.formula.label, kind.short, None)
    yield Line(*head, amount, amount * fails, evaluation.weight, kind.formula, parts=tuple(parts))


def _written_off(case: Case, number_of: NumberOf[N]) -> dict[int, LineType]:
    """Tell for each phase but the last what is written off where it fails and stops the rest."""
    if not case.prices_what_is_undone or _WRITTEN_OFF.section not in case.sections:
        return {}
    found: dict[int, LineType] = {}
    whole = _system_cost(case, number_of)
    later: list[Input] = []
    left: N | int = 0
    # from the last phase back, so that what is left after each is one sum more, and not its own
    for at in range(len(case.phases) - 2, -1, -1):
        share = case.phases[at + 1].share
        later.insert(0, share)
        left = number_of(share) + left
        known = KnownArgument(left, "share of orders of the phases after it", _few(later))
        arguments = {"system_cost": whole, "share_not_live": known}
        found[at] = _WRITTEN_OFF._replace(arguments=arguments)
    return found


_WRITTEN_OFF = catalogue.SYSTEM_WRITTEN_OFF
_MOST_LISTED = 50
"""Inputs that a sum names one by one: each of a thousand phases would name a thousand."""


def _few(inputs: Sequence[Input]) -> tuple[Input, ...]:
    return tuple(inputs) if len(inputs) <= _MOST_LISTED else ()


def _system_cost(case: Case, number_of: NumberOf[N]) -> Argument:
    """Take the whole cost of the system, as one number or as the sum of its items."""
    rows = case.rows.get(catalogue.CAPITAL_ITEMS)
    if rows is None:
        return _WRITTEN_OFF.arguments["system_cost"]
    items = tuple(case.inputs[f"{catalogue.CAPITAL_ITEMS}.{row.slug}.amount"] for row in rows)
    return KnownArgument(total(map(number_of, items)), "the sum of its items", _few(items))


def _each_id_once(lines: list[Line[N]]) -> tuple[Line[N], ...]:
    """Add up what a phase inherits and what it adds under one name, so that an id names one line."""
    by_id: dict[str, list[Line[N]]] = {}
    for line in lines:
        by_id.setdefault(line.id, []).append(line)
    if len(by_id) == len(lines):
        return tuple(lines)
    return tuple(own[0] if len(own) == 1 else _inherited_and_added(own) for own in by_id.values())


def _inherited_and_added(lines: list[Line[N]]) -> Line[N]:
    note = "of the scenario + of the phase"
    line = sum_over_phases(lines, 0)
    return line._replace(assessed_in=0, weight=lines[0].weight, note=note)


def _chance_of(chances: Mapping[str, N | int], row: ListElement) -> N | int:
    return chances[row.slug]


def _shared_lines(
    whole: Evaluation[N], case: Case, weights: list[N | int], pauses: N | int
) -> list[Line[N]]:
    """Price what is charged once for the whole roll-out."""
    lines = [whole.line(_parallel_running(case, weights, pauses), 1), *measure_lines(whole, case)]
    waited = waiting(case)
    if waited is not None and not waits_by_phase(case):
        lines.append(whole.line(waited, 1))
    for items in catalogue.ITEM_LISTS:
        rows = case.rows.get(items.path)
        if not rows:
            continue
        if items.charged is Charged.ONCE:
            lines += whole.items(items, partial(_always, 1), rows)
        elif items.charged is Charged.IF_CONTINGENT:
            paid = tuple(row for row in rows if not row.contingent)
            lines += whole.items(items, partial(_always, 1), paid)
        elif items.charged is Charged.IF_STOPPED and not case.stops_if_a_phase_fails:
            likelihood = whole.number(f"{items.section}.{LIKELIHOOD}")
            lines += whole.items(items, partial(_always, likelihood), rows)
    return lines


def _overruns(whole: Evaluation[N], case: Case, lines: Sequence[Line[N]]) -> Iterator[Line[N]]:
    """Price what planned costs come to beyond the plan: those that are charged, as they weigh."""
    planned = KnownArgument(
        total(cost.expected for line in lines for cost in planned_costs(line, case)),
        "programme items, mitigations taken and gaps modified, without waiting",
    )
    for kind in _OVERRUNS:
        if kind.section in case.sections:
            of_system = kind.section.startswith(catalogue.CAPITAL)
            cost = _system_cost(case, whole.number_of) if of_system else planned
            yield whole.line(kind._replace(arguments={**kind.arguments, "planned_cost": cost}), 1)


def _parallel_running(case: Case, weights: list[N | int], pauses: N | int) -> LineType:
    """Let both systems run as planned, and as many days more as the roll-out pauses in the mean."""
    kind = _parallel_running_as_planned(case, weights)
    if not case.may_pause:
        return kind
    note = "phases but the last that fail, in the mean"
    days = with_pauses(kind.arguments["parallel_days"], pauses, note)
    return kind._replace(arguments={**kind.arguments, "parallel_days": days})


def _parallel_running_as_planned(case: Case, weights: list[N | int]) -> LineType:
    """
    Let both systems run from the first go-live of the phases to the last, and then the days.

    With a horizon, the days to a phase that is not reached after a stop count with its chance.
    """
    kind = catalogue.PARALLEL_RUNNING
    if not case.days_between_go_lives:
        return kind
    between = KnownArgument(case.days_between_go_lives, "first go-live to the last")
    if case.prices_what_is_undone:
        stretches = zip(weights, case.days_since_go_lives_before, strict=True)
        reached = total(weight * days for weight, days in stretches)
        between = KnownArgument(reached, "first go-live to the last that is reached, in the mean")
    days = ComputedArgument(
        amounts.days_of_parallel_running,
        {
            "days_between_go_lives": between,
            "days_after_the_last": kind.arguments["parallel_days"],
        },
    )
    return kind._replace(arguments={**kind.arguments, "parallel_days": days})


def _assessed_groups(case: Case, slices: tuple[Slice, ...], whole: Slice) -> set[Group]:
    """Tell which groups say something; an empty list says zero."""
    if case.phases:
        groups = _groups_stated(case, slices, whole)
    else:  # many files have the same sections and lists
        shape = (case.sections, tuple(case.rows), case.stops_if_a_phase_fails)
        groups = set(_GROUPS_OF.get(shape, ()))
        if not groups:
            groups = _groups_stated(case, slices, whole)
            if len(_GROUPS_OF) >= _KEPT:
                _GROUPS_OF.clear()
            _GROUPS_OF[shape] = frozenset(groups)
    if case.prices_what_is_undone and catalogue.SYSTEM_WRITTEN_OFF.section in case.sections:
        groups.add(catalogue.SYSTEM_WRITTEN_OFF.group)
    if waiting(case) is not None or case.gaps or case.taken:
        groups.add(catalogue.WAITING.group)
    return groups


_GROUPS_OF: dict[tuple[frozenset[str], tuple[str, ...], bool], frozenset[Group]] = {}
_KEPT = 1_000


def _groups_stated(case: Case, slices: tuple[Slice, ...], whole: Slice) -> set[Group]:
    every = slices if slices[0] is whole else (*slices, whole)
    every += tuple(filter(None, map(failed_version, slices)))
    stopped = slices[:-1] if case.stops_if_a_phase_fails else (whole,)
    own = {path.removeprefix(phase.prefix) for phase in case.phases for path in phase.own_rows}
    groups = {
        items.group
        for items in catalogue.ITEM_LISTS
        if items.path in own
        or any(
            items.path in one.rows
            for one in (stopped if items.charged is Charged.IF_STOPPED else every)
        )
    }
    stated = frozenset[str]().union(*(one.sections for one in every))
    groups |= {group for group, sections in _SECTIONS.items() if sections & stated}
    groups |= {kind.group for kind in _OVERRUNS if kind.section in case.sections}
    return groups


_OVERRUNS = (catalogue.PROGRAMME_OVERRUN, catalogue.CAPITAL_OVERRUN)
_SECTIONS = {group: derived.sections_of(group) for group in Group}


def _in_order(
    by_phase: list[tuple[Line[N], ...]], shared: list[Line[N]], *, has_phases: bool
) -> tuple[Line[N], ...]:
    """Add lines of one id up over the phases, and sort them by group as the catalogue has them."""
    every: list[Line[N]] = []
    if has_phases:
        gathered: dict[str, list[Line[N]]] = {}
        for lines in by_phase:
            for line in lines:
                gathered.setdefault(line.id, []).append(line)
        once = {line.id: line for line in shared}
        both = gathered.keys() & once.keys()
        for line_id, own in gathered.items():
            kept = [once[line_id], *own] if line_id in both else own
            # what only a stop or a pause brings, the last phase cannot have
            is_never_last = own[0].group is Group.STOPPING or line_id == catalogue.ONCE_MORE.id
            phases = len(by_phase) - is_never_last
            assessed_in = sum(one.assessed for one in own)
            every.append(sum_over_phases(kept, phases)._replace(assessed_in=assessed_in))
        every += [line for line in shared if line.id not in both]
    else:
        every = [*by_phase[0], *shared]
    return tuple(sorted(every, key=_place))


def _place(line: Line[N]) -> tuple[int, int]:
    """Order by group, within it as the catalogue does; then the items, and waiting last."""
    return _GROUP_ORDER[line.group], _LINE_ORDER.get(line.id, _ITEM)


_GROUP_ORDER = {group: at for at, group in enumerate(Group)}
_LINE_ORDER = {kind.id: at for at, kind in enumerate(catalogue.LINES)}
_ITEM = len(_LINE_ORDER)
_LINE_ORDER[catalogue.SYSTEM_WRITTEN_OFF.id] = _ITEM
_LAST = (catalogue.ONCE_MORE.id, GAPS, MITIGATIONS, catalogue.WAITING.id)
_LINE_ORDER |= {line_id: at for at, line_id in enumerate(_LAST, start=_ITEM + 1)}


def _totals(lines: tuple[Line[N], ...], assessed: set[Group]) -> Totals[N | int]:
    assessed_in: dict[Group, list[Line[N]]] = {group: [] for group in Group}
    for line in lines:
        if line.assessed:
            assessed_in[line.group].append(line)
    return totals_of(
        total_amount(assessed_in[Group.COST_OF_FAILURE]),
        {
            group: total_expected(assessed_in[group])
            if group is Group.COST_OF_FAILURE or group in assessed
            else None
            for group in Group
        },
    )
