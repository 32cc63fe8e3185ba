"""What a program reads of what differs between roll-outs, key by key."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.differing import DifferingInput
from omsrisk.analysis.comparison.switching_values import Flip
from omsrisk.analysis.comparison.trade_offs import TradeOff
from omsrisk.report import numbers
from omsrisk.report.common_fields import STATED_RANGE
from omsrisk.report.comparison.compared_inputs import label_in, owner_in
from omsrisk.report.comparison.pair_record import AMOUNTS, file_of
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import (
    DAY,
    FLAG,
    NUMBER,
    TEXT,
    WHOLE,
    Either,
    Many,
    Maybe,
    Named,
    Shape,
)

_LABEL = "What reports call it."
_OWNER = "Who answers for it, where an author says so."


class FlipToWrite(NamedTuple):
    """A switching value, and the comparison that it is of."""

    flip: Flip
    result: Comparison


def _switches_at(told: FlipToWrite) -> Decimal | None:
    flip = told.flip
    return None if flip.at is None else numbers.threshold(flip.at, is_more=flip.is_more)


SWITCHING_VALUE = Records[FlipToWrite](
    "switching_value",
    "The value of an input from which on another file is the cheaper one.",
    Field(
        "file",
        "The file that changes; null where all do.",
        Maybe(TEXT),
        lambda told: file_of(told.result, told.flip.file),
    ),
    Field("path", "The input.", TEXT, "flip.path"),
    Field("label", _LABEL, TEXT, lambda told: label_in(told.result, told.flip.path)),
    Field("owner", _OWNER, Maybe(TEXT), lambda told: owner_in(told.result, told.flip.path)),
    Field("unit", "Its unit.", TEXT, "flip.unit"),
    Field("value", "Its value now.", NUMBER, "flip.value"),
    Field("at", "The switching value; null where none switches.", Maybe(NUMBER), _switches_at),
)


def _kind_of_value(value: object) -> int:
    return 0 if isinstance(value, date) else 1 if isinstance(value, str) else 2


def _is_list(value: object) -> bool:
    return isinstance(value, list)


_ONE_VALUE: Shape = Either((DAY, TEXT, NUMBER), _kind_of_value)


_VALUES = Maybe(Either((_ONE_VALUE, Many(_ONE_VALUE)), _is_list))


_RANGES = Maybe(Either((STATED_RANGE, Many(Maybe(STATED_RANGE))), _is_list))


class DifferingToWrite(NamedTuple):
    """An input that differs, and the comparison that it is of."""

    one: DifferingInput
    result: Comparison


DIFFERING = Records[DifferingToWrite](
    "differing_input",
    "An input that differs.",
    Field("path", "The input.", TEXT, "one.path"),
    Field("label", _LABEL, TEXT, lambda told: label_in(told.result, told.one.path)),
    Field("owner", _OWNER, Maybe(TEXT), lambda told: owner_in(told.result, told.one.path)),
    Field("unit", "Its unit.", TEXT, "one.unit"),
    Field(
        "values",
        "Its value in each file; a list where phases have their own.",
        Many(_VALUES),
        lambda told: [_alone_or_all(values) for values in told.one.values],
    ),
    Field(
        "reason",
        "Why it is not one number in each file.",
        Maybe(TEXT),
        lambda told: told.one.reason or None,
    ),
    Field(
        "ranges",
        "Its range in each file.",
        Maybe(Many(_RANGES)),
        lambda told: [_alone_or_all(spreads) for spreads in told.one.ranges] or None,
    ),
    Field("effects", "What it moves alone, in each file [money].", AMOUNTS, "one.effects"),
    Field(
        "together",
        "What moves as a whole since the input cannot alone, in each file; null where none does.",
        Maybe(Many(Maybe(TEXT))),
        lambda told: (
            [level or None for level in told.one.together] if any(told.one.together) else None
        ),
    ),
    Field(
        "derived",
        "Days that follow from it.",
        Named(Many(Maybe(WHOLE))),
        lambda told: dict(told.one.derived),
    ),
)


NOT_PRICED = Records[TradeOff](
    "not_priced",
    "What the source lists and nobody prices.",
    Field("approach", "Of which approach.", TEXT),
    Field("text", "What it is.", TEXT),
    Field("is_cost", "Whether it is a cost, and not a benefit.", FLAG),
)


def _alone_or_all(values: tuple[object, ...]) -> object:
    """Return the one value that there is; none where there is none, else one a phase."""
    if not values:
        return None
    return values[0] if len(values) == 1 else list(values)
