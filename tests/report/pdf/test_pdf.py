"""The page on paper: the figures of the page, the same bytes, and names that are text."""

import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from omsrisk.report.pdf.to_pdf import to_pdf
from tests.report.board.test_board_page import FILES, TRIALS, TWO, figures_of, page_of
from tests.support.paths import ROOT
from tests.support.program import Inside, Program

needs_reader = pytest.mark.skipif(
    shutil.which("pdftotext") is None,
    reason="pdftotext is not installed: what a PDF says is not read",
)
AMOUNT = re.compile(r"-?\d[\d,]*\.\d\d(?!\d)")


def said_by(content: bytes, tmp_path: Path) -> str:
    """Read what a PDF says."""
    file = tmp_path / "said.pdf"
    file.write_bytes(content)
    done = subprocess.run(
        ["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True, text=True,
        encoding="utf-8",
    )  # fmt: skip
    return done.stdout


def written(tmp_path: Path, *files: str, folder: Path = ROOT) -> bytes:
    """Write a report as PDF."""
    file = tmp_path / "board.pdf"
    done = Inside(folder)("report", *files, *TRIALS, "-q", "--force", "-o", str(file))
    assert done.code == 0, done.err
    return file.read_bytes()


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The PDF of two roll-outs with ranges."""
    return written(tmp_path_factory.mktemp("two"), *TWO)


@needs_reader
def test_each_figure_of_the_page_stands_in_the_pdf(two: bytes, tmp_path: Path) -> None:
    """Those of the options, and every amount of every table, in the order of the page."""
    said = said_by(two, tmp_path)
    page = page_of(*TWO)
    for name, figure in figures_of(page).items():
        assert figure in said, name
    shown = re.sub(
        r'<section id="what-if".*?</section>|<(script|style)\b.*?</\1>', "", page, flags=re.DOTALL
    )
    words = unescape(re.sub(r"<[^>]+>", " ", shown))
    assert len(AMOUNT.findall(words)) > 100
    assert sorted(AMOUNT.findall(said)) == sorted(AMOUNT.findall(words))


def test_two_runs_write_the_same_accessible_bytes(two: bytes, tmp_path: Path) -> None:
    """PDF/UA-1: with its language, its title and its structure; without a clock."""
    assert written(tmp_path, *TWO) == two
    for mark in (b"<pdfuaid:part>1<", b"/Lang(en)", b"/Marked true", b"DisplayDocTitle true"):
        assert mark in two
    assert b'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Which of 2 roll-outs?<' in two
    assert not re.search(rb"CreationDate|ModDate|xmp:CreateDate", two)


@pytest.mark.parametrize("file", FILES)
def test_every_scenario_is_set(file: str, tmp_path: Path) -> None:
    """Whatever sections it has: a heading that skips a level would be refused."""
    assert written(tmp_path, file).startswith(b"%PDF-1.7")


HOSTILE = [
    ("#panic() $x^2$ *b* _i_ `c` <l> @ref \\ = // [x] #[y]", "markup of Typst"),
    ("</script><script>alert(1)</script> & &amp; \"'", "markup of HTML"),
    ("\u5c0f\u58f2 Caf\u00e9 \u0416 \u03a9", "letters of many languages"),
    ("w" * 200, "no space to break at"),
]


@needs_reader
@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case[-1])
def test_names_are_text(case: tuple[str, str], tmp_path: Path) -> None:
    """Nothing in a name sets anything: it is read as it was written."""
    name = case[0]
    text = (
        "omsrisk: 1\ncurrency: EUR\nname: '" + name.replace("'", "''") + "'\n"
        "orders: {daily_volume: 10, average_value: 5}\n"
        "delay: {duration_days: {low: 1, likely: 2, high: 4}, cancellation_sensitivity: 5%}\n"
    )
    (tmp_path / "hostile.yaml").write_text(text, encoding="utf-8")
    said = said_by(written(tmp_path, "hostile.yaml", folder=tmp_path), tmp_path)
    squeezed = "".join(said.split())
    as_it_is, numbered = name, name.replace("\u5c0f\u58f2", r"\u5c0f\u58f2")  # without such a font
    assert any("".join(one.split()) in squeezed for one in (as_it_is, numbered))


@needs_reader
def test_a_letter_that_no_font_has_is_written_as_its_number(tmp_path: Path) -> None:
    """A gap would say nothing, and Typst refuses to leave one."""
    page = "<main><h1>A \u2fe0 B</h1><p>C \u0378 \u03a9</p></main>"
    said = said_by(to_pdf([page], "T \u2fe0"), tmp_path)
    assert r"A \u2fe0 B" in said
    assert "C \\u0378 \u03a9" in said


def test_without_typst_it_says_what_is_missing(tmp_path: Path) -> None:
    """Before anything is computed, with the extra that brings it."""
    script = (
        "import sys\nsys.modules['typst'] = None\n"
        f"sys.argv = ['omsrisk', 'report', {TWO[0]!r}, '-o', {str(tmp_path / 'board.pdf')!r}]\n"
        "from omsrisk.__main__ import main\nmain()\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT,
        encoding="utf-8",
    )  # fmt: skip
    assert told.returncode == 2
    assert "the format pdf needs typst, which is not installed" in told.stderr
    assert "omsrisk[pdf]" in told.stderr
    assert not (tmp_path / "board.pdf").exists()


def test_a_file_is_not_overwritten_unasked(tmp_path: Path) -> None:
    """A PDF does not say who wrote it."""
    file = tmp_path / "board.pdf"
    file.write_bytes(b"%PDF-1.7 of somebody")
    refused = Inside(ROOT)("report", "scenarios/retailer.yaml", "-q", "-o", str(file))
    assert (refused.code, "--force overwrites it" in refused.err) == (2, True)
    assert file.read_bytes() == b"%PDF-1.7 of somebody"


def test_a_logo_stands_on_the_paper(tmp_path: Path) -> None:
    """A picture of any kind that the page takes."""
    logo = tmp_path / "logo.svg"
    logo.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>',
        encoding="utf-8",
    )
    plain = written(tmp_path, "scenarios/retailer.yaml")
    assert len(written(tmp_path, "scenarios/retailer.yaml", "--logo", str(logo))) > len(plain)


@pytest.mark.parametrize("content", ["<svg", "GIF89a"])
def test_a_damaged_logo_is_refused_on_paper(tmp_path: Path, content: str) -> None:
    """Where it has to be read; nothing is written then."""
    (tmp_path / "logo.svg").write_text(content, encoding="utf-8")
    told = Program(ROOT)(
        "report", "scenarios/retailer.yaml", "--logo", str(tmp_path / "logo.svg"),
        "-o", str(tmp_path / "board.pdf"),
    )  # fmt: skip
    assert told.code == 2
    assert "the page cannot be set as PDF" in told.err
    assert not (tmp_path / "board.pdf").exists()


@pytest.mark.parametrize(
    "inside",
    [
        '<image xlink:href="in.png" width="4" height="4"/>',
        "<image href='../secret.png'/>",
        '<style>@import "a.css";</style>',
        '<rect fill="url(file:///a#b)"/>',
    ],
)
def test_a_logo_takes_in_no_other_file(tmp_path: Path, inside: str) -> None:
    """It would be looked for beside whoever runs the program."""
    logo = tmp_path / "logo.svg"
    logo.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>', encoding="utf-8")
    for name in ("board.pdf", "board.html"):
        told = Program(ROOT)(
            "report", "scenarios/retailer.yaml", "--logo", str(logo), "-o", str(tmp_path / name)
        )
        assert told.code == 2
        assert "takes in another file" in told.err
