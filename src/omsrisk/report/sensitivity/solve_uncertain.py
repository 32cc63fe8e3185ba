"""The report of `solve` on a percentile or a mean: the values that reach it, with error bars."""

from collections.abc import Iterator
from decimal import Decimal

from omsrisk.analysis.sensitivity.solve_uncertain import Jump, UncertainAnswer, UncertainSolution
from omsrisk.analysis.sensitivity.varying import VariedInput, is_within_range
from omsrisk.core.money import as_known
from omsrisk.report import numbers
from omsrisk.report.caveats import numbers_before_effects, said_of_failure
from omsrisk.report.common_fields import (
    INPUT_OF_VARIED,
    accuracy_field,
    metric_of,
    notes,
    sampling_fields,
    scenario_fields,
)
from omsrisk.report.document import (
    Block,
    Column,
    Content,
    Document,
    Facts,
    Headline,
    Lines,
    Notes,
    Row,
    Sheet,
    Table,
    Title,
)
from omsrisk.report.records import Field, Records
from omsrisk.report.sensitivity.solve import NEAREST, solved_text, vary_instead, with_taken
from omsrisk.report.shapes import FLAG, MONEY, NUMBER, TEXT, Many, Maybe
from omsrisk.report.uncertainty.uncertain_numbers import accuracy_text
from omsrisk.simulation.estimates import Estimate


def document(result: UncertainAnswer) -> Document:
    """Report where the target is reached, or how near one comes."""
    digits = result.assessment.scenario.minor_digits
    found = _SOLUTION.sheet(_solutions(result), digits)
    sheet = Sheet(
        (Column("path"), *found.columns),
        tuple(Row((result.varied.path, *row.cells)) for row in found.rows if isinstance(row, Row)),
    )
    return Document(tuple(_blocks(result)), DOCUMENT.plain(result, digits), sheet)


def _blocks(result: UncertainAnswer) -> Iterator[Block]:
    yield from _answer(result)
    before = _before_effects(result)
    if before:
        yield Notes(before)


def _answer(result: UncertainAnswer) -> Iterator[Block]:
    scenario, one = result.assessment.scenario, result.varied
    digits = scenario.minor_digits
    asked = f"{result.statistic.name}:{result.statistic.metric}"
    target = numbers.money(result.target, digits)
    yield Title(scenario.name, scenario.file)
    facts = (numbers.currency(scenario.currency), f"{asked} = {target}", f"by {one.label} alone")
    tried = f"exact to {accuracy_text(result.accuracy or 0.0)}, without trials"
    if result.sampling is not None:
        trials = numbers.number(result.sampling.trials)
        tried = f"{trials} trials for each value, seed {result.sampling.seed}"
    yield Facts.beside(facts, tried, *_of_failure(result))
    for jump in result.jumps:
        where = solved_text(one, jump.value)
        ends = (jump.below, jump.above)
        below, above = (numbers.money(as_known(one, jump.known_to), digits) for one in ends)
        yield Lines((f"At {one.path} = {where} {asked} jumps from {below} to {above}.",))
    if result.jumps and not result.solutions:
        yield Headline((f"No value of {one.path} gives exactly {target}.",))
        return
    if not result.solutions:
        at, found = result.nearest
        amount = numbers.money(_told(result, found), digits)
        near = numbers.value_text(at, one.unit)
        instead = tuple(vary_instead(one))
        if instead:
            head = f"`{asked}` does not depend on {one.path}: it is {amount} with every value."
            yield Headline((head, *instead))
        else:
            sentence = f"No value of {one.path} reaches it: {near} comes nearest, with {amount}."
            yield Headline((sentence,))
        return
    shown = ", ".join(solved_text(one, found.value) for found in result.solutions)
    lines = [f"{one.path} = {shown} gives {asked} of {target}."]
    if any(path in result.ranges for path in one.paths):
        lines.append("In the file it has a range; here a sure value takes its place.")
    elif not one.is_factor:
        where = with_taken(one.changed_by) or "In the file"
        lines.append(f"{where} it is {numbers.value_text(one.value, one.unit)}.")
    yield Headline(tuple(lines))
    columns = (
        Column(one.label),
        Column("+/-"),
        Column(f"{asked} with it", Content.MONEY, digits),
        Column("+/-", Content.MONEY, digits),
    )
    rows = tuple(
        Row(
            (
                numbers.value_text(found.value, one.unit),
                numbers.value_text(Decimal(f"{found.error:.2g}"), one.unit),
                _told(result, found.result),
                Decimal(found.result.error),
            )
        )
        for found in result.solutions
    )
    if result.sampling is None:
        known = (0, 2)
        exact = tuple(Row(tuple(row.cells[at] for at in known)) for row in rows)
        yield Table(tuple(columns[at] for at in known), exact)
        return
    yield Table(columns, rows)
    yield Notes(("+/-: one standard error; each value is tried with the same random numbers",))


