"""
One golden file for each format, compared exactly.

After a wanted change, write them anew, read what changed, and commit it with its reason:

    OMSRISK_UPDATE_GOLDEN=1 pytest tests/report/test_formats.py
"""

import os
from collections.abc import Callable

import pytest

from omsrisk.report.document import Document
from tests.support.hostile_results import as_csv, as_json, as_markdown, as_table, as_text, report
from tests.support.paths import GOLDEN

FORMATS: list[tuple[str, Callable[[Document], str]]] = [
    ("calc.txt", as_text),
    ("calc.json", as_json),
    ("calc.csv", as_csv),
    ("calc.md", as_markdown),
    ("calc-table-80.txt", as_table),
]


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form[0])
def test_golden(form: tuple[str, Callable[[Document], str]]) -> None:
    """Each format writes the hostile results as they were read and approved."""
    name, written = form
    shown = written(report())
    if os.environ.get("OMSRISK_UPDATE_GOLDEN"):
        (GOLDEN / name).write_bytes(shown.encode("utf-8"))
        pytest.skip(f"{name} is written anew: read it")
    assert shown.encode("utf-8").decode("utf-8") == (GOLDEN / name).read_bytes().decode("utf-8")


def test_every_golden_file_is_compared() -> None:
    """A golden file that no test reads would grow old unseen."""
    found = {path.name for path in GOLDEN.glob("calc*")}
    assert found == {name for name, _ in FORMATS}
