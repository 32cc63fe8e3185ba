"""What an output may overwrite: an earlier report of ours in that format, an empty file, no more."""

import io
import zipfile
from collections.abc import Mapping
from itertools import product

import pytest

from omsrisk.cli.change_reports import CHANGE_FORMATS
from omsrisk.report.findings.formats import FINDINGS_FORMATS
from omsrisk.report.formats.output_formats import RESULT_FORMATS, OutputFormat, suffixes_of
from tests.cli.test_every_format import COMMANDS, GAPS, LIMIT, MEASURES
from tests.support.program import Inside, Outcome, Program

MORE = [  # a command on `measured.yaml`, why
    ("calc measured.yaml retailer.yaml", "several files"),
    ("calc measured.yaml retailer.yaml --summary", "a line a file"),
    ("sweep measured.yaml retailer.yaml --vary delay.duration_days=1,2", "a column a file"),
    (
        (
            "solve retailer-uncertain.yaml --for programme.items.consultants.unit_cost "
            "--target p90:net_exposure=2000000 --trials 99"
        ),
        "an uncertain answer",
    ),
    ("simulate measured.yaml --trials 99 --set likelihood=50%", "trials"),
    ("drivers measured.yaml --set likelihood=50%", "what drives them"),
    ("timeline measured.yaml --simulate --trials 99 --set likelihood=50%", "with bands"),
    ("diff retailer.yaml retailer.yaml", "nothing has changed"),
    ("explain", "the topics"),
    ("explain delay", "a formula"),
    ("explain net_exposure", "a metric"),
    ("explain orders.daily_volume", "an input"),
    ("explain GAT001", "a finding of a change"),
    ("explain policy.limits", "a key of the policy"),
]
FINDINGS = ["full", "concise", "json", "github", "gitlab", "sarif", "junit"]
TOLD = ["text", "markdown", "csv"]
"""Formats that begin in another way for each command; the others begin alike."""


@pytest.fixture(name="program")
def _program(program: Program) -> Program:
    return Inside(program.folder)


def run_on_measured(program: Program, *words: str) -> Outcome:
    """Run a command on files that the cases name."""
    if {"--simulate", "--trials"} & set(words):
        pytest.importorskip("numpy")
    text = (program.folder / "retailer.yaml").read_text(encoding="utf-8")
    program.file("measured.yaml", text + GAPS + MEASURES + LIMIT)
    program.shipped("retailer-uncertain.yaml")
    return program(*words)


@pytest.mark.parametrize("name", TOLD)
@pytest.mark.parametrize("case", [*COMMANDS, *MORE], ids=lambda case: case[0])
def test_an_earlier_report_is_told(program: Program, case: tuple[str, str], name: str) -> None:
    """What a command writes is known again by its first lines, in each format."""
    run = run_on_measured(program, *case[0].split(), "--format", name)
    assert run.code == 0, run.err
    assert RESULT_FORMATS[name].is_ours(io.BytesIO(run.out.encode()))


@pytest.mark.parametrize("name", ["text", "markdown", "csv", "html"])
@pytest.mark.parametrize(
    "style", ["--locale de", "--unit million --decimals 3", "--locale fr --unit thousand"]
)
def test_a_report_in_another_style_is_told(program: Program, style: str, name: str) -> None:
    """A report of last month is replaced, whatever way its numbers are written."""
    run = program("calc", "retailer.yaml", *style.split(), "--format", name)
    assert run.code == 0, run.err
    assert RESULT_FORMATS[name].is_ours(io.BytesIO(run.out.encode()))


@pytest.mark.parametrize(
    ("command", "name"),
    [
        *product(
            ("calc measured.yaml", "rules", "diff retailer.yaml measured.yaml"),
            [name for name in RESULT_FORMATS if name != "svg"],
        ),
        ("tornado measured.yaml", "svg"),
    ],
)
def test_an_earlier_report_is_overwritten(program: Program, command: str, name: str) -> None:
    """A command takes the file that it wrote before, in each format."""
    for _ in range(2):
        run = run_on_measured(program, *command.split(), "--format", name, "-o", "report")
        assert (run.code, run.out) == (0, ""), run.err


