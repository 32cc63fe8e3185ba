"""`omsrisk diff` in hostile repositories: nothing of theirs runs, and none of them is believed."""

import os
import shutil
from pathlib import Path

import pytest

from tests.support.program import small
from tests.support.work_tree import WorkTree, git

if shutil.which("git") is None:
    pytest.skip("git is not installed", allow_module_level=True)
if os.name != "posix":
    pytest.skip("the programs are scripts of a shell", allow_module_level=True)

CASE = "cases/oms.yaml"


@pytest.fixture
def tree(tmp_path: Path) -> WorkTree:
    """Make a work tree whose `main` holds a case, and switch to a branch on which it is dearer."""
    tree = WorkTree.made(tmp_path / "tree")
    tree.write(CASE, small())
    tree.branch()
    tree.replace(CASE, "days: 3", "days: 4")
    tree.commit()
    return tree


CONFIG = """\
[core]
    repositoryformatversion = 0
    bare = false
    worktree = .
    fsmonitor = "touch {trap}"
    sshCommand = "touch {trap}"
[extensions]
    partialClone = origin
[remote "origin"]
    promisor = true
    url = "ext::sh -c touch% {trap}"
    fetch = +refs/heads/*:refs/remotes/origin/*
[protocol "ext"]
    allow = always
[protocol]
    allow = always
"""

LAYOUTS = ["empty", "real", "commondir"]


def plain_repository(folder: Path, layout: str, trap: Path) -> None:
    """Lay the files of a repository into a folder, as plain files that can be committed."""
    if layout == "real":
        git(folder, "clone", "--quiet", "--bare", str(folder.parent), "made")
        for name in ("HEAD", "objects", "refs", "packed-refs"):
            if (folder / "made" / name).exists():
                shutil.move(folder / "made" / name, folder / name)
        shutil.rmtree(folder / "made")
        (folder / "refs/heads").mkdir(parents=True, exist_ok=True)
        (folder / "refs/heads/.keep").write_text("")
    else:
        (folder / "HEAD").write_text("ref: refs/heads/main\n")
        inside = folder / "common" if layout == "commondir" else folder
        for name in ("objects", "refs/remotes/origin", "refs/heads"):
            (inside / name).mkdir(parents=True)
            (inside / name / ".keep").write_text("")
        head = "1" * 40 + "\n"
        (inside / "refs/heads/main").write_text(head)
        (inside / "refs/remotes/origin/main").write_text(head)
        if layout == "commondir":
            (folder / "commondir").write_text("common\n")
            (inside / "config").write_text(CONFIG.format(trap=trap))
    (folder / "config").write_text(CONFIG.format(trap=trap))


