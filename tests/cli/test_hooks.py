"""The pre-commit hook and the GitHub action, run as their users run them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from program import REPOSITORY, SCENARIOS, Outcome, small
from work_tree import CLEAN, WorkTree, git

for _needed in ("git", "bash"):
    if shutil.which(_needed) is None:
        pytest.skip(f"{_needed} is not installed", allow_module_level=True)
if os.name != "posix":
    pytest.skip("the scripts are run on POSIX", allow_module_level=True)
pytest.importorskip("pre_commit", reason="pre-commit is not installed: pip install .[dev]")

PUBLISHED = (
    *("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "action.yml"),
    *("src", "scenarios/cases"),
)
"""What of the checkout the hook and the action are built from."""
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
    kept = {name: one for name, one in os.environ.items() if not name.startswith(("GIT", "PRE_"))}
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


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Commit the checkout as it stands to a repository of its own, as a tag of it would be."""
    folder = tmp_path_factory.mktemp("published") / "omsrisk"
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


@pytest.fixture
def tree(tmp_path: Path) -> WorkTree:
    """Make a repository as a team has it: a business case, its base, a policy, other YAML."""
    made = WorkTree(tmp_path / "team")
    made.write("docker-compose.yaml", "services:\n  web: {image: omsrisk}\n")
    made.write(".github/workflows/ci.yml", "on: [push]\n")
    made.write("cases/_business.yaml", "currency: USD\n")
    made.write("notes/- read me.YAML", "- nothing: of ours\n")
    shutil.copy(SCENARIOS / "retailer.yaml", made.folder / "cases" / "retailer.yaml")
    made.git("init", "--quiet", "--initial-branch=main")
    made.commit()
    return made


# The hook


