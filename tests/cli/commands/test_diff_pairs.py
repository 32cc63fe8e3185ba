"""Which files `omsrisk diff` compares, in real git repositories: whatever a change does to names."""

import hashlib
import os
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from omsrisk.checks.changes.pairs import FilePairs, pairs_of
from omsrisk.git.repository import Repository
from omsrisk.git.work_files import WorkFiles
from tests.support.program import small
from tests.support.work_tree import CLEAN, WorkTree

if shutil.which("git") is None:
    pytest.skip("git is not installed", allow_module_level=True)

CASE = "cases/oms.yaml"
SCENARIO = small("Case")
DEARER = SCENARIO.replace("days: 3", "days: 4")
"""12,000 more."""
BARE = SCENARIO.replace("omsrisk: 1\n", "")
LARGE = "# padding\n" * 120_000

posix = pytest.mark.skipif(os.name != "posix", reason="links and such names are POSIX")


@pytest.fixture
def tree(tmp_path: Path) -> WorkTree:
    """Make a work tree whose `main` holds a case, and switch to a branch."""
    tree = WorkTree.made(tmp_path / "tree")
    tree.write(CASE, SCENARIO)
    tree.branch()
    return tree


def rebase(tree: WorkTree) -> None:
    """Let what there is be what `main` holds, and go on from there."""
    tree.commit()
    tree.git("branch", "--force", "main", "HEAD")


@pytest.fixture
def looked(tree: WorkTree, monkeypatch: pytest.MonkeyPatch) -> "Looked":
    """Look at the pairs themselves: what is printed of them is tested with the reports."""
    for name, value in CLEAN.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tree.folder)
    return Looked()


class Looked:
    """Finds the pairs of a work tree and `main`."""

    def __call__(self, *paths: str) -> FilePairs:
        """Find them."""
        repository = Repository(".")
        with repository.at(repository.commit("main")) as tree:
            listing = repository.listing()
            work = WorkFiles(repository, tree, listing)
            return pairs_of(repository, tree, work, listing, paths or (".",))

    def gone(self, *paths: str) -> dict[str, str]:
        """Say of each scenario that is gone why."""
        return {one.old: one.cause for one in self(*paths).found if not one.new}

    def names(self, *paths: str) -> list[tuple[str, str]]:
        """List what is compared."""
        return [(one.old, one.new) for one in self(*paths).found]


def files(tree: WorkTree, *arguments: str) -> list[dict[str, Any]]:
    """List what is shown as compared."""
    run = tree.diff("-f", "json", *arguments)
    assert run.code in {0, 1}, run.err
    found: list[dict[str, Any]] = run.json["files"]
    return found


def change(tree: WorkTree, *arguments: str) -> tuple[str, str, str]:
    """Say of the one file that is compared its name, what became of it, and what it costs more."""
    [file] = files(tree, *arguments)
    is_priced = file["status"] == "changed"
    more = file["totals"]["net_exposure"]["change"] if is_priced else ""
    return file["file"], file["status"], str(more)


# Links


@posix
@pytest.mark.parametrize("asked", [".", "cases", CASE])
@pytest.mark.parametrize("target", ["real", "_real"])
def test_a_folder_becomes_a_link(tree: WorkTree, target: str, asked: str) -> None:
    """What a path was is looked for in the old tree, what it is through the new link."""
    tree.git("mv", "cases", target)
    (tree.folder / "cases").symlink_to(target)
    tree.write(f"{target}/oms.yaml", DEARER)
    tree.commit()
    name, status, more = change(tree, "--", asked)
    assert (status, more) == ("changed", "12000.00")
    assert name in {f"{target}/oms.yaml", CASE}


@posix
def test_a_link_that_no_walk_follows(tree: WorkTree, looked: Looked) -> None:
    """Behind a link to a hidden folder a scenario is compared, and said to leave what is walked."""
    tree.git("mv", "cases", "_real")
    (tree.folder / "cases").symlink_to("_real")
    [pair] = looked(".").found
    assert (pair.old, pair.new, pair.leaves) == (CASE, CASE, True)
    [asked] = looked("cases").found
    assert (asked.old, asked.new, asked.leaves) == (CASE, "_real/oms.yaml", False)


