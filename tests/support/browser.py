"""A browser: pages opened in headless Chromium, as they stand after their script has run."""

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

_CHROMIUM = shutil.which("chromium")
_LIMIT = 60
"""Seconds; a page that does not come to rest is a failure."""

needs_browser = pytest.mark.skipif(
    _CHROMIUM is None, reason="chromium is not installed: pages are not opened"
)


class Opened(NamedTuple):
    """
    A page after its script has run.

    Attributes:
        html: The document as it then stands.
        console: What it wrote to the console, errors and refusals included.
    """

    html: str
    console: tuple[str, ...]


def opened(page: Path, hash_: str = "") -> Opened:
    """
    Open a page.

    Args:
        page: The file.
        hash_: What stands in its address behind `#`.
    """
    assert _CHROMIUM is not None
    done = subprocess.run(
        [
            _CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
            f"--user-data-dir={page.parent / 'profile'}", "--virtual-time-budget=3000",
            "--dump-dom", f"{page.as_uri()}#{hash_}" if hash_ else page.as_uri(),
        ],
        capture_output=True, text=True, encoding="utf-8", check=True, timeout=_LIMIT,
    )  # fmt: skip
    console = tuple(line for line in done.stderr.splitlines() if "CONSOLE" in line)
    return Opened(done.stdout, console)
