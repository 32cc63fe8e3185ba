"""`report` as a user runs it: where the page goes, what is refused, and what is said of files."""

from pathlib import Path

import pytest

from tests.support.program import Program, small


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Run the program beside one scenario that is valid."""
    (tmp_path / "one.yaml").write_text(small(), encoding="utf-8")
    return Program(tmp_path)


def test_the_page_goes_into_a_file_or_to_standard_output(program: Program) -> None:
    """Both are the same bytes, and nothing else is printed."""
    to_file = program("report", "one.yaml", "-o", "board.html")
    assert (to_file.code, to_file.out, to_file.err) == (0, "", "")
    printed = program("report", "one.yaml")
    text = (program.folder / "board.html").read_text(encoding="utf-8")
    assert text == printed.out
    assert text.startswith("<!doctype html>\n")


def test_a_file_that_was_read_is_never_overwritten(program: Program) -> None:
    """Whatever it is called."""
    (program.folder / "one.html").write_text(small(), encoding="utf-8")
    refused = program("report", "one.html", "-o", "one.html")
    assert (refused.code, "would overwrite an input file" in refused.err) == (2, True)


def test_what_cannot_be_priced_makes_no_page(program: Program) -> None:
    """An invalid file is 1 with its finding, and leaves no page behind."""
    (program.folder / "two.yaml").write_text(small() + "nonsense: 1\n", encoding="utf-8")
    done = program("report", "one.yaml", "two.yaml", "-o", "board.html")
    assert (done.code, "unknown key `nonsense`" in done.err) == (1, True)
    assert not (program.folder / "board.html").exists()


def test_a_page_is_of_one_currency(program: Program) -> None:
    """Amounts of two currencies stand on no common scale."""
    other = small().replace("currency: USD", "currency: JPY")
    assert other != small()
    (program.folder / "two.yaml").write_text(other, encoding="utf-8")
    done = program("report", "one.yaml", "two.yaml")
    assert (done.code, "a report is of one currency, not of USD, JPY" in done.err) == (2, True)
