"""LibreOffice: what a spreadsheet makes of a workbook when it computes all cells anew."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{recalculation}<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale"
oor:op="fuse"><value>{language}</value></prop></item>
</oor:items>
"""
_ALWAYS = """<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop
oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
"""
LIMIT = 280
"""Seconds; a program that does not end is a failure, not a wait."""


def converted(
    folder: Path,
    files: Sequence[Path],
    suffix: str = "xlsx",
    *,
    recalculates: bool = True,
    language: str = "en-US",
) -> list[Path]:
    """
    Let LibreOffice read files and write them anew.

    Args:
        folder: For its profile and what it writes.
        files: Workbooks.
        suffix: What to write; a filter and its tokens may follow.
        recalculates: Whether it computes every cell; else it does what it does by default.
        language: Of its profile.
    """
    assert SOFFICE is not None
    profile = folder / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    recalculation = _ALWAYS if recalculates else ""
    told = _SETTINGS.format(recalculation=recalculation, language=language)
    settings.write_text(told, encoding="utf-8")
    out = folder / "out"
    done = subprocess.run(
        [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", suffix,
         "--outdir", str(out), *map(str, files)],
        capture_output=True, text=True, timeout=LIMIT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    made = [out / file.with_suffix(f".{suffix.partition(':')[0]}").name for file in files]
    assert all(one.is_file() for one in made), done.stdout + done.stderr
    return made
