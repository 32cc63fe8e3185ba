"""The report of `solve`: the values that reach a target, with their certificates."""

from collections.abc import Iterator, Sequence
from decimal import Context, Decimal

from omsrisk.analysis.sensitivity.solve import Answer, Solution
from omsrisk.analysis.sensitivity.varying import VariedInput, is_within_range
from omsrisk.core.money import to_minor_unit
from omsrisk.core.pricing.case import EVERY_PHASE
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report import numbers
from omsrisk.report.caveats import numbers_before_effects, what_ranges_count_with
from omsrisk.report.common_fields import INPUT_OF_VARIED, at_of, metric_of, notes, scenario_fields
from omsrisk.report.document import (
    Block,
    Column,
    Content,
    Document,
    Facts,
    Headline,
    Notes,
    Row,
    Sheet,
    Table,
    Title,
)
from omsrisk.report.exposure.roll_out_said import failing_first
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import FLAG, MONEY, NUMBER, TEXT, Many, Maybe

_DIGITS = 12


def document(result: Answer) -> Document:
    """Report where the target is reached, or how near one comes."""
    digits = result.assessment.scenario.minor_digits
    rows = tuple(
        Row(
            (
                result.varied.path,
                one.value,
                to_minor_unit(one.result, digits),
                "yes" if is_within_range(result.varied, one.value) else "no",
            )
        )
        for one in result.solutions
    )
    sheet = Sheet(
        (Column("path"), Column("value"), Column("result"), Column("is_within_range")), rows
    )
    return Document(tuple(_blocks(result)), DOCUMENT.plain(result, digits), sheet)


def solved_text(one: VariedInput, number: Decimal) -> str:
    """
    Write a number that was solved for; one that its range does not hold is told as such.

    Args:
        one: The input.
        number: What it was solved for, in its unit.
    """
    text = numbers.value_text(number, one.unit)
    return text if is_within_range(one, number) else f"{text} {_NOT_WITHIN}"


_NOT_WITHIN = "(not within its range)"


def with_taken(names: Sequence[str]) -> str:
    """Say what makes a number what it is in force; nothing where no mitigation does."""
    return f"With {' and '.join(names)}" if names else ""


def vary_instead(one: VariedInput) -> Iterator[str]:
    """
    Say what to vary where every phase has a number of its own; nothing where one inherits.

    Args:
        one: The input of the scenario that was sought.
    """
    if _is_restated_throughout(one):
        yield f"Every phase states its own: vary {', '.join(one.restated_by)},"
        yield f"or {EVERY_PHASE}{one.path}, which moves all phases by one factor."


def _is_restated_throughout(one: VariedInput) -> bool:
    return bool(one.restated_by) and len(one.restated_by) == len(one.case.phases)


def _blocks(result: Answer) -> Iterator[Block]:
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    one = result.varied
    yield Title(scenario.name, scenario.file)
    target = numbers.money(result.target, digits)
    of = f"equal to {result.other.scenario.file}" if result.other is not None else "the target"
    facts = (
        numbers.currency(scenario.currency),
        f"{result.metric} = {target}, {of}",
        f"by {one.label} alone",
    )
    yield Facts.beside(facts)
    first = failing_first(result.assessment)
    if first:
        yield Headline(first)
    if result.solutions:
        shown = ", ".join(_typed(one, found) for found in result.solutions)
        lines = [f"{one.path} = {shown} gives {result.metric} of {target}."]
        if not one.is_factor:
            is_range = one.paths[0] in uncertain_inputs(one.case)
            own = numbers.value_text(one.value, one.unit)
            where = with_taken(one.changed_by) or "In the file"
            lines.append(f"{where} it is {'most likely ' if is_range else ''}{own}.")
        if not all(found.is_exact for found in result.solutions):
            lines.append(f"The value is rounded to {_DIGITS} significant digits.")
        yield Headline(tuple(lines))
        columns = (
            Column(one.label),
            Column(f"{result.metric} with it", Content.MONEY, digits),
        )
        rows = tuple(Row((_value(found, one.unit), found.result)) for found in result.solutions)
        yield Table(columns, rows)
        if one.is_factor:
            yield Notes(tuple(_by_phase(result)))
    elif not result.depends:
        yield Headline(tuple(_without_effect(result)))
    else:
        at, nearest = result.nearest
        where, amount = numbers.value_text(at, one.unit), numbers.money(nearest, digits)
        even = f"even {where} gives {amount}"
        if result.is_nearest_between:
            even = f"{where} comes nearest, with {amount}; it turns round there"
        if result.nearest == result.levels_off:
            even = f"from {where} on it is {amount}, and more changes nothing"
        yield Headline((f"No value of {one.path} reaches it: {even}.",))
    if one.restated_by and not _is_restated_throughout(one):
        yield Notes((numbers.kept(one.path, one.restated_by),))
    ranges = _ranges(result)
    if ranges:
        yield Notes(ranges)


