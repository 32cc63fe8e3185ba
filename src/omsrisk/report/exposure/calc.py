"""The report of `calc`: each scenario itemised, then all of them in one table."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.assess import Assessment, assess, expressions
from omsrisk.analysis.uncertainty.means import At, totals_at
from omsrisk.core.money import add, to_minor_unit
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report import numbers
from omsrisk.report.caveats import of_ranges
from omsrisk.report.document import (
    NOT_ASSESSED,
    Block,
    Column,
    Content,
    Document,
    LaterRecord,
    Lines,
    Notes,
    Role,
    Row,
    Sheet,
    Table,
    Title,
)
from omsrisk.report.exposure import assessment as build_assessment
from omsrisk.report.exposure.assessment_sheet import SHEET, sheet_rows
from omsrisk.scenario.documents.nodes import JsonObject
from omsrisk.scenario.load import Scenario

if TYPE_CHECKING:
    from omsrisk.report.exposure.calc_record import GrandTotal
    from omsrisk.report.spreadsheet.workbook import Workbook

NOT_TOLD = "not told"


class Summary(NamedTuple):
    """What the table of totals says of one scenario."""

    file: str
    name: str
    currency: str
    minor_digits: int
    complete: bool
    mark: str
    cost_of_failure: Decimal | None
    net_exposure: Decimal | None
    ranges: int
    likely: tuple[Decimal | None, Decimal]

    @property
    def shown_failure(self) -> Decimal | str:
        """The cost of failure as a cell: a mean may have no closed form, a category no estimate."""
        if self.cost_of_failure is not None:
            return self.cost_of_failure
        return NOT_TOLD if self.ranges else NOT_ASSESSED

    @property
    def failure(self) -> Decimal:
        """What the cost of failure adds to a sum: nothing where it is not assessed."""
        return Decimal(0) if self.cost_of_failure is None else self.cost_of_failure


def summary_of(result: Assessment, at: At = At.MEAN) -> Summary:
    """
    Keep of an assessment what the table of totals needs.

    Args:
        result: The assessment.
        at: What ranges count with.
    """
    scenario = result.scenario
    totals = totals_at(result, at)
    return Summary(
        scenario.file,
        scenario.name,
        scenario.currency,
        scenario.minor_digits,
        result.exposure.complete,
        _mark_of(result),
        totals["cost_of_failure"],
        totals["net_exposure"],
        len(uncertain_inputs(scenario.case)),
        (result.totals.cost_of_failure, result.net_exposure),
    )


def summary_of_file(scenario: Scenario, at: At) -> Summary:
    """Price a scenario, and keep of it what the table of totals needs."""
    return summary_of(assess(scenario), at)


def _mark_of(result: Assessment) -> str:
    """Say what the totals of a scenario lack."""
    if not result.exposure.assesses_all_categories:
        return "not all categories assessed"
    return "" if result.exposure.complete else "a gap is not decided"


def document(
    results: Iterable[Assessment],
    ending: Callable[[], JsonObject],
    summaries: Iterable[Summary] | None = None,
    *,
    trace: bool = False,
    by_phase: bool = False,
    total: bool = False,
    at: At = At.MEAN,
) -> Document:
    """
    Report assessments one after the other, keeping none of them.

    Args:
        results: They may come from a generator: each is reported before the next is asked for.
        ending: What the record says when all have come: its summary and diagnostics.
        summaries: What a reader sees in place of the itemised tables; None for these.
        trace: Whether to write the derivation of each line.
        by_phase: Whether to itemise by phase.
        total: Whether to add a grand total, which only one currency has.
        at: What ranges count with in what a reader sees; a program gets both.
    """
    kept: list[Summary] = []

    def counted() -> Iterator[Assessment]:
        if summaries is not None:
            kept.extend(summaries)
            return
        for one in results:
            kept.append(summary_of(one, at))
            yield one

    def counted_by_mean() -> Iterator[Assessment]:
        for one in results:
            kept.append(summary_of(one))
            yield one

    def record() -> JsonObject:
        from omsrisk.report.exposure.assessment_record import to_write
        from omsrisk.report.exposure.calc_record import DOCUMENT, Calculation
        from omsrisk.report.records import LEFT_OUT

        told = counted_by_mean() if total else results
        return DOCUMENT.plain(
            Calculation(
                at,
                (to_write(one, expressions(one.scenario) if trace else None) for one in told),
                lambda: ending()["summary"],
                lambda: ending()["diagnostics"],
                (lambda: _grand_total(kept)) if total else LEFT_OUT,
            )
        )

    return Document(
        _blocks(
            counted(),
            kept,
            trace=trace,
            by_phase=by_phase,
            summary=summaries is not None,
            total=total,
            at=at,
        ),
        LaterRecord(record),
        Sheet(SHEET, (row for one in results for row in sheet_rows(one))),
        workbook=lambda: _workbook(results, ending),
    )


def _workbook(results: Iterable[Assessment], ending: Callable[[], JsonObject]) -> "Workbook":
    from omsrisk.report.spreadsheet.calc_workbook import calc_workbook

    return calc_workbook(tuple(results), ending)


def _blocks(
    results: Iterator[Assessment],
    kept: list[Summary],
    *,
    trace: bool,
    by_phase: bool,
    summary: bool,
    total: bool,
    at: At,
) -> Iterator[Block]:
    for one in results:
        yield from build_assessment.blocks(one, trace=trace, by_phase=by_phase, at=at)
    if len(kept) > 1 and not summary:
        yield Title(f"All {len(kept)} scenarios")
    if kept and (len(kept) > 1 or summary or total):
        yield from _summary_blocks(kept, total=total)
        ranges = sum(one.ranges for one in kept)
        if ranges:
            yield Notes((f"{of_ranges(ranges, is_mean=at is At.MEAN)}.",))


def _summary_blocks(kept: list[Summary], *, total: bool) -> Iterator[Block]:
    digits = max(one.minor_digits for one in kept)
    columns = (
        Column("scenario", whole=True),
        Column("name", give_way=2),
        Column("note" if any(one.mark for one in kept) else "", stretch=True, give_way=3),
        Column("cost of failure", Content.MONEY, digits),
        Column("net exposure", Content.MONEY, digits),
        Column("", narrow=True),
    )
    rows = [
        Row(
            (
                one.file,
                one.name,
                one.mark,
                one.shown_failure,
                NOT_TOLD if one.net_exposure is None else one.net_exposure,
                numbers.currency(one.currency),
            )
        )
        for one in kept
    ]
    if total and _one_currency(kept) and all(one.net_exposure is not None for one in kept):
        failure, net = _sums(kept)
        known = any(one.cost_of_failure is not None for one in kept)
        sums = (failure if known else NOT_ASSESSED, net)
        mark = next((one.mark for one in kept if one.mark), "")
        rows.append(
            Row(("TOTAL", "", mark, *sums, numbers.currency(kept[0].currency)), Role.GRAND_TOTAL)
        )
    yield Table(columns, rows)
    if total and _one_currency(kept) and _rounding_shows(kept):
        yield Notes((build_assessment.ROUNDED,))
    if total and not _one_currency(kept):
        yield Lines(("No grand total: the scenarios are in different currencies.",))


def _rounding_shows(kept: list[Summary]) -> bool:
    digits = kept[0].minor_digits
    figures = zip(*((one.failure, one.net_exposure) for one in kept), strict=True)
    return any(
        sum(to_minor_unit(value or Decimal(0), digits) for value in column)
        != to_minor_unit(whole, digits)
        for column, whole in zip(figures, _sums(kept), strict=True)
    )


def _one_currency(kept: list[Summary]) -> bool:
    return len({one.currency for one in kept}) == 1


def _sums(kept: list[Summary]) -> tuple[Decimal, Decimal]:
    return (
        add(*(one.failure for one in kept)),
        add(*(one.net_exposure or Decimal(0) for one in kept)),
    )


def _mean_sums(kept: list[Summary]) -> tuple[Decimal | None, Decimal | None]:
    """Add up the means, as the totals are added up; None where one cannot be told."""
    failure, net = _sums(kept)
    failures_told = all(one.shown_failure != NOT_TOLD for one in kept) and _assess_failure(kept)
    nets_told = all(one.net_exposure is not None for one in kept)
    return failure if failures_told else None, net if nets_told else None


def _assess_failure(kept: list[Summary]) -> bool:
    """Whether any of them says what a bad go-live costs: where none does, the sum is no 0."""
    return any(one.likely[0] is not None for one in kept)


def _likely_sums(kept: list[Summary]) -> tuple[Decimal | None, Decimal]:
    failures = [one.likely[0] for one in kept if one.likely[0] is not None]
    return add(*failures) if failures else None, add(*(one.likely[1] for one in kept))


def _grand_total(kept: list[Summary]) -> "GrandTotal | None":
    if not kept or not _one_currency(kept):
        return None
    failure, net = _likely_sums(kept)
    complete = all(one.complete for one in kept)
    first = kept[0]
    from omsrisk.report.exposure.calc_record import GrandTotal

    return GrandTotal(first.currency, first.minor_digits, failure, net, _mean_sums(kept), complete)