def hook() -> dict[str, Any]:
    """Read the one hook that is offered."""
    text = (REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    [found] = yaml.safe_load(text)
    assert isinstance(found, dict)
    return found


NAMES = [  # file, whether the hook is given it, why the row is there
    ("case.yaml", True, "YAML"),
    ("cases/deep/er.yml", True, "the other suffix, in a folder"),
    ("CASE.YAML", True, "in capitals"),
    ("a_b/c.d.yaml", True, "underscores and dots inside names"),
    ("_base.yaml", False, "a base"),
    ("cases/_base.yaml", False, "a base in a folder"),
    ("_shared/base.yaml", False, "a folder of bases"),
    (".omsrisk.yaml", False, "the policy"),
    (".github/workflows/ci.yml", False, "a hidden folder"),
    ("case.yaml.bak", False, "another suffix"),
    ("yaml", False, "no suffix"),
]


@pytest.mark.parametrize("case", NAMES, ids=lambda case: case[-1])
def test_which_files_the_hook_is_given(case: tuple[str, bool, str]) -> None:
    """The hook is given what a walk of `check` would look at, and may run several times at once."""
    name, given, _ = case
    found = hook()
    assert found["id"] == "omsrisk-check"
    assert found["require_serial"] is False
    taken = re.search(found["files"], name) and not re.search(found["exclude"], name)
    assert bool(taken) == given


def pre_commit(tree: WorkTree, *arguments: str, env: Mapping[str, str] | None = None) -> Outcome:
    """Run the real pre-commit in a repository, with a cache of its own."""
    cache = {"PRE_COMMIT_HOME": str(tree.folder.parent / "cache"), **(env or {})}
    return run(sys.executable, "-m", "pre_commit", *arguments, folder=tree.folder, env=cache)


def configure(tree: WorkTree, *arguments: str) -> None:
    """Configure the hook as it is defined, but with the omsrisk that is installed: no network."""
    _, _, call = hook()["entry"].partition(" ")
    local = {
        **hook(),
        "language": "system",
        "entry": f"{sys.executable} -m omsrisk {call}",
        "args": [*arguments, *hook()["args"]],
    }
    config = {"repos": [{"repo": "local", "hooks": [local]}]}
    tree.write(".pre-commit-config.yaml", yaml.safe_dump(config))
    tree.git("add", "--all")


def test_the_hook_passes_over_other_yaml(tree: WorkTree) -> None:
    """Only business cases are checked; a commit without one passes, too."""
    configure(tree, TODAY)
    run = pre_commit(tree, "run", "--all-files", "--verbose")
    assert (run.code, run.err) == (0, ""), run.out
    assert "1 file, 0 errors" in run.out
    tree.git("rm", "--quiet", "cases/retailer.yaml")
    tree.write("-x.yaml", "no: case\n")
    tree.git("add", "--all")
    run = pre_commit(tree, "run", "--all-files", "--verbose")
    assert run.code == 0, run.out
    assert "Passed" in run.out
    assert "0 files" in run.out


def test_the_hook_says_no(tree: WorkTree) -> None:
    """A business case that is not valid, or over a limit of the policy, stops the commit."""
    configure(tree, TODAY)
    tree.write("cases/bad one.yaml", "omsrisk: 1\ncurrency: usd\n")
    tree.git("add", "--all")
    run = pre_commit(tree, "run")
    assert run.code == 1
    assert "cases/bad one.yaml:2:" in run.out
    tree.git("rm", "--quiet", "--force", "cases/bad one.yaml")
    tree.write(".omsrisk.yaml", "limits: {net_exposure: 600000}\n")
    tree.git("add", "--all")
    run = pre_commit(tree, "run", "--all-files")
    assert run.code == 1
    assert "LIM001" in run.out


def test_the_hook_in_parallel(tree: WorkTree) -> None:
    """Many files are checked by several processes at once, each file once."""
    text = (SCENARIOS / "retailer.yaml").read_text(encoding="utf-8")
    for at in range(24):
        tree.write(f"cases/case-{at}.yaml", text)
    tree.write("cases/bad.yaml", small("bad") + "extra: 1\n")
    configure(tree, TODAY)
    run = pre_commit(tree, "run", "--all-files", "--verbose")
    assert run.code == 1
    counts = [int(one) for one in re.findall(r"^(\d+) files?, ", run.out, re.MULTILINE)]
    assert sum(counts) == 26
    assert run.out.count("unknown key `extra`") == 1


def test_the_hook_in_its_own_environment(tree: WorkTree, published: Path) -> None:
    """pre-commit installs omsrisk from the repository that offers the hook, and runs it."""
    config = {
        "repos": [
            {
                "repo": str(published),
                "rev": git(published, "rev-parse", "HEAD"),
                "hooks": [{"id": "omsrisk-check", "args": [TODAY, "--"]}],
            }
        ]
    }
    tree.write(".pre-commit-config.yaml", yaml.safe_dump(config))
    tree.git("add", "--all")
    built = pre_commit(tree, "install-hooks")
    if built.code:
        skip_without_index(built)
    assert built.code == 0, built.out + built.err
    run = pre_commit(tree, "run", "--all-files", "--verbose")
    assert run.code == 0, run.out
    assert "1 file, 0 errors" in run.out
    tree.write("cases/bad.yaml", "omsrisk: 1\ncurrency: usd\n")
    tree.git("add", "--all")
    assert pre_commit(tree, "run").code == 1


# The action


def action() -> dict[str, Any]:
    """Read the action."""
    found = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


STEPS: list[dict[str, Any]] = action()["runs"]["steps"]
INSTALL, WORK = STEPS


def test_the_action_is_safe_on_a_fork() -> None:
    """What a stranger can choose reaches scripts as data; no other action, no secret is named."""
    found = action()
    assert found["runs"]["using"] == "composite"
    assert all("default" in one and "description" in one for one in found["inputs"].values())
    named = set()
    for step in STEPS:
        assert set(step) == {"name", "shell", "env", "run"}, "no other action is used"
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], "an input in a script would be run"
        assert not re.search(r"\beval\b|\bsource\b|bash -c|sh -c|curl|wget", step["run"])
        for value in step["env"].values():
            named.add(re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", value)[1])  # type: ignore[index]
    assert named == set(found["inputs"]), "each input is used"
    text = (REPOSITORY / "action.yml").read_text(encoding="utf-8")
    assert not re.search(r"pull_request_target|secrets\.|github\.(event|token|head_ref)", text)


@dataclass(frozen=True, slots=True)
class Job:
    """
    A job that uses the action, as a runner would run it.

    Attributes:
        temp: What the runner keeps for the time of the job; the first step has been run there.
    """

    temp: Path

    def step(
        self,
        step: dict[str, Any],
        workspace: Path,
        source: Path,
        base: str = "",
        **inputs: str,
    ) -> tuple[Outcome, str]:
        """Run a step in a workspace, and give what it wrote into the summary, too."""
        defaults = {key: one["default"] for key, one in action()["inputs"].items()}
        given = {**defaults, **{key.replace("_", "-"): one for key, one in inputs.items()}}
        env = {
            name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: given[found[1]], value)
            for name, value in step["env"].items()
        }
        summary = self.temp / "summary.md"
        summary.write_text("what was there\n", encoding="utf-8")
        script = self.temp / "script.sh"
        script.write_text(step["run"], encoding="utf-8")
        found = run(
            *("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)),
            folder=workspace,
            env={
                **env,
                "RUNNER_TEMP": str(self.temp),
                "GITHUB_ACTION_PATH": str(source),
                "GITHUB_STEP_SUMMARY": str(summary),
                "GITHUB_BASE_REF": base,
                "GITHUB_ACTIONS": "true",
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            },
        )
        return found, summary.read_text(encoding="utf-8").removeprefix("what was there\n")


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory, published: Path) -> Job:
    """Run the first step in a workspace whose modules want to be imported in the place of others."""
    workspace = tmp_path_factory.mktemp("workspace")
    for name in ("venv", "pip", "ensurepip", "omsrisk", "yaml", "typer", "sitecustomize"):
        (workspace / f"{name}.py").write_text("raise SystemExit('taken over')\n", encoding="utf-8")
    made = Job(tmp_path_factory.mktemp("runner temp"))
    installed, _ = made.step(INSTALL, workspace, published)
    if installed.code:
        skip_without_index(installed)
    assert installed.code == 0, installed.out + installed.err
    assert re.fullmatch(r"omsrisk \d+\.\d+\.\d+\n", installed.out)
    again, _ = made.step(INSTALL, workspace, published, version=installed.out.split()[1])
    assert again.code == 0, "a job may use the action twice"
    other, _ = made.step(INSTALL, workspace, published, version="99.0")
    assert other.code == 2
    assert "::error title=omsrisk::" in other.out
    return made


