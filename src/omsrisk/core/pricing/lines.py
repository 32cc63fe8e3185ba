"""Lines: each formula of the catalogue applied to the inputs of a case, with all it used."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from operator import mul
from types import MappingProxyType
from typing import Any, Generic, NamedTuple

from omsrisk.core.algebra.symbols import Symbol
from omsrisk.core.calendar import Calendar, Window, flat_window
from omsrisk.core.formulas.formula import Basis, Formula, N
from omsrisk.core.formulas.items import item_by_driver, item_with_cap, item_with_likelihood
from omsrisk.core.formulas.shared import (
    cost_item,
    days_at_level,
    learned_value,
    moved_value,
    multiplied_value,
    part_of_phase,
    rate_above_today,
)
from omsrisk.core.phasing.covered_rows import inputs_of_covered_row, rows_in_phase
from omsrisk.core.phasing.learning import part_kept, rate_of
from omsrisk.core.phasing.windows import window_of
from omsrisk.core.pricing.case import Case, Input, ListElement, Operation, Treatment
from omsrisk.core.pricing.catalogue import CAP, DRIVERS
from omsrisk.core.pricing.declarations import (
    Argument,
    ComputedArgument,
    Group,
    ItemDriver,
    ItemList,
    KnownArgument,
    LineType,
    SeasonDays,
    StatedArgument,
)

NumberOf = Callable[[Input], N]
"""What an input is computed with."""


class Term(NamedTuple, Generic[N]):
    """
    An argument of a line, with its number.

    Attributes:
        name: The formula's name for it.
        number: Its value, in `unit`.
        unit: From the formula, or the author's own word for the units of a cost item.
        input: The input it is, where it stands in the scenario.
        formula: What computed it, where it does not.
        terms: The arguments of that formula, or the days that the window weighs.
        window: The season's window that weighed them, where one did.
        note: What it is, where it is neither stated nor computed.
    """

    name: str
    number: N | int
    unit: str
    input: Input | None = None
    formula: Formula | None = None
    terms: "tuple[Term[N], ...]" = ()
    window: Window | None = None
    note: str = ""

    def inputs(self) -> Iterator[Input]:
        """Walk the inputs the number rests on."""
        if self.input is not None:
            yield self.input
        for term in self.terms:
            yield from term.inputs()


class Line(NamedTuple, Generic[N]):
    """
    A line of the result.

    Attributes:
        id: As metrics and limits name it.
        group: The group whose total it joins.
        label: What it is called.
        short: What it is called in a narrow table.
        basis: What kind of money it is; None for a sum of several kinds.
        amount: As if its failure happened, in money; None where it is not assessed.
        expected: The amount times the chance that it falls; None where it is not assessed.
        weight: Chance that its phase happens; None for a sum over phases of different weight.
        formula: What computed it; None for a sum of parts and a stated amount.
        terms: The formula's arguments.
        parts: The lines it is the sum of, where it is one.
        complete: Whether everything in it is assessed.
        phases: Of how many phases it is the sum; 0 where it is of none.
        assessed_in: How many of these assess it.
        note: How it comes about, where no formula says so.
        is_floor: Whether it is not decided, and the amount is the least that it comes to: sums hold
            it, and nothing takes it for assessed.
        held: What it is where the go-live holds, and what is expected of that, where it comes to
            something else if that fails: the amount is then the failed version, and expected both.
        goes_live_with: The name of the phase that it goes live with as a whole; empty where all
            phases have their share of it.
    """

    id: str
    group: Group
    label: str
    short: str
    basis: Basis | None
    amount: N | int | None = None
    expected: N | int | None = None
    weight: N | int | None = 1
    formula: Formula | None = None
    terms: tuple[Term[N], ...] = ()
    parts: "tuple[Line[N], ...]" = ()
    complete: bool = True
    phases: int = 0
    note: str = ""
    assessed_in: int = 0
    is_floor: bool = False
    held: "Line[N] | None" = None
    goes_live_with: str = ""

    @property
    def assessed(self) -> bool:
        """Whether the scenario says what it comes to."""
        return self.amount is not None and not self.is_floor

    @property
    def counts(self) -> bool:
        """Whether it adds to the totals: with what is assessed, or with a floor."""
        return self.amount is not None

    def inputs(self) -> tuple[Input, ...]:
        """List the inputs the line rests on, each once, in the order of its formula."""
        found = {one.path: one for term in self.terms for one in term.inputs()}
        for part in (*self.parts, *filter(None, (self.held,))):
            found.update((one.path, one) for one in part.inputs())
        return tuple(found.values())

    def leaves(self) -> "Iterator[Line[N]]":
        """Walk the lines that are no sum of others: what a basis is summed over."""
        if self.parts:
            for part in self.parts:
                yield from part.leaves()
        else:
            yield self


class Slice(NamedTuple):
    """
    What is in force in a phase, or in a whole roll-out that has none.

    Attributes:
        inputs: Every number in force, by the path it has in the scenario.
        rows: The lists in force.
        sections: The sections in force.
        calendar: The dates and the season.
        go_live: The go-live on which its windows hang.
        share: The share of orders of the phase; None for the whole.
        phases_before: How many phases there are before it, in the order of the file.
        phase: The slug of the phase; empty for the whole.
        phase_name: Its name as the author wrote it.
        stated_whole: What the scenario states, of which a covered row takes the whole orders.
        settings: What is stated and is no input, by the path it has in the scenario.
    """

    inputs: Mapping[str, Input]
    rows: Mapping[str, tuple[ListElement, ...]]
    sections: frozenset[str]
    calendar: Calendar
    go_live: date | None
    share: Input | None = None
    phases_before: int = 0
    phase: str = ""
    phase_name: str = ""
    stated_whole: Mapping[str, Input] = MappingProxyType({})
    settings: Mapping[str, Decimal | bool] = MappingProxyType({})

    def of_row(self, of_rows: str, row: ListElement) -> "Slice":
        """
        Return what is in force for one row: of one that the phase covers, the whole orders.

        Args:
            of_rows: The path of the list that the row stands in.
            row: One of those that fall in the phase.
        """
        if not row.covered_by:
            return self
        inputs = inputs_of_covered_row(self.inputs, self.stated_whole, of_rows)
        return self._replace(inputs=inputs, share=None)


def whole_of(case: Case) -> Slice:
    """Take a case as one piece: what is charged once for the whole roll-out."""
    return Slice(
        case.inputs,
        case.rows,
        case.sections,
        case.calendar,
        case.first_go_live,
        settings=case.settings,
    )


def slices_of(case: Case) -> tuple[Slice, ...]:
    """Take a case phase by phase; one without phases is one piece."""
    if not case.phases:
        return (whole_of(case),)
    return tuple(
        Slice(
            phase.inputs,
            phase.rows,
            phase.sections,
            case.calendar,
            phase.go_live,
            phase.share,
            before,
            phase.slug,
            phase.name,
            case.inputs,
            phase.settings,
        )
        for before, phase in enumerate(case.phases)
    )


class Evaluation(Generic[N]):
    """
    Applies the catalogue to one slice, with numbers of one kind.

    Args:
        slice_: What is in force.
        number_of: What to compute with.
        weight: Chance that the slice happens at all.
        grace: Days at the beginning of every window that count as nothing.
    """

    def __init__(
        self, slice_: Slice, number_of: NumberOf[N], weight: N | int = 1, grace: int = 0
    ) -> None:
        self.slice = slice_
        self.weight = weight
        self.number_of = number_of
        self._grace = grace
        self._share: Term[N] | None = None
        self._is_whole = slice_.share is None and not slice_.phases_before

    def term(self, name: str, unit: str, argument: Argument, slug: str = "") -> Term[N]:
        """Find the number of one argument."""
        if type(argument) is StatedArgument:  # nearly all
            return self._of_paths(name, unit, argument, slug)
        inputs = self.slice.inputs
        if isinstance(argument, ComputedArgument):
            if argument.unless is not None and argument.unless in inputs:
                return self.stated(name, unit, argument.unless)
            terms = self.terms(argument.formula, argument.arguments, slug)
            number = argument.formula(**{term.name: term.number for term in terms})
            return Term(name, number, unit, None, argument.formula, terms)
        if isinstance(argument, SeasonDays):
            return self._effective(name, unit, argument)
        if isinstance(argument, KnownArgument):
            rests_on = (self._number_term(one) for one in argument.of)
            return Term(name, argument.number, unit, terms=tuple(rests_on), note=argument.note)
        raise TypeError(argument)

    def _of_paths(self, name: str, unit: str, argument: StatedArgument, slug: str) -> Term[N]:
        """Take the first input of an argument that is stated."""
        inputs = self.slice.inputs
        for path in argument.paths:
            path = path.replace("*", slug) if slug else path  # noqa: PLW2901 - the row's own path
            if path in inputs:
                stated = self.stated(name, unit, path)
                if argument.today in inputs:
                    return self._above_today(stated, argument.today)
                return self._counted(stated, argument, path) if argument.course else stated
        if argument.default is None:
            raise LookupError(" or ".join(argument.paths))  # the case is not complete
        return Term(name, argument.default, unit, note="as nothing else is stated")

    def _above_today(self, stated: Term[N], path: str) -> Term[N]:
        """Take the rate of today off a rate, once mitigations have acted on it."""
        terms = (
            stated._replace(name="rate"),
            self.stated("rate_today", stated.unit, path),
        )
        return _computed(stated.name, rate_above_today, terms)

    def _counted(self, stated: Term[N], argument: StatedArgument, path: str) -> Term[N]:
        """Count days that no season touches, unless they follow it; those worked, where they are."""
        here = self.slice
        window = window_of(argument, here.settings, here.calendar, here.go_live, path)
        return self._in_course(stated, argument.course, window)

    def _effective(self, name: str, unit: str, argument: SeasonDays) -> Term[N]:
        here, stated = self.slice, self.stated(name, unit, argument.path)
        window = window_of(argument, here.settings, here.calendar, here.go_live)
        return self._in_course(stated, argument.course, window)

    def _in_course(self, stated: Term[N], course: str, window: Window | None) -> Term[N]:
        """Let each of the days count as much as its part of a course says, and the season."""
        if self._grace:
            window = (window or flat_window())._replace(since=self._grace)
        rows = self.slice.rows.get(course)
        if not rows:
            return stated if window is None else _weighed(stated, window)
        parts = []
        for part, row in parts_of_course(window, rows):
            days = _weighed(stated, part)
            index = self.stated("index", "unit", index_of_course(course, row))
            terms = (days._replace(name="days"), index)
            parts.append(_computed("part", days_at_level, terms))
        number = total(part.number for part in parts)
        return Term(stated.name, number, stated.unit, terms=tuple(parts), note=IN_COURSE)

    def terms(
        self, formula: Formula, arguments: Mapping[str, Argument], slug: str = ""
    ) -> tuple[Term[N], ...]:
        """Find the numbers of all arguments of a formula, in its order."""
        units = formula.units.items()
        return tuple([self.term(name, unit, arguments[name], slug) for name, unit in units])

    def stated(self, name: str, unit: str, path: str) -> Term[N]:
        """Take one input: an inherited one by the phase's share, and less what it has learned."""
        stated = self.slice.inputs[path]
        if self._is_whole and not stated.acted_on:  # nothing is learned yet, and nothing split
            return Term(name, self.number_of(stated), stated.unit if unit == "unit" else unit, stated)
        before = self.slice.phases_before
        inherited = self._inherited(name, unit, stated)
        rate = rate_of(stated, self.slice.inputs, before)
        if rate is None:
            return inherited
        kept = part_kept(self.number_of(rate), before)
        rests_on = (self._number_term(rate)._replace(name="learning_rate"),)
        terms = (
            inherited._replace(name="value"),
            Term("part_kept", kept, "1", terms=rests_on, note=_LEARNED.format(before)),
        )
        number = learned_value(value=inherited.number, part_kept=kept)
        return Term(name, number, inherited.unit, None, learned_value, terms)

    def _inherited(self, name: str, unit: str, stated: Input) -> Term[N]:
        unit = stated.unit if unit == "unit" else unit
        whole = self._with_effects(Term(name, self.number_of(stated), unit, stated), stated)
        share = self.slice.share
        if share is None or stated.restated or stated.treatment is not Treatment.EXTENSIVE:
            return whole
        if self._share is None:  # the same for each input of the slice
            self._share = Term("share_of_orders", self.number_of(share), "1", share)
        parts = (whole._replace(name="whole"), self._share)
        part = part_of_phase(whole=whole.number, share_of_orders=self._share.number)
        return Term(name, part, unit, None, part_of_phase, parts)

    def _with_effects(self, term: Term[N], stated: Input) -> Term[N]:
        """Let effects act that are sources of their own: all factors, then all that is added."""
        for one in stated.acted_on:
            effect = self.slice.inputs[one.path]
            multiplies = one.operation is Operation.MULTIPLY
            formula = multiplied_value if multiplies else moved_value
            other = self._number_term(effect)._replace(name="factor" if multiplies else "addition")
            terms = (term._replace(name="value"), other)
            number = formula(**{each.name: each.number for each in terms})
            term = Term(term.name, number, term.unit, None, formula, terms)
        return term

    def _number_term(self, one: Input) -> Term[N]:
        return Term(one.path, self.number_of(one), one.unit, one)

    def number(self, path: str) -> N | int:
        """Take the number of an input, or 1 where it is not stated: a likelihood."""
        return self.stated(path, "1", path).number if path in self.slice.inputs else 1

    def compute(self, formula: Formula, arguments: Mapping[str, Argument]) -> Term[N]:
        """Apply a formula that is no line: a memo."""
        return _computed(formula.name, formula, self.terms(formula, arguments))

    def line(self, kind: LineType, chance: N | int) -> Line[N]:
        """
        Price one line, row by row where the scenario has rows for it.

        Args:
            kind: The line.
            chance: What turns its amount into what is expected.
        """
        if kind.section not in self.slice.sections:
            return not_assessed(kind)
        if kind.parts:
            return self._sum_of_lists(kind, kind.parts, chance)
        label, short = kind.formula.label, kind.short
        rows = self.slice.rows.get(kind.rows, ()) if kind.rows else ()
        if not rows:
            return self._priced(kind.id, kind, label, short, kind.arguments, "", chance)
        parts = tuple(
            self._of_row(kind.rows or "", row).row(kind, row, chance)
            for row in rows_in_phase(rows, self.slice.phase)
        )
        head: Line[N] = Line(kind.id, kind.group, label, short, kind.formula.basis)
        if not parts:
            head = head._replace(weight=self.weight, note=COVERED_ELSEWHERE)
        return sum_of_parts(head, parts)

    def row(self, kind: LineType, row: ListElement, chance: N | int) -> Line[N]:
        """
        Price one element of the list that a line is applied to.

        Args:
            kind: The line.
            row: The element.
            chance: What turns its amount into what is expected.
        """
        line_id = f"{kind.id}.{row.slug}"
        arguments = kind.all_arguments
        line = self._priced(line_id, kind, row.name, row.name, arguments, row.slug, chance)
        return line._replace(goes_live_with=self.slice.phase_name) if row.covered_by else line

    def _of_row(self, of_rows: str, row: ListElement) -> "Evaluation[N]":
        if not row.covered_by:
            return self
        covered = self.slice.of_row(of_rows, row)
        return Evaluation(covered, self.number_of, self.weight, self._grace)

    def _sum_of_lists(
        self, kind: LineType, lists: Mapping[str, ItemList], chance: N | int
    ) -> Line[N]:
        """Price a line whose formula adds up amounts and lists; what is not stated adds nothing."""
        parts = {name: self.part(items, chance) for name, items in lists.items()}
        stated = {
            name: 0 if part.amount is None or part.is_floor else part.amount
            for name, part in parts.items()
        }
        amount = kind.formula(**stated)
        names = (kind.id, kind.group, kind.formula.label, kind.short, kind.formula.basis)
        return Line(
            *names,
            amount,
            amount * chance,
            self.weight,
            kind.formula,
            parts=tuple(parts.values()),
            complete=all(part.complete for part in parts.values()),
        )

    def _priced(
        self,
        line_id: str,
        kind: LineType,
        label: str,
        short: str,
        arguments: Mapping[str, Argument],
        slug: str,
        chance: N | int,
    ) -> Line[N]:
        terms = self.terms(kind.formula, arguments, slug)
        amount = kind.formula(**{term.name: term.number for term in terms})
        head = (line_id, kind.group, label, short, kind.formula.basis)
        return Line(*head, amount, amount * chance, self.weight, kind.formula, terms)

    def items(
        self,
        items: ItemList,
        chance_of: Callable[[ListElement], N | int],
        rows: tuple[ListElement, ...] | None = None,
    ) -> list[Line[N]]:
        """
        Price each cost item of a list as a line of its own.

        Args:
            items: The list.
            chance_of: What turns the amount of an item into what is expected.
            rows: Which items, where not all of the list in force.
        """
        chosen = self.slice.rows.get(items.path, ()) if rows is None else rows
        if not chosen:
            return []
        prefix = items.path.removesuffix(".items")
        if items.group is not Group.COST_OF_FAILURE:
            prefix = items.group.value
        return [self._item(f"{prefix}.{row.slug}", items, row, chance_of(row)) for row in chosen]

    def _item(self, line_id: str, items: ItemList, row: ListElement, chance: N | int) -> Line[N]:
        term = self._likely_amount(f"{items.path}.{row.slug}", row)
        amount = 0 - term.number if items.group is Group.RECOVERIES else term.number
        is_stated = term.formula in {None, part_of_phase}
        terms, formula = ((term,), None) if is_stated else (term.terms, term.formula)
        basis = row.basis or items.basis
        head = (line_id, items.group, row.name, row.name, basis)
        return Line(*head, amount, amount * chance, self.weight, formula, terms)

    def _amount_of_item(self, path: str, row: ListElement) -> Term[N]:
        """Tell what one cost item comes to where it falls due, and nothing limits it."""
        inputs = self.slice.inputs
        if row.per is not None:
            amount: Term[N] = self._moving(path, DRIVERS[row.per], row.grace_days)
        elif f"{path}.amount" in inputs:
            amount = self.stated("amount", "money", f"{path}.amount")
        else:
            units = cost_item.units.items()
            terms = tuple(self.stated(name, unit, f"{path}.{name}") for name, unit in units)
            amount = _computed("amount", cost_item, terms)
        return amount

    def _likely_amount(self, path: str, row: ListElement) -> Term[N]:
        """Tell what one cost item comes to in the mean, under its cap."""
        inputs = self.slice.inputs
        amount = self._amount_of_item(path, row)
        if f"{path}.{CAP}" in inputs:
            amount = self._under_cap_if_it_slips(path, row, amount)
        if f"{path}.likelihood" in inputs:
            terms = (amount, self.stated("likelihood", "1", f"{path}.likelihood"))
            amount = _computed("amount", item_with_likelihood, terms)
        return amount

    def _under_cap(self, path: str, amount: Term[N]) -> Term[N]:
        return _computed(
            "amount", item_with_cap, (amount, self.stated(CAP, "money", f"{path}.{CAP}"))
        )

    def _under_cap_if_it_slips(self, path: str, row: ListElement, amount: Term[N]) -> Term[N]:
        """Limit an amount; in the mean over slips, that of each slip: the least is no sum."""
        here = self.slice
        slips = here.calendar.slips if row.per is not None else ()
        calendar = here.calendar
        if here.go_live is None or not (slips and (calendar.season or calendar.closed)):
            return self._under_cap(path, amount)
        limited: N | int = 0
        for slip, chance in slips:
            there = here._replace(
                calendar=calendar._replace(slips=()),
                go_live=here.go_live + timedelta(days=slip),
            )
            own = Evaluation(there, self.number_of, self.weight)
            capped = own._under_cap(path, own._amount_of_item(path, row)).number
            limited = mul(capped, chance) + limited  # a decimal, or a symbol: no other slips
        return self._under_cap(path, amount)._replace(number=limited)

    def _moving(self, path: str, driver: ItemDriver, grace: int) -> Term[N]:
        """Tell what an item comes to that is paid for each of something that the model counts."""
        terms = (
            self._quantity(f"{path}.quantity", driver),
            self.stated("unit_cost", "money/unit", f"{path}.unit_cost"),
            Evaluation(self.slice, self.number_of, self.weight, grace).driver(driver),
        )
        return _computed("amount", item_by_driver, terms)

    def _quantity(self, path: str, driver: ItemDriver) -> Term[N]:
        """Take how many for each; 1 where that is left out, split where the driver is not."""
        if path in self.slice.inputs:
            return self.stated("quantity", "unit", path)
        whole: Term[N] = Term("quantity", 1, "unit", note="as nothing else is stated")
        share = self.slice.share
        if share is None or not driver.is_split:
            return whole
        parts = (
            whole._replace(name="whole"),
            Term("share_of_orders", self.number_of(share), "1", share),
        )
        return _computed("quantity", part_of_phase, parts)

    def driver(self, driver: ItemDriver) -> Term[N]:
        """Count what a cost item is paid for each of."""
        rows = self.slice.rows.get(driver.rows, ())
        if not rows or driver.row_argument is None:
            return self.term("driver", driver.unit, driver.argument)
        parts = tuple(
            self._of_row(driver.rows, row).term(row.name, driver.unit, driver.row_argument, row.slug)
            for row in rows_in_phase(rows, self.slice.phase)
        )
        number = total(part.number for part in parts)
        return Term("driver", number, driver.unit, terms=parts, note=driver.says)

    def part(self, items: ItemList, chance: N | int) -> Line[N]:
        """Price an amount, or the sum of a list of cost items, as one line."""
        names = (items.path, items.group, items.label, items.short, items.basis)
        if items.path in self.slice.inputs:
            terms = (self.stated("amount", "money", items.path),)
            amount = terms[0].number
            return Line(*names, amount, amount * chance, self.weight, terms=terms)
        head: Line[N] = Line(*names)
        if items.path not in self.slice.rows:
            return head._replace(complete=False)
        lines = self.items(items, lambda _: chance)
        if len(lines) == 1:
            return lines[0]._replace(id=head.id, label=head.label, short=head.short)
        return sum_of_parts(head._replace(basis=None, weight=self.weight), tuple(lines))


