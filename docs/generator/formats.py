"""The page of formats: what a result and a list of findings can be written as."""

from collections.abc import Mapping

from generator.markdown import code, codes, page, table
from omsrisk.report.findings.formats import FINDINGS_FORMATS
from omsrisk.report.formats.output_formats import RESULT_FORMATS, OutputFormat

_INTRODUCTION = """\
`-f` names a format; else the suffix of `-o FILE` chooses it; else a terminal gets `table`, and a
pipe or a file `text`. Machine formats write one document, also where nothing could be done, in
UTF-8 and without a clock, a host or an absolute path in it: the same input gives the same bytes."""


def formats() -> str:
    """Write the page."""
    parts = [
        "## Results",
        "Of every command that answers a question.",
        _table(RESULT_FORMATS),
        "## Findings",
        "Of `check` and `diff`; several at once with `--report FORMAT=FILE`.",
        _table(FINDINGS_FORMATS),
    ]
    return page("Formats", _INTRODUCTION, parts)


def _table(formats: Mapping[str, OutputFormat]) -> str:
    rows = [
        [code(one.name), "machines" if one.is_for_machines else "people", codes(one.suffixes)]
        for one in formats.values()
    ]
    return table(["format", "for", "suffixes"], rows)
