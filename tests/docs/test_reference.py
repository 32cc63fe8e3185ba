"""The reference is what the program would write of itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

REFERENCE = ROOT / "docs" / "reference"


def generate(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script that writes the pages."""
    return subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write every page into a folder of its own."""
    folder = tmp_path_factory.mktemp("reference")
    done = generate(str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def test_no_page_is_behind_the_program(written: Path) -> None:
    """Each page is what the program would write; `python docs/generate.py` brings them up to date."""
    pages = {one.name: one.read_text(encoding="utf-8") for one in written.glob("*.md")}
    assert len(pages) > 8
    for name, text in pages.items():
        assert (REFERENCE / name).read_text(encoding="utf-8") == text, name


def test_every_page_is_listed(written: Path) -> None:
    """The reference has the pages that are written, and the one that lists them."""
    names = {one.name for one in REFERENCE.glob("*.md")}
    assert names == {"index.md", *(one.name for one in written.glob("*.md"))}
    listed = (REFERENCE / "index.md").read_text(encoding="utf-8")
    assert all(f"]({name})" in listed for name in names - {"index.md"})


def test_a_page_that_is_behind_is_named(written: Path) -> None:
    """What a check finds stands in its answer, and it exits with 1."""
    page = written / "exit-codes.md"
    page.write_text(page.read_text(encoding="utf-8") + "by hand\n", encoding="utf-8")
    (written / "rules.md").unlink()
    done = generate("--check", str(written))
    assert done.returncode == 1
    assert "exit-codes.md" in done.stdout
    assert "rules.md" in done.stdout
    assert "formulas.md" not in done.stdout
