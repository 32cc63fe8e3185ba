"""What a program reads of `diff`, key by key."""

from typing import Any

from omsrisk.analysis.uncertainty.means import At
from omsrisk.checks.changes.review import ReviewStatus
from omsrisk.report.comparison.compare_described import RANGE
from omsrisk.report.findings.described import DIFF_SUMMARY, FINDING, ended
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import (
    COUNT,
    FLAG,
    MONEY,
    NUMBER,
    TEXT,
    Either,
    Many,
    Maybe,
    Named,
    Shape,
    member_of,
    one_of,
)

_CHANGE = "The difference [money]."
_ALONE: Field[Any] = Field("effect", "What it moves alone [money].", Maybe(MONEY))
_WRITTEN: Field[Any] = Field("written_in", "The base that it is written in.", Maybe(TEXT))


def _states(shape: Shape) -> tuple[Field[Any], Field[Any]]:
    return Field("old", "Before.", shape), Field("new", "Now.", shape)


_ELEMENT = Records[Any](
    "element",
    "An element of a list.",
    Field("list", "The list.", TEXT),
    Field("name", "What it is called.", TEXT),
)
_RENAMED = Records[Any](
    "renamed_element",
    "An element with a new name.",
    Field("list", "The list.", TEXT),
    *_states(TEXT),
)
_ELEMENTS = Records[Any](
    "elements",
    "Elements of lists that came, went or have a new name.",
    Field("removed", "Those that went.", Many(_ELEMENT)),
    Field("added", "Those that came.", Many(_ELEMENT)),
    Field("renamed", "Those with a new name.", Many(_RENAMED)),
)
_INPUT = Records[Any](
    "changed_input",
    "An input that changes.",
    Field("path", "The input.", TEXT),
    Field("unit", "Its unit.", TEXT),
    *_states(Maybe(NUMBER)),
    _ALONE,
    _WRITTEN,
)
_VALUE = Either((NUMBER, TEXT), lambda value: isinstance(value, str))
_SETTING = Records[Any](
    "changed_setting",
    "A date, a rule or a decision that changes.",
    Field("path", "The setting.", TEXT),
    *_states(Many(_VALUE)),
    _ALONE,
    _WRITTEN,
)
_RANGE = Records[Any](
    "changed_range",
    "A range that changes.",
    Field("path", "The input.", TEXT),
    Field("unit", "Its unit.", TEXT),
    *_states(Maybe(RANGE)),
    _ALONE,
)
_CORRELATION = Records[Any](
    "changed_correlation",
    "A correlation that changes.",
    Field("inputs", "The two inputs.", Many(TEXT)),
    *_states(Maybe(NUMBER)),
)
_LIMIT = Records[Any](
    "changed_limit",
    "A limit of the file that changes.",
    Field("metric", "What it is on.", TEXT),
    *_states(Maybe(NUMBER)),
    Field("old_level", "How an excess weighed before.", Maybe(TEXT)),
    Field("new_level", "How it weighs now.", Maybe(TEXT)),
)
_LINE = Records[Any](
    "changed_line",
    "A line that changes.",
    Field("id", "Its name.", TEXT),
    Field("label", "What reports call it.", TEXT),
    *_states(Maybe(MONEY)),
    Field("change", _CHANGE, Maybe(MONEY)),
)
_TOTAL = Records[Any](
    "changed_total",
    "A total before and now.",
    *_states(Maybe(MONEY)),
    Field("change", _CHANGE, Maybe(MONEY)),
    Field("percent", "The difference in percent of what it was.", Maybe(NUMBER)),
)
_BREACH = Records[Any](
    "breach",
    "A gate that is not passed.",
    Field("code", "Its code.", TEXT),
    Field("gate", "What was asked.", TEXT),
    Field("metric", "Of which metric.", Maybe(TEXT)),
    Field("change", _CHANGE, Maybe(MONEY)),
    Field("allowed", "What is allowed [money].", Maybe(MONEY)),
    Field("reason", "Why it is not passed, where no amount says it.", Maybe(TEXT)),
)
FILE = Records[Any](
    "changed_file",
    "What became of a scenario.",
    Field("file", "The file; that of before where it is gone.", TEXT),
    Field("old_file", "What it was called.", Maybe(TEXT)),
    Field("status", "What became of it.", member_of(ReviewStatus)),
    Field("cause", "Why it changes though its own file does not.", Maybe(TEXT)),
    Field("currency", "Of all amounts.", Maybe(TEXT)),
    Field("comparable", "Whether both states mean the same.", FLAG),
    Field("no_longer_assessed", "What was assessed and is not.", Many(TEXT)),
    Field("newly_assessed", "What was not assessed and is.", Many(TEXT)),
    Field("elements", _ELEMENTS.says, _ELEMENTS),
    Field("inputs", "Inputs that change.", Many(_INPUT)),
    Field("settings", "Dates, rules and decisions that change.", Many(_SETTING)),
    Field("ranges", "Ranges that change.", Many(_RANGE)),
    Field("correlations", "Correlations that change.", Many(_CORRELATION)),
    Field("limits", "Limits of the file that change.", Many(_LIMIT)),
    Field("lines", "Lines that change, at the most likely values.", Many(_LINE)),
    Field("totals", "The totals, at the most likely values.", Named(_TOTAL)),
    Field("at", "What ranges count with.", Maybe(member_of(At))),
    Field("means", "The totals as means, where they are known.", Maybe(Named(_TOTAL))),
    Field("line_means", "Lines that change, as means.", Many(_LINE)),
    Field("new_findings", "Findings that are new.", Many(FINDING)),
    Field("gone_findings", "Findings that are gone.", Many(FINDING)),
    Field("waived_findings", "Findings that are waived now.", Many(FINDING)),
    Field("problems", "What is wrong with it.", Many(FINDING)),
    Field("breaches", "Gates that are not passed.", Many(_BREACH)),
)
DOCUMENT = Records[Any](
    "diff",
    "What changes of inputs cost, file by file.",
    Field(
        "status",
        "What the review comes to.",
        one_of("changed", "unchanged", "over", "invalid", "failed"),
    ),
    Field("against", "What the files are held against.", Maybe(TEXT)),
    Field("files", "The scenarios.", Many(FILE)),
    Field("totals", "All that can be added up.", Maybe(Named(_TOTAL))),
    Field("breaches", "How many gates are not passed.", COUNT),
    Field("policy_findings", "Findings about policies.", Many(FINDING)),
    Field("notes", "What to know of the review.", Many(TEXT)),
    *ended(DIFF_SUMMARY),
)