def _without_effect(result: Answer) -> Iterator[str]:
    """Say of an input that changes nothing what the metric is, and what to vary instead."""
    one, digits = result.varied, result.assessment.scenario.minor_digits
    amount = numbers.money(result.at_low, digits)
    which = "the target" if result.is_met_by_all else "not the target"
    head = f"`{result.metric}` does not depend on {one.path}"
    yield f"{head}: it is {amount}, {which}, with every value."
    yield from vary_instead(one)


def _ranges(result: Answer) -> tuple[str, ...]:
    some = [result.assessment, *([] if result.other is None else [result.other])]
    varied = result.varied.paths
    before = numbers_before_effects([result.assessment], varied)
    return (*what_ranges_count_with(some, result.at, varied), *before)


def _value(found: Solution, unit: str) -> str:
    """Write a value with all its digits; a rounded one with those that are told."""
    shown = _rounded(found)
    return numbers.percentage(shown) if unit == "1" else numbers.localised(f"{shown:f}")


def _typed(one: VariedInput, found: Solution) -> str:
    """Write a value with the digits that it takes to come to the target with it."""
    whole = _value(found, one.unit)
    text = whole if one.unit == "1" else numbers.with_unit(_rounded(found), one.unit)
    return text if is_within_range(one, found.value) else f"{text} {_NOT_WITHIN}"


def _rounded(found: Solution) -> Decimal:
    return found.value if found.is_exact else Context(prec=_DIGITS).plus(found.value)


def _by_phase(result: Answer) -> Iterator[str]:
    """Tell what a factor makes of the input of each phase."""
    one = result.varied
    unit = "1" if one.kind.is_share else ""
    for found in result.solutions:
        changed = one.numbers_at(found.value)
        told = (f"{path} {numbers.value_text(number, unit)}" for path, number in changed.items())
        yield f"That is {', '.join(told)}."


_SOLUTION = Records[tuple[VariedInput, Solution]](
    "solution",
    "A value of the input that reaches the target.",
    Field("value", "The value.", NUMBER, lambda one: one[1].value),
    Field("result", "The metric with it [money].", MONEY, lambda one: one[1].result),
    Field("exact", "Whether the value is exact, and not rounded.", FLAG, lambda one: one[1].is_exact),
    Field(
        "is_within_range",
        "Whether the range that the file states for the input holds it.",
        FLAG,
        lambda one: is_within_range(one[0], one[1].value),
    ),
)
NEAREST = Records[tuple[Decimal, Decimal]](
    "nearest",
    "How near one comes to the target.",
    Field("value", "The value of the input there.", NUMBER, lambda one: one[0]),
    Field("result", "The metric with it [money].", MONEY, lambda one: one[1]),
)
DOCUMENT = Records[Answer](
    "solve",
    "The values of an input that reach a target.",
    *scenario_fields("assessment.scenario"),
    metric_of(),
    at_of(),
    notes(_ranges),
    *INPUT_OF_VARIED,
    Field("unit", "Its unit.", TEXT, "varied.unit"),
    Field("value_in_file", "Its value in force.", Maybe(NUMBER), "varied.value"),
    Field("restated_by", "Phases that keep a value of their own.", Many(TEXT), "varied.restated_by"),
    Field("target", "What the metric is to come to [money].", MONEY),
    Field("reachable", "Whether a value reaches it.", FLAG),
    Field(
        "solutions",
        "The values that reach it.",
        Many(_SOLUTION),
        lambda one: [(one.varied, found) for found in one.solutions],
    ),
    Field("nearest", "How near one comes.", NEAREST),
)
