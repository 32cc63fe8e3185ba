"""Days as authors write them."""

import pytest

from omsrisk.scenario.written.days import day_hint
from tests.support.scenario_texts import DELAY, finding_of

DAYS = [  # as written, what the hint says, why
    ("2026-4-9", "write 2026-04-09", "zeros left out"),
    ("2026/04/09", "write 2026-04-09", "slashes"),
    ("20260409", "write 2026-04-09", "no marks"),
    ("03/11/2026", "2026-03-11 or 2026-11-03?", "the month first, or the day"),
    ("31/12/2026", "write 2026-12-31", "the day for certain"),
    ("12/31/2026", "write 2026-12-31", "the month for certain"),
    ("1.9.2027", "write 2027-09-01", "points: the day first"),
    ("01.09.27", "write 2027-09-01", "two digits of the year"),
    ("1 March 2026", "write 2026-03-01", "a name"),
    ("March 1, 2026", "write 2026-03-01", "in front"),
    ("Mar 1 2026", "write 2026-03-01", "short"),
    ("1st March 2026", "write 2026-03-01", "an ordinal"),
    ("1-Mar-26", "write 2026-03-01", "a spreadsheet's"),
    ("1. März 2026", "write 2026-03-01", "German"),
    ("1er mars 2026", "write 2026-03-01", "French"),
    ("2026-03-01T00:00:00", "write 2026-03-01", "with a time"),
    ("Sunday, 1 March 2026", "write 2026-03-01", "with the day of the week"),
    ("30 February 2026", "not a day of the calendar", "no such day"),
    ("March 2026", "which day of the month?", "a month alone"),
    ("Q3 2026", "which day of the quarter?", "a quarter"),
    ("KW 10 2026", "Its Monday is 2026-03-02", "a week"),
    ("46082", "a spreadsheet's number of the day 2026-03-01?", "how a spreadsheet counts"),
    ("TBD", "leave the key out", "not known"),
    ("soon", "which day is it?", "no day"),
]


@pytest.mark.parametrize("case", DAYS, ids=lambda case: case[-1])
def test_day_is_recognised(case: tuple[str, str, str]) -> None:
    """The hint names the day that was meant, or asks which."""
    text, hint, _ = case
    found = finding_of(f"{DELAY}calendar:\n  go_live: {text}\n")
    assert (found.code, found.path) == ("SCN107", "calendar.go_live")
    assert hint in found.hint
    assert found.hint == day_hint(text)