@posix
@pytest.mark.parametrize("asked", [".", "cases"])
@pytest.mark.parametrize("target", ["real", "_real"])
def test_a_link_becomes_a_folder(tree: WorkTree, target: str, asked: str) -> None:
    """The other way round it is the old tree that has the link."""
    tree.git("mv", "cases", target)
    (tree.folder / "cases").symlink_to(target)
    rebase(tree)
    (tree.folder / "cases").unlink()
    tree.git("mv", target, "cases")
    tree.write(CASE, DEARER)
    assert change(tree, "--", asked) == (CASE, "changed", "12000.00")


@posix
def test_a_base_is_found_through_the_links_that_there_were(tree: WorkTree) -> None:
    """Of two folders, of which one is a link to the other now, each had a base of its own."""
    for folder, days in (("a", 9), ("b", 3)):
        tree.write(f"{folder}/_base.yaml", BARE.replace("days: 3", f"days: {days}"))
        tree.write(f"{folder}-case.yaml", f"omsrisk: 1\nextends: {folder}/_base.yaml\n")
    rebase(tree)
    shutil.rmtree(tree.folder / "b")
    (tree.folder / "b").symlink_to("a")
    assert change(tree) == ("b-case.yaml", "changed", "72000.00")
    tree.replace("a/_base.yaml", "days: 9", "days: 10")
    changes = {one["file"]: one["totals"]["net_exposure"]["change"] for one in files(tree)}
    assert changes == {"a-case.yaml": 12000, "b-case.yaml": 84000}


@posix
def test_a_file_becomes_a_link(tree: WorkTree, looked: Looked) -> None:
    """A link to a file is what it leads to; one that leads out of the tree is not read."""
    tree.write("_other.yaml", DEARER)
    path = tree.folder / CASE
    path.unlink()
    path.symlink_to("../_other.yaml")
    assert change(tree) == (CASE, "changed", "12000.00")
    for target in ("/etc/hostname", "../../outside.yaml", "../.git/config"):
        path.unlink()
        path.symlink_to(target)
        (tree.folder.parent / "outside.yaml").write_text(DEARER, encoding="utf-8")
        assert "link that leads out" in looked.gone()[CASE]
    path.unlink()
    path.symlink_to("nowhere.yaml")
    assert looked.gone() == {CASE: "it cannot be read: no such file or directory"}


@posix
def test_the_target_of_a_link_changes(tree: WorkTree) -> None:
    """A link that leads elsewhere now is what it leads to."""
    tree.write("_other.yaml", DEARER)
    tree.write("_same.yaml", SCENARIO)
    (tree.folder / "link.yaml").symlink_to(CASE)
    rebase(tree)
    (tree.folder / "link.yaml").unlink()
    (tree.folder / "link.yaml").symlink_to("_same.yaml")
    assert files(tree) == []
    (tree.folder / "link.yaml").unlink()
    (tree.folder / "link.yaml").symlink_to("_other.yaml")
    assert change(tree) == ("link.yaml", "changed", "12000.00")


@posix
def test_a_link_becomes_a_file_that_names_its_target(tree: WorkTree, looked: Looked) -> None:
    """Git holds the same bytes for both; the one is a scenario, the other a line of text."""
    (tree.folder / "link.yaml").symlink_to(CASE)
    rebase(tree)
    (tree.folder / "link.yaml").unlink()
    tree.write("link.yaml", CASE)
    assert list(looked.gone()) == ["link.yaml"]


# Names


RENAMED = [  # the new name, why the row is there
    ("cases/oms.json", "that is not called YAML"),
    ("cases/other.json", "neither name is the same"),
    ("cases/Oms.yaml", "in letters of another size"),
    ("cases/sub/oms.yml", "into a folder"),
    ("elsewhere/moved.yaml", "elsewhere"),
    ("cases/ö n.yaml", "with a blank and an umlaut"),
]


@pytest.mark.parametrize("case", RENAMED, ids=lambda case: case[-1])
def test_renamed(tree: WorkTree, case: tuple[str, str]) -> None:
    """It is found under each new name, whatever was asked, and compared."""
    (tree.folder / case[0]).parent.mkdir(exist_ok=True)
    tree.git("mv", CASE, case[0])
    tree.write(case[0], DEARER)
    for asked in (".", "cases"):
        [file] = files(tree, "--", asked)
        assert (file["file"], file["old_file"]) == (case[0], CASE)
        assert file["totals"]["net_exposure"]["change"] == 12000