@pytest.fixture
def request_of(tree: WorkTree, tmp_path: Path) -> WorkTree:
    """Check a pull request out as GitHub does: no branch, `main` of the origin beside."""
    git(tmp_path, "clone", "--quiet", str(tree.folder), "workspace")
    checkout = WorkTree(tmp_path / "workspace")
    checkout.git("switch", "--quiet", "--detach")
    checkout.git("branch", "--quiet", "--delete", "--force", "main")
    checkout.dearer("cases/retailer.yaml")
    checkout.commit()
    return checkout


def test_the_action_on_a_pull_request(job: Job, request_of: WorkTree, published: Path) -> None:
    """Checked, and what it costs is in the summary, after what was there."""
    run, summary = job.step(WORK, request_of.folder, published, base="main", args=TODAY)
    assert run.code == 0, run.out + run.err
    assert summary.startswith("**Mid-size retailer: net exposure +3,000.00 USD (+0.48 %).**")
    assert "against origin/main" in summary
    assert not [one for one in run.out.splitlines() if one.startswith("::error")]
    gates = "\n  net_exposure=+1000\n\n  delay=+5%\n"
    run, summary = job.step(
        WORK, request_of.folder, published, base="main", args=TODAY, fail_if_over=gates
    )
    assert run.code == 1
    assert "FAILS net\\_exposure +1,000" in summary
    assert "::error title=omsrisk diff::a change fails" in run.out


def test_the_action_on_a_push(job: Job, request_of: WorkTree, published: Path) -> None:
    """Outside a pull request nothing is compared, unless there is something to compare with."""
    run, summary = job.step(WORK, request_of.folder, published, args=TODAY)
    assert (run.code, summary) == (0, "")
    run, summary = job.step(WORK, request_of.folder, published, args=TODAY, against="HEAD~1")
    assert run.code == 0
    assert "+3,000.00" in summary


def test_the_action_keeps_both_exit_codes(
    job: Job, request_of: WorkTree, published: Path, tmp_path: Path
) -> None:
    """The worse of both: 2 over 1 over 0; what could be said is said all the same."""
    low = {"base": "main", "args": f"{TODAY} --max net_exposure=1"}
    run, summary = job.step(WORK, request_of.folder, published, **low)
    assert run.code == 1, "check says no"
    assert "::error file=" in run.out
    assert "+3,000.00" in summary
    run, summary = job.step(WORK, request_of.folder, published, base="gone", args=TODAY)
    assert (run.code, summary) == (2, "")
    assert "there is no ref `origin/gone`" in run.err
    assert "::error title=omsrisk diff::nothing was compared" in run.out
    empty = WorkTree.made(tmp_path / "empty")
    empty.git("rm", "--quiet", "retailer.yaml")
    run, _ = job.step(WORK, empty.folder, published, against="HEAD")
    assert run.code == 2, "a check of nothing is not green"


def test_the_action_takes_inputs_as_data(job: Job, request_of: WorkTree, published: Path) -> None:
    """No input is run, split where it should not be, expanded, or taken for an option."""
    name = "-$(touch ran) `touch ran` *;touch ran;.yaml"
    text = (SCENARIOS / "retailer.yaml").read_text(encoding="utf-8")
    (request_of.folder / name).write_text(text, encoding="utf-8")
    hostile = "$(touch ran)"
    run, summary = job.step(
        WORK, request_of.folder, published, base="main", path=f"\n{name}\n", args=TODAY
    )
    assert run.code == 0, run.out + run.err
    assert "touch ran" in summary
    for inputs in (
        {"args": f"{TODAY} --max {hostile}"},
        {"args": f"{TODAY} ; touch ran && touch ran | touch ran > ran"},
        {"args": TODAY, "against": f"--output=ran;{hostile}"},
        {"args": TODAY, "base": "main", "fail_if_over": f"net_exposure=+5%;touch ran\n{hostile}"},
        {"args": TODAY, "base": f"main;{hostile}"},
        {"args": TODAY, "path": f"{hostile}\n`touch ran`"},
    ):
        run, _ = job.step(WORK, request_of.folder, published, **inputs)
        assert run.code == 2, inputs
    assert not (request_of.folder / "ran").exists()
    assert not (job.temp / "ran").exists()