@pytest.mark.parametrize("name", FINDINGS)
def test_earlier_findings_are_overwritten(program: Program, name: str) -> None:
    """So does `check`, with its findings, its further reports, and where there are none."""
    text = (program.folder / "retailer.yaml").read_text(encoding="utf-8")
    program.file("broken.yaml", text.replace("daily_volume", "daily_volumne"))
    for option in (("-f", name, "-o", "report"), ("--report", f"{name}=report")):
        for file, code in (("broken.yaml", 1), ("broken.yaml", 1), ("retailer.yaml", 0)):
            run = program("check", file, *option)
            assert run.code == code, run.err
    assert program("check", "broken.yaml", "--report", f"{name}=report").code == 1


OTHERS = [  # a command, the file, what stands there, why
    ("calc retailer.yaml", "notes.txt", "A note of mine\n\nwith no report in it\n", "a note"),
    ("calc retailer.yaml", "notes.md", "# Minutes\n\n- phased | big-bang\n", "minutes"),
    (
        "calc retailer.yaml",
        "notes.md",
        "## Net exposure\n\nWhat we decided.\n",
        "a heading of a memo",
    ),
    ("calc retailer.yaml", "package.json", '{"name": "x", "version": "1.0.0"}\n', "other JSON"),
    ("calc retailer.yaml", "sales.csv", "date,amount\n2027-01-01,12\n", "other rows"),
    ("calc retailer.yaml", "index.html", "<!doctype html>\n<title>Shop</title>\n", "another page"),
    ("calc retailer.yaml", "out.txt", '{\n  "schema_version": 2\n}\n', "ours in another format"),
    ("calc retailer.yaml -f text", "other.yaml", "omsrisk: 1\ncurrency: EUR\n", "another scenario"),
    ("calc retailer.yaml", "image.json", "\x89PNG\r\n\x1a\n", "bytes"),
    ("calc retailer.yaml", "blank.txt", "\n", "a line, though an empty one"),
    ("check retailer.yaml", "findings.txt", "error: the build failed\n", "another log"),
    (
        "check retailer.yaml",
        "lint.sarif",
        '{"runs": [{"tool": {"driver": {"name": "ruff"}}}]}',
        "SARIF",
    ),
    (
        "check retailer.yaml",
        "tests.xml",
        '<?xml version="1.0"?>\n<testsuites name="pytest"/>',
        "JUnit",
    ),
    ("check retailer.yaml -f gitlab", "cq.json", '[{"check_name": "no-console"}]\n', "GitLab"),
    ("diff retailer.yaml worked-example.yaml", "diff.txt", "Against all odds\n\nwe won\n", "a tale"),
    ("rules", "rules.txt", "The 3 rules of the house\n", "other rules"),
    ("explain delay", "delay.txt", "Delay (draft)\n", "a draft"),
    ("schema", "schema.json", '{"$schema": "x", "title": "mine"}\n', "another schema"),
    ("calc retailer.yaml", "book.xlsx", "PK and no workbook\n", "no workbook"),
    (
        "sweep retailer.yaml --vary likelihood=1,0.5",
        "a.csv",
        "likelihood,impact\n1,2\n",
        "a register",
    ),
]


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: case[-1])
def test_what_is_not_ours_is_kept(program: Program, case: tuple[str, str, str, str]) -> None:
    """Nobody gets back what a report has overwritten: that takes `--force`."""
    command, file, there, _ = case
    program.file(file, there)
    before = (program.folder / file).read_bytes()
    run = program(*command.split(), "-o", file)
    assert (run.code, run.out) == (2, "")
    assert run.err == (
        f"error: --output {file} would overwrite a file that is not an earlier "
        "report in this format\n"
        "  = help: --force overwrites it\n"
    )
    assert (program.folder / file).read_bytes() == before
    assert program(*command.split(), "-o", file, "--force").code == 0
    assert (program.folder / file).read_bytes() != before
    assert program(*command.split(), "-o", file).code == 0


SAVED = [  # what a workbook says of itself, what a program that saves it says, why
    (b"<cp:lastModifiedBy>omsrisk", b"<cp:lastModifiedBy>Kim", "by a person"),
    (b"2000-01-01T00:00:00Z</dcterms:modified>", b"2027-01-05T09:30:00Z</dcterms:modified>", "later"),
]


