"""Lines: each formula of the catalogue applied to the inputs of a case, with all it used."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from omsrisk.core.amounts import cost_item
from omsrisk.core.case import Case, Input, Row
from omsrisk.core.catalogue import Argument, Computed, Group, ItemList, LineType
from omsrisk.core.formula import Basis, Formula

NumberOf = Callable[[Input], Any]


class Term(NamedTuple):
    """
    An argument of a line, with its number.

    Attributes:
        name: The formula's name for it.
        number: Its value, in `unit`.
        unit: From the formula, or the author's own word for the units of a cost item.
        input: The input it is, where it stands in the scenario.
        formula: What computed it, where it does not.
        terms: The arguments of that formula.
    """

    name: str
    number: Any
    unit: str
    input: Input | None = None
    formula: Formula | None = None
    terms: "tuple[Term, ...]" = ()

    def inputs(self) -> Iterator[Input]:
        """Walk the inputs the number rests on."""
        if self.input is not None:
            yield self.input
        for term in self.terms:
            yield from term.inputs()


class Line(NamedTuple):
    """
    A line of the result.

    Attributes:
        id: As metrics and limits name it.
        group: The group whose total it joins.
        label: What it is called.
        short: What it is called in a narrow table.
        basis: What kind of money it is; None for a sum of several kinds.
        amount: As if its failure happened, in money; None where it is not assessed.
        weight: What turns the amount into what is expected: the likelihood, or 1.
        formula: What computed it; None for a sum of parts and a stated amount.
        terms: The formula's arguments.
        parts: The lines it is the sum of, where it is one.
        complete: Whether everything in it is assessed.
    """

    id: str
    group: Group
    label: str
    short: str
    basis: Basis | None
    amount: Any = None
    weight: Any = 1
    formula: Formula | None = None
    terms: tuple[Term, ...] = ()
    parts: "tuple[Line, ...]" = ()
    complete: bool = True

    @property
    def assessed(self) -> bool:
        """Whether the scenario says anything about it."""
        return self.amount is not None

    @property
    def expected(self) -> Any:
        """The amount weighted with the chance that it falls; None where it is not assessed."""
        return None if self.amount is None else self.amount * self.weight

    def inputs(self) -> tuple[Input, ...]:
        """List the inputs the line rests on, each once, in the order of its formula."""
        found = {one.path: one for term in self.terms for one in term.inputs()}
        for part in self.parts:
            found.update((one.path, one) for one in part.inputs())
        return tuple(found.values())

    def leaves(self) -> "Iterator[Line]":
        """Walk the lines that are no sum of others: what a basis is summed over."""
        if self.parts:
            for part in self.parts:
                yield from part.leaves()
        else:
            yield self


class Missing(NamedTuple):
    """
    An input that a line needs and nobody states.

    Attributes:
        path: The input.
        needed_by: The section or the row that asks for it.
    """

    path: str
    needed_by: str


class Evaluation:
    """Applies the catalogue to one case, with numbers of one kind."""

    def __init__(self, case: Case, number_of: NumberOf) -> None:
        self.case = case
        self._number_of = number_of

    def term(self, name: str, unit: str, argument: Argument, slug: str = "") -> Term:
        """Find the number of one argument."""
        if isinstance(argument, Computed):
            if argument.unless is not None and argument.unless in self.case.inputs:
                return self.stated(name, unit, argument.unless)
            terms = self.terms(argument.formula, argument.arguments, slug)
            number = argument.formula(**{term.name: term.number for term in terms})
            return Term(name, number, unit, None, argument.formula, terms)
        for path in argument.paths:
            path = path.replace("*", slug) if slug else path  # noqa: PLW2901 - the row's own path
            if path in self.case.inputs:
                return self.stated(name, unit, path)
        return Term(name, argument.default, unit)

    def terms(
        self, formula: Formula, arguments: Mapping[str, Argument], slug: str = ""
    ) -> tuple[Term, ...]:
        """Find the numbers of all arguments of a formula, in its order."""
        return tuple(
            self.term(name, unit, arguments[name], slug) for name, unit in formula.units.items()
        )

    def stated(self, name: str, unit: str, path: str) -> Term:
        """Take one input as it stands."""
        stated = self.case.inputs[path]
        return Term(name, self._number_of(stated), stated.unit if unit == "unit" else unit, stated)

    def compute(self, formula: Formula, arguments: Mapping[str, Argument]) -> Term:
        """Apply a formula that is no line: a memo."""
        terms = self.terms(formula, arguments)
        number = formula(**{term.name: term.number for term in terms})
        return Term(formula.name, number, formula.result, None, formula, terms)

    def line(self, kind: LineType, weight: Any = 1) -> Line:
        """Price one line, row by row where the scenario has rows for it."""
        label, short = kind.formula.label, kind.short
        if kind.section not in self.case.sections:
            return Line(kind.id, kind.group, label, short, kind.formula.basis, complete=False)
        rows = self.case.rows.get(kind.rows, ()) if kind.rows else ()
        if not rows:
            return self._priced(kind.id, kind, label, short, kind.arguments, "", weight)
        arguments = {**kind.arguments, **(kind.row_arguments or {})}
        parts = tuple(
            self._priced(
                f"{kind.id}.{row.slug}", kind, row.name, row.name, arguments, row.slug, weight
            )
            for row in rows
        )
        return _sum_of(parts, kind.id, kind.group, label, short, weight)

    def _priced(
        self,
        line_id: str,
        kind: LineType,
        label: str,
        short: str,
        arguments: Mapping[str, Argument],
        slug: str,
        weight: Any,
    ) -> Line:
        terms = self.terms(kind.formula, arguments, slug)
        amount = kind.formula(**{term.name: term.number for term in terms})
        basis = kind.formula.basis
        return Line(line_id, kind.group, label, short, basis, amount, weight, kind.formula, terms)

    def items(self, items: ItemList, weight_of: Callable[[Row], Any] = lambda _: 1) -> list[Line]:
        """Price each cost item of a list as a line of its own."""
        prefix = items.path.removesuffix(".items")
        return [
            self._item(f"{prefix}.{row.slug}", items, row, weight_of(row))
            for row in self.case.rows.get(items.path, ())
        ]

    def _item(self, line_id: str, items: ItemList, row: Row, weight: Any) -> Line:
        path = f"{items.path}.{row.slug}"
        basis = row.basis or items.basis
        if f"{path}.amount" in self.case.inputs:
            stated = self.stated("amount", "money", f"{path}.amount")
            terms: tuple[Term, ...] = (stated,)
            amount, formula = stated.number, None
        else:
            terms = tuple(
                self.stated(name, unit, f"{path}.{name}") for name, unit in cost_item.units.items()
            )
            amount, formula = cost_item(**{term.name: term.number for term in terms}), cost_item
        if items.group is Group.RECOVERIES:
            amount = 0 - amount
        return Line(line_id, items.group, row.name, row.name, basis, amount, weight, formula, terms)

    def part(self, items: ItemList, weight: Any) -> Line:
        """Price an amount, or the sum of a list of cost items, as one line."""
        line_id, group, label, short = items.path, items.group, items.label, items.short
        if items.path in self.case.inputs:
            term = self.stated("amount", "money", items.path)
            return Line(line_id, group, label, short, items.basis, term.number, weight, None, (term,))
        if items.path not in self.case.rows:
            return Line(line_id, group, label, short, items.basis, complete=False)
        lines = self.items(items, lambda _: weight)
        if len(lines) == 1:
            only = lines[0]
            return Line(
                line_id,
                group,
                label,
                short,
                only.basis,
                only.amount,
                weight,
                only.formula,
                only.terms,
            )
        return _sum_of(tuple(lines), line_id, group, label, short, weight)


def _sum_of(
    parts: tuple[Line, ...], line_id: str, group: Group, label: str, short: str, weight: Any
) -> Line:
    bases = {part.basis for part in parts}
    basis = bases.pop() if len(bases) == 1 else None
    amount = total(part.amount for part in parts)
    return Line(line_id, group, label, short, basis, amount, weight, parts=parts)


def total(amounts: Iterable[Any]) -> Any:
    """Add amounts of any kind of number; 0 where there is none."""
    result: Any = 0
    for amount in amounts:
        result = amount + result
    return result
