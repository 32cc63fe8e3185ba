"""Equations with their numbers put in, made from the formula's own words and its trace."""

import re
from collections.abc import Mapping
from decimal import Decimal

from omsrisk.core.algebra.symbols import symbol
from omsrisk.core.calendar import FLAT, Window
from omsrisk.core.formulas.formula import Formula
from omsrisk.core.pricing.case import Input
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.lines import Line, Term, assessed_figure
from omsrisk.report import numbers
from omsrisk.text import visible


def in_words(formula: Formula) -> str:
    """
    Write the right side of a formula in words.

    Grouped as the source groups it; where Python runs without docstrings, as the trace gives it.
    """
    if formula.equation:
        return formula.equation
    words = {name: symbol(name.replace("_", " ")) for name in formula.units}
    return str(formula(**words))


def with_numbers(formula: Formula, terms: tuple[Term[Decimal], ...], *, mark: bool = False) -> str:
    """Write the right side of a formula with the numbers of its terms; `*` marks restated ones."""
    words = {
        one.name.replace("_", " "): visible(numbers.term(one))
        + ("*" if mark and _restated((one,)) else "")
        for one in terms
    }
    return _put_into(in_words(formula), words)


def _put_into(equation: str, words: Mapping[str, str]) -> str:
    """Put other words in the place of the names between the signs of an equation."""
    return "".join(words.get(one, one) for one in re.split(r"( [x+-] |; |[()])", equation))


def of_line(line: Line[Decimal], *, mark: bool = False) -> str:
    """
    Write how a line comes about: its equation, that it is stated, or over what it is summed.

    Args:
        line: The line.
        mark: Whether a `*` marks what a phase restates.
    """
    if line.note:
        return line.note
    if not line.assessed or line.parts:
        return ""
    if line.phases:
        return f"with {line.goes_live_with}" if line.goes_live_with else in_phases(line)
    if line.formula is None:
        return "stated" + ("*" if mark and _restated(line.terms) else "")
    return with_numbers(line.formula, line.terms, mark=mark)


def in_phases(line: Line[Decimal]) -> str:
    """Say over how many phases a line is summed, and of how many where some do not assess it."""
    phases = "1 phase" if line.phases == 1 else f"{line.phases} phases"
    if line.assessed_in == line.phases:
        return f"in {phases}"
    may_stop = " that may stop" if line.group is Group.STOPPING else ""
    return f"in {line.assessed_in} of {phases}{may_stop}"


def _restated(terms: tuple[Term[Decimal], ...]) -> bool:
    return any(one.restated for term in terms for one in term.inputs())


def trace(line: Line[Decimal], minor_digits: int, currency: str, prefix: str = "") -> list[str]:
    """
    Write a line's whole derivation: words, numbers with units, result, and each input's source.

    Args:
        line: An assessed line without parts.
        minor_digits: Digits after the point of the currency.
        currency: Its code.
        prefix: `phases.SLUG.` for a line of a phase.
    """
    amount = (
        f"{numbers.money(assessed_figure(line.amount), minor_digits)} {numbers.currency(currency)}"
    )
    line = line._replace(id=prefix + line.id)
    if line.held is not None:
        own = _trace(line, amount, currency)
        held = line.held._replace(id=f"{line.id} (if it holds)")
        return [*own, *trace(held, minor_digits, currency)]
    return _trace(line, amount, currency)


def _trace(line: Line[Decimal], amount: str, currency: str) -> list[str]:
    if line.formula is None:
        how = line.note or "stated"
        return [f"{line.id} = {amount}, {how}", *_inputs(line.terms, currency)]
    pad = " " * len(line.id)
    lines = [f"{line.id} = {in_words(line.formula)}"]
    values = {one.name.replace("_", " "): _full(one, currency) for one in line.terms}
    lines.append(f"{pad} = {_put_into(in_words(line.formula), values)}")
    lines.append(f"{pad} = {'-' if _is_negative(line) else ''}{amount.lstrip('-')}")
    return [*lines, *_inputs(line.terms, currency)]


def _is_negative(line: Line[Decimal]) -> bool:
    return assessed_figure(line.amount) < 0


def _full(one: Term[Decimal], currency: str) -> str:
    unit = one.unit.replace("money", currency)
    return visible(numbers.input_value(Decimal(one.number), unit))


def _inputs(terms: tuple[Term[Decimal], ...], currency: str, indent: int = 4) -> list[str]:
    """List what a formula took, each with its path, value and source; computed ones with theirs."""
    lines = []
    for one in terms:
        name = one.name.replace("_", " ")
        if one.input is not None:
            lines.append(f"{' ' * indent}{name}: {_stated(one.input, currency)}")
        elif one.formula is not None:
            value = numbers.term(one)
            computed = with_numbers(one.formula, one.terms)
            lines.append(f"{' ' * indent}{name}: {value} = {computed}")
            lines += _inputs(one.terms, currency, indent + 4)
        elif one.window is not None:
            lines.append(f"{' ' * indent}{name}: {numbers.term(one)} = {_weighed(one)}")
            lines += _inputs(one.terms, currency, indent + 4)
        else:
            lines.append(f"{' ' * indent}{name}: {numbers.term(one)}, {one.note}")
            lines += _inputs(one.terms, currency, indent + 4)
    return lines


def part_told(window: Window) -> str:
    """Say which days of a window a part of a course takes; nothing where it takes all."""
    if not window.since and window.until is None:
        return ""
    until = "the end" if window.until is None else f"day {window.until}"
    return f"those after day {window.since} to {until}"


def weighed_told(window: Window) -> str:
    """Say what weighs the days of a window; nothing where all count alike."""
    by_season = not window.is_flat and (
        window.season.closed is None or window.season.indices != FLAT.indices
    )
    by_week = window.season.closed is not None
    told = ("weighted by the season" * by_season, "working days alone" * by_week)
    return ", ".join(filter(None, told))


def _weighed(one: Term[Decimal]) -> str:
    """Say which days a season weighs, or which of them a part of a course takes."""
    window = one.window
    assert window is not None  # noqa: S101 - the caller has looked
    days = numbers.term(one.terms[0])
    if window.catch_up is not None:
        stop = Decimal(one.terms[0].number)
        end = Decimal(window.catch_up.window_of(window.anchor, stop))
        after = numbers.with_unit(end - stop, "day")
        capacity = numbers.percentage(window.catch_up.capacity)
        days = f"{days} and {after} to catch up at {capacity}"
    part = part_told(window)
    if part:
        days = f"of {days}, {part}"
    how = weighed_told(window)
    if not how:
        return days
    place = "up to the eve of" if window.backwards else "from"
    return f"{days} {place} {numbers.day(window.anchor)}, {how}"


def _stated(one: Input, currency: str) -> str:
    value = numbers.input_value(one.value, one.unit.replace("money", currency))
    source = f"source: {one.source}" if one.source else "no source"
    if one.written is not None and not one.changed_by:
        source = f"written {one.written}; {source}"
    if one.changed_by:
        source += f"; changed by {', '.join(one.changed_by)}"
    return visible(f"{one.path} = {value} ({source})")
