"""omsrisk as it is installed from a repository of its own, by programs that are run to their end."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.program import REPOSITORY, Outcome
from tests.support.work_tree import CLEAN, WorkTree, git

PUBLISHED = (
    *("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "action.yml"),
    *("requirements", "src", "scenarios/cases"),
)
"""What of the checkout the hooks and the action are built from."""
TODAY = "--today=2026-12-01"
"""A day on which the retailer breaks no rule, whatever the clock says."""
PATIENCE = 180
NO_INDEX = re.compile(
    r"No matching distribution|Could not find a version|ConnectionError|NewConnectionError"
    r"|Temporary failure in name resolution|ReadTimeout|ProxyError"
)


def run(
    *command: str, folder: Path, env: Mapping[str, str] | None = None, limit: int = PATIENCE
) -> Outcome:
    """Run a program to its end, without the settings of whoever runs the tests."""
    ours = ("GIT", "PRE_", "GITHUB_", "RUNNER_")
    kept = {name: one for name, one in os.environ.items() if not name.startswith(ours)}
    clean = {name: one for name, one in CLEAN.items() if one}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**kept, **clean, "PRE_COMMIT_COLOR": "never", **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=limit,
        check=False,
    )
    out, err = (one.decode("utf-8", "replace") for one in (done.stdout, done.stderr))
    return Outcome(done.returncode, out, err)


def skip_without_index(outcome: Outcome) -> None:
    """Skip a test for whose environment pip found no packages, for no other reason."""
    if NO_INDEX.search(outcome.out + outcome.err):
        pytest.skip("pip reaches no package index, so that no environment can be built")


def publish(folder: Path) -> Path:
    """Commit the checkout as it stands to a repository of its own, as a tag of it would be."""
    for name in PUBLISHED:
        source, target = REPOSITORY / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    git(folder, "init", "--quiet", "--initial-branch=main")
    WorkTree(folder).commit()
    return folder