HIDDEN = ["cases/_oms.yaml", "cases/_archive/oms.yaml", "cases/.oms.yaml", "_x/case.yaml"]


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize("text", [SCENARIO, DEARER], ids=["same", "dearer"])
def test_renamed_to_where_no_walk_looks(tree: WorkTree, looked: Looked, name: str, text: str) -> None:
    """It is gone, and the cause says where."""
    (tree.folder / name).parent.mkdir(exist_ok=True)
    tree.git("mv", CASE, name)
    tree.write(name, text)
    for asked in (".", "cases"):
        cause = looked.gone(asked)[CASE]
        assert cause == f"renamed to {name}: a walk passes over names that begin with `.` or `_`"
    assert change(tree)[:2] == (CASE, "deleted")


def test_a_name_that_ends_otherwise(tree: WorkTree, looked: Looked) -> None:
    """A change of which either name is YAML counts; that no walk finds one of them is told."""
    tree.git("mv", CASE, "cases/oms.json")
    [pair] = looked().found
    assert (pair.new, pair.leaves, pair.enters) == ("cases/oms.json", True, False)
    assert "only names that end in .yaml or .yml" in pair.cause
    rebase(tree)
    tree.git("mv", "cases/oms.json", CASE)
    tree.write(CASE, DEARER)
    [pair] = looked().found
    assert (pair.old, pair.new) == ("cases/oms.json", CASE)
    assert (pair.leaves, pair.enters) == (False, True)
    assert change(tree) == (CASE, "changed", "12000.00")


def test_a_folder_that_is_asked_for_is_walked(tree: WorkTree, looked: Looked) -> None:
    """A name that begins with `_` is walked where it is named, and a file of any name compared."""
    tree.write("_archive/old.yaml", SCENARIO)
    tree.write("_archive/_base.yaml", SCENARIO)
    tree.write("notes/case.txt", SCENARIO)
    rebase(tree)
    for name in ("_archive/old.yaml", "_archive/_base.yaml", "notes/case.txt"):
        tree.write(name, DEARER)
    assert looked.names() == []
    assert looked.names("_archive") == [("_archive/old.yaml", "_archive/old.yaml")]
    named = ("_archive/_base.yaml", "notes/case.txt")
    assert looked.names(*named) == [(name, name) for name in named]
    tree.git("mv", CASE, "cases/oms.json")
    [pair] = looked(CASE, "cases/oms.json").found
    assert (pair.old, pair.new, pair.leaves) == (CASE, "cases/oms.json", True)


@posix
def test_two_ways_to_write_one_letter(tree: WorkTree, looked: Looked) -> None:
    """A name in another normal form of Unicode is another name of the same file."""
    composed, apart = (unicodedata.normalize(form, "größe.yaml") for form in ("NFC", "NFD"))
    tree.git("mv", CASE, composed)
    rebase(tree)
    tree.git("mv", composed, apart)
    assert looked.names() == [(composed, apart)]


@posix
@pytest.mark.parametrize("name", [b"caf\xe9.yaml", b"a\nb.yaml", b"-c.yaml", b"a\\b.yaml"])
def test_odd_names(tree: WorkTree, looked: Looked, name: bytes) -> None:
    """Bytes that are not UTF-8, and a line break, are part of a name as any other."""
    tree.git("mv", "--", CASE, b"cases/" + name)
    tree.git("commit", "--quiet", "--message", "odd")
    assert looked.names() == [(CASE, f"cases/{os.fsdecode(name)}")]


def test_a_file_becomes_a_folder_and_back(tree: WorkTree, looked: Looked) -> None:
    """What is in a folder of that name is another file, which may be what became of it."""
    (tree.folder / CASE).unlink()
    tree.write(f"{CASE}/inner.yaml", DEARER)
    tree.write(f"{CASE}/notes.txt", "x")
    assert looked.names() == [(CASE, f"{CASE}/inner.yaml")]
    rebase(tree)
    shutil.rmtree(tree.folder / CASE)
    tree.write(CASE, SCENARIO)
    assert looked.names() == [(f"{CASE}/inner.yaml", CASE)]
    rebase(tree)
    (tree.folder / CASE).unlink()
    tree.write(f"{CASE}/notes.txt", "x")
    assert looked.gone() == {CASE: "a folder has its name now"}


# Much of it new, and many