_LEARNED = "(1 - learning rate)^{}"

COVERED_ELSEWHERE = "goes live with other phases"
"""What is said of a line of which other phases cover all rows."""

IN_COURSE = "each day by its part of the profile"
"""What is said of days that a course over time weighs."""


def parts_of_course(
    window: Window | None, rows: tuple[ListElement, ...]
) -> Iterator[tuple[Window, ListElement]]:
    """Cut a window into the parts of a course; without a season, one whose days are all alike."""
    whole = window or flat_window()
    since = whole.since
    for row in rows:
        until = None if row.until_day is None else max(row.until_day, since)
        yield whole._replace(since=since, until=until), row
        since = until or since


def index_of_course(course: str, row: ListElement) -> str:
    """Return the path of what the days of a part of a course count as."""
    return f"{course}.{row.slug}.index"


def _weighed(stated: Term[N], window: Window) -> Term[N]:
    """Take the step from days to effective days."""
    weighed = through(stated.number, window)
    return Term(stated.name, weighed, stated.unit, terms=(stated,), window=window)


def through(days: N | int, window: Window) -> N:
    """Take days through a window, in any kind of number."""
    number: Any = days
    weighed: N = number.through(window) if isinstance(days, Symbol) else window.effective_days(number)
    return weighed


def _computed(name: str, formula: Formula, terms: tuple[Term[N], ...]) -> Term[N]:
    number = formula(**{term.name: term.number for term in terms})
    return Term(name, number, formula.result, None, formula, terms)


