"""The report of `solve`: the values that reach a target, with their certificates."""

from collections.abc import Iterator
from typing import Any

from omsrisk.analysis.solve import Answer
from omsrisk.core.money import to_minor_unit
from omsrisk.report import numbers
from omsrisk.report.document import (
    Block,
    Column,
    Content,
    Document,
    Lines,
    Row,
    Sheet,
    Table,
    Title,
)


def document(result: Answer) -> Document:
    """Report where the target is reached, or how near one comes."""
    digits = result.assessment.scenario.minor_digits
    rows = tuple(
        Row((result.varied.path, one.value, to_minor_unit(one.result, digits)))
        for one in result.solutions
    )
    sheet = Sheet((Column("path"), Column("value"), Column("result")), rows)
    return Document(tuple(_blocks(result)), _record(result), sheet)


def _blocks(result: Answer) -> Iterator[Block]:
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    one = result.varied
    yield Title(scenario.name, scenario.file)
    target = numbers.money(result.target, digits)
    of = f"equal to {result.other.scenario.file}" if result.other is not None else "the target"
    facts = (scenario.currency, f"{result.metric} = {target}, {of}", f"by {one.path} alone")
    yield Lines((" | ".join(facts),), quiet=True)
    if result.solutions:
        shown = ", ".join(numbers.value_text(found.value, one.unit) for found in result.solutions)
        lines = [f"{one.path} = {shown} gives {result.metric} of {target}."]
        if one.value is not None:
            lines.append(f"In the file it is {numbers.value_text(one.value, one.unit)}.")
        if not all(found.is_exact for found in result.solutions):
            lines.append("The value is no finite decimal; it is known to 30 digits.")
        yield Lines(tuple(lines))
        columns = (
            Column(one.path),
            Column(f"{result.metric} with it", Content.MONEY, digits),
        )
        rows = tuple(Row((f"{found.value:f}", found.result)) for found in result.solutions)
        yield Table(columns, rows)
    elif result.is_met_by_all:
        yield Lines(
            (f"Every value of {one.path} gives it: `{result.metric}` does not depend on it.",)
        )
    else:
        at, nearest = result.nearest
        even = f"even {numbers.value_text(at, one.unit)} gives {numbers.money(nearest, digits)}"
        yield Lines((f"No value of {one.path} reaches it: {even}.",))
        if not result.depends:
            yield Lines((f"`{result.metric}` does not depend on it.",))


def _record(result: Answer) -> dict[str, Any]:
    scenario, digits = result.assessment.scenario, result.assessment.scenario.minor_digits
    at, nearest = result.nearest
    return {
        "file": scenario.file,
        "name": scenario.name,
        "currency": scenario.currency,
        "metric": result.metric,
        "path": result.varied.path,
        "unit": result.varied.unit,
        "value_in_file": result.varied.value,
        "target": to_minor_unit(result.target, digits),
        "reachable": result.reachable,
        "solutions": [
            {
                "value": found.value,
                "result": to_minor_unit(found.result, digits),
                "exact": found.is_exact,
            }
            for found in result.solutions
        ],
        "nearest": {"value": at, "result": to_minor_unit(nearest, digits)},
    }
