"""What one scenario costs, as records that a program or a spreadsheet takes."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_UP, Context, Decimal
from typing import Any

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.kinds_of_money import KINDS
from omsrisk.analysis.sensitivity.likelier import failing_looks_cheaper
from omsrisk.analysis.uncertainty.dearest_phase import dearest_phase
from omsrisk.analysis.uncertainty.means import Means, means, most_likely
from omsrisk.core.money import DIGITS_AFTER_POINT, to_minor_unit
from omsrisk.core.pricing.exposure import PhaseExposure
from omsrisk.core.pricing.figures import MEMOS, SHARES, TOTALS
from omsrisk.core.pricing.lines import Line
from omsrisk.core.uncertainty.chances import Chances
from omsrisk.report.caveats import notes_of
from omsrisk.report.document import Column, Content, Row
from omsrisk.report.exposure import equations


def record(result: Assessment, expressions: Mapping[str, str] | None = None) -> dict[str, Any]:
    """
    Say what one scenario costs, as a program wants it; numbers as the report shows them.

    Args:
        result: What to say.
        expressions: What each line is in terms of its inputs, by id, where that is asked for.
    """
    scenario, exposure = result.scenario, result.exposure
    digits = scenario.minor_digits
    found = means(result)
    likely = most_likely(result) if found.ranges else found
    return {
        "file": scenario.file,
        "name": scenario.name,
        "currency": scenario.currency,
        "approach": list(scenario.approach),
        "taken": list(scenario.case.taken),
        "postponed_by_days": scenario.case.postponed_by,
        "likelihood": shown_share(exposure.likelihood),
        "complete": exposure.complete,
        "categories_assessed": exposure.categories_assessed,
        "totals": {name: rounded(exposure.totals[name], digits) for name in TOTALS},
        "means": {name: rounded(found.totals[name], digits) for name in TOTALS},
        "means_error": {name: _error(error) for name, error in found.errors.items()},
        "outcomes": [
            {
                "name": one.name,
                "chance": shown_share(one.chance),
                "net_exposure": rounded(one.net_exposure, digits),
                "cost_of_failure": rounded(one.cost_of_failure, digits),
                "partition": one.partition,
            }
            for one in found.outcomes
        ],
        "by_basis": {
            name: {
                "most_likely": rounded(likely.by_basis[name], digits),
                "mean": rounded(found.by_basis[name], digits),
            }
            for name in KINDS
        },
        "memo": {
            name: shown_share(exposure.memos[name])
            if name in SHARES
            else rounded(exposure.memos[name], digits)
            for name in MEMOS
        },
        "chances": chances_record(result.chances),
        "dearest_phase": _dearest_record(result),
        "failing_looks_cheaper": failing_record(result),
        "memo_means": {
            name: shown_share(found.memos.get(name))
            if name in SHARES
            else rounded(found.memos.get(name), digits)
            for name in MEMOS
        },
        "notes": list(notes_of(result, found, is_mean=found.ranges > 0)),
        "phases": [_phase_record(one, digits, found) for one in exposure.phases],
        "charged_once": [
            row
            for line in exposure.shared
            if exposure.phases
            for row in _line_records(line, digits, found, prefix="shared.")
        ],
        "lines": [
            row if expressions is None else {**row, "expression": expressions.get(row["id"])}
            for line in exposure.lines
            for row in _line_records(line, digits, found)
        ],
    }


def chances_record(chances: Chances) -> dict[str, Any]:
    """Say how likely go-lives are to fail, and the roll-out to complete; null where none can tell."""
    return {
        "at_least_one_fails": shown_share(chances.at_least_one_fails),
        "every_phase_holds": shown_share(chances.every_phase_holds),
        "all_fail": shown_share(chances.all_fail),
        "every_phase_goes_live": shown_share(chances.every_phase_goes_live),
        "abandoned": shown_share(chances.abandoned),
        "stops_after": [
            {"phase": one.phase.slug, "name": one.phase.name, "chance": shown_share(one.chance)}
            for one in chances.stops
        ],
        "only_the_last_fails": shown_share(chances.only_the_last_fails),
        "expected_share_of_orders": shown_share(chances.expected_share_of_orders),
    }


def _dearest_record(result: Assessment) -> dict[str, Any] | None:
    """Say which failure is the dearest where they exclude each other: limits are held against it."""
    found = dearest_phase(result)
    if found is None:
        return None
    amount = rounded(found.amount, result.scenario.minor_digits)
    return {"phase": found.phase.slug, "name": found.phase.name, "cost_of_failure": amount}


def failing_record(result: Assessment) -> dict[str, Any] | None:
    """
    Say which likelihoods lower the net exposure where they rise, and where that turns.

    Args:
        result: From `assess`.

    Returns:
        None where none does.
    """
    found = failing_looks_cheaper(result.scenario.case)
    if found is None:
        return None
    digits = result.scenario.minor_digits
    return {
        "likelihoods": [
            {"path": one.path, "one_percent_more": rounded(one.slope.scaleb(-2), digits)}
            for one in found.likelihoods
        ],
        "price_of_stopping": found.price_rounded_up(digits),
        "horizon": None if found.horizon is None else found.horizon.isoformat(),
    }


def shown_share(value: Any) -> Decimal | None:
    """Round a share that is a product of many to twelve digits; a short one stays exact."""
    if value is None:
        return None
    return to_minor_unit(Decimal(value), DIGITS_AFTER_POINT).normalize()


def rounded(value: Any, digits: int) -> Decimal | None:
    """Round a figure to the currency's minor unit, as the report shows it."""
    return None if value is None else to_minor_unit(Decimal(value), digits)


