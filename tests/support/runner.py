"""A runner of GitHub Actions, as far as the action needs one: bash runs its steps in a workspace."""

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.support.installing import run
from tests.support.program import REPOSITORY, Outcome

ACTION: dict[str, Any] = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
INSTALL, WORK = ACTION["runs"]["steps"]
_BEFORE = "what was there\n"
_OUTPUT = re.compile(r"(?P<name>[\w-]+)<<(?P<end>.+)\n(?P<value>(?s:.*?))\n(?P=end)\n|(?P<line>.*)\n")


def outputs_of(text: str) -> dict[str, str]:
    """Read what a step wrote into the file of outputs, as the runner does: by delimiters."""
    found = {}
    for one in _OUTPUT.finditer(text):
        assert one["line"] is None, f"a line that the runner does not know: {one['line']}"
        found[one["name"]] = one["value"]
    return found


def contents(folder: Path) -> dict[str, object]:
    """List what lies in a folder but for `.git`: links by where they lead, files by their bytes."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        if ".git" in path.relative_to(folder).parts:
            continue
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = path.readlink()
        else:
            found[name] = path.read_bytes() if path.is_file() else path.stat().st_mode
    return found


@dataclass(frozen=True, slots=True)
class Event:
    """
    What a job is run for.

    Attributes:
        name: Its name, such as push.
        base: The branch that a pull request wants to go to.
        values: The other values that the action asks for, such as `before`.
    """

    name: str = "workflow_dispatch"
    base: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def pull_request(cls, base: str = "main") -> "Event":
        """Ask for a branch to be taken; `before` is what its own tip was, and no base."""
        return cls("pull_request", base, {"before": "1" * 40})

    @classmethod
    def merge_group(cls, base: str) -> "Event":
        """Put changes upon a commit before they are merged."""
        return cls("merge_group", values={"merge_group.base_sha": base})

    @classmethod
    def push(cls, before: str) -> "Event":
        """Move a branch away from a commit."""
        return cls("push", values={"before": before})


@dataclass(frozen=True, slots=True)
class Done:
    """
    What a step came to.

    Attributes:
        code: Its exit code.
        out: What it wrote to the log.
        err: What it wrote to the log as errors.
        summary: What it added to the summary of the job.
        outputs: What it named as outputs.
    """

    code: int
    out: str
    err: str
    summary: str
    outputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Job:
    """
    A job that uses the action, as a runner would run it.

    Attributes:
        temp: What the runner keeps for the time of the job.
        source: Where the action was downloaded to.
        env: What its environment has besides.
    """

    temp: Path
    source: Path
    env: Mapping[str, str] = field(default_factory=dict)

    def install(self, workspace: Path, **inputs: str) -> Done:
        """Run the first step."""
        return self._step(INSTALL, workspace, Event(), inputs)

    def work(self, workspace: Path, event: Event | None = None, **inputs: str) -> Done:
        """Run the second step; whatever it comes to, the checkout is as it was."""
        before = contents(workspace)
        done = self._step(WORK, workspace, event or Event(), inputs)
        assert contents(workspace) == before, "the action wrote into the checkout"
        assert done.outputs["exit-code"] == str(done.code)
        return done

    def _step(
        self,
        step: dict[str, Any],
        workspace: Path,
        event: Event,
        inputs: Mapping[str, str],
    ) -> Done:
        values = {f"inputs.{key}": one["default"] for key, one in ACTION["inputs"].items()}
        values |= {f"inputs.{key.replace('_', '-')}": one for key, one in inputs.items()}
        values |= {f"github.event.{key}": one for key, one in event.values.items()}
        named = {
            name: re.sub(r"\$\{\{ ([a-z_.-]+) \}\}", lambda found: values.get(found[1], ""), text)
            for name, text in step["env"].items()
        }
        summary, outputs = self.temp / "summary.md", self.temp / "outputs"
        summary.write_text(_BEFORE, encoding="utf-8")
        outputs.write_text("", encoding="utf-8")
        script = self.temp / "script.sh"
        script.write_text(step["run"], encoding="utf-8")
        ended: Outcome = run(
            *("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)),
            folder=workspace,
            env={
                **named,
                "RUNNER_TEMP": str(self.temp),
                "GITHUB_ACTION_PATH": str(self.source),
                "GITHUB_STEP_SUMMARY": str(summary),
                "GITHUB_OUTPUT": str(outputs),
                "GITHUB_BASE_REF": event.base,
                "GITHUB_EVENT_NAME": event.name,
                "GITHUB_ACTIONS": "true",
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
                **self.env,
            },
        )
        added = summary.read_text(encoding="utf-8").removeprefix(_BEFORE)
        told = outputs_of(outputs.read_text(encoding="utf-8"))
        return Done(ended.code, ended.out, ended.err, added, told)