@pytest.mark.parametrize("case", SAVED, ids=lambda case: case[-1])
def test_a_workbook_that_somebody_saved_is_kept(
    program: Program, case: tuple[bytes, bytes, str]
) -> None:
    """A spreadsheet writes who changed a workbook, and when: what was put in is not lost."""
    ask = ("calc", "retailer.yaml", "-o", "book.xlsx")
    assert program(*ask).code == 0
    book = program.folder / "book.xlsx"
    with zipfile.ZipFile(book) as parts:
        kept = {name: parts.read(name) for name in parts.namelist()}
    assert case[0] in kept["docProps/core.xml"]
    with zipfile.ZipFile(book, "w") as parts:
        for name, content in kept.items():
            parts.writestr(name, content.replace(*case[:2]))
    assert program(*ask).code == 2
    assert program(*ask, "--force").code == 0


def test_an_empty_file_is_overwritten(program: Program) -> None:
    """A job may make the file first, as `mktemp` does."""
    for file in ("a.txt", "a.json", "a.csv", "a.md", "a.html"):
        program.file(file, "")
        assert program("calc", "retailer.yaml", "-o", file).code == 0
        assert (program.folder / file).stat().st_size > 100


def test_further_reports_keep_what_is_not_ours(program: Program) -> None:
    """The same holds for `--report`, and the result is still to be had."""
    program.file("kept.json", "[1]\n")
    run = program("check", "retailer.yaml", "--report", "gitlab=kept.json", "--severity", "info")
    assert run.code == 2
    assert "info[EXP009]" in run.out
    assert (
        "--report kept.json would overwrite a file that is not an earlier report" in run.out + run.err
    )
    assert (program.folder / "kept.json").read_text(encoding="utf-8") == "[1]\n"
    assert program("check", "retailer.yaml", "--report", "gitlab=kept.json", "--force").code == 0


def test_samples_keep_what_is_not_ours(program: Program) -> None:
    """And for `--samples`."""
    pytest.importorskip("numpy")
    program.shipped("retailer-uncertain.yaml")
    program.file("all.csv", "date,amount\n")
    ask = ("simulate", "retailer-uncertain.yaml", "--trials=20", "--samples", "all.csv")
    run = program(*ask)
    assert run.code == 2
    assert "--samples all.csv would overwrite a file" in run.err
    assert program(*ask, "--force").code == 0
    assert program(*ask).code == 0


def test_pages_keep_what_is_not_ours(program: Program) -> None:
    """And for the page of `report`."""
    pytest.importorskip("numpy")
    program.file("board.html", "<!doctype html>\n<title>Shop</title>\n")
    ask = ("report", "retailer.yaml", "-o", "board.html")
    run = program(*ask)
    assert run.code == 2
    assert "--output board.html would overwrite a file" in run.err
    assert program(*ask, "--force").code == 0
    assert program(*ask).code == 0


def test_an_input_is_kept_in_spite_of_force(program: Program) -> None:
    """`--force` says that an older file may go, not that the scenario may."""
    run = program("calc", "retailer.yaml", "-f", "text", "-o", "retailer.yaml", "--force")
    assert run.code == 2
    assert "would overwrite an input file" in run.err


SUFFIXES = [  # a command, the formats it writes
    ("calc retailer.yaml", RESULT_FORMATS),
    ("check retailer.yaml", FINDINGS_FORMATS),
    ("diff retailer.yaml retailer.yaml", CHANGE_FORMATS),
    ("schema", {"json": RESULT_FORMATS["json"]}),
    ("rules", RESULT_FORMATS),
]


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".yaml", ".XLS"])
@pytest.mark.parametrize("case", SUFFIXES, ids=lambda case: case[0])
def test_an_unknown_suffix_is_refused(
    program: Program, case: tuple[str, Mapping[str, OutputFormat]], suffix: str
) -> None:
    """A name promises a format to whoever opens the file; one that nobody writes is wrong usage."""
    command, formats = case
    known = ", ".join(suffixes_of(formats))
    run = program(*command.split(), "-o", f"board{suffix}")
    assert (run.code, run.out) == (2, "")
    assert f"no format has the suffix `{suffix.lower()}`; there are {known}\n" in run.err
    assert not (program.folder / f"board{suffix}").exists()