COMMENT = "".join(f"# line {at} of a long explanation\n" for at in range(9))


def test_renamed_with_much_of_it_new(tree: WorkTree) -> None:
    """Comments do not count, and a part of what does may be new."""
    tree.git("rm", "--quiet", CASE)
    tree.write("cases/new.yaml", COMMENT + DEARER.replace("\n", "  # a note\n") + COMMENT)
    assert change(tree) == ("cases/new.yaml", "changed", "12000.00")


def test_a_thousand_renames(tree: WorkTree, looked: Looked) -> None:
    """Each of a thousand is found, renamed and dearer, among others that are nearly the same."""
    for at in range(1000):
        tree.write(f"many/case-{at}.yaml", small(f"Case {at}"))
    rebase(tree)
    tree.git("config", "diff.renames", "false")
    tree.git("config", "diff.renameLimit", "1")
    shutil.rmtree(tree.folder / "many")
    names = {at: f"many/x{at * 7919 % 1009}.yaml" for at in range(1000)}
    for at, name in names.items():
        tree.write(name, small(f"Case {at}").replace("days: 3", "days: 4"))
    assert sorted(looked.names()) == sorted((f"many/case-{at}.yaml", names[at]) for at in names)


def test_what_has_nothing_in_common_is_not_brought_together(tree: WorkTree, looked: Looked) -> None:
    """A deleted file and an unrelated new one are just that."""
    (tree.folder / CASE).unlink()
    tree.write("new.yaml", (tree.folder / "retailer.yaml").read_text(encoding="utf-8"))
    assert looked.names() == [(CASE, ""), ("", "new.yaml")]


def test_one_that_went_and_one_that_came(tree: WorkTree) -> None:
    """What stays behind without the marker is no counterpart: the copy that has it is compared."""
    tree.write("cases/copy.yaml", DEARER)
    tree.write(CASE, BARE)
    assert change(tree) == ("cases/copy.yaml", "changed", "12000.00")


def test_a_copy_is_new(tree: WorkTree, looked: Looked) -> None:
    """A file whose content another one still has is new."""
    tree.write("cases/copy.yaml", SCENARIO)
    assert looked.names() == [("", "cases/copy.yaml")]


# Scenarios that are no longer, or hardly to be seen


POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n"

VANISHED = [  # what the file holds now, a word of the cause, why the row is there
    (BARE, "the key `omsrisk` is gone", "without the marker"),
    (SCENARIO.replace("omsrisk", "# omsrisk"), "the key `omsrisk` is gone", "with it in a comment"),
    ("name: x\nnested:\n  omsrisk: 1\n", "the key `omsrisk` is gone", "with it further in"),
    ("", "empty", "empty"),
    (POINTER.format("0" * 64, 9), "Git LFS pointer", "a pointer"),
]


@pytest.mark.parametrize("case", VANISHED, ids=lambda case: case[-1])
def test_no_longer_a_scenario(tree: WorkTree, looked: Looked, case: tuple[str, str, str]) -> None:
    """It is gone, with the cause, and is never as if it had not been there."""
    tree.write(CASE, case[0])
    assert case[1] in looked.gone()[CASE]
    assert change(tree)[:2] == (CASE, "deleted")


def test_deleted(tree: WorkTree, looked: Looked) -> None:
    """A file that is not there, and one that git is told to forget, are gone."""
    (tree.folder / CASE).unlink()
    assert looked.gone() == {CASE: "deleted"}
    tree.git("rm", "--quiet", "--cached", CASE)
    tree.write(CASE, SCENARIO)
    tree.write(".git/info/exclude", "cases/\n")
    assert looked.gone() == {CASE: "git is told to ignore it now"}


@posix
def test_no_file_any_more(tree: WorkTree, looked: Looked) -> None:
    """A pipe does not block, and what may not be read is gone."""
    path = tree.folder / CASE
    path.unlink()
    os.mkfifo(path)
    assert looked.gone() == {CASE: "it cannot be read: a named pipe, not a regular file"}
    assert change(tree)[:2] == (CASE, "deleted")


