"""The report of `drivers`: the uncertainty of a metric, and which inputs make it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from omsrisk.analysis.uncertainty.drivers import Driver, Drivers
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
from omsrisk.report.uncertainty.uncertain_numbers import rough_digits

_KEYS = ("path", "draw", "first_order", "total_order", "deviation_if_known")


def document(result: Drivers) -> Document:
    """Report what drives the uncertainty."""
    records = [_driver_record(one) for one in result.drivers]
    sheet = Sheet(
        tuple(Column(key) for key in _KEYS),
        tuple(Row(tuple(_cell(one[key]) for key in _KEYS)) for one in records),
    )
    return Document(tuple(_blocks(result)), _record(result), sheet)


def _record(result: Drivers) -> dict[str, Any]:
    scenario = result.assessment.scenario
    sampled = {} if result.sampling is None else result.sampling._asdict()
    return {
        **sampled,
        "file": scenario.file,
        "name": scenario.name,
        "currency": scenario.currency,
        "metric": result.metric,
        "notes": list(said_of_failure(result.assessment, (result.metric,))),
        "point_value": to_minor_unit(Decimal(result.point), scenario.minor_digits),
        "mean": _exactly(result.mean),
        "standard_deviation": _exactly(result.standard_deviation),
        "inputs": [_driver_record(one) for one in result.drivers],
        "moving_nothing": list(result.still),
    }


def _exactly(value: float) -> Decimal:
    """Write a float with all its digits."""
    return Decimal(repr(value))


def _driver_record(one: Driver) -> dict[str, Any]:
    errors: dict[str, Decimal] = {}
    if one.errors is not None:
        names = ("first_order_error", "total_order_error")
        errors = {name: _exactly(error) for name, error in zip(names, one.errors, strict=True)}
    return {
        "path": one.path,
        "draw": one.is_draw,
        "first_order": _exactly(one.first_order),
        "total_order": _exactly(one.total_order),
        "deviation_if_known": _exactly(one.deviation_if_known),
        **errors,
    }


def _cell(value: Any) -> Any:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _blocks(result: Drivers) -> Iterator[Block]:
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    if result.sampling is not None:
        digits = rough_digits(digits, result.mean, result.standard_deviation)

    def money(value: float) -> str:
        return numbers.money(Decimal(value), digits)

    yield Title(scenario.name, scenario.file)
    how = "exact, without sampling"
    if result.sampling is not None:
        how = f"drivers, estimated from {result.sampling.trials:,} trials"
    facts = (scenario.currency, result.metric, how)
    yield Lines((" | ".join(facts),), quiet=True)
    spread = result.standard_deviation
    above = result.mean - result.point
    side = "above" if above >= 0 else "below"
    yield Lines(
        (
            f"Mean {money(result.mean)}, standard deviation {money(spread)}.",
            f"{money(result.point)} at the point values; the mean lies {money(abs(above))} {side}.",
        )
    )
    if not result.drivers:
        yield Lines(("No uncertain input moves it.",))
        return
    sampled = () if result.sampling is None else (Column("+/-", Content.SHARE, give_way=2),)
    columns = (
        Column("input", whole=True),
        Column("alone", Content.SHARE),
        *sampled,
        Column("with others", Content.SHARE),
        *sampled,
        Column("deviation if known", Content.MONEY, digits),
        Column("", Content.BAR, give_way=1),
    )
    rows = tuple(
        Row(
            (
                f"{one.path} (draw)" if one.is_draw else one.path,
                Decimal(one.first_order),
                *(Decimal(error) for error in (one.errors or ())[:1]),
                Decimal(one.total_order),
                *(Decimal(error) for error in (one.errors or ())[1:]),
                Decimal(one.deviation_if_known),
                Decimal(max(0.0, min(_bar(result, one), 1.0))),
            )
        )
        for one in result.drivers
    )
    yield Table(columns, rows)
    notes = [
        "alone: share of the variance that the input makes by itself (first-order Sobol index)",
        "with others: with its interactions (total index), which several inputs share",
    ]
    if result.sampling is not None:
        notes = [
            "alone: share of the variance that knowing it takes away, with what it says of others",
            "with others: share that is left when all others are known",
            "+/-: one standard error",
        ]
    if any(one.is_draw for one in result.drivers):
        note = "draw: whether the go-live fails, each phase for itself"
        if result.sampling is None:
            note += "; the range of its likelihood is part of it"
        notes.append(note)
    if result.still:
        noun = "uncertain input does" if len(result.still) == 1 else "uncertain inputs do"
        notes.append(f"{len(result.still)} {noun} not move it.")
    notes += list(_disagreement(result))
    notes += list(said_of_failure(result.assessment, (result.metric,)))
    yield Lines(tuple(notes), quiet=True)


def _disagreement(result: Drivers) -> Iterator[str]:
    """Explain where the input with the widest swing is not the one that makes the most variance."""
    inputs = [one.path for one in result.drivers if not one.is_draw]
    if len(inputs) > 1 and result.widest is not None and result.widest != inputs[0]:
        yield (
            f"{result.widest} swings the metric most from end to end of its range, "
            f"{inputs[0]} makes most of the variance,"
        )
        yield ("which counts what the others may come to, and how likely each value is.")


def _bar(result: Drivers, one: Driver) -> float:
    """Return the share that is drawn: inputs that are correlated leave little to each alone."""
    return one.total_order if result.sampling is None else max(one.first_order, one.total_order)
