"""A copy of the package that a drill changes, as whoever extends it would, and then asks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import omsrisk


class PackageCopy:
    """
    A copy of the package.

    Args:
        folder: Where to put it.

    Attributes:
        touched: The files that a drill has changed or added, by their path in the package.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.touched: set[str] = set()
        here = Path(omsrisk.__file__).parent
        self._package = folder / "package" / "omsrisk"
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(here, self._package, ignore=ignored)
        cases = here.parents[1] / "scenarios" / "cases"
        if not (self._package / "cases").exists():
            shutil.copytree(cases, self._package / "cases")

    def insert(self, file: str, text: str, *, before: str) -> None:
        """Write text before a line that stands in a file once."""
        self.replace(file, before, text + before)

    def replace(self, file: str, old: str, new: str) -> None:
        """Write other text in the place of what stands in a file once."""
        path = self._package / file
        source = path.read_text(encoding="utf-8")
        assert source.count(old) == 1, f"{file} has {old!r} {source.count(old)} times"
        path.write_text(source.replace(old, new), encoding="utf-8")
        self.touched.add(file)

    def append(self, file: str, text: str) -> None:
        """Write text at the end of a file, or a new file."""
        path = self._package / file
        source = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(source + text, encoding="utf-8")
        self.touched.add(file)

    def write(self, name: str, text: str) -> str:
        """Write a file beside the package, for commands to read."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def run(self, *arguments: str, status: int = 0) -> str:
        """Run a command of the changed package; what it prints, and what it complains of."""
        done = self.ask(*arguments)
        told = done.stdout + done.stderr
        assert done.returncode == status, told
        return told

    def ask(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command, whatever its status."""
        return self.python("-m", "omsrisk", *arguments)

    def python(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run Python, which then finds the changed package."""
        env = {
            **os.environ,
            "PYTHONPATH": str(self._package.parent),
            "PYTHONDONTWRITEBYTECODE": "1",
            "NO_COLOR": "1",
            "COLUMNS": "120",
        }
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
