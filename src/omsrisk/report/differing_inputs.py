"""Inputs that differ between scenarios: one row an input, or one a cost item."""

import re
from collections.abc import Sequence
from decimal import Decimal

from omsrisk.analysis.compare import Comparison, DifferingInput
from omsrisk.report import numbers
from omsrisk.report.document import Column, Row, Table

_ITEM = re.compile(r"(.*\.items|recoveries|hidden_costs\.\w+)\.([^.]+)\.(quantity|unit_cost|amount)$")
_MOST_ROWS = 30
_MOST_VALUES, _FIRST_VALUES = 8, 4
"""Values of an input by phase that are all written, and how many of more are."""


def differing_table(result: Comparison, names: Sequence[str]) -> Table:
    """Lay the inputs that differ side by side."""
    columns = (
        Column("input", whole=True),
        *(Column(name) for name in names),
        Column("", give_way=1),
    )
    texts = _texts(result)
    rows = [Row((path, *values, reason)) for path, (values, reason) in texts.items()]
    if len(rows) > _MOST_ROWS:
        more = len(rows) - _MOST_ROWS
        blank = ("",) * len(names)
        rows = [*rows[:_MOST_ROWS], Row((f"... and {more} more", *blank, ""))]
    return Table(columns, tuple(rows))


def _texts(result: Comparison) -> dict[str, tuple[list[str], str]]:
    count = len(result.assessments)
    texts: dict[str, tuple[list[str], str]] = {}
    items: dict[str, dict[str, DifferingInput]] = {}
    for one in result.differing:
        found = _ITEM.match(one.path)
        if found is None:
            values = [_values(value, one.unit) for value in one.values]
            texts[one.path] = (values, one.reason)
        else:
            name = f"{found[1]}.{found[2]}"
            items.setdefault(name, {})[found[3]] = one
            texts.setdefault(name, ([], one.reason))
    for name, parts in items.items():
        texts[name] = ([_item(result, name, parts, at) for at in range(count)], texts[name][1])
    return texts


def _values(values: tuple[Decimal, ...], unit: str) -> str:
    if not values:
        return "-"
    write = numbers.percentage if unit == "1" else numbers.number
    shown = values if len(values) <= _MOST_VALUES else values[:_FIRST_VALUES]
    more = [] if shown is values else [f"... {len(values)} in all"]
    return " / ".join([*(write(value) for value in shown), *more])


def _item(result: Comparison, name: str, parts: dict[str, DifferingInput], at: int) -> str:
    """Write a cost item of one scenario, with the parts that do not differ as well."""
    inputs = result.assessments[at].scenario.case.inputs
    if all(not one.values[at] for one in parts.values()):
        return "-"
    if "amount" in parts and parts["amount"].values[at]:
        return _values(parts["amount"].values[at], "money")
    quantity, unit_cost = (inputs.get(f"{name}.{key}") for key in ("quantity", "unit_cost"))
    if quantity is None or unit_cost is None:
        return " x ".join(_values(one.values[at], one.unit) for one in parts.values())
    counted = numbers.with_unit(quantity.value, quantity.unit)
    return f"{counted} x {numbers.number(unit_cost.value)}"
