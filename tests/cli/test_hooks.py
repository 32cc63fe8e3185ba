"""The pre-commit hooks, run as their users run them."""

import os
import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.installing import TODAY, publish, run, skip_without_index
from tests.support.paths import SCENARIOS
from tests.support.program import REPOSITORY, Outcome, small
from tests.support.work_tree import WorkTree, git

for _needed in ("git", "bash"):
    if shutil.which(_needed) is None:
        pytest.skip(f"{_needed} is not installed", allow_module_level=True)
if os.name != "posix":
    pytest.skip("the scripts are run on POSIX", allow_module_level=True)
pytest.importorskip("pre_commit", reason="pre-commit is not installed: pip install .[dev]")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the hooks to a repository of their own."""
    return publish(tmp_path_factory.mktemp("published") / "omsrisk")


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


def hooks() -> dict[str, dict[str, Any]]:
    """Read the hooks that are offered, by their names."""
    text = (REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    return {one["id"]: one for one in yaml.safe_load(text)}


EACH, ALL = hooks().values()

NAMES = [  # file, which hook it concerns, why the row is there
    ("case.yaml", EACH, "YAML"),
    ("cases/deep/er.yml", EACH, "the other suffix, in a folder"),
    ("CASE.YAML", EACH, "in capitals"),
    ("a_b/c.d.yaml", EACH, "underscores and dots inside names"),
    ("_base.yaml", ALL, "a base"),
    ("cases/_base.yml", ALL, "a base in a folder"),
    ("_shared/base.yaml", ALL, "a folder of bases"),
    ("a/_shared/deep/er.yaml", ALL, "a folder in a folder of bases"),
    (".omsrisk.yaml", ALL, "the policy"),
    ("cases/.omsrisk.yaml", ALL, "a policy in a folder"),
    (".github/workflows/ci.yml", None, "a hidden folder"),
    (".github/_base.yml", None, "a base in a hidden folder"),
    ("case.yaml.bak", None, "another suffix"),
    ("_base.yaml.bak", None, "a base with another suffix"),
    (".other.yaml", None, "a hidden file"),
    ("yaml", None, "no suffix"),
]


@pytest.mark.parametrize("case", NAMES, ids=lambda case: case[-1])
def test_which_files_concern_which_hook(case: tuple[str, dict[str, Any] | None, str]) -> None:
    """One hook is given what a walk of `check` would look at, the other what that rests on."""
    name, concerned, _ = case
    for one in (EACH, ALL):
        taken = re.search(one["files"], name) and not re.search(one["exclude"], name)
        assert bool(taken) == (one is concerned), one["id"]


def test_how_the_hooks_are_run() -> None:
    """The one may run several times at once, on files of the commit; the other once, on all."""
    assert [EACH["id"], ALL["id"]] == ["omsrisk-check", "omsrisk-check-all"]
    assert EACH["require_serial"] is False
    assert (ALL["require_serial"], ALL["pass_filenames"]) == (True, False)
    for one in (EACH, ALL):
        assert "--severity warning" in one["entry"], "two errors are not to drown in hints"


def pre_commit(tree: WorkTree, *arguments: str, env: Mapping[str, str] | None = None) -> Outcome:
    """Run the real pre-commit in a repository, with a cache of its own."""
    cache = {"PRE_COMMIT_HOME": str(tree.folder.parent / "cache"), **(env or {})}
    return run(sys.executable, "-m", "pre_commit", *arguments, folder=tree.folder, env=cache)


def configure(tree: WorkTree, *arguments: str, offered: dict[str, Any] = EACH) -> None:
    """Configure a hook as it is defined, but with the omsrisk that is installed: no network."""
    _, _, call = offered["entry"].partition(" ")
    local = {
        **offered,
        "language": "system",
        "entry": f"{sys.executable} -m omsrisk {call}",
        "args": [*arguments, *offered["args"]],
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
    assert "info" not in run.out.partition("1 file, ")[0], "no hints in a hook"
    tree.write("cases/bad.yaml", "omsrisk: 1\ncurrency: usd\n")
    tree.git("add", "--all")
    assert pre_commit(tree, "run").code == 1


REASONS = [  # file, what it becomes, why the row is there
    (".omsrisk.yaml", "limits: {net_exposure: 600000}\n", "a policy"),
    ("cases/.omsrisk.yaml", "limits: {net_exposure: 600000}\n", "a policy in a folder"),
    ("cases/_business.yaml", "currency: nothing\n", "a base"),
]


@pytest.mark.parametrize("case", REASONS, ids=lambda case: case[-1])
def test_the_hook_for_all_checks_what_the_commit_does_not_name(
    tree: WorkTree, case: tuple[str, str, str]
) -> None:
    """Where a policy or a base changes, the cases that rest on it are checked; else nothing is."""
    name, text, _ = case
    tree.write("cases/case.yaml", small().replace("currency: USD", "extends: _business.yaml"))
    configure(tree, TODAY, offered=ALL)
    tree.commit()
    tree.write("cases/plain.yaml", small())
    tree.git("add", "--all")
    run = pre_commit(tree, "run")
    assert run.code == 0, run.out
    assert "Skipped" in run.out
    tree.write(name, text)
    tree.git("add", name)
    run = pre_commit(tree, "run")
    assert run.code == 1, run.out
    assert "retailer.yaml" in run.out or "_business.yaml" in run.out


def test_the_hook_for_all_sees_a_policy_that_becomes_a_link(tree: WorkTree) -> None:
    """A link is a change of the policy like another."""
    tree.write("strict.yaml", "limits: {net_exposure: 600000}\n")
    tree.write(".omsrisk.yaml", "limits: {net_exposure: 900000}\n")
    configure(tree, TODAY, offered=ALL)
    tree.commit()
    (tree.folder / ".omsrisk.yaml").unlink()
    (tree.folder / ".omsrisk.yaml").symlink_to("strict.yaml")
    tree.git("add", "--all")
    run = pre_commit(tree, "run")
    assert run.code == 1, run.out
    assert "LIM001" in run.out


def test_a_clean_run_of_the_hooks_is_short(tree: WorkTree) -> None:
    """One line of ours says what was checked; the hints stay in the terminal of who asks for them."""
    for offered in (EACH, ALL):
        configure(tree, TODAY, offered=offered)
        run = pre_commit(tree, "run", "--all-files", "--verbose")
        assert run.code == 0, run.out
        ours = [one for one in run.out.splitlines() if one and not re.match(r"omsrisk check|- ", one)]
        assert len(ours) == 1, run.out
