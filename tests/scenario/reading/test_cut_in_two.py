"""What a comma, a merge or a strange space does to a file, told once and at its place."""

import pytest

from tests.support.scenario_texts import finding_of

HEAD = "currency: EUR\norders: {daily_volume: 1000, average_value: 100}\n"

CUT = [  # what follows the head, code, path, hint, why
    ("delay: {cancellation_sensitivity: 12,5%, duration_days: 1}\n", "SCN105",
     "delay.cancellation_sensitivity", "use a point: 12.5%", "a decimal comma before a percent sign"),
    ("delay: {duration_days: 1, cancellation_sensitivity: 12,5%}\n", "SCN105",
     "delay.cancellation_sensitivity", "use a point: 12.5%", "at the end of the braces"),
    ("delay: {cancellation_sensitivity: 12%, duration_days: 12,5}\n", "SCN105",
     "delay.duration_days", "use a point: 12.5", "digits alone, which are no key"),
    ("hidden_costs: {brand_damage: 1,250,000}\n", "SCN105",
     "hidden_costs.brand_damage", "write 1250000 without the comma", "two commas"),
    ("hidden_costs: {brand_damage: {value: 5, source: ERP 2024-2026, by quarter}}\n", "SCN107",
     "hidden_costs.brand_damage.source", 'put the text in quotes: "ERP 2024-2026, by quarter"',
     "a text"),
    ("hidden_costs: {brand_damage: {low: 1, likely: 2, high: 3, note: a, b c}}\n", "SCN107",
     "hidden_costs.brand_damage.note", 'put the text in quotes: "a, b c"', "a text in a range"),
]  # fmt: skip


@pytest.mark.parametrize("case", CUT, ids=lambda case: case[-1])
def test_value_that_a_comma_cuts_in_two_is_one_error(case: tuple[str, str, str, str, str]) -> None:
    """In braces a comma ends a value: the rest of it is no key of its own."""
    text, code, path, hint, _ = case
    found = finding_of(HEAD + text)
    assert (found.code, found.path, found.hint) == (code, path, hint)


BROKEN = [  # the file, part of the message, line, why
    (f"{HEAD}<<<<<<< HEAD\nname: A\n=======\nname: B\n>>>>>>> other\n", "merge conflict of git", 3,
     "markers of a merge"),
    (f"{HEAD}delay:\n\u00a0\u00a0duration_days: 1\n", "U+00A0 (no-break space)", 4, "at the margin"),
    (f"{HEAD}delay:\n  duration_days: 1\n \u00a0cancellation_sensitivity: 1%\n",
     "U+00A0 (no-break space)", 5, "behind a plain space"),
    (f"{HEAD}hidden_costs:\n  brand_damage: ?\n", "`?` is not a value", 4, "a question mark"),
    (f"{HEAD}hidden_costs:\n  brand_damage: -\n", "`-` is not a value", 4, "a dash"),
]  # fmt: skip


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case[-1])
def test_cause_is_named_at_its_place(case: tuple[str, str, int, str]) -> None:
    """Not "look at quotes": what is there, and where."""
    text, message, line, _ = case
    found = finding_of(text)
    assert found.code == "SCN004"
    assert message in found.message
    assert found.line == line


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be"])
def test_encoding_of_four_bytes_is_named(encoding: str) -> None:
    """Four bytes a letter are not two."""
    found = finding_of(HEAD.encode(encoding))
    assert found.code == "SCN001"
    assert "UTF-32" in found.hint