STILL = [  # the file now, the status, why the row is there
    ("".join(f"  {line}\n" for line in DEARER.splitlines()), "changed", "indented"),
    (DEARER.replace("omsrisk: 1", "? omsrisk\n: 1"), "changed", "an explicit key"),
    (DEARER.replace("omsrisk: 1", '"omsr\\u0069sk": 1'), "changed", "with an escape"),
    (DEARER.replace("\n", "\r\n"), "changed", "with other line ends"),
    (DEARER.encode("utf-16"), "invalid", "in UTF-16"),
    (LARGE + DEARER, "invalid", "behind a long comment"),
    (LARGE + BARE, "invalid", "behind a long comment, and without the marker"),
    ("omsrisk: 1\norders: [\n", "invalid", "that is not YAML"),
    ("  omsrisk: 1\n  orders: [\n", "invalid", "indented, and not YAML"),
]


@pytest.mark.parametrize("case", STILL, ids=lambda case: case[-1])
def test_still_a_scenario(tree: WorkTree, case: tuple[str | bytes, str, str]) -> None:
    """However the marker is written: it is compared, or not valid, which fails."""
    text, status, _ = case
    tree.write(CASE, text)
    assert change(tree)[:2] == (CASE, status)
    if status == "changed":
        assert change(tree)[2] == "12000.00"
    else:
        assert tree.diff().code == 1


def test_pointers_of_git_lfs(tree: WorkTree, looked: Looked) -> None:
    """What a pointer stands for is compared by its digest; two pointers are told, not passed over."""
    digest = hashlib.sha256(SCENARIO.encode()).hexdigest()
    tree.write(CASE, POINTER.format(digest, len(SCENARIO)))
    rebase(tree)
    tree.write(CASE, SCENARIO)
    assert looked.names() == []
    tree.write(CASE, DEARER)
    assert change(tree)[:2] == (CASE, "invalid before")
    tree.write(CASE, POINTER.format("0" * 64, 9))
    found = looked()
    assert found.found == ()
    [note] = found.notes
    assert CASE in note
    assert "not compared" in note
    assert f"{note}.\n" in tree.diff().out


# What git believes


def test_what_is_told_to_git_does_not_hide_a_change(tree: WorkTree, looked: Looked) -> None:
    """Bits of the index, attributes and settings hide a change from `git diff`, and not here."""
    tree.write(".gitattributes", "*.yaml -diff ident eol=crlf linguist-generated merge=ours\n")
    tree.write(".gitignore", "cases/\n*.yaml\n")
    tree.git("add", "--force", ".gitattributes", ".gitignore")
    for name, value in {
        "core.ignorecase": "true",
        "core.fileMode": "false",
        "core.bigFileThreshold": "1",
        "core.trustctime": "false",
        "core.checkStat": "minimal",
        "core.attributesFile": ".gitattributes",
        "core.excludesFile": ".gitignore",
        "core.quotepath": "true",
        "core.untrackedCache": "true",
        "diff.orderFile": "/dev/null",
        "diff.ignoreSubmodules": "all",
        "status.showUntrackedFiles": "no",
    }.items():
        tree.git("config", name, value)
    tree.git("update-index", "--assume-unchanged", CASE)
    tree.git("update-index", "--skip-worktree", "retailer.yaml")
    before = (tree.folder / CASE).stat()
    tree.write(CASE, DEARER)
    os.utime(tree.folder / CASE, ns=(before.st_atime_ns, before.st_mtime_ns))
    tree.dearer()
    assert looked.names() == [(CASE, CASE), ("retailer.yaml", "retailer.yaml")]


def test_a_replaced_commit_and_grafts_change_nothing(tree: WorkTree) -> None:
    """The baseline is what the commit holds, not what a clone puts in its place."""
    first = tree.commit()
    tree.write(CASE, DEARER)
    second = tree.commit()
    tree.git(
        "replace", tree.git("rev-parse", f"{first}:{CASE}"), tree.git("rev-parse", f"{second}:{CASE}")
    )
    tree.git("replace", tree.git("rev-parse", "main"), second)
    assert change(tree) == (CASE, "changed", "12000.00")


def test_line_ends_and_modes_are_no_change(tree: WorkTree, looked: Looked) -> None:
    """A check-out with other line ends, or a bit that lets it run, holds what it held."""
    tree.write(CASE, SCENARIO.replace("\n", "\r\n"))
    (tree.folder / CASE).chmod(0o755)
    assert looked.names() == []