_NOT_ASSESSED: dict[str, Line[Any]] = {}  # without a number it is a line of any kind of them


def not_assessed(kind: LineType) -> Line[N]:
    """Make the line of a section that is left out; it is the same in every scenario."""
    if kind.id not in _NOT_ASSESSED:
        head = (kind.id, kind.group, kind.formula.label, kind.short, kind.formula.basis)
        _NOT_ASSESSED[kind.id] = Line(*head, complete=False)
    return _NOT_ASSESSED[kind.id]


def sum_of_parts(head: Line[N], parts: tuple[Line[N], ...]) -> Line[N]:
    """Add parts up to a line; its basis is that of its parts where they have one in common."""
    bases = {part.basis for part in parts}
    return head._replace(
        basis=bases.pop() if len(bases) == 1 else None if bases else head.basis,
        amount=total_amount(parts),
        expected=total_expected(parts),
        weight=parts[0].weight if parts else head.weight,
        parts=parts,
        complete=all(part.complete for part in parts),
    )


def sum_over_phases(lines: list[Line[N]], phases: int) -> Line[N]:
    """
    Add the lines of one id up over the phases.

    Args:
        lines: One of each phase that has it, and one that is charged once, where there is one.
        phases: How many phases there are that may have it.
    """
    assessed = [line for line in lines if line.assessed]
    parts: dict[str, list[Line[N]]] = {}
    for line in lines:
        for part in line.parts:
            parts.setdefault(part.id, []).append(part)
    basis = {line.basis for line in assessed or lines}
    head = lines[0]._replace(
        formula=None,
        terms=tuple(term for line in assessed for term in line.terms),
        basis=basis.pop() if len(basis) == 1 else None,
        parts=tuple(
            sum_over_phases(one, 1 if one[0].goes_live_with else phases) for one in parts.values()
        ),
        complete=all(line.complete for line in lines),
        phases=phases,
        assessed_in=len(assessed),
        note="",
        held=None,
    )
    if not assessed:
        return head
    return head._replace(
        amount=total_amount(assessed),
        expected=total_expected(assessed),
        weight=None,
    )


def total_amount(lines: Iterable[Line[N]]) -> N | int:
    """Add the amounts of those lines up that have one."""
    return total(line.amount for line in lines if line.amount is not None)


def total_expected(lines: Iterable[Line[N]]) -> N | int:
    """Add up what is expected of those lines that have an amount."""
    return total(line.expected for line in lines if line.expected is not None)


def assessed_figure(figure: N | int | None) -> N | int:
    """Return a figure that is known to be assessed; where it is not, that is a mistake, and no 0."""
    if figure is None:
        raise LookupError("a figure that is not assessed")
    return figure


def total(amounts: Iterable[N | int]) -> N | int:
    """Add amounts of any kind of number; 0 where there is none."""
    result: N | int = 0
    for amount in amounts:
        result = amount + result
    return result
