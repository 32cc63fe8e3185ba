"""Files as they were at a commit, read through git without a check-out."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import NamedTuple, Self

from omsrisk.core.text import visible
from omsrisk.errors import CannotReadError, OmsriskError
from omsrisk.scenario.reader import MAX_BYTES

_SAFE = (
    "--no-optional-locks",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.quotepath=false"),
)
"""What keeps git from running anything of the repository's, and from reading names as patterns."""


class GitError(OmsriskError):
    """Git cannot answer: it is not there, this is no repository, the ref is unknown."""


class Changed(NamedTuple):
    """
    A file that is not as it was.

    Attributes:
        old: Its path at the commit, from the top of the work tree; empty for a new file.
        new: Its path now; empty for a deleted one.
    """

    old: str
    new: str


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
            GitError: There is no git, or no work tree.
        """
        self._folder = folder
        found = self._git("rev-parse", "--show-toplevel", check=False)
        if found is None or not found.strip(b"\n"):
            raise GitError(f"{visible(folder)} is in no git work tree", "run it in a clone")
        self.top = os.path.realpath(os.fsdecode(found.rstrip(b"\n")))
        self._folder = self.top

    def _git(self, *arguments: str, check: bool = True) -> bytes | None:
        command = ["git", *_SAFE, "-C", self._folder, *arguments]
        environment = {**os.environ, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
        try:
            done = subprocess.run(  # noqa: S603 - git alone, and no name can be taken for an option
                command, capture_output=True, check=False, env=environment
            )
        except FileNotFoundError:
            raise GitError("there is no git on this machine", "install git") from None
        if done.returncode == 0:
            return done.stdout
        if check:
            reason = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
            raise GitError(f"git {arguments[0]} failed: {visible(reason)}")
        return None

    def commit(self, ref: str) -> str:
        """
        Find the commit that a ref names.

        Raises:
            GitError: There is no such ref.
        """
        if not ref or "\0" in ref:
            raise GitError("--against needs a ref", "such as main or origin/main")
        found = self._git(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}", check=False
        )
        if found is None:
            hint = "fetch it, or name another: git branch --all"
            raise GitError(f"there is no ref `{visible(ref)}` in this repository", hint)
        return found.decode().strip()

    def merge_base(self, commit: str, ref: str) -> str:
        """
        Find the commit from which the work tree and a ref have gone apart.

        Raises:
            GitError: They have none in common, or the clone is too shallow to tell.
        """
        found = self._git("merge-base", commit, "HEAD", check=False)
        if found is not None:
            return found.decode().split("\n")[0]
        shallow = (self._git("rev-parse", "--is-shallow-repository") or b"").strip() == b"true"
        if shallow:
            raise GitError(
                f"this clone is shallow: it does not reach what it shares with `{visible(ref)}`",
                "fetch more: git fetch --unshallow, or `fetch-depth: 0` in CI; or take --exact",
            )
        raise GitError(
            f"HEAD and `{visible(ref)}` have no history in common",
            "compare them as they are: --exact",
        )

    def changes(self, commit: str) -> list[Changed]:
        """List the files of the work tree that are not as they were at a commit."""
        listed = self._git(
            "diff", "--name-status", "-z", "--find-renames", "--no-ext-diff", commit, "--"
        )
        others = self._git("ls-files", "-z", "--others", "--exclude-standard") or b""
        found = list(_changed((listed or b"").split(b"\0")))
        found += [Changed("", os.fsdecode(name)) for name in others.split(b"\0") if name]
        return found

    def at(self, commit: str) -> "Tree":
        """Open the files of a commit."""
        return Tree(self.top, commit)

    def relative(self, path: str) -> str:
        """Write a path of the file system from the top of the work tree."""
        return _relative(self.top, path)


def _changed(fields: Sequence[bytes]) -> Iterator[Changed]:
    """Read the fields of `git diff --name-status -z`: a status, then one name or two."""
    names = iter(fields)
    for status in names:
        if not status:
            return
        first = os.fsdecode(next(names))
        kind = status[:1]
        if kind == b"R":
            yield Changed(first, os.fsdecode(next(names)))
        elif kind == b"C":
            yield Changed("", os.fsdecode(next(names)))
        else:
            yield Changed("" if kind == b"A" else first, "" if kind == b"D" else first)


def _relative(top: str, path: str) -> str:
    folder, name = os.path.split(os.path.abspath(path))  # noqa: PTH100 - links of the name itself stay
    return os.path.relpath(os.path.join(os.path.realpath(folder), name), top)  # noqa: PTH118 - any text


class Tree:
    """
    The files of one commit; use it in a `with` block, as git runs beside.

    Args:
        top: The top folder of the work tree.
        commit: The commit.
    """

    def __init__(self, top: str, commit: str) -> None:
        self._top = top
        self._commit = commit
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Give itself; git starts when the first file is asked for."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let git end."""
        if self._process is not None:
            assert self._process.stdin is not None  # noqa: S101 - it was opened with pipes
            assert self._process.stdout is not None  # noqa: S101 - as above
            self._process.stdin.close()
            self._process.stdout.close()
            self._process.wait()

    def read(self, path: str) -> bytes:
        """
        Read a file as it was, up to one byte more than a scenario may have.

        Args:
            path: As a path of the file system, whether anything is there now or not.

        Raises:
            CannotReadError: There was no such file.
        """
        name = _relative(self._top, path)
        content = None if name.startswith("..") or "\n" in name else self._blob(name)
        if content is None:
            raise CannotReadError(f"cannot read {visible(path)}: it was not there")
        return content

    def _blob(self, name: str) -> bytes | None:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - as above
                ["git", *_SAFE, "-C", self._top, "cat-file", "--batch"],  # noqa: S607 - the git of the user's own path
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        process = self._process
        assert process.stdin is not None  # noqa: S101 - it was opened with pipes
        assert process.stdout is not None  # noqa: S101 - as above
        spec = os.fsencode(name).replace(os.fsencode(os.sep), b"/")
        process.stdin.write(self._commit.encode() + b":" + spec + b"\n")
        process.stdin.flush()
        head = process.stdout.readline().rsplit(b" ", 2)
        if len(head) < 3 or not head[2].strip().isdigit():  # noqa: PLR2004 - id, kind, size
            return None
        size, left = int(head[2]), int(head[2]) + 1
        kept = process.stdout.read(min(size, MAX_BYTES + 1))
        left -= len(kept)
        while left > 0 and (passed := process.stdout.read(min(left, 1 << 16))):
            left -= len(passed)
        return kept if head[1] == b"blob" else None