def test_sha256(tmp_path: Path) -> None:
    """A repository whose ids are longer is read alike."""
    tree = WorkTree(tmp_path)
    tree.git("init", "--quiet", "--initial-branch=main", "--object-format=sha256")
    tree.write(CASE, SCENARIO)
    tree.write("other.yaml", SCENARIO)
    tree.branch()
    tree.write(CASE, DEARER)
    assert change(tree) == (CASE, "changed", "12000.00")


def test_a_submodule_is_told(tree: WorkTree, looked: Looked, tmp_path: Path) -> None:
    """One that stands at another commit is told, in the index or not, and is not entered."""
    other = WorkTree.made(tmp_path / "other")
    tree.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
             str(other.folder), "cases/sub")  # fmt: skip
    tree.write("case.yaml", "omsrisk: 1\nextends: cases/sub/retailer.yaml\n")
    rebase(tree)
    assert looked() == ((), (), looked().scenarios)
    tree.write(".gitmodules", (tree.folder / ".gitmodules").read_text("utf-8") + "\tignore = all\n")
    inside = WorkTree(tree.folder / "cases/sub")
    inside.dearer()
    inside.commit()
    told = "the submodule cases/sub stands at another commit: what lies in it is not compared"
    for _ in range(2):
        found = looked()
        assert found.notes == (told,)
        assert [(one.old, one.new) for one in found.found] == [("case.yaml", "case.yaml")]
        tree.commit()
    assert f"{told}.\n" in tree.diff().out
    assert change(tree)[:2] == ("case.yaml", "invalid before")
    assert tree.diff("--", "cases/sub").code == 2


def test_a_repository_of_its_own_is_told(tree: WorkTree, looked: Looked) -> None:
    """A repository that lies in the tree and is not part of it is not entered."""
    WorkTree.made(tree.folder / "cases/nested")
    found = looked()
    assert found.found == ()
    assert found.notes == (
        "cases/nested is a git repository of its own: what lies in it is not compared",
    )


def test_a_sparse_checkout(tree: WorkTree, looked: Looked) -> None:
    """What a sparse check-out leaves out is not deleted: it is read from git's index."""
    tree.write("bases/_base.yaml", BARE)
    tree.write("kept/case.yaml", "omsrisk: 1\nextends: ../bases/_base.yaml\n")
    rebase(tree)
    tree.write(CASE, DEARER)
    tree.commit()
    tree.git("sparse-checkout", "set", "kept")
    assert not (tree.folder / CASE).exists()
    assert looked.names() == [(CASE, CASE)]
    assert "sparse" in looked().notes[0]
    assert change(tree) == (CASE, "changed", "12000.00")
    assert change(tree, "--", "cases") == (CASE, "changed", "12000.00")
    tree.write("bases/_base.yaml", BARE.replace("days: 3", "days: 4"))
    assert looked.names() == [(CASE, CASE), ("kept/case.yaml", "kept/case.yaml")]


# Bases


BASES = [  # the base, why the row is there
    ("_base.yaml", "beside it"),
    (".hidden/base.yaml", "in a hidden folder"),
    ("_bases/base.txt", "not called YAML"),
]


@posix
@pytest.mark.parametrize("case", BASES, ids=lambda case: case[-1])
def test_a_base(tree: WorkTree, looked: Looked, case: tuple[str, str]) -> None:
    """A scenario is compared where what it rests on changes, goes, or is a link to another."""
    base = case[0]
    tree.write(base, BARE)
    tree.write("_other.yaml", BARE.replace("days: 3", "days: 4"))
    (tree.folder / "_link.yaml").symlink_to(base)
    text = f"omsrisk: 1\nextends: ../{base}\n"
    tree.write("on/it.yaml", text)
    tree.write("on/link.yaml", "omsrisk: 1\nextends: ../_link.yaml\n")
    rebase(tree)
    assert looked.names() == []
    both = [(name, name) for name in ("on/it.yaml", "on/link.yaml")]
    tree.replace(base, "days: 3", "days: 4")
    assert looked.names("on") == both
    (tree.folder / base).unlink()
    assert looked.names("on") == both
    (tree.folder / base).symlink_to(tree.folder / "_other.yaml")
    assert looked.names("on/it.yaml") == both[:1]
    tree.git("checkout", "--quiet", "--", base)
    (tree.folder / "_link.yaml").unlink()
    (tree.folder / "_link.yaml").symlink_to("_other.yaml")
    assert looked.names("on") == both[1:]
