"""What a program reads of `calc`, key by key: scenarios one by one, then what they come to."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.uncertainty.means import At
from omsrisk.report.common_fields import at_of
from omsrisk.report.exposure.assessment_record import RESULT, AssessmentToWrite
from omsrisk.report.findings.record import RUN_SUMMARY, ended
from omsrisk.report.records import LEFT_OUT, Field, Records
from omsrisk.report.shapes import FLAG, MONEY, TEXT, Later, Many, Maybe, Written


class GrandTotal(NamedTuple):
    """
    All scenarios together, in one currency.

    Attributes:
        currency: Of all amounts.
        minor_digits: Digits after the point.
        cost_of_failure: At the most likely values [money]; None where no scenario assesses it.
        net_exposure: At the most likely values [money].
        means: The same as means [money]; None for one that cannot be told.
        complete: Whether everything is assessed.
    """

    currency: str
    minor_digits: int
    cost_of_failure: Decimal | None
    net_exposure: Decimal
    means: tuple[Decimal | None, Decimal | None]
    complete: bool


class Calculation(NamedTuple):
    """
    What a call of `calc` comes to; what follows the scenarios is known when all have come.

    Attributes:
        at: What ranges count with in what a reader sees.
        results: The scenarios, one by one.
        summary: Counts what became of the files, as it is written.
        diagnostics: Lists what was wrong, as it is written.
        grand_total: All of them together; `LEFT_OUT` where that is not asked for.
    """

    at: At
    results: Iterator[AssessmentToWrite]
    summary: Callable[[], object]
    diagnostics: Callable[[], object]
    grand_total: object = LEFT_OUT


_MEANS = Records[tuple[Decimal | None, Decimal | None]](
    "grand_total_means",
    "The grand total as means.",
    Field("cost_of_failure", "The cost of failure [money].", Maybe(MONEY), lambda both: both[0]),
    Field("net_exposure", "The net exposure [money].", Maybe(MONEY), lambda both: both[1]),
)
_GRAND_TOTAL = Records[GrandTotal](
    "grand_total",
    "All scenarios together.",
    Field("currency", "Of all amounts.", TEXT),
    Field(
        "cost_of_failure",
        "At the most likely values; null where no scenario assesses it [money].",
        Maybe(MONEY),
    ),
    Field("net_exposure", "At the most likely values [money].", MONEY),
    Field("means", "The same as means [money].", _MEANS),
    Field("complete", "Whether everything is assessed.", FLAG),
    digits_of=lambda told: told.minor_digits,
)
DOCUMENT = Records[Calculation](
    "calc",
    "What scenarios cost, one by one.",
    at_of(),
    Field("results", "The scenarios, as they were named.", Many(RESULT)),
    Field(
        "grand_total",
        f"{_GRAND_TOTAL.says[:-1]}; null where they have no currency in common.",
        Later(Maybe(_GRAND_TOTAL)),
        optional=True,
    ),
    *(Field[Calculation](one.key, one.says, Later(Written(one.shape))) for one in ended(RUN_SUMMARY)),
)
