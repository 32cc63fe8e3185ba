"""A git work tree made for one test: files written, committed, branched, and omsrisk run in it."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.support.paths import SCENARIOS
from tests.support.program import Outcome, Program

RATE = "data_inaccuracy_rate: 5%"
HIGHER = "data_inaccuracy_rate: 6%"
"""3,000.00 more for the retailer: 1,000 orders on 30 days, 10 for each that is wrong."""
CLEAN = {
    **{name: "" for name in os.environ if name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada Kern",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada Kern",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_ALLOW_PROTOCOL": "file",
}
"""What git is told instead of the settings of whoever runs the tests."""

_NUMBERS = count()
"""Two commits of one second are two: they differ by their messages."""


def git(folder: Path, *arguments: str | bytes) -> str:
    """Run git in a folder; what fails is a failure of the test."""
    kept = {name: one for name, one in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=kept | {name: one for name, one in CLEAN.items() if one},
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout.decode("utf-8", "surrogateescape").strip()


@dataclass(frozen=True, slots=True)
class WorkTree:
    """
    A work tree with `main` and, once `branch` is called, a branch.

    Attributes:
        folder: Its top folder.
    """

    folder: Path

    @classmethod
    def made(cls, folder: Path) -> "WorkTree":
        """Make one whose first commit, on `main`, holds the retailer."""
        folder.mkdir(parents=True, exist_ok=True)
        git(folder, "init", "--quiet", "--initial-branch=main")
        tree = cls(folder)
        shutil.copy(SCENARIOS / "retailer.yaml", folder / "retailer.yaml")
        tree.commit()
        return tree

    def git(self, *arguments: str | bytes) -> str:
        """Run git in it."""
        return git(self.folder, *arguments)

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a file, and the folders it lies in."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace a text in a file, in which it stands."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def dearer(self, name: str = "retailer.yaml") -> None:
        """Let more of the data be wrong: 3,000.00 more."""
        self.replace(name, RATE, HIGHER)

    def commit(self) -> str:
        """Commit all there is, and give the commit."""
        self.git("add", "--all")
        message = f"as it stands, {next(_NUMBERS)}"
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def branch(self) -> None:
        """Commit all there is to `main`, and leave it for a branch."""
        self.commit()
        self.git("switch", "--quiet", "--create", "branch")

    def branch_again(self, name: str) -> None:
        """Commit all there is, and leave it for another branch."""
        self.commit()
        self.git("switch", "--quiet", "--create", name)

    def run(
        self,
        *arguments: str | bytes,
        below: str = ".",
        stdin: bytes | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Outcome:
        """Run omsrisk in it, or in a folder below it."""
        changed = {**{name: one for name, one in CLEAN.items() if one}, **(env or {})}
        return Program(self.folder / below)(*arguments, stdin=stdin, env=changed)

    def diff(
        self,
        *arguments: str,
        below: str = ".",
        against: str = "main",
        env: Mapping[str, str] | None = None,
    ) -> Outcome:
        """Run `omsrisk diff` against `main`."""
        return self.run("diff", "--against", against, *arguments, below=below, env=env)

    def statuses(self, *arguments: str, below: str = ".") -> dict[str, str]:
        """Say what became of each file, by its name now."""
        files = self.diff(*arguments, "-f", "json", below=below).json["files"]
        return {one["file"]: one["status"] for one in files}
