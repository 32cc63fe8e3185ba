"""The page of formats: what a result and a list of findings can be written as."""

from generator.markdown import code, codes, page, table
from omsrisk.cli.output import FORMATS
from omsrisk.report.findings.formats import FINDINGS_FORMATS, FOR_PEOPLE

_INTRODUCTION = """\
`-f` names a format; else the suffix of `-o FILE` chooses it; else a terminal gets `table`, and a
pipe or a file `text`. Machine formats write one document, also where nothing could be done, in
UTF-8 and without a clock, a host or an absolute path in it: the same input gives the same bytes."""


def formats() -> str:
    """Write the page."""
    parts = [
        "## Results",
        "Of every command that answers a question.",
        table(["format", "suffixes"], [[code(one), codes(ends)] for one, ends in FORMATS.items()]),
        "## Findings",
        "Of `check` and `diff`; several at once with `--report FORMAT=FILE`.",
        table(
            ["format", "for"],
            [[code(one), "people" if one in FOR_PEOPLE else "machines"] for one in FINDINGS_FORMATS],
        ),
    ]
    return page("Formats", _INTRODUCTION, parts)
