"""The gate and files: whatever a pull request does to a name or a marker, a dearer case fails."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.program import small
from tests.support.work_tree import WorkTree

if shutil.which("git") is None:
    pytest.skip("git is not installed", allow_module_level=True)

CASE = "cases/oms.yaml"
SCENARIO = small("Case")
DEARER = SCENARIO.replace("days: 3", "days: 9")
POLICY = ".omsrisk.yaml"


@pytest.fixture
def tree(tmp_path: Path) -> WorkTree:
    """Make a work tree whose `main` holds a case under a gate, and switch to a branch."""
    made = WorkTree.made(tmp_path / "tree")
    made.write(CASE, SCENARIO)
    made.write(POLICY, "max_increase: {net_exposure: 5%}\n")
    made.branch()
    return made


def renamed(name: str) -> Callable[[WorkTree], None]:
    """Rename the case, and let it cost more."""

    def act(tree: WorkTree) -> None:
        (tree.folder / name).parent.mkdir(exist_ok=True)
        tree.git("mv", CASE, name)
        tree.write(name, DEARER)

    return act


def linked(target: str) -> Callable[[WorkTree], None]:
    """Move the folder, put a link in its place, and let the case cost more."""

    def act(tree: WorkTree) -> None:
        tree.git("mv", "cases", target)
        (tree.folder / "cases").symlink_to(target)
        tree.write(f"{target}/oms.yaml", DEARER)

    return act


def written(text: str | bytes) -> Callable[[WorkTree], None]:
    """Write the case anew."""
    return lambda tree: (tree.write(CASE, text), None)[1]


def rewritten(tree: WorkTree) -> None:
    """Put another file in its place, with nothing in common."""
    tree.git("rm", "--quiet", CASE)
    text = "omsrisk: 1\ncurrency: USD\nhidden_costs: {brand_damage: 999999}\n"
    tree.write("cases/other.yaml", text)


WAYS = [  # what a pull request does, why the row is there
    (written(DEARER), "plainly"),
    (renamed("cases/oms.json"), "to a name that is not YAML"),
    (renamed("elsewhere/oms.yaml"), "to another folder"),
    (renamed("cases/_oms.yaml"), "to a name that walks pass over"),
    (renamed("cases/_archive/oms.yaml"), "to a folder that walks pass over"),
    (renamed("cases/.oms.yaml"), "to a hidden name"),
    (linked("real"), "behind a link"),
    (linked("_real"), "behind a link that leads where walks do not look"),
    (written(DEARER.replace("omsrisk: 1\n", "")), "without the marker"),
    (written("".join(f" {line}\n" for line in DEARER.splitlines())), "indented"),
    (written(DEARER.replace("omsrisk: 1", "? omsrisk\n: 1")), "with an explicit key"),
    (written(DEARER.replace("omsrisk: 1", '"omsr\\u0069sk": 1')), "with an escape"),
    (written(DEARER.encode("utf-16")), "in UTF-16"),
    (written("# padding\n" * 120_000 + DEARER), "behind a comment of 1.1 MiB"),
    (written("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"), "in Git LFS"),
    (written(""), "emptied"),
    (rewritten, "as another file"),
    (lambda tree: tree.git("rm", "--quiet", CASE) and None, "deleted"),
]


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
@pytest.mark.parametrize("asked", ["cases", "."])
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way[-1])
def test_no_way_leads_by_the_gate(
    tree: WorkTree, way: tuple[Callable[[WorkTree], None], str], asked: str
) -> None:
    """The gate fails, and never says that nothing changes."""
    way[0](tree)
    for _ in range(2):
        run = tree.diff("-f", "markdown", "--", asked)
        assert run.code == 1, run.out + run.err
        assert "fail" in run.out.splitlines()[0]
        assert "Nothing changes" not in run.out
        tree.commit()


def test_what_leaves_the_walk_is_gone(tree: WorkTree) -> None:
    """A case that no walk will find fails though it costs the same: its next change is not gated."""
    tree.git("mv", CASE, "cases/oms.json")
    run = tree.diff()
    assert run.code == 1
    assert "a walk takes only names that end in .yaml or .yml" in run.out
    assert tree.diff("--no-policy").code == 0
    tree.git("mv", "cases/oms.json", "cases/moved.yaml")
    assert tree.diff().code == 0, "a renamed one that is found costs what it did"


def test_what_enters_the_walk_is_new(tree: WorkTree) -> None:
    """A case that no walk has found before is held to what new ones may come to."""
    tree.git("mv", CASE, "cases/oms.json")
    tree.write(POLICY, "max_new: {net_exposure: 20000}\nmax_increase: {net_exposure: 5%}\n")
    tree.commit()
    tree.git("branch", "--force", "main", "HEAD")
    tree.git("mv", "cases/oms.json", CASE)
    run = tree.diff()
    assert run.code == 1
    assert "FAILS max_new net_exposure 20,000" in run.out
