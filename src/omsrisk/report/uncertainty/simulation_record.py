"""A simulation as records that a program or a spreadsheet takes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from omsrisk.analysis.uncertainty.simulate import Simulation, UncertainFigure
from omsrisk.core.pricing.figures import is_share
from omsrisk.report.caveats import said_of_failure
from omsrisk.report.document import Column, Row, Sheet
from omsrisk.report.uncertainty.uncertain_numbers import chance, rounded
from omsrisk.simulation.estimates import PERCENTILES

if TYPE_CHECKING:
    from omsrisk.scenario.schema.limits import Limit

STATISTICS = ("mean", *(f"p{one}" for one in PERCENTILES), "expected_shortfall_95")
"""What is told of each figure, besides its deviation."""


def record(result: Simulation) -> dict[str, Any]:
    """Say what a scenario may come to as a program wants it."""
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    summary = result.shown.summary
    return {
        "file": scenario.file,
        "name": scenario.name,
        "currency": scenario.currency,
        "metric": result.metric,
        "ranges": result.ranges,
        "events": result.draws,
        "point_value_exceeded": chance(result.shown.above_point.value),
        "notes": list(said_of_failure(result.assessment, result.figures)),
        "limits": [limit_record(result, one) for one in result.limits],
        **({"lines_left_out": result.left_out} if result.left_out else {}),
        "statistics": {
            name: _figure_record(result, name, one) for name, one in result.figures.items()
        },
        "histogram": [
            {"from": rounded(low, digits), "to": rounded(high, digits), "share": chance(share)}
            for low, high, share in summary.histogram
        ],
        "exceedance_curve": [
            {"amount": rounded(amount, digits), "probability": chance(share)}
            for amount, share in summary.exceedance
        ],
    }


def _figure_record(result: Simulation, name: str, one: UncertainFigure) -> dict[str, Any]:
    """Say of one figure all that a sample tells."""
    digits = result.assessment.scenario.minor_digits
    summary = one.summary
    estimates = {key: summary.statistic(key) for key in STATISTICS}
    return {
        "point_value": rounded(float(one.point), digits),
        "point_value_exceeded": chance(one.above_point.value),
        "standard_deviation": rounded(summary.standard_deviation, digits),
        **{key: rounded(estimate.value, digits) for key, estimate in estimates.items()},
        "standard_errors": {
            key: rounded(estimate.error, digits) for key, estimate in estimates.items()
        },
        "probability_above": [
            {
                "limit": limit.maximum,
                "probability": chance(one.above(limit.maximum).value),
                "standard_error": chance(one.above(limit.maximum).error),
            }
            for limit in result.limits_on(name)
        ],
    }


def limit_record(result: Simulation, limit: "Limit") -> dict[str, Any]:
    """Say how a limit stands: one on a percentile as `check` judges it, others by their chance."""
    asked, digits = limit.statistic, digits_of_limit(result, limit)
    record: dict[str, Any] = {
        "metric": limit.metric,
        "maximum": limit.maximum,
        "found": None,
        "standard_error": None,
        "probability_above": None,
        "verdict": None,
    }
    if asked is not None and asked.metric in result.figures:
        estimate = result.judged(asked)
        found = rounded(estimate.value, digits)
        record["found"], record["standard_error"] = found, rounded(estimate.error, digits)
        record["verdict"] = "above" if found > limit.maximum else "within"
    elif asked is None and limit.metric in result.figures:
        above = result.figures[limit.metric].above(limit.maximum)
        record["probability_above"] = chance(above.value)
        record["verdict"] = "above" if above.value == 1 else "open" if above.value else "within"
    return record


def digits_of_limit(result: Simulation, limit: "Limit") -> int:
    """Return the digits after the point of a limit and of what it is held against."""
    return _SHARE_DIGITS if is_share(limit.metric) else result.assessment.scenario.minor_digits


_SHARE_DIGITS = 6


def sheet(results: tuple[Simulation, ...]) -> Sheet:
    """Return each figure as a row, once more for each limit on it."""
    return Sheet(_sheet_columns(), _sheet_rows(results))


def _sheet_columns() -> tuple[Column, ...]:
    names = (
        "file",
        "figure",
        "point_value",
        "point_value_exceeded",
        "standard_deviation",
        *STATISTICS,
        *(f"{one}_error" for one in STATISTICS),
        "limit",
        "probability_above",
    )
    return tuple(Column(name) for name in names)


def _sheet_rows(results: tuple[Simulation, ...]) -> Iterator[Row]:
    for result in results:
        for name, one in result.figures.items():
            record = _figure_record(result, name, one)
            head = (
                result.assessment.scenario.file,
                name,
                record["point_value"],
                record["point_value_exceeded"],
                record["standard_deviation"],
                *(record[key] for key in STATISTICS),
                *(record["standard_errors"][key] for key in STATISTICS),
            )
            above = record["probability_above"] or [{"limit": None, "probability": None}]
            for limit in above:
                yield Row((*head, limit["limit"], limit["probability"]))
