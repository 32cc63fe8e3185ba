"""Results at a prompt: the document of each, as one line, as a piece of HTML and as records."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from importlib import import_module
from itertools import islice

from omsrisk.analysis.result import Result
from omsrisk.report.document import NOT_ASSESSED, Cell, Document, Headline, Stretch, Title
from omsrisk.report.page.blocks import html_of
from omsrisk.text import visible

Value = str | Decimal | None

_LONGEST = 160
"""Characters of a line: a prompt shows it among others."""


def _documents(place: str) -> Callable[..., Document]:
    """Find what makes a document when it is called: a module and a function."""
    module, _, name = place.partition(":")

    def document(*given: object, **named: object) -> Document:
        made: Document = getattr(import_module(f"omsrisk.report.{module}"), name)(*given, **named)
        return made

    return document


def _of_one(place: str) -> Callable[..., Document]:
    make = _documents(place)
    return lambda result: make((result,))


_calc = partial(_documents("exposure.calc:document"), ending=dict)
_compare = _documents("comparison.compare_record:document")

DOCUMENTS: Mapping[str, Callable[..., Document]] = {
    "Answer": _documents("sensitivity.solve:document"),
    "Assessment": lambda result: _calc((result,)),
    "Comparison": _compare,
    "Difference": _documents("changes.difference_alone:document"),
    "Drivers": _documents("uncertainty.drivers:document"),
    "GapAnalysis": _documents("decisions.gaps:document"),
    "Knowing": _documents("decisions.knowing:document"),
    "Means": lambda result: _calc((result.assessment,)),
    "MitigationPlan": _documents("decisions.mitigate:document"),
    "PairedComparison": lambda result: _compare(result.comparison, result),
    "Schedule": _documents("time.schedule:document"),
    "Simulation": _of_one("uncertainty.simulate:document"),
    "Sweep": _documents("sensitivity.sweep:document"),
    "Timeline": _documents("time.timeline:document"),
    "TimelineBands": _documents("time.timeline:of_bands"),
    "Tornado": lambda result: _documents("sensitivity.tornado:document")(result, None),
    "Tripwires": _documents("sensitivity.tripwires:document"),
    "UncertainAnswer": _documents("sensitivity.solve_uncertain:document"),
    "Verdict": _documents("findings.verdict:document"),
}
"""What makes the document of a result, by the name of its class."""


def line_of(result: Result) -> str:
    """
    Say a result in one line: what it is of, and the first sentences of its report.

    Args:
        result: Of a class in `DOCUMENTS`.
    """
    kind = type(result).__name__
    head = tuple(islice(DOCUMENTS[kind](result).blocks, 3))
    files = [visible(one.file) for one in head if isinstance(one, Title) and one.file]
    lines = [one for one in head if isinstance(one, Headline)]
    said = " ".join(visible(line) for line in lines[0].lines) if lines else ""
    shown = f"{' '.join([kind, *files[:1]])}: {said}" if said else " ".join([kind, *files[:1]])
    if len(shown) > _LONGEST:
        shown = f"{shown[:_LONGEST].rpartition(' ')[0]} ..."
    return f"<{shown}>"


def html_of_result(result: Result) -> str:
    """
    Write a result as a piece of HTML: the tables and sentences of its page.

    Args:
        result: Of a class in `DOCUMENTS`.
    """
    blocks = DOCUMENTS[type(result).__name__](result).blocks
    return f'<div class="omsrisk">\n{"".join(html_of(blocks, title_level=4))}</div>\n'


def records_of(result: Result) -> list[dict[str, Value]]:
    """
    List the rows of a result's sheet by the names of its columns.

    Args:
        result: Of a class in `DOCUMENTS`.
    """
    sheet = DOCUMENTS[type(result).__name__](result).sheet
    names = [one.title for one in sheet.columns]
    records: list[dict[str, Value]] = []
    for row in sheet.rows:
        if isinstance(row, Stretch):
            numbers = zip(*row.columns, strict=True)
            records += (dict(zip(names, map(_number, one), strict=True)) for one in numbers)
        else:
            records.append(dict(zip(names, map(_value, row.cells), strict=True)))
    return records


def _value(cell: Cell) -> Value:
    return cell if isinstance(cell, (str, Decimal)) and cell != NOT_ASSESSED else None


def _number(text: str) -> Value:
    return Decimal(text) if text else None
