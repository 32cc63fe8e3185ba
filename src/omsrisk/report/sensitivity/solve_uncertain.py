"""The report of `solve` on a percentile or a mean: the values that reach it, with error bars."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from omsrisk.analysis.sensitivity.solve_uncertain import UncertainAnswer
from omsrisk.analysis.sensitivity.varying import is_within_range
from omsrisk.core.money import to_minor_unit
from omsrisk.report import numbers
from omsrisk.report.caveats import said_of_failure
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
from omsrisk.report.sensitivity.solve import solved_text
from omsrisk.report.uncertainty.uncertain_numbers import rounded

_KEYS = ("value", "value_error", "result", "result_error")


def document(result: UncertainAnswer) -> Document:
    """Report where the target is reached, or how near one comes."""
    record = _record(result)
    sheet = Sheet(
        tuple(Column(key) for key in ("path", *_KEYS, "is_within_range")),
        tuple(
            Row(
                (
                    result.varied.path,
                    *(one[key] for key in _KEYS),
                    "yes" if one["is_within_range"] else "no",
                )
            )
            for one in record["solutions"]
        ),
    )
    return Document(tuple(_blocks(result)), record, sheet)


def _blocks(result: UncertainAnswer) -> Iterator[Block]:
    scenario, one = result.assessment.scenario, result.varied
    digits = scenario.minor_digits
    asked = f"{result.statistic.name}:{result.statistic.metric}"
    target = numbers.money(result.target, digits)
    yield Title(scenario.name, scenario.file)
    facts = (scenario.currency, f"{asked} = {target}", f"by {one.path} alone")
    tried = f"{result.sampling.trials:,} trials for each value, seed {result.sampling.seed}"
    yield Lines((" | ".join(facts), tried, *_notes(result)), quiet=True)
    for jump in result.jumps:
        where = solved_text(one, jump.value)
        below, above = (numbers.money(Decimal(each), digits) for each in (jump.below, jump.above))
        yield Lines((f"At {one.path} = {where} {asked} jumps from {below} to {above}.",))
    if result.jumps and not result.solutions:
        yield Lines((f"No value of {one.path} gives exactly {target}.",))
        return
    if not result.solutions:
        at, found = result.nearest
        amount = numbers.money(Decimal(found.value), digits)
        near = numbers.value_text(at, one.unit)
        yield Lines((f"No value of {one.path} reaches it: {near} comes nearest, with {amount}.",))
        return
    shown = ", ".join(solved_text(one, found.value) for found in result.solutions)
    lines = [f"{one.path} = {shown} gives {asked} of {target}."]
    if any(path in result.ranges for path in one.paths):
        lines.append("In the file it has a range; here a sure value takes its place.")
    elif not one.is_factor:
        lines.append(f"In the file it is {numbers.value_text(one.value, one.unit)}.")
    yield Lines(tuple(lines))
    columns = (
        Column(one.path),
        Column("+/-"),
        Column(f"{asked} with it", Content.MONEY, digits),
        Column("+/-", Content.MONEY, digits),
    )
    rows = tuple(
        Row(
            (
                numbers.value_text(found.value, one.unit),
                numbers.value_text(Decimal(f"{found.error:.2g}"), one.unit),
                Decimal(found.result.value),
                Decimal(found.result.error),
            )
        )
        for found in result.solutions
    )
    yield Table(columns, rows)
    yield Lines(
        ("+/-: one standard error; each value is tried with the same random numbers",), quiet=True
    )


def _notes(result: UncertainAnswer) -> tuple[str, ...]:
    asked = f"{result.statistic.name}:{result.statistic.metric}"
    return said_of_failure(result.assessment, (asked,))


def _record(result: UncertainAnswer) -> dict[str, Any]:
    scenario, digits = result.assessment.scenario, result.assessment.scenario.minor_digits
    at, nearest = result.nearest
    return {
        "file": scenario.file,
        "name": scenario.name,
        "currency": scenario.currency,
        "metric": result.statistic.metric,
        "statistic": result.statistic.name,
        "notes": list(_notes(result)),
        "trials": result.sampling.trials,
        "seed": result.sampling.seed,
        "path": result.varied.path,
        "unit": result.varied.unit,
        "value_in_file": result.varied.value,
        "target": to_minor_unit(result.target, digits),
        "reachable": result.reachable,
        "solutions": [
            {
                "value": found.value,
                "value_error": Decimal(f"{found.error:.6g}"),
                "result": rounded(found.result.value, digits),
                "result_error": rounded(found.result.error, digits),
                "is_within_range": is_within_range(result.varied, found.value),
            }
            for found in result.solutions
        ],
        "jumps": [
            {
                "value": jump.value,
                "below": rounded(jump.below, digits),
                "above": rounded(jump.above, digits),
            }
            for jump in result.jumps
        ],
        "nearest": {"value": at, "result": rounded(nearest.value, digits)},
    }