def _told(result: UncertainAnswer, found: Estimate) -> Decimal:
    """Return a statistic with the digits that are known of it, where it was worked out."""
    return as_known(found.value, found.error if result.sampling is None else 0.0)


def _notes(result: UncertainAnswer) -> tuple[str, ...]:
    return (*_of_failure(result), *_before_effects(result))


def _of_failure(result: UncertainAnswer) -> tuple[str, ...]:
    asked = f"{result.statistic.name}:{result.statistic.metric}"
    return said_of_failure(result.assessment, (asked,))


def _before_effects(result: UncertainAnswer) -> tuple[str, ...]:
    return numbers_before_effects([result.assessment], result.varied.paths)


def _solutions(result: UncertainAnswer) -> list[tuple[VariedInput, UncertainSolution]]:
    return [(result.varied, found) for found in result.solutions]


_SOLUTION = Records[tuple[VariedInput, UncertainSolution]](
    "uncertain_solution",
    "A value of the input that reaches the target.",
    Field("value", "The value.", NUMBER, lambda one: one[1].value),
    Field(
        "value_error",
        "Its standard error; of an exact one how far off it may be.",
        NUMBER,
        lambda one: Decimal(f"{one[1].error:.6g}"),
    ),
    Field("result", "The metric with it [money].", MONEY, lambda one: one[1].result.value),
    Field(
        "result_error",
        "Its standard error, or how far off it may be [money].",
        MONEY,
        lambda one: one[1].result.error,
    ),
    Field(
        "is_within_range",
        "Whether the range that the file states for the input holds it.",
        FLAG,
        lambda one: is_within_range(one[0], one[1].value),
    ),
)
_JUMP = Records[Jump](
    "jump",
    "A value at which the metric jumps, over the target.",
    Field("value", "The value.", NUMBER),
    Field("below", "The metric just below it [money].", MONEY),
    Field("above", "The metric just above it [money].", MONEY),
)
DOCUMENT = Records[UncertainAnswer](
    "solve_uncertain",
    "The values of an input that reach a target of a percentile or a mean.",
    *scenario_fields("assessment.scenario"),
    metric_of("statistic"),
    Field("statistic", "What is asked of the metric, such as `p90`.", TEXT, "statistic.name"),
    notes(_notes),
    *sampling_fields(),
    accuracy_field(),
    *INPUT_OF_VARIED,
    Field("unit", "Its unit.", TEXT, "varied.unit"),
    Field("value_in_file", "Its value in force.", Maybe(NUMBER), "varied.value"),
    Field("target", "What the metric is to come to [money].", MONEY),
    Field("reachable", "Whether a value reaches it.", FLAG),
    Field("solutions", "The values that reach it.", Many(_SOLUTION), _solutions),
    Field("jumps", "Where the metric jumps over the target.", Many(_JUMP)),
    Field(
        "nearest",
        "How near one comes.",
        NEAREST,
        lambda one: (one.nearest[0], one.nearest[1].value),
    ),
)
