"""What `solve` finds beyond what the file says an input may come to is told as such."""

from decimal import Decimal
from typing import Any

import pytest

from omsrisk.analysis.sensitivity.solve import solve
from omsrisk.analysis.sensitivity.solve_uncertain import solve_uncertain
from omsrisk.core.pricing.figures import Statistic
from omsrisk.report.document import Document
from omsrisk.report.formats.to_csv import to_csv
from omsrisk.report.formats.to_text import to_text
from omsrisk.report.sensitivity import solve as build_solve
from omsrisk.report.sensitivity import solve_uncertain as build_uncertain
from tests.support.uncertain_texts import FLOW, HEAD, priced

DAYS = "delay.duration_days"
DELAY = "delay: {duration_days: %s, cancellation_sensitivity: 12%%}\n"
PHASES = "phases:\n  - {name: A, share_of_orders: 50%%, delay: {duration_days: %s}}\n"
PHASES += "  - {name: B, share_of_orders: 50%%, delay: {duration_days: %s}}\n"
RANGE, INTERVAL = "{low: 2, likely: 3, high: 5}", "{p5: 2, p95: 5, distribution: lognormal}"

CASES = [  # the days, the path, the target at 12,000 a day, whether within, why
    (DELAY % RANGE, DAYS, 54_000, True, "4.5 of 2 to 5 days"),
    (DELAY % RANGE, DAYS, 60_000, True, "an end belongs to it"),
    (DELAY % RANGE, DAYS, 96_000, False, "8 days"),
    (DELAY % RANGE, DAYS, 12_000, False, "1 day"),
    (DELAY % INTERVAL, DAYS, 66_000, True, "an interval goes on beyond its quantiles"),
    (DELAY % INTERVAL, DAYS, 480_000, False, "one of a thousand lies beyond"),
    (DELAY % "3", DAYS, 96_000, True, "nothing is said of what it may come to"),
    (DELAY % "3" + PHASES % (RANGE, "9"), f"phases.*.{DAYS}", 96_000, True, "a factor of 1.33"),
    (
        DELAY % "3" + PHASES % (RANGE, "9"),
        f"phases.*.{DAYS}",
        144_000,
        False,
        "a factor of 2: 6 days",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_a_value_beyond_its_range_is_told(case: tuple[str, str, int, bool, str]) -> None:
    """In the sentence, in JSON and in CSV."""
    text, path, target, is_within, _ = case
    found = solve(priced(HEAD + FLOW + text), path, target=Decimal(target))
    held(build_solve.document(found), is_within=is_within)


@pytest.mark.parametrize(("target", "is_within"), [(54_000, True), (96_000, False)])
def test_so_is_one_that_a_percentile_asks_for(target: int, is_within: bool) -> None:  # noqa: FBT001 - a row of a table
    """A sure value takes the place of the range, and is held against it."""
    wanted = Statistic("p90", "net_exposure")
    one = priced(HEAD + FLOW + DELAY % RANGE)
    found = solve_uncertain(one, DAYS, wanted, Decimal(target), trials=1_000)
    held(build_uncertain.document(found), is_within=is_within)


def held(document: Document, *, is_within: bool) -> None:
    """See that a document says whether its only solution is within its range."""
    record: Any = document.record
    (solution,) = record["solutions"]
    assert solution["is_within_range"] is is_within
    assert ("(not within its range) gives" in "".join(to_text(document))) is not is_within
    assert "".join(to_csv(document)).splitlines()[1].endswith(",yes" if is_within else ",no")
