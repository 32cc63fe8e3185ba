"""What a program or a spreadsheet reads of `compare`, key by key."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.counted import Counted
from omsrisk.analysis.comparison.side_by_side import ComparedLine
from omsrisk.analysis.pairing.paired import PairedComparison
from omsrisk.analysis.uncertainty.means import At, Means, means
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.figures import TOTALS
from omsrisk.report.common_fields import at_of, scenario_fields
from omsrisk.report.comparison import compare as build_compare
from omsrisk.report.comparison import paired as build_paired
from omsrisk.report.comparison import within_budget
from omsrisk.report.comparison.compared_caveats import caveats, discounted
from omsrisk.report.comparison.compared_names import heads, labels
from omsrisk.report.comparison.compared_sentences import headline
from omsrisk.report.comparison.differing_record import (
    DIFFERING,
    NOT_PRICED,
    SWITCHING_VALUE,
    DifferingToWrite,
    FlipToWrite,
)
from omsrisk.report.comparison.pair_record import (
    AMOUNTS,
    COMPARED_PAIR,
    LIKE_FOR_LIKE,
    MAYBE_AMOUNTS,
    ComparedPairToWrite,
    file_of,
)
from omsrisk.report.comparison.paired_record import CHEAPEST, PAIRED, pairs_to_write
from omsrisk.report.comparison.paired_record import sheet as paired_sheet
from omsrisk.report.comparison.within_budget import AT_BEST, WithinBudget
from omsrisk.report.document import (
    Block,
    Column,
    Content,
    Document,
    Headline,
    LaterRecord,
    Row,
    Sheet,
)
from omsrisk.report.exposure.assessment_record import MEMOS_RECORD, PRESENT_VALUE, TOTALS_RECORD
from omsrisk.report.exposure.chances_record import CHANCES, FAILING
from omsrisk.report.records import LEFT_OUT, Field, Records
from omsrisk.report.shapes import (
    CHANCE,
    COUNT,
    FLAG,
    NUMBER,
    TEXT,
    WHOLE,
    Many,
    Maybe,
    member_of,
)
from omsrisk.scenario.documents.nodes import JsonObject
from omsrisk.scenario.load import Scenario

if TYPE_CHECKING:
    from omsrisk.report.spreadsheet.workbook import Workbook

if TYPE_CHECKING:
    from omsrisk.analysis.time.present_value import PresentValue

_PAIR = 2


class ComparisonToWrite(NamedTuple):
    """A comparison; the same under uncertainty, and mitigations chosen, where that was asked for."""

    result: Comparison
    paired: PairedComparison | None = None
    within: WithinBudget | None = None


class _ScenarioToWrite(NamedTuple):
    """A scenario that is compared; `cheapest` is `LEFT_OUT` where that is not asked for."""

    assessment: Assessment
    rate: Decimal
    state: Counted
    means: Means
    cheapest: object
    present_value: "PresentValue | None"


class _LineToWrite(NamedTuple):
    """A line, and what it is compared in."""

    line: ComparedLine
    result: Comparison


_SCENARIO = Records[_ScenarioToWrite](
    "compared_scenario",
    "A scenario that is compared.",
    *scenario_fields("assessment.scenario"),
    Field("rate", "What one unit of its currency is in that of the base.", NUMBER),
    Field(
        "totals",
        "The totals at the most likely values [money].",
        TOTALS_RECORD,
        "assessment.exposure.totals",
    ),
    Field("memo", "Figures beside the totals.", MEMOS_RECORD, "assessment.exposure.memos"),
    Field("means", "The totals as means [money].", TOTALS_RECORD, "means.totals"),
    Field("chances", CHANCES.says, CHANCES, "state.chances"),
    Field(
        "present_value",
        "Its net exposure discounted to the earliest day of all files, in its own currency.",
        Maybe(PRESENT_VALUE),
    ),
    Field(
        "failing_looks_cheaper",
        FAILING.says,
        Maybe(FAILING),
        "state.failing",
    ),
    *CHEAPEST,
)
_LINE = Records[_LineToWrite](
    "compared_line",
    "A line, scenario by scenario.",
    Field("id", "Its name.", TEXT, "line.id"),
    Field("group", "What it is part of.", member_of(Group), "line.group"),
    Field("label", "What reports call it.", TEXT, "line.label"),
    Field("amounts", "What it comes to [money].", AMOUNTS, "line.amounts"),
    Field(
        "differences",
        "Against the base [money].",
        AMOUNTS,
        lambda told: told.line.difference(told.result.base),
    ),
    Field(
        "means",
        "The amounts, where they are means [money].",
        MAYBE_AMOUNTS,
        lambda told: told.line.amounts if told.result.at is At.MEAN else None,
    ),
    Field("comparable", "Whether all scenarios know it.", FLAG, "line.is_comparable"),
    Field(
        "if_it_fails",
        "Whether it falls due only where a go-live fails.",
        Maybe(FLAG),
        "line.if_it_fails",
    ),
)


def _of_the_trials(read: str) -> Callable[[ComparisonToWrite], object]:
    """Take how a pair was found; left out where it was found otherwise, or not at all."""

    def value(told: ComparisonToWrite) -> object:
        found = getattr(told.paired, read, None)
        return LEFT_OUT if found is None else found

    return value


DOCUMENT = Records[ComparisonToWrite](
    "compare",
    "Roll-outs side by side; amounts in the currency of the base.",
    Field(
        "currency",
        "Of all amounts: that of the base.",
        TEXT,
        lambda told: _base(told.result).currency,
    ),
    Field(
        "base", "The file that others are held against.", TEXT, lambda told: _base(told.result).file
    ),
    at_of("result"),
    Field(
        "scenarios",
        "The scenarios, as they were named.",
        Many(_SCENARIO),
        lambda told: list(_scenarios(told)),
    ),
    Field(
        "headline",
        "What the comparison comes to, in sentences.",
        Many(TEXT),
        lambda told: [*build_compare.failing_first(told.result), *headline(told.result)],
    ),
    Field(
        "lines",
        "Line by line.",
        Many(_LINE),
        lambda told: [_LineToWrite(line, told.result) for line in told.result.lines],
    ),
    Field("like_for_like", LIKE_FOR_LIKE.says, LIKE_FOR_LIKE, "result"),
    Field(
        "ranking",
        "The files, the cheapest first.",
        Many(TEXT),
        lambda told: [file_of(told.result, at) for at in told.result.ranked],
    ),
    Field(
        "pairs",
        "Each pair of files.",
        Many(COMPARED_PAIR),
        lambda told: [ComparedPairToWrite(pair, told.result) for pair in told.result.pairs],
    ),
    Field(
        "switching_values",
        "What would change the answer.",
        Many(SWITCHING_VALUE),
        lambda told: [FlipToWrite(flip, told.result) for flip in told.result.flips],
    ),
    Field(
        "differing_inputs",
        "The inputs that differ.",
        Many(DIFFERING),
        lambda told: [DifferingToWrite(one, told.result) for one in told.result.differing],
    ),
    Field(
        "not_priced",
        "For each scenario what nobody prices.",
        Many(Many(NOT_PRICED)),
        "result.unpriced",
    ),
    Field("warnings", "What to read with care.", Many(TEXT), "result.warnings"),
    Field(
        "caveats",
        "What to mind with the figures.",
        Many(TEXT),
        lambda told: [*build_compare.left_out_sentences(told.result), *caveats(told.result)],
    ),
    Field("trials", "How many trials.", COUNT, _of_the_trials("trials"), optional=True),
    Field(
        "seed",
        "What the random numbers follow from.",
        WHOLE,
        _of_the_trials("seed"),
        optional=True,
    ),
    Field(
        "accuracy",
        "How far off what was worked out may be, in standard deviations.",
        CHANCE,
        _of_the_trials("accuracy"),
        optional=True,
    ),
    Field(
        "paired",
        "Each file against the base, whatever happens.",
        Many(PAIRED),
        lambda told: LEFT_OUT if told.paired is None else pairs_to_write(told.paired),
        optional=True,
    ),
    Field(
        "within_budget",
        AT_BEST.says,
        AT_BEST,
        lambda told: LEFT_OUT if told.within is None else told.within,
        optional=True,
    ),
    digits_of=lambda told: _base(told.result).minor_digits,
)


def document(
    result: Comparison,
    paired: PairedComparison | None = None,
    within: WithinBudget | None = None,
) -> Document:
    """
    Report a comparison in every format.

    Args:
        result: From `compare`.
        paired: The same under uncertainty, where that was asked.
        within: Which mitigations they are compared with, where those were chosen.
    """
    record = LaterRecord(lambda: DOCUMENT.plain(ComparisonToWrite(result, paired, within)))
    if paired is None:
        told = Document(build_compare.blocks(result), record, _sheet(result))
    else:
        blocks = chain(islice(build_compare.blocks(result), _HEAD), build_paired.blocks(paired))
        told = Document(blocks, record, paired_sheet(paired))
    if within is not None:
        told = told._replace(blocks=_at_best_first(told.blocks, within, result))
    whole = {
        head: name for head, name in zip(heads(result), labels(result), strict=True) if head != name
    }
    return told._replace(workbook=lambda: _workbook(result, told), whole_names=whole)


def _at_best_first(
    told: Iterable[Block], within: WithinBudget, result: Comparison
) -> Iterator[Block]:
    """Say behind the answer which mitigations it is of."""
    for block in told:
        yield block
        if isinstance(block, Headline):
            yield from within_budget.blocks(within, result)


def _workbook(result: Comparison, told: Document) -> "Workbook":
    from omsrisk.report.spreadsheet.compare_workbook import compare_workbook

    return compare_workbook(result, told)


_HEAD = 1
"""The title; line by line it is the report without simulation."""


def record(result: Comparison) -> JsonObject:
    """Say a comparison as a program wants it; amounts in the currency of the base."""
    return DOCUMENT.plain(ComparisonToWrite(result))


def _base(result: Comparison) -> Scenario:
    return result.assessments[result.base].scenario


def _scenarios(told: ComparisonToWrite) -> Iterator[_ScenarioToWrite]:
    """Return each scenario with its means as `calc` has them, whatever is compared."""
    result, paired = told.result, told.paired
    values = discounted(result)
    is_told = paired is not None and len(result.assessments) > _PAIR
    for at, one in enumerate(result.assessments):
        state = result.states[at]
        figures = state.figures if state.has_ranges else means(one)
        cheapest = paired.cheapest[at] if paired is not None and is_told else LEFT_OUT
        yield _ScenarioToWrite(one, result.rates[at], state, figures, cheapest, values[at])


_TEXTS = ("id", "group", "label")


def _sheet(result: Comparison) -> Sheet:
    names = labels(result)
    columns = (
        *map(Column, _TEXTS),
        *(Column(label, Content.MONEY) for label in names),
        *(Column(f"{label} - base", Content.MONEY) for label in names),
    )
    return Sheet(columns, _sheet_rows(result))


def _sheet_rows(result: Comparison) -> Iterator[Row]:
    digits = _base(result).minor_digits
    for line in result.lines:
        told = _LINE.plain(_LineToWrite(line, result), digits)
        yield Row((*(told[key] for key in _TEXTS), *told["amounts"], *told["differences"]))
    blank = (None,) * len(result.assessments)
    for name, figure in TOTALS.items():
        totals = AMOUNTS.plain(result.converted(name), digits)
        yield Row((name, "total", figure.label, *totals, *blank))
    for caveat in (*build_compare.left_out_sentences(result), *result.warnings, *caveats(result)):
        yield Row(("caveat", "", caveat, *blank, *blank))
