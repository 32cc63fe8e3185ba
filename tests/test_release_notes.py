"""The notes of a release: the changelog's section of the version that the tag names."""

import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from omsrisk import __version__
from tests.support.paths import ROOT

SCRIPT = ROOT / ".ci" / "release_notes.py"
CHANGELOG = """\
# Changelog

## Unreleased

- Not yet.

## 0.2.0 - 2026-12-01

- `omsrisk fly`.

### Put right

- A fall.

## 0.2.0rc1

- A try.

## 0.1.0
"""


@pytest.fixture
def notes(tmp_path: Path) -> Callable[[str, str], str]:
    """Give what a tag's release says in a checkout whose package has a version."""

    def of(version: str, tag: str) -> str:
        source = tmp_path / "src" / "omsrisk"
        source.mkdir(parents=True)
        (source / "__init__.py").write_text(f'__version__ = "{version}"\n', encoding="utf-8")
        (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
        found = runpy.run_path(str(SCRIPT))["notes"](tag, tmp_path)
        assert isinstance(found, str)
        return found

    return of


SECTIONS = [  # version, notes, why the row is there
    ("0.2.0", "- `omsrisk fly`.\n\n### Put right\n\n- A fall.\n", "with a day, and sections in it"),
    ("0.2.0rc1", "- A try.\n", "before a release"),
]


@pytest.mark.parametrize("case", SECTIONS, ids=lambda case: case[-1])
def test_the_section_of_a_version(
    notes: Callable[[str, str], str], case: tuple[str, str, str]
) -> None:
    """Only its own section, whole, without its heading."""
    version, expected, _ = case
    assert notes(version, f"v{version}") == expected


REFUSED = [  # version, tag, what is told, why the row is there
    ("0.2.0", "v0.3.0", "is not v and the version of the package, 0.2.0", "another version"),
    ("0.2.0", "0.2.0", "is not v and the version of the package", "no v"),
    ("0.2.0", "v0x2x0", "is not v and the version of the package", "a dot is a dot"),
    ("0.3.0", "v0.3.0", "has no section `## 0.3.0`", "no section"),
    ("0.1.0", "v0.1.0", "has no section `## 0.1.0`", "a section that says nothing"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_a_tag_that_cannot_be_released(
    notes: Callable[[str, str], str], case: tuple[str, str, str, str]
) -> None:
    """Nothing is released under a wrong name, or without a word."""
    version, tag, told, _ = case
    with pytest.raises(ValueError, match=told):
        notes(version, tag)


def test_the_script_says_why_there_are_no_notes() -> None:
    """A tag that is not the version of this checkout is refused with 1, and writes nothing."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), f"v{__version__}.1"],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"error: the tag v{__version__}.1 is not")