def _error(error: float) -> Decimal:
    """Write a bound on an error with two digits, rounded up."""
    return Context(prec=2, rounding=ROUND_UP).create_decimal_from_float(error)


def _phase_record(one: PhaseExposure, digits: int, found: Means) -> dict[str, Any]:
    phase = one.phase
    prefix = phase.prefix
    return {
        "slug": phase.slug,
        "name": phase.name,
        "share_of_orders": phase.share.value,
        "go_live": None if phase.go_live is None else phase.go_live.isoformat(),
        "likelihood": shown_share(one.likelihood),
        "weight": shown_share(one.weight),
        "lines": [
            row for line in one.lines for row in _line_records(line, digits, found, prefix=prefix)
        ],
    }


def _line_records(
    line: Line, digits: int, found: Means, *, part_of: str | None = None, prefix: str = ""
) -> Iterator[dict[str, Any]]:
    yield {
        "id": line.id,
        "group": line.group.value,
        "part_of": part_of,
        "label": line.label,
        "basis": line.basis.value if line.basis else None,
        "amount": rounded(line.amount, digits),
        "floor": rounded(line.amount, digits) if line.is_floor else None,
        "weight": shown_share(line.weight) if line.counts else None,
        "expected": rounded(line.expected, digits),
        "mean": rounded(found.lines[prefix + line.id], digits),
        "assessed": line.assessed,
        "complete": line.complete,
        "formula": _formula(line),
        "inputs": [
            {"path": one.path, "value": one.value, "unit": one.unit, "source": one.source}
            for one in line.inputs()
        ],
    }
    for part in line.parts:
        yield from _line_records(part, digits, found, part_of=line.id, prefix=prefix)


def _formula(line: Line) -> str | None:
    if not line.counts:
        return None
    if line.formula is not None:
        return equations.in_words(line.formula)
    if line.phases:
        return "sum over the phases"
    return "sum of its parts" if line.parts else "stated"


SHEET = (
    Column("file"),
    Column("name"),
    Column("currency"),
    Column("figure"),
    Column("id"),
    Column("part_of"),
    Column("label"),
    Column("basis"),
    Column("formula"),
    Column("amount", Content.MONEY),
    Column("expected", Content.MONEY),
    Column("mean", Content.MONEY),
)


def sheet_rows(result: Assessment) -> Iterator[Row]:
    """Return one record a row: lines, totals and memos, told apart by `figure`."""
    data = record(result)
    head = (data["file"], data["name"], data["currency"])
    for line in data["lines"]:
        text = (line["id"], line["part_of"], line["label"], line["basis"], line["formula"])
        yield Row((*head, "line", *text, line["amount"], line["expected"], line["mean"]))
    kinds = (("total", TOTALS, "totals", "means"), ("memo", MEMOS, "memo", "memo_means"))
    for kind, figures, key, mean in kinds:
        for name, figure in figures.items():
            text = (name, None, figure.label, None, None)
            yield Row((*head, kind, *text, data[key][name], None, data[mean][name]))
    for name, label in KINDS.items():
        one = data["by_basis"][name]
        text = (name, None, label, None, None)
        yield Row((*head, "kind of money", *text, None, one["most_likely"], one["mean"]))
    for outcome in data["outcomes"]:
        text = (None, None, outcome["name"], None, f"chance {outcome['chance']:f}")
        yield Row((*head, "outcome", *text, outcome["net_exposure"], None, None))
    for note in data["notes"]:
        yield Row((*head, "note", None, None, note, None, None, None, None, None))
