"""Folders nested deeper than Python calls functions, paths longer than a system takes, and links."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.program import Program, small
from tests.support.work_tree import WorkTree

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and path lengths of POSIX")

DEEP = 1000


def nest(top: Path, name: str, text: str) -> None:
    """Nest folders in a folder, step by step, as a path of that length could not be named."""
    top.mkdir()
    here = os.open(top, os.O_RDONLY)
    for _ in range(DEEP):
        os.mkdir(name, dir_fd=here)
        deeper = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    handle = os.open("deep.yaml", os.O_CREAT | os.O_WRONLY, dir_fd=here)
    os.write(handle, text.encode())
    os.close(handle)
    os.close(here)


@pytest.fixture
def deep(program: Program) -> Iterator[Program]:
    """Nest a scenario a thousand folders deep: with short names, and with long ones."""
    nest(program.folder / "short", "d", small("Deep"))
    nest(program.folder / "long", "n" * 100, small("Deep"))
    yield program
    for name in ("short", "long"):
        flatten(program.folder / name)


def flatten(top: Path) -> None:
    """Remove nested folders, which the standard library does by recursion."""
    while inner := [one for one in top.iterdir() if one.is_dir()]:
        kept = top.with_name(f"{top.name}-inner")
        inner[0].rename(kept)
        shutil.rmtree(top)
        kept.rename(top)
    shutil.rmtree(top)


WALKS = [  # arguments before the folder, exit code, what is printed
    (["calc"], 0, "36,000.00"),
    (["check", "--select=GOV001"], 1, "deep.yaml"),
    (["check", "--select=GOV001", "--workers=2"], 1, "deep.yaml"),
    (["calc", "retailer.yaml"], 0, "36,000.00"),
]


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: " ".join(walk[0]))
def test_a_deep_folder_is_walked(deep: Program, walk: tuple[list[str], int, str]) -> None:
    """A scenario is found however deep it lies."""
    arguments, code, printed = walk
    run = deep(*arguments, "short")
    assert run.code == code
    assert printed in run.out


@pytest.mark.parametrize("command", ["calc", "check", "tornado"])
def test_a_path_that_is_too_long_is_told(deep: Program, command: str) -> None:
    """What the system cannot name was not looked at: exit 2, in a line that can be read."""
    run = deep(command, "long")
    assert run.code == 2
    told = (run.out + run.err).splitlines()[0]
    assert told.startswith("error: cannot read long/nnn")
    assert told.endswith("...nnn".join(["", "n" * 77]) + ": file name too long")
    both = deep("calc", "long", "retailer.yaml")
    assert both.code == 2
    assert "625,800.00" in both.out, "what can be had is priced all the same"


def test_a_pattern_over_a_deep_folder(deep: Program) -> None:
    """A pattern that cannot be followed that deep is told, with what to do instead."""
    run = deep("calc", "short/**/*.yaml")
    assert run.code == 2
    assert "nested too deep for a pattern" in run.err
    assert "name the folder itself" in run.err


def test_diff_of_a_deep_folder(tmp_path: Path) -> None:
    """A change is found however deep it lies."""
    tree = WorkTree.made(tmp_path / "tree")
    nest(tree.folder / "short", "d", small("Deep"))
    try:
        run = tree.diff("short", "-f", "json")
        assert run.code == 0
        assert [one["status"] for one in run.json["files"]] == ["new"]
    finally:
        flatten(tree.folder / "short")


def test_a_chain_of_links_is_told(program: Program) -> None:
    """A chain of links that no system follows is not read, and is no bug; a walk passes it by."""
    (program.folder / "chain").mkdir()
    for number in range(2 * DEEP):
        (program.folder / f"chain/{number}.yaml").symlink_to(f"{number + 1}.yaml")
    (program.folder / f"chain/{2 * DEEP}.yaml").write_text(small("End"), encoding="utf-8")
    program.file("child.yaml", f"{small()}extends: chain/0.yaml\n")
    for command in ("calc", "check"):
        run = program(command, "chain/0.yaml")
        assert run.code == 2
        assert "too many levels of symbolic links" in run.err + run.out
        child = program(command, "child.yaml")
        assert child.code == 1
        assert "SCN201" in child.err + child.out
    assert program("calc", "chain").code == 0


def test_links_in_circles_end(program: Program) -> None:
    """A walk follows no link to a folder, so that circles end; a scenario in them is found once."""
    program.file("tree/inner/a.yaml", small("A"))
    (program.folder / "tree/inner/up").symlink_to("..")
    (program.folder / "tree/round").symlink_to("tree")
    (program.folder / "tree/one").symlink_to("two")
    (program.folder / "tree/two").symlink_to("one")
    run = program("calc", "tree", "--format", "csv")
    assert run.code == 0
    assert {line.partition(",")[0] for line in run.out.splitlines()[1:]} == {"tree/inner/a.yaml"}
