"""The report file: read as strictly as a scenario, and the same page as with its options."""

import base64
import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from omsrisk.report.board.report_file import KEY, ReportFile, report_schema
from omsrisk.scenario.schema.paths import shapes_of
from tests.support.program import Inside, Program, small
from tests.support.reading_html import read
from tests.support.work_tree import git

BOARD = f"{KEY}: 1\noptions: [one.yaml, two.yaml]\n"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Two roll-outs and a status quo in one folder."""
    program = Inside(tmp_path)
    program.file("one.yaml", small("One"))
    program.file("two.yaml", small("Two").replace("duration_days: 3", "duration_days: 4"))
    program.file("quo.yaml", small("Status quo") + "approach: [status-quo]\n")
    (tmp_path / "logo.png").write_bytes(PIXEL)
    return program


def page(program: Program, *arguments: str) -> str:
    """Write a page, without the command that made it and the list of files."""
    run = program("report", *arguments)
    assert run.code == 0, run.err
    return re.sub(r"<p><code>omsrisk report .*?</table>", "", run.out, flags=re.DOTALL)


AS_OPTIONS = [  # keys of the file, the same as options
    ("title: Decision\n", ("one.yaml", "two.yaml", "--title", "Decision")),
    ("preferred: two.yaml\n", ("one.yaml", "two.yaml", "--preferred", "two.yaml")),
    ("reference: quo.yaml\n", ("one.yaml", "two.yaml", "quo.yaml", "--reference", "quo.yaml")),
    ("budget: 250000\n", ("one.yaml", "two.yaml", "--budget", "250000")),
    ("sections: [options, appendix]\n", ("one.yaml", "two.yaml", "--sections", "options,appendix")),
    ("logo: logo.png\n", ("one.yaml", "two.yaml", "--logo", "logo.png")),
    (
        "unit: thousand\nlocale: de\ndecimals: 2\n",
        ("one.yaml", "two.yaml", "--unit", "thousand", "--locale", "de", "--decimals", "2"),
    ),
]


@pytest.mark.parametrize("row", AS_OPTIONS, ids=lambda row: row[0].split(":")[0])
def test_a_key_does_what_the_option_does(program: Program, row: tuple[str, tuple[str, ...]]) -> None:
    """The same page, but for the command that made it and the files that it is made of."""
    program.file("board.yaml", BOARD + row[0])
    program.file("plain.yaml", BOARD)
    asked = page(program, "board.yaml")
    assert asked == page(program, *row[1])
    if "budget" not in row[0]:  # which these files have nothing to spend on
        assert asked != page(program, "plain.yaml")


def test_options_stand_over_the_file(program: Program) -> None:
    """And the page says how it was made, in a line that makes it again."""
    program.file("board.yaml", BOARD + "title: Decision\nunit: thousand\n")
    command = ("report", "board.yaml", "--title", "Another title", "--unit", "million")
    made = program(*command).out
    assert "<h1>Another title</h1>" in made
    assert "million USD" in made
    assert "omsrisk report board.yaml --title &#x27;Another title&#x27; --unit million" in made
    assert program(*command).out == made


def test_files_are_named_from_the_report_file(program: Program) -> None:
    """Wherever it is read from; and no path of the machine stands in the page."""
    program.file("papers/board.yaml", f"{KEY}: 1\noptions: [a.yaml]\n")
    program.file("papers/a.yaml", "extends: _base.yaml\nname: A\n")
    program.file("papers/_base.yaml", small())
    made = program("report", "papers/board.yaml").out
    for name in ("papers/board.yaml", "papers/a.yaml", "papers/_base.yaml"):
        assert f'<th scope="row">{name}</th>' in made
    assert str(program.folder) not in made


BAD = [  # the file, code, what is said, why
    (f"{KEY}:\noptions: [one.yaml]\n", "SCN104", "has no value", "no version"),
    (f"{KEY}: 2\noptions: [one.yaml]\n", "SCN108", "this omsrisk reads 1", "another version"),
    (f"{KEY}: 1\n", "SCN103", "`options` is missing", "no options"),
    (f"{KEY}: 1\noptions: []\n", "SCN103", "`options` is missing", "an empty list"),
    (BOARD + "optons: [a]\n", "SCN102", "did you mean `options`?", "a typo"),
    (BOARD + "preferred: too.yaml\n", "SCN108", "did you mean `two.yaml`?", "none of the options"),
    (BOARD + "reference: one.yaml\n", "SCN108", "is an option, which is ranked", "both at once"),
    (f"{KEY}: 1\noptions: [one.yaml, ./one.yaml]\n", "SCN110", "is named twice", "twice"),
    (f"{KEY}: 1\noptions: [/etc/passwd]\n", "SCN201", "is an absolute path", "anywhere"),
    (f"{KEY}: 1\noptions: [../a.yaml]\n", "SCN201", "lies outside the project", "above"),
    (BOARD + "logo: ../logo.png\n", "SCN201", "lies outside the project", "a logo from above"),
    (BOARD + "unit: thousands\n", "SCN108", "did you mean `thousand`?", "a unit"),
    (BOARD + "decimals: 1.5\n", "SCN106", "must be a whole number from 0 to 12", "half a digit"),
    (BOARD + "budget: 250,000\n", "SCN105", "write 250000 without the comma", "a budget"),
    (BOARD + "sections: whi\n", "SCN108", "did you mean `why`?", "a section"),
    (BOARD + "locale: xx\n", "SCN108", "`locale`", "a locale"),
    (BOARD + "title: A\ntitle: B\n", "SCN009", "`title`", "a key twice"),
]


@pytest.mark.parametrize("row", BAD, ids=lambda row: row[-1])
def test_what_is_wrong_is_found_at_its_place(
    program: Program, row: tuple[str, str, str, str]
) -> None:
    """Exit code 1, with the line of the file, as in a scenario; and no page."""
    program.file("board.yaml", row[0])
    run = program("report", "board.yaml", "-o", "board.html")
    assert (run.code, run.out) == (1, ""), run.err
    assert f"[{row[1]}]" in run.err
    assert row[2] in run.err
    assert "--> board.yaml:" in run.err
    assert not (program.folder / "board.html").exists()


def test_a_report_file_is_named_alone(program: Program) -> None:
    """It names its roll-outs itself."""
    program.file("board.yaml", BOARD)
    run = program("report", "board.yaml", "one.yaml")
    assert (run.code, "name it alone" in run.err) == (2, True)


def test_a_report_file_and_a_logo_are_not_overwritten(program: Program) -> None:
    """Though they are called like a page."""
    program.file("board.html", BOARD + "logo: logo.html\n")
    (program.folder / "logo.html").write_bytes(PIXEL)
    for name in ("board.html", "logo.html"):
        run = program("report", "board.html", "-o", name)
        assert (run.code, "would overwrite an input file" in run.err) == (2, True)


def test_a_logo_stands_in_the_page(program: Program) -> None:
    """All of it, and the page still loads nothing."""
    made = program("report", "one.yaml", "--logo", "logo.png").out
    [picture] = [attributes for tag, attributes in read(made).seen if tag == "img"]
    written = base64.b64encode(PIXEL).decode()
    assert picture["src"] == f"data:image/png;base64,{written}"
    assert "img-src data:" in made
    assert "img-src" not in program("report", "one.yaml").out


LOGOS = [
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", 0, "", "runs no script"),
    (b"<html></html>", 2, "is not a picture", "a page"),
    (b"", 2, "is not a picture", "nothing"),
    (PIXEL + b"0" * 50_000, 2, "is larger than 50,000 bytes", "too large"),
]


@pytest.mark.parametrize("row", LOGOS, ids=lambda row: row[-1])
def test_a_logo_is_a_small_picture(program: Program, row: tuple[bytes, int, str, str]) -> None:
    """As its bytes say, whatever it is called."""
    (program.folder / "mine.png").write_bytes(row[0])
    run = program("report", "one.yaml", "--logo", "mine.png")
    assert (run.code, row[2] in run.err) == (row[1], True)
    assert "<script>1" not in run.out


def test_the_last_report_is_told(program: Program) -> None:
    """What has changed since a git ref, with the command that says the same."""
    git(program.folder, "init", "-q")
    git(program.folder, "add", ".")
    git(program.folder, "commit", "-q", "-m", "Report")
    git(program.folder, "tag", "v1")
    program.file("one.yaml", small("One").replace("duration_days: 3", "duration_days: 5"))
    program.file("board.yaml", BOARD + "against: v1\nsections: changes\n")
    made = program("report", "board.yaml").out
    assert "Since the last report" in made
    assert "+24,000.00" in made
    assert "omsrisk diff one.yaml two.yaml --against v1 --no-policy" in made
    refused = program("report", "one.yaml", "--against", "v2")
    assert (refused.code, "v2" in refused.err) == (2, True)


def test_the_schema_describes_it(program: Program) -> None:
    """Every key with its meaning; what an editor accepts is what is read."""
    schema = json.loads(program("schema", "--of", "report-file").out)
    assert schema == report_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    whole = {
        KEY: 1, "title": "T", "options": ["one.yaml", "two.yaml"], "reference": "quo.yaml",
        "preferred": "one.yaml", "budget": 1, "against": "v1", "sections": ["why"],
        "logo": "logo.png", "locale": "de", "unit": "million", "decimals": 1,
    }  # fmt: skip
    assert set(whole) == set(shapes_of(ReportFile)) == set(schema["properties"])
    assert validator.is_valid(whole)
    assert all(one["description"] for one in schema["properties"].values())
    for key, value in {"unit": "k", "locale": "xx", "decimals": 13, "more": 1}.items():
        assert not validator.is_valid({**whole, key: value})
    assert not validator.is_valid({KEY: 1})
