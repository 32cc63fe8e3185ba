"""Inputs that differ between scenarios: one row an input, or one a cost item, by what it moves."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.differing import DifferingInput, Value
from omsrisk.core.money import add
from omsrisk.core.pricing.case import Spread
from omsrisk.report import numbers
from omsrisk.report.changes.shown_changes import shown_around, shown_range, shown_unstated, shown_word
from omsrisk.report.comparison.compared_inputs import item_in, label_in
from omsrisk.report.document import Cell, Column, Content, Row, Table

_ITEM = re.compile(
    r"(.*\.items|recoveries|hidden_costs\.\w+)\.([^.]+)\.(quantity|unit_cost|amount|likelihood)$"
)
_MOST_ROWS = 30
_MOST_VALUES, _FIRST_VALUES = 8, 4
"""Values of an input by phase that are all written, and how many of more are."""
_FOLLOWS = "follows"
_MOST_OF_MANY = 15
_MOVES = 4
"""The place of what an input moves, in a row a file."""


class _Told(NamedTuple):
    """A row: what differs, by label and path, with a text and what it moves for each scenario."""

    label: str
    path: str
    texts: tuple[str, ...]
    reason: str
    effects: tuple[Decimal | None, ...]


def differing_table(result: Comparison, names: Sequence[str]) -> Table:
    """Lay the inputs that differ side by side, with what each moves alone."""
    digits = result.assessments[result.base].scenario.minor_digits
    others = [at for at in range(len(names)) if at != result.base]
    single = len(others) == 1
    columns = (
        Column("input", whole=True),
        *(Column(name) for name in names),
        *(
            Column("moves" if single else f"moves, {names[at]}", Content.CHANGE, digits)
            for at in others
        ),
        Column("", give_way=2, called="why"),
        Column("path", give_way=3),
    )
    told = list(_told(result))
    rows = [
        Row((one.label, *one.texts, *(one.effects[at] for at in others), one.reason, one.path))
        for one in told
    ]
    if len(rows) > _MOST_ROWS:
        more = len(rows) - _MOST_ROWS
        rest = (_moved(one.effects[at] for one in told[_MOST_ROWS:]) for at in others)
        blank = ("",) * len(names)
        rows = [*rows[:_MOST_ROWS], Row((f"... and {more} more, added up", *blank, *rest, "", ""))]
    return Table(columns, tuple(rows))


def differing_rows(result: Comparison, names: Sequence[str]) -> Table:
    """List each input that is not as in the base, a row a file, those that move most first."""
    digits = result.assessments[result.base].scenario.minor_digits
    columns = (
        Column("in"),
        Column("input"),
        Column("base", give_way=1),
        Column("here"),
        Column("moves", Content.CHANGE, digits),
        Column("path", give_way=2),
    )
    every: list[tuple[Cell, ...]] = []
    for one in _told(result):
        base = one.texts[result.base]
        every += [
            (names[at], one.label, base, text, one.effects[at], one.path)
            for at, text in enumerate(one.texts)
            if at != result.base and text != base and one.reason != _FOLLOWS
        ]
    every.sort(key=_by_effect)
    rows = [Row(cells) for cells in every[:_MOST_OF_MANY]]
    if len(every) > _MOST_OF_MANY:
        rest = every[_MOST_OF_MANY:]
        moved = _moved(cells[_MOVES] for cells in rest)
        rows.append(Row(("...", f"{len(rest)} more, added up", "", "", moved, "")))
    return Table(columns, tuple(rows))


def _by_effect(cells: tuple[Cell, ...]) -> tuple[bool, Decimal]:
    moved = cells[_MOVES]
    return (False, -abs(moved)) if isinstance(moved, Decimal) else (True, Decimal(0))


def _moved(effects: "Iterator[Cell] | Iterator[Decimal | None]") -> Decimal:
    return add(*(one for one in effects if isinstance(one, Decimal)))


def _told(result: Comparison) -> Iterator[_Told]:
    """Put the inputs of one cost item into one row; days that follow from dates come below them."""
    items: dict[str, dict[str, DifferingInput]] = {}
    for one in result.differing:
        found = _ITEM.match(one.path)
        if found is not None:
            items.setdefault(f"{found[1]}.{found[2]}", {})[found[3]] = one
    derived: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    counted: set[tuple[int, str]] = set()
    for one in result.differing:
        found = _ITEM.match(one.path)
        if found is None:
            texts = tuple(_texts(one))
            label = label_in(result, one.path)
            path = one.path if label != one.path else ""
            yield _Told(label, path, texts, _reason(one), _effects(one, counted))
            for name, days in one.derived:
                if name not in derived:
                    derived[name] = tuple("-" if day is None else numbers.number(day) for day in days)
                    nothing = (None,) * len(days)
                    yield _Told(f"  {name}", "", derived[name], _FOLLOWS, nothing)
            continue
        name = f"{found[1]}.{found[2]}"
        if name not in seen:
            seen.add(name)
            count = len(result.assessments)
            texts = tuple(_item(result, name, items[name], at) for at in range(count))
            yield _Told(item_in(result, name), name, texts, one.reason, one.effects)


def _reason(one: DifferingInput) -> str:
    levels = [level for level in dict.fromkeys(one.together) if level]
    return f"{one.reason}, with {' / '.join(levels)}" if levels else one.reason


def _effects(one: DifferingInput, counted: set[tuple[int, str]]) -> tuple[Decimal | None, ...]:
    """Return what an input moves; what moves as a whole is told by the first of its inputs alone."""
    told = []
    for at, (effect, level) in enumerate(
        zip(one.effects, one.together or [""] * len(one.effects), strict=True)
    ):
        told.append(None if level and (at, level) in counted else effect)
        counted.add((at, level))
    return tuple(told)


def _values(
    path: str, values: tuple[Value, ...], unit: str, spreads: Sequence[Spread | None] = ()
) -> str:
    if not values:
        return shown_unstated(path) if unit == "word" else "-"
    shown = values if len(values) <= _MOST_VALUES else values[:_FIRST_VALUES]
    more = [] if shown is values else [f"... {len(values)} in all"]
    texts = [_value(value, unit) for value in shown]
    if len(values) == 1 and any(spreads):
        return shown_range(spreads[0], unit)
    for at, spread in enumerate(spreads[: len(shown)]):
        if spread is not None:
            texts[at] = shown_around(texts[at], spread, unit)
    return " / ".join([*texts, *more])


def _texts(one: DifferingInput) -> Iterator[str]:
    """Write the values of an input, each with its range where the ranges differ, too."""
    for at, values in enumerate(one.values):
        spreads = one.ranges[at] if one.ranges else ()
        yield _values(one.path, values, one.unit, spreads)


def _value(value: Value, unit: str) -> str:
    if isinstance(value, Decimal):
        return numbers.percentage(value) if unit == "1" else numbers.number(value)
    return shown_word(value)


def _item(result: Comparison, name: str, parts: dict[str, DifferingInput], at: int) -> str:
    """Write a cost item of one scenario, with the parts that do not differ as well."""
    inputs = result.assessments[at].scenario.case.inputs
    if all(not one.values[at] for one in parts.values()) and not any(
        f"{name}.{key}" in inputs for key in ("amount", "quantity")
    ):
        return "-"
    likelihood = inputs.get(f"{name}.likelihood")
    chance = "" if likelihood is None else f" x {numbers.percentage(likelihood.value)}"
    if "amount" in parts and parts["amount"].values[at]:
        return _values(name, parts["amount"].values[at], "money") + chance
    amount, quantity, unit_cost = (
        inputs.get(f"{name}.{key}") for key in ("amount", "quantity", "unit_cost")
    )
    if amount is not None:
        return numbers.number(amount.value) + chance
    if quantity is None or unit_cost is None:
        return " x ".join(_values(name, one.values[at], one.unit) for one in parts.values())
    counted = numbers.with_unit(quantity.value, quantity.unit)
    return f"{counted} x {numbers.number(unit_cost.value)}{chance}"
