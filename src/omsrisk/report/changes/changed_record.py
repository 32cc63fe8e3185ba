"""What a program reads of a reviewed scenario, key by key."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple, Protocol

from omsrisk.analysis.changes.changed_values import (
    ChangedInput,
    ChangedLine,
    ChangedRange,
    ChangedSetting,
)
from omsrisk.analysis.changes.changed_variants import ChangedVariantValue
from omsrisk.analysis.changes.elements import NOTHING_CHANGED, ChangedElements, NamedElement
from omsrisk.analysis.changes.gates import GateBreach
from omsrisk.analysis.uncertainty.means import At
from omsrisk.checks.changes.review import ReviewedFile, ReviewStatus
from omsrisk.core.money import add, share_of
from omsrisk.core.pricing.figures import TOTALS
from omsrisk.report.changes.changed_sentences import digits_of
from omsrisk.report.common_fields import STATED_RANGE
from omsrisk.report.findings.record import FINDING
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import (
    DAY,
    FLAG,
    MONEY,
    NUMBER,
    PERCENT,
    TEXT,
    Either,
    Many,
    Maybe,
    Named,
    Shape,
    member_of,
)
from omsrisk.scenario.schema.limits import Limit


class _Written(Protocol):
    @property
    def written_in(self) -> str | None: ...


_CHANGE = "The difference [money]."
_ALONE: Field[object] = Field("effect", "What it moves alone [money].", Maybe(MONEY))
_WRITTEN: Field[_Written] = Field(
    "written_in", "The base that it is written in.", Maybe(TEXT), lambda one: one.written_in or None
)


def _states(shape: Shape, unit: str = "") -> tuple[Field[object], Field[object]]:
    return Field("old", f"Before{unit}.", shape), Field("new", f"Now{unit}.", shape)


class Amounts(NamedTuple):
    """
    A total before and now.

    Attributes:
        old: Before [money].
        new: Now [money].
        change: The difference [money]; None where the two do not mean the same.
        share: The difference as a part of what it was; None where that was 0 or is not known.
    """

    old: Decimal | None
    new: Decimal | None
    change: Decimal | None
    share: Decimal | None

    @classmethod
    def of(cls, old: Decimal, new: Decimal) -> "Amounts":
        """Compare two amounts that mean the same."""
        change = add(new, old.copy_negate())
        return cls(old, new, change, share_of(change, abs(old)))


TOTAL = Records[Amounts](
    "changed_total",
    "A total before and now.",
    *_states(Maybe(MONEY), " [money]"),
    Field("change", _CHANGE, Maybe(MONEY)),
    Field("percent", "The difference in percent of what it was.", Maybe(PERCENT), "share"),
)


_ELEMENT = Records[NamedElement](
    "element",
    "An element of a list.",
    Field("list", "The list.", TEXT, "where"),
    Field("name", "What it is called.", TEXT),
)
_RENAMED = Records[tuple[NamedElement, NamedElement]](
    "renamed_element",
    "An element with a new name.",
    Field("list", "The list.", TEXT, lambda both: both[0].where),
    Field("old", "Before.", TEXT, lambda both: both[0].name),
    Field("new", "Now.", TEXT, lambda both: both[1].name),
)
_ELEMENTS = Records[ChangedElements](
    "elements",
    "Elements of lists that came, went or have a new name.",
    Field("removed", "Those that went.", Many(_ELEMENT)),
    Field("added", "Those that came.", Many(_ELEMENT)),
    Field("renamed", "Those with a new name.", Many(_RENAMED)),
)
_INPUT = Records[ChangedInput](
    "changed_input",
    "An input that changes.",
    Field("path", "The input.", TEXT),
    Field("unit", "Its unit.", TEXT),
    *_states(Maybe(NUMBER)),
    _ALONE,
    _WRITTEN,
)
_VALUE = Either((DAY, TEXT), lambda value: isinstance(value, str))
_SETTING = Records[ChangedSetting](
    "changed_setting",
    "A date, a rule or a decision that changes.",
    Field("path", "The setting.", TEXT),
    *_states(Many(_VALUE)),
    _ALONE,
    _WRITTEN,
)
_RANGE = Records[ChangedRange](
    "changed_range",
    "A range that changes.",
    Field("path", "The input.", TEXT),
    Field("unit", "Its unit.", TEXT),
    *_states(Maybe(STATED_RANGE)),
    _ALONE,
)
_CORRELATION = Records[tuple[str, str, Decimal, Decimal]](
    "changed_correlation",
    "A correlation that changes.",
    Field("inputs", "The two inputs.", Many(TEXT), lambda one: one[:2]),
    Field("old", "Before.", Maybe(NUMBER), lambda one: one[2]),
    Field("new", "Now.", Maybe(NUMBER), lambda one: one[3]),
)


_Limits = tuple[Limit | None, Limit | None]


def _state_of_limit(at: int, name: str) -> Callable[[_Limits], object]:
    """Take what a limit said before, or says now; None where there was, or is, none."""
    return lambda both: None if both[at] is None else getattr(both[at], name)


_LIMIT = Records[_Limits](
    "changed_limit",
    "A limit of the file that changes.",
    Field(
        "metric",
        "What it is on.",
        TEXT,
        lambda both: next(one.metric for one in both if one is not None),
    ),
    Field("old", "Before.", Maybe(NUMBER), _state_of_limit(0, "maximum")),
    Field("new", "Now.", Maybe(NUMBER), _state_of_limit(1, "maximum")),
    Field("old_level", "How an excess weighed before.", Maybe(TEXT), _state_of_limit(0, "level")),
    Field("new_level", "How it weighs now.", Maybe(TEXT), _state_of_limit(1, "level")),
)
_VARIANT = Records[ChangedVariantValue](
    "changed_variant_value",
    "A value that a variant sets otherwise.",
    Field("variant", "The variant.", TEXT),
    Field("path", "What it sets.", TEXT),
    Field("old", "Before, as written; null where it was as the file says.", Maybe(TEXT)),
    Field("new", "Now, as written; null where it is as the file says.", Maybe(TEXT)),
)
_LINE = Records[ChangedLine](
    "changed_line",
    "A line that changes.",
    Field("id", "Its name.", TEXT),
    Field("label", "What reports call it.", TEXT),
    *_states(Maybe(MONEY), " [money]"),
    Field("change", _CHANGE, Maybe(MONEY)),
)
_BREACH = Records[GateBreach](
    "breach",
    "A gate that is not passed.",
    Field("code", "Its code.", TEXT),
    Field("gate", "What was asked.", TEXT, "what"),
    Field("metric", "Of which metric.", Maybe(TEXT), lambda one: one.metric or None),
    Field("change", _CHANGE, Maybe(MONEY)),
    Field("allowed", "What is allowed [money].", Maybe(MONEY)),
    Field(
        "reason",
        "Why it is not passed, where no amount says it.",
        Maybe(TEXT),
        lambda one: one.reason or None,
    ),
)


def _of_the_difference(name: str, otherwise: object = ()) -> Callable[[ReviewedFile], object]:
    """Take what differs; where the two states cannot be compared, something else."""

    def read(one: ReviewedFile) -> object:
        return otherwise if one.difference is None else getattr(one.difference, name)

    return read


def _currency(one: ReviewedFile) -> str | None:
    assessment = one.difference.new if one.difference is not None else one.assessment
    return None if assessment is None else assessment.scenario.currency


FILE = Records[ReviewedFile](
    "changed_file",
    "What became of a scenario.",
    Field("file", "The file; that of before where it is gone.", TEXT),
    Field("old_file", "What it was called.", Maybe(TEXT), lambda one: one.old_file or None),
    Field("status", "What became of it.", member_of(ReviewStatus)),
    Field(
        "cause",
        "Why it changes though its own file does not.",
        Maybe(TEXT),
        lambda one: one.cause or None,
    ),
    Field("currency", "Of all amounts.", Maybe(TEXT), _currency),
    Field(
        "comparable",
        "Whether both states mean the same.",
        FLAG,
        _of_the_difference("is_comparable", otherwise=False),
    ),
    Field(
        "no_longer_assessed",
        "What was assessed and is not.",
        Many(TEXT),
        _of_the_difference("lost"),
    ),
    Field(
        "newly_assessed",
        "What was not assessed and is.",
        Many(TEXT),
        _of_the_difference("gained"),
    ),
    Field("elements", _ELEMENTS.says, _ELEMENTS, _of_the_difference("elements", NOTHING_CHANGED)),
    Field("inputs", "Inputs that change.", Many(_INPUT), _of_the_difference("inputs")),
    Field(
        "settings",
        "Dates, rules and decisions that change.",
        Many(_SETTING),
        _of_the_difference("settings"),
    ),
    Field("ranges", "Ranges that change.", Many(_RANGE), _of_the_difference("ranges")),
    Field(
        "correlations",
        "Correlations that change.",
        Many(_CORRELATION),
        _of_the_difference("correlations"),
    ),
    Field("limits", "Limits of the file that change.", Many(_LIMIT), _of_the_difference("limits")),
    Field(
        "variants",
        "What variants set otherwise; those that came or went are among the elements.",
        Many(_VARIANT),
        _of_the_difference("variants"),
    ),
    Field(
        "lines",
        "Lines that change, at the most likely values.",
        Many(_LINE),
        _of_the_difference("lines"),
    ),
    Field(
        "totals",
        "The totals, at the most likely values.",
        Named(TOTAL),
        lambda one: dict(_totals(one)),
    ),
    Field(
        "at",
        "What ranges count with.",
        Maybe(member_of(At)),
        _of_the_difference("at", otherwise=None),
    ),
    Field(
        "means",
        "The totals as means, where they are known.",
        Maybe(Named(TOTAL)),
        lambda one: None if one.means is None else dict(_means(one, one.means)),
    ),
    Field(
        "line_means",
        "Lines that change, as means.",
        Many(_LINE),
        _of_the_difference("mean_lines"),
    ),
    Field("new_findings", "Findings that are new.", Many(FINDING), "appeared"),
    Field("gone_findings", "Findings that are gone.", Many(FINDING), "gone"),
    Field("waived_findings", "Findings that are waived now.", Many(FINDING), "waived"),
    Field("problems", "What is wrong with it.", Many(FINDING)),
    Field("breaches", "Gates that are not passed.", Many(_BREACH)),
    digits_of=digits_of,
)


def _totals(one: ReviewedFile) -> Iterator[tuple[str, Amounts]]:
    """List the totals; what they change by only where both states mean the same."""
    if one.difference is None:
        return
    for total in one.difference.totals:
        known = one.difference.is_comparable
        change, share = (total.change, total.share) if known else (None, None)
        yield total.name, Amounts(total.old, total.new, change, share)


def _means(one: ReviewedFile, net: tuple[Decimal, Decimal]) -> Iterator[tuple[str, Amounts]]:
    """List the totals as means: the net exposure, and the others where each state has one."""
    told = {_NET: net}
    if one.difference is not None and one.difference.states is not None:
        before, now = (state.totals for state in one.difference.states)
        for name in TOTALS:
            old, new = before[name], now[name]
            if old is not None and new is not None:
                told[name] = (old, new)
    for name, (old, new) in told.items():
        yield name, Amounts.of(old, new)


_NET = "net_exposure"
