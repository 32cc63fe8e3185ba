"""The results that every format is tested with: names that try to be more than names."""

from collections.abc import Iterator
from functools import cache
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from omsrisk.analysis.assess import Assessment, assess
from omsrisk.errors import CannotReadError
from omsrisk.report.document import Document
from omsrisk.report.exposure import calc as build_calc
from omsrisk.report.findings import record as findings_record
from omsrisk.report.formats.to_csv import to_csv
from omsrisk.report.formats.to_json import to_json
from omsrisk.report.formats.to_markdown import to_markdown
from omsrisk.report.formats.to_table import to_table
from omsrisk.report.formats.to_text import to_text
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError
from omsrisk.scenario.load import Loader
from tests.support.paths import GOLDEN

"""The hostile scenarios, and one file for each format that shows them."""


def loader() -> Loader:
    """Make a loader that finds files by their bare names, so that no report holds a path."""
    return Loader(read_bytes=lambda name: (GOLDEN / name).read_bytes())


@cache
def hostile() -> Assessment:
    """Price the scenario whose every name is hostile."""
    return assess(loader().load("hostile.yaml"))


@cache
def weighted() -> Assessment:
    """Price the plain one beside it, with an uncertain failure and two categories."""
    return assess(loader().load("weighted.yaml"))


@cache
def findings() -> tuple[Finding, ...]:
    """Read the scenario that is broken, with hostile keys."""
    with pytest.raises(InvalidScenarioError) as refused:
        loader().load("broken.yaml")
    return refused.value.findings


def names() -> list[str]:
    """List the names in the hostile scenario as its author meant them: name, items, points."""
    lines = [line for line in hostile().exposure.lines for line in (line, *line.parts)]
    deeper = [part for line in hostile().exposure.lines for one in line.parts for part in one.parts]
    return [hostile().scenario.name, *(line.label for line in (*lines, *deeper))]


def report(*, trace: bool = False) -> Document:
    """Report both results, a broken file and a missing one; a document is written only once."""
    return build_calc.document((hostile(), weighted()), _ending, trace=trace, total=True)


def _ending() -> dict[str, Any]:
    missing = CannotReadError("cannot read missing.yaml: no such file or directory")
    return {
        "summary": {
            "files": 4,
            "priced": 2,
            "invalid": 1,
            "unreadable": 1,
            "skipped": 0,
            "exit_code": 2,
        },
        "diagnostics": [
            findings_record.of_error(missing),
            *(findings_record.of_finding(one) for one in findings()),
        ],
    }


def as_text(document: Document, width: int | None = None) -> str:
    """Write it as plain text."""
    return "".join(to_text(document, width))


def as_json(document: Document) -> str:
    """Write it as JSON."""
    return "".join(to_json(document))


def as_csv(document: Document) -> str:
    """Write it as CSV."""
    return "".join(to_csv(document))


def as_markdown(document: Document) -> str:
    """Write it as Markdown."""
    return "".join(to_markdown(document))


def as_table(document: Document, width: int = 80) -> str:
    """Print it as on a terminal of this width, without colour."""
    shown = StringIO()
    console = Console(
        file=shown,
        width=width,
        no_color=True,
        force_terminal=False,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
    )
    to_table(document, console)
    return shown.getvalue()


def texts(value: Any) -> Iterator[str]:
    """Give every text of a JSON document, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from (key, *texts(item))
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
