"""Drill: an output format, added as a file and a row of the table; every command writes it."""

import json
from pathlib import Path

import pytest

from tests.support.package_copy import PackageCopy
from tests.support.paths import ROOT

FORMAT = '''"""Tab-separated values: a record a line."""

from collections.abc import Iterator

from omsrisk.report.document import Document, Stretch


def to_tsv(document: Document) -> Iterator[str]:
    """Write the sheet of a document, its head first."""
    yield "\\\\t".join(column.title for column in document.sheet.columns) + "\\\\n"
    for row in document.sheet.rows:
        if isinstance(row, Stretch):
            yield from ("\\\\t".join(one) + "\\\\n" for one in zip(*row.columns))
        else:
            yield "\\\\t".join(str(cell).replace("\\\\n", " ") for cell in row.cells) + "\\\\n"
'''.replace("\\\\", "\\")

ROW = '    OutputFormat("tsv", f"{_HERE}.to_tsv:to_tsv", (".tsv", ".tab"), is_for_machines=True),\n'

MORE = """
gaps:
  - {area: Returns, decision: modify, modification_cost: 9000, process_change_cost: 4000}
mitigations:
  - {name: Rehearsal, cost: 3000, effects: {delay.duration_days: {multiply: 0.5}}}
limits: {cost_of_failure: 140000}
"""

COMMANDS = [
    "calc case.yaml",
    "compare case.yaml plain.yaml",
    "sweep case.yaml --vary delay.duration_days=0:10:2",
    "tornado case.yaml",
    "solve case.yaml --for delay.duration_days --target cost_of_failure=140000",
    "mitigate case.yaml",
    "gaps case.yaml",
    "rules",
    "diff plain.yaml case.yaml",
    "knowing case.yaml plain.yaml --trials 100 --set likelihood=50%",
    "tripwires case.yaml --all",
    "inputs case.yaml",
    "simulate case.yaml --trials 100 --set likelihood=50%",
    "drivers case.yaml --set likelihood=50%",
    "timeline case.yaml",
    "schedule case.yaml --from 2027-02-15 --to 2027-06-15",
    "explain delay",
]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> PackageCopy:
    """A copy of the package that writes tab-separated values, too."""
    copy = PackageCopy(tmp_path_factory.mktemp("format"))
    table = "report/formats/output_formats.py"
    copy.append("report/formats/to_tsv.py", FORMAT)
    copy.insert(table, ROW, before='    OutputFormat("comment", ')
    assert copy.touched == {"report/formats/to_tsv.py", table}
    text = (ROOT / "scenarios" / "retailer.yaml").read_text(encoding="utf-8")
    copy.write("plain.yaml", text)
    copy.write("case.yaml", text + MORE)
    return copy


def test_every_command_that_prints_documents_is_tried(package: PackageCopy) -> None:
    """A command that is added later is tried, too: it has a schema where it prints documents."""
    code = "from omsrisk.report.output_schemas import OUTPUTS; print(*OUTPUTS)"
    documents = set(package.python("-c", code).stdout.split())
    assert documents - {"check"} == {one.split()[0] for one in COMMANDS}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_writes_it(package: PackageCopy, command: str) -> None:
    """By its name and by each suffix, the same."""
    printed = package.ask(*command.split(), "--format", "tsv")
    assert printed.returncode == 0, printed.stderr
    assert len(printed.stdout.splitlines()) > 1
    assert "\t" in printed.stdout
    package.run(*command.split(), "--output", "out.TAB", "--force")
    written = Path(package.folder / "out.TAB").read_text(encoding="utf-8")
    assert written == printed.stdout


def test_it_is_one_document_also_on_failure(package: PackageCopy) -> None:
    """As for every format that machines read: the head of nothing, and the exit code."""
    package.write("broken.yaml", "omsrisk: 1\n")
    failed = package.ask("tornado", "broken.yaml", "-f", "tsv")
    assert (failed.returncode, failed.stdout) == (1, "file\n")
    unusable = package.ask("calc", "missing.yaml", "--nope", "-f", "tsv")
    assert (unusable.returncode, unusable.stdout) == (2, "file\n")


def test_help_messages_completion_and_reference_know_it(
    package: PackageCopy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody writes the list of formats a second time."""
    for command in ("calc", "rules", "diff"):
        assert "markdown, tsv, comment" in " ".join(package.run(command, "--help").split())
    wrong = package.run("calc", "case.yaml", "-f", "tvs", status=2)
    assert "did you mean `tsv`?" in wrong
    assert ".tsv, .tab" in package.run("calc", "case.yaml", "-o", "x.docx", status=2)
    shown = package.python(
        "-c",
        f"import sys; sys.path.insert(0, {json.dumps(str(ROOT / 'docs'))})\n"
        "from generator.formats import formats; print(formats())",
    )
    assert "| `tsv` | machines | `.tsv`, `.tab` |" in shown.stdout, shown.stderr
    monkeypatch.setenv("_OMSRISK_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "omsrisk calc --format ts")
    monkeypatch.setenv("COMP_CWORD", "3")
    assert package.ask().stdout.split() == ["tsv"]