@pytest.mark.parametrize("below", [".", "cases", "cases/deep"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_repository_as_plain_files(tree: WorkTree, tmp_path: Path, layout: str, below: str) -> None:
    """It is refused with the reason, runs nothing, and does not answer that nothing has changed."""
    trap = tmp_path / "PWNED"
    plain_repository(tree.folder / "cases", layout, trap)
    tree.write("cases/deep/other.yaml", small())
    tree.git("add", "--all", "--force")
    tree.git("commit", "--quiet", "--message", "harmless")
    asked = {".": ["cases"], "cases": ["."], "cases/deep": ["."]}[below]
    for paths in (asked, ["..", *asked] if below == "cases" else asked):
        run = tree.diff("--", *paths, below=below)
        assert (run.code, run.out) == (2, "")
        assert "looks like a git repository" in run.err
        assert not trap.exists()
    assert not trap.exists()
    assert "+12,000.00" in tree.diff("--", ".").out, "from the top it is a folder like others"


def test_a_tree_that_is_in_no_clone(tmp_path: Path) -> None:
    """Without `.git` above there is nothing to compare with, whatever lies beside the case."""
    tree = WorkTree(tmp_path / "unpacked")
    tree.write(CASE, small())
    plain_repository(tree.folder / "cases", "empty", tmp_path / "PWNED")
    for below in (".", "cases"):
        run = tree.diff("--", CASE if below == "." else "oms.yaml", below=below)
        assert (run.code, run.out) == (2, "")
        assert "in no git work tree" in run.err
    assert not (tmp_path / "PWNED").exists()


@pytest.mark.parametrize("target", ["../elsewhere", ".git", "../other", ".git/refs"])
def test_a_folder_becomes_a_link_that_leads_out(tree: WorkTree, tmp_path: Path, target: str) -> None:
    """A path that leads out of the tree, into another or into git's own folder, is refused."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "oms.yaml").write_text(small("secret"), encoding="utf-8")
    other = WorkTree.made(tmp_path / "other")
    other.write("oms.yaml", small("secret"))
    other.commit()
    shutil.rmtree(tree.folder / "cases")
    (tree.folder / "cases").symlink_to(target)
    tree.commit()
    for paths in (["cases"], [".", "cases"], ["cases/oms.yaml"]):
        run = tree.diff("--", *paths)
        assert (run.code, run.out) == (2, "")
        assert "work tree" in run.err
        assert "secret" not in run.err
    assert tree.statuses() == {CASE: "deleted"}


def test_a_folder_becomes_a_submodule(tree: WorkTree, tmp_path: Path) -> None:
    """A repository that has taken a folder's place is not compared with a past of its own."""
    other = WorkTree.made(tmp_path / "other")
    other.write("oms.yaml", small())
    other.commit()
    tree.git("rm", "--quiet", "-r", "cases")
    tree.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
             str(other.folder), "cases")  # fmt: skip
    tree.commit()
    for path in ("cases", CASE):
        run = tree.diff("--", path)
        assert (run.code, run.out) == (2, "")
        assert "a git repository of its own" in run.err
    assert tree.statuses() == {CASE: "deleted"}
    assert "the submodule cases stands at another commit" in tree.diff().out
    assert "Gone (a git repository of its own has the place of its folder now)" in tree.diff().out


def test_a_promisor_of_the_clone(tree: WorkTree, tmp_path: Path) -> None:
    """In a clone that lacks a file nothing is fetched for it, by whatever means: it is told, 2."""
    trap = tmp_path / "PWNED"
    blob = tree.git("rev-parse", f"main:{CASE}")
    (tree.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    for name, value in {
        "core.repositoryformatversion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::sh -c touch% {trap}",
        "protocol.ext.allow": "always",
    }.items():
        tree.git("config", name, value)
    run = tree.diff("--", CASE, env={"GIT_ALLOW_PROTOCOL": "ext"})
    assert (run.code, run.out) == (2, "")
    assert "nothing is fetched" in run.err
    assert not trap.exists()


def test_settings_that_are_included(tree: WorkTree, tmp_path: Path) -> None:
    """Where a clone includes a file of the tree in its settings, no program of those runs."""
    trap = tmp_path / "PWNED"
    run_it = f"touch {trap}; false"
    settings = {
        "core": ["fsmonitor", "sshCommand", "pager", "editor", "askPass", "gitProxy"],
        "diff": ["external"],
        'diff "x"': ["command", "textconv"],
        'filter "x"': ["clean", "smudge", "process"],
        "credential": ["helper"],
        "gpg": ["program"],
        "uploadpack": ["packObjectsHook"],
    }
    lines = [
        f"[{section}]\n" + "".join(f'\t{key} = "{run_it}"\n' for key in keys)
        for section, keys in settings.items()
    ]
    tree.write(".gitconfig", "".join(lines) + "[core]\n\thooksPath = hooks\n")
    tree.write(".gitattributes", "* diff=x filter=x\n")
    for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc"):
        tree.write(f"hooks/{hook}", f"#!/bin/sh\n{run_it}\n").chmod(0o755)
    tree.git("config", "include.path", "../.gitconfig")
    assert tree.diff("--", "cases").out.count("+12,000.00") > 0
    assert not trap.exists()


def test_settings_that_point_elsewhere(tree: WorkTree, tmp_path: Path) -> None:
    """Where the settings call another folder the work tree, that one is not looked at instead."""
    other = WorkTree.made(tmp_path / "other")
    tree.git("config", "core.worktree", str(other.folder))
    run = tree.diff("--", ".")
    assert (run.code, run.out) == (2, "")
    assert "core.worktree" in run.err


ELSEWHERE = {
    "GIT_DIR": "{other}/.git",
    "GIT_WORK_TREE": "{other}",
    "GIT_COMMON_DIR": "{other}/.git",
    "GIT_INDEX_FILE": "{other}/.git/index",
    "GIT_OBJECT_DIRECTORY": "{other}/.git/objects",
    "GIT_NAMESPACE": "x",
    "GIT_EXTERNAL_DIFF": "{trap}",
    "GIT_SSH_COMMAND": "{trap}",
    "GIT_PROXY_COMMAND": "{trap}",
    "GIT_ASKPASS": "{trap}",
    "GIT_PAGER": "{trap}",
    "GIT_ICASE_PATHSPECS": "1",
    "GIT_REPLACE_REF_BASE": "refs/heads",
    "GIT_ATTR_SOURCE": "main",
    "GIT_TRACE": "{trap}",
    "GIT_DEFAULT_HASH": "sha256",
    "GIT_CEILING_DIRECTORIES": "{other}",
}


def test_the_environment(tree: WorkTree, tmp_path: Path) -> None:
    """What the environment tells git of other folders and programs is not passed on."""
    trap = tmp_path / "PWNED"
    other = WorkTree.made(tmp_path / "other")
    env = {name: value.format(other=other.folder, trap=trap) for name, value in ELSEWHERE.items()}
    assert "+12,000.00" in tree.diff("--", "cases", env=env).out
    assert not trap.exists()


def test_git_of_the_tree_is_not_run(tree: WorkTree, tmp_path: Path) -> None:
    """A program called git that lies in the working folder is not taken for git."""
    trap = tmp_path / "PWNED"
    tree.write("git", f"#!/bin/sh\ntouch {trap}\n").chmod(0o755)
    tree.write("bin/git", f"#!/bin/sh\ntouch {trap}\n").chmod(0o755)
    path = os.pathsep.join([".", "", "bin", os.environ["PATH"]])
    assert "+12,000.00" in tree.diff("--", "cases", env={"PATH": path}).out
    assert not trap.exists()


@pytest.mark.parametrize("name", [".GIT", "git~1", ".git.", ".gi\u200ct"])
def test_names_that_look_like_that_of_git(tree: WorkTree, tmp_path: Path, name: str) -> None:
    """Only `.git` itself makes a folder a work tree."""
    inside = tree.folder / "cases" / name
    inside.mkdir()
    plain_repository(inside, "empty", tmp_path / "PWNED")
    assert "+12,000.00" in tree.diff("--", "cases").out
    assert not (tmp_path / "PWNED").exists()
