"""What a program or a spreadsheet reads of one scenario's cost, key by key."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_UP, Context, Decimal
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.kinds_of_money import KINDS
from omsrisk.analysis.uncertainty.dearest_phase import DearestPhase, dearest_phase
from omsrisk.analysis.uncertainty.means import Means, Outcome, means, most_likely
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.catalogue import SLIPS
from omsrisk.core.pricing.figures import MEMOS, SHARES, TOTALS, Figure
from omsrisk.report.caveats import notes_of
from omsrisk.report.common_fields import notes, scenario_fields
from omsrisk.report.exposure.chances_record import CHANCES, FAILING, failing_of
from omsrisk.report.exposure.line_record import LINE, PHASE, LineToWrite, PhaseToWrite, with_parts
from omsrisk.report.exposure.values_in_force import ValuesInForce, values_in_force
from omsrisk.report.records import LEFT_OUT, Field, Records
from omsrisk.report.shapes import (
    COUNT,
    DAY,
    FLAG,
    MONEY,
    NUMBER,
    SHARE,
    TEXT,
    Keyed,
    Many,
    Maybe,
    Named,
    ScalarShape,
)
from omsrisk.scenario.documents.nodes import JsonObject

if TYPE_CHECKING:
    from omsrisk.analysis.time.present_value import PresentValue
    from omsrisk.analysis.time.slip_risks import SlipRisks  # noqa: F401


class AssessmentToWrite(NamedTuple):
    """
    What one scenario costs, with what is found once for all its keys.

    Attributes:
        result: The scenario.
        found: Its means.
        likely: The same at the most likely values.
        expressions: What each line is in terms of its inputs, by id, where that is asked for.
    """

    result: Assessment
    found: Means
    likely: Means
    expressions: Mapping[str, str] | None

    @property
    def present_value(self) -> "PresentValue | None":
        """Its net exposure discounted; None where no rate is stated, or there are no dates."""
        if self.result.scenario.case.discount_rate is None:
            return None
        from omsrisk.analysis.time.present_value import present_value  # most files state no rate

        return present_value(self.result)


def _figures(name: str, says: str, figures: Mapping[str, Figure]) -> Records[Mapping[str, object]]:
    """Declare totals or memos, each by what it is called; null where one is not assessed."""

    def field(key: str, figure: Figure) -> Field[Mapping[str, object]]:
        unit = "" if key in SHARES else " [money]"
        shape = SHARE if key in SHARES else MONEY
        return Field(key, f"{figure.label}{unit}.", Maybe(shape), lambda told: told.get(key))

    return Records(name, says, *(field(*one) for one in figures.items()))


TOTALS_RECORD = _figures("totals", "The totals; null where one is not assessed.", TOTALS)
MEMOS_RECORD = _figures("memos", "Figures beside the totals; null where one is not told.", MEMOS)

_ERROR_BOUND = ScalarShape(
    {"type": "number"},
    lambda error, _: Context(prec=2, rounding=ROUND_UP).create_decimal_from_float(error),
)
"""A bound on an error, with two digits, rounded up."""


_OUTCOME = Records[Outcome](
    "outcome",
    "How the go-lives may end.",
    Field("name", "Such as `if it fails`.", TEXT),
    Field("chance", "How likely it is.", SHARE),
    Field("net_exposure", "The mean of the net exposure then [money].", Maybe(MONEY)),
    Field("cost_of_failure", "The mean cost of the failures that happen then.", Maybe(MONEY)),
    Field("partition", "Whether it is one of those that exclude each other.", FLAG),
)
_KIND = Records[tuple[Decimal, Decimal]](
    "kind_of_money",
    "What of the net exposure is of one kind of money.",
    Field("most_likely", "At the most likely values [money].", Maybe(MONEY), lambda both: both[0]),
    Field("mean", "The mean [money].", Maybe(MONEY), lambda both: both[1]),
)
_DEAREST = Records[DearestPhase](
    "dearest_phase",
    "The dearest failure, where failures exclude each other: limits are held against it.",
    Field("phase", "The phase, as paths name it.", TEXT, "phase.slug"),
    Field("name", "What it is called.", TEXT, "phase.name"),
    Field("cost_of_failure", "What its failure costs [money].", MONEY, "amount"),
)
_LIVE_FROM = Records[ValuesInForce](
    "live_from",
    "An entry of `calendar.if_live_from` that is in force.",
    Field("date", "The first day of which it holds.", DAY, "day"),
    Field("phase", "The phase, as paths name it.", Maybe(TEXT), lambda one: one.phase or None),
    Field("set", "The inputs that it sets.", Many(TEXT), "paths"),
)


def _slips_of(case: Case) -> object:
    if SLIPS not in case.inputs:
        return LEFT_OUT
    from omsrisk.analysis.time.slip_risks import slip_risks  # most files have no slip

    return slip_risks(case) or LEFT_OUT


_SLIPS = Records["SlipRisks"](
    "slips",
    "By how much all go-lives slip, and what comes of it.",
    Field("mean_days", "The mean slip [day].", NUMBER),
    Field(
        "touches_peak",
        "Chance that a window of a go-live holds a day of the busiest month.",
        Maybe(SHARE),
    ),
    Field("passes_backup", "Chance that the first go-live lies behind the backup.", Maybe(SHARE)),
)
PRESENT_VALUE = Records["PresentValue"](
    "present_value",
    "The net exposure, each day of it discounted to one day; all else is undiscounted.",
    Field("discount_rate", "What a year takes off a sum.", SHARE, "rate"),
    Field("valued_on", "The day to which it is discounted.", DAY),
    Field("most_likely", "At the most likely values [money].", MONEY),
    Field("mean", "The mean [money]; null where one has no closed form.", Maybe(MONEY)),
)
RESULT = Records[AssessmentToWrite](
    "result",
    "What one scenario costs.",
    *scenario_fields("result.scenario"),
    Field("approach", "Labels such as `big-bang`.", Many(TEXT), "result.scenario.approach"),
    Field("taken", "The mitigations taken.", Many(TEXT), "result.scenario.case.taken"),
    Field(
        "postponed_by_days",
        "What modifications postpone [day].",
        COUNT,
        "result.scenario.case.postponed_by",
    ),
    Field(
        "slips",
        "By how much the go-lives slip, where that is stated.",
        _SLIPS,
        lambda told: _slips_of(told.result.scenario.case),
        optional=True,
    ),
    Field(
        "live_from",
        "What is in force of what the file sets from a day on.",
        Many(_LIVE_FROM),
        lambda told: list(values_in_force(told.result.scenario.case)),
    ),
    Field("likelihood", "Likelihood of failure.", Maybe(SHARE), "result.exposure.likelihood"),
    Field("complete", "Whether everything is assessed.", FLAG, "result.exposure.complete"),
    Field(
        "categories_assessed",
        "How many categories of cost are assessed.",
        COUNT,
        "result.exposure.categories_assessed",
    ),
    Field(
        "totals",
        "The totals at the most likely values [money].",
        TOTALS_RECORD,
        "result.exposure.totals",
    ),
    Field("means", "The totals as means [money].", TOTALS_RECORD, "found.totals"),
    Field(
        "means_error",
        "Bounds on the errors of means that are not exact.",
        Named(_ERROR_BOUND),
        "found.errors",
    ),
    Field("outcomes", "How the go-lives may end.", Many(_OUTCOME), "found.outcomes"),
    Field(
        "by_basis",
        "The net exposure by kind of money.",
        Keyed(tuple(KINDS), _KIND),
        lambda told: {
            kind: (told.likely.by_basis[kind], told.found.by_basis[kind]) for kind in KINDS
        },
    ),
    Field(
        "memo",
        "Figures beside the totals, at the most likely values.",
        MEMOS_RECORD,
        "result.exposure.memos",
    ),
    Field("present_value", PRESENT_VALUE.says, Maybe(PRESENT_VALUE)),
    Field("chances", CHANCES.says, CHANCES, "result.chances"),
    Field("dearest_phase", _DEAREST.says, Maybe(_DEAREST), lambda told: dearest_phase(told.result)),
    Field(
        "failing_looks_cheaper", FAILING.says, Maybe(FAILING), lambda told: failing_of(told.result)
    ),
    Field("memo_means", "Figures beside the totals, as means.", MEMOS_RECORD, "found.memos"),
    notes(lambda told: notes_of(told.result, told.found, is_mean=told.found.ranges > 0)),
    Field(
        "phases",
        "The phases of the roll-out.",
        Many(PHASE),
        lambda told: [PhaseToWrite(one, told.found) for one in told.result.exposure.phases],
    ),
    Field(
        "charged_once",
        "The lines of no phase, where there are phases.",
        Many(LINE),
        lambda told: list(_charged_once(told)),
    ),
    Field(
        "lines",
        "The lines, their parts behind them.",
        Many(LINE),
        lambda told: list(_all_lines(told)),
    ),
    digits_of=lambda told: told.result.scenario.minor_digits,
)


def to_write(result: Assessment, expressions: Mapping[str, str] | None = None) -> AssessmentToWrite:
    """
    Find once what a record says of a scenario.

    Args:
        result: From `assess`.
        expressions: What each line is in terms of its inputs, by id, where that is asked for.
    """
    found = means(result)
    likely = most_likely(result) if found.ranges else found
    return AssessmentToWrite(result, found, likely, expressions)


def record(result: Assessment, expressions: Mapping[str, str] | None = None) -> JsonObject:
    """
    Say what one scenario costs, as a program wants it; numbers as the report shows them.

    Args:
        result: What to say.
        expressions: What each line is in terms of its inputs, by id, where that is asked for.
    """
    return RESULT.plain(to_write(result, expressions))


def _charged_once(told: AssessmentToWrite) -> Iterator[LineToWrite]:
    exposure = told.result.exposure
    if exposure.phases:
        yield from with_parts(exposure.shared, told.found, "shared.")


def _all_lines(told: AssessmentToWrite) -> Iterator[LineToWrite]:
    for one in with_parts(told.result.exposure.lines, told.found):
        if told.expressions is None:
            yield one
        else:
            yield one._replace(expression=told.expressions.get(one.line.id))
