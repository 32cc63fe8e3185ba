"""What a program reads of chances, and of likelihoods that look cheaper, key by key."""

from decimal import Decimal

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.sensitivity.likelier import (
    Cheaper,
    FailingLooksCheaper,
    failing_looks_cheaper,
)
from omsrisk.core.uncertainty.chances import Chances, Stop
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import (
    DAY,
    MONEY,
    SHARE,
    TEXT,
    Many,
    Maybe,
    ScalarShape,
)

_PRICE_OF_TURNING = ScalarShape(
    {"type": ["number", "null"]}, lambda found, digits: found.price_rounded_up(digits)
)


"""Rounded up, so that at the price that is shown it has turned."""


_STOP = Records[Stop[Decimal]](
    "stop",
    "How likely the roll-out is to stop after a phase.",
    Field("phase", "The phase, as paths name it.", TEXT, "phase.slug"),
    Field("name", "What it is called.", TEXT, "phase.name"),
    Field("chance", "How likely that is.", Maybe(SHARE)),
)


CHANCES = Records[Chances[Decimal]](
    "chances",
    "How likely go-lives are to fail, and the roll-out to complete; null where none can tell.",
    Field("at_least_one_fails", "That a go-live fails.", Maybe(SHARE)),
    Field("every_phase_holds", "That none fails.", Maybe(SHARE)),
    Field("all_fail", "That all fail.", Maybe(SHARE)),
    Field("every_phase_goes_live", "That every phase goes live.", Maybe(SHARE)),
    Field("abandoned", "That the roll-out is abandoned.", Maybe(SHARE)),
    Field("stops_after", "Where the roll-out may stop.", Many(_STOP), "stops"),
    Field("only_the_last_fails", "That only the last go-live fails.", Maybe(SHARE)),
    Field("expected_share_of_orders", "Share of the orders reached, in the mean.", Maybe(SHARE)),
)


_LIKELIHOOD = Records[Cheaper](
    "likelihood_that_lowers",
    "A likelihood of failure that lowers the net exposure where it rises.",
    Field("path", "The likelihood.", TEXT),
    Field(
        "one_percent_more",
        "What 1 % more of it does to the net exposure [money].",
        MONEY,
        lambda one: one.slope.scaleb(-2),
    ),
)


FAILING = Records[FailingLooksCheaper](
    "failing_looks_cheaper",
    "Which likelihoods lower the net exposure where they rise, and where that turns.",
    Field("likelihoods", "The likelihoods, in the order of the file.", Many(_LIKELIHOOD)),
    Field(
        "price_of_stopping",
        "By how much a stop would have to be dearer [money].",
        _PRICE_OF_TURNING,
        lambda found: found,
    ),
    Field("horizon", "The horizon at which it turns.", Maybe(DAY)),
)


def failing_of(result: Assessment) -> FailingLooksCheaper | None:
    """Return which likelihoods lower the net exposure where they rise; None where none does."""
    return failing_looks_cheaper(result.scenario.case)
