"""A git work tree: its top, the commits that refs name, and the names that git knows in it."""

import os
from collections.abc import Iterator
from typing import NamedTuple

from omsrisk.git.place import name_below, relative, top_of, work_tree_above
from omsrisk.git.program import Git, GitError, reasons
from omsrisk.git.tree import SUBMODULE, Tree
from omsrisk.real_paths import real_path
from omsrisk.scenario.reading.files import plain_name
from omsrisk.text import visible

__all__ = ["GitError", "Indexed", "Listing", "Repository"]


class Indexed(NamedTuple):
    """
    What git's index says of a name.

    Attributes:
        mode: Its mode.
        identity: The id of its content.
        is_sparse: Whether git leaves it out of the work tree.
    """

    mode: bytes
    identity: bytes
    is_sparse: bool


class Listing(NamedTuple):
    """
    The names of a work tree, from its top, but for what git is told to ignore.

    Attributes:
        indexed: What is in the index.
        others: Files that are not.
        nested: Folders that are repositories of their own, and in no index.
    """

    indexed: dict[str, Indexed]
    others: list[str]
    nested: list[str]


class Repository:
    """
    A git work tree.

    Attributes:
        top: Its top folder.
    """

    def __init__(self, folder: str) -> None:
        """
        Find the work tree that a folder lies in.

        Raises:
            GitError: There is no git, no work tree, or it is not to be trusted.
        """
        self.top = top_of(folder)
        _refuse_nested(self.top, folder)
        self._git = Git(self.top)
        found = self._git.run("rev-parse", "--show-toplevel", "--absolute-git-dir")
        if found.returncode:
            reason, *more = reasons(found)
            if "dubious ownership" in reason:
                hint = next((one for one in more if "safe.directory" in one), "")
                raise GitError(f"git does not trust this folder: {visible(reason)}", hint.strip())
            raise GitError(f"{visible(folder)} is in no git work tree", "run it in a clone")
        # whatever its settings say: it is the work tree that was found, and `.git` in it
        if (self.top, self._git_folder()) not in _pairs(found.stdout):
            raise GitError(
                f"{visible(folder)} is in no git work tree: git takes another folder for it",
                "look at `core.worktree` in its settings, and at its `.git`",
            )

    def _git_folder(self) -> str:
        """Find the folder of git's own: `.git`, or what that names where it is a file."""
        path = os.path.join(self.top, ".git")  # noqa: PTH118 - any text
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - as above
                named = os.fsdecode(file.read().removeprefix(b"gitdir: ").rstrip(b"\r\n"))
        except OSError:
            return real_path(path)
        return real_path(os.path.join(self.top, named))  # noqa: PTH118 - as above

    def commit(self, ref: str) -> str:
        """
        Find the commit that a ref names.

        Raises:
            GitError: There is no such ref.
        """
        if not ref or "\0" in ref:
            raise GitError("--against needs a ref", "such as main or origin/main")
        found = self._git.run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"
        )
        if found.returncode:
            hint = "fetch it, or name another: git branch --all"
            raise GitError(f"there is no ref `{visible(ref)}` in this repository", hint)
        return found.stdout.decode().strip()

    def merge_base(self, commit: str, ref: str) -> str:
        """
        Find the commit from which the work tree and a ref have gone apart.

        Raises:
            GitError: They have none in common, or the clone is too shallow to tell.
        """
        found = self._git.run("merge-base", commit, "HEAD")
        if not found.returncode:
            return found.stdout.decode().split("\n")[0]
        if self._git.ask("rev-parse", "--is-shallow-repository").strip() == b"true":
            raise GitError(
                f"this clone is shallow: it does not reach what it shares with `{visible(ref)}`",
                "fetch more: git fetch --unshallow, or `fetch-depth: 0` in CI; or take --exact",
            )
        raise GitError(
            f"HEAD and `{visible(ref)}` have no history in common",
            "compare them as they are: --exact",
        )

    def listing(self) -> Listing:
        """List the names of the work tree."""
        found = Listing({}, [], [])
        listed = self._git.ask("ls-files", "-z", "-t", "--stage", "--others", "--exclude-standard")
        for line in listed.split(b"\0"):
            kind, _, rest = line.partition(b" ")
            if kind == b"?":
                name = os.fsdecode(rest)
                (found.nested if name.endswith("/") else found.others).append(name.rstrip("/"))
            elif kind:
                head, _, name_bytes = rest.partition(b"\t")
                mode, identity, _ = head.split(b" ")
                found.indexed[os.fsdecode(name_bytes)] = Indexed(mode, identity, kind == b"S")
        return found

    def moved_submodules(self, listing: Listing, tree: Tree) -> list[str]:
        """List the submodules that are not at the commit at which they were."""
        now = {name: one.identity for name, one in listing.indexed.items() if one.mode == SUBMODULE}
        then = {name: one for name, (mode, one) in tree.entries.items() if mode == SUBMODULE}
        moved = {name for name in {*now, *then} if now.get(name) != then.get(name)}
        if now:
            # also where one stands elsewhere than the index says; what lies in it is left alone
            listed = self._git.ask("diff-files", "-z", "--name-only", "--no-ext-diff",
                                   "--ignore-submodules=dirty", "--", *sorted(now))  # fmt: skip
            moved |= {os.fsdecode(name) for name in listed.split(b"\0") if name}
        return sorted(moved)

    def at(self, commit: str) -> Tree:
        """Open the files of a commit."""
        return Tree(self._git, self.top, commit)

    def name_of(self, path: str) -> str:
        """
        Write a path of the file system from the top of the work tree, links left as they are.

        Raises:
            GitError: It lies elsewhere, or in a repository of its own.
        """
        found = name_below(self.top, path)
        if found is None or top_of(path) != self.top:
            raise GitError(f"{visible(path)} is not in the work tree {visible(self.top)}")
        return os.path.normpath(found).replace(os.sep, "/")

    def relative(self, path: str) -> str:
        """
        Write a path of the file system from the top of the work tree, links of today followed.

        Raises:
            GitError: It lies elsewhere.
        """
        found = relative(self.top, real_path(path))
        if found is None:
            raise GitError(f"{visible(path)} is not in the work tree {visible(self.top)}")
        return found

    def shown(self, name: str) -> str:
        """Write a path from the top of the work tree as one from the working folder."""
        if not name:
            return ""
        here = real_path(os.getcwd())  # noqa: PTH109 - any text
        shown = os.path.relpath(os.path.join(self.top, name), here)  # noqa: PTH118 - as above
        return plain_name(shown)


def _refuse_nested(top: str, folder: str) -> None:
    """
    Refuse a repository inside the work tree that omsrisk is called in.

    A folder that has become a submodule would be compared with a past of its own.
    """
    here = real_path(os.getcwd())  # noqa: PTH109 - any text
    if here == top or here.startswith(top + os.sep):
        return
    above = work_tree_above(top)
    if above is not None and (here == above or here.startswith(above + os.sep)):
        raise GitError(
            f"{visible(folder)} is a git repository of its own in the work tree {visible(above)}",
            "to compare what lies in it, call omsrisk there",
        )


def _pairs(printed: bytes) -> Iterator[tuple[str, str]]:
    """Split the two paths that git prints on a line each, wherever a name may hold a line break."""
    lines = printed.removesuffix(b"\n").split(b"\n")
    for at in range(1, len(lines)):
        both = (b"\n".join(lines[:at]), b"\n".join(lines[at:]))
        first, second = (real_path(os.fsdecode(one)) for one in both)
        yield first, second
