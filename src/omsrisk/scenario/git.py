"""Files as they were at a commit, read through git without a check-out."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import PurePosixPath
from types import TracebackType
from typing import NamedTuple, Self

from omsrisk.core.paths import real_path
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


_OF_ONE_REPOSITORY = frozenset(
    {
        *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_DIR"),
        *("GIT_EXTERNAL_DIFF", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE"),
        *("GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_SHALLOW_FILE"),
        "GIT_WORK_TREE",
    }
)
"""What git sets for its hooks: it would be taken for an answer about any folder."""

_MOST_LINKS = 40


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
        self._environment = _environment()
        found = self._run("rev-parse", "--show-toplevel")
        if found.returncode or not found.stdout.strip(b"\n"):
            reason, *more = _reasons(found)
            if "dubious ownership" in reason:
                hint = next((one for one in more if "safe.directory" in one), "")
                raise GitError(f"git does not trust this folder: {visible(reason)}", hint.strip())
            raise GitError(f"{visible(folder)} is in no git work tree", "run it in a clone")
        self.top = real_path(os.fsdecode(found.stdout.rstrip(b"\n")))
        self._folder = self.top
        self._environment |= self._without_filters()

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603 - git alone, and no name can be taken for an option
                self.command(*arguments), capture_output=True, check=False, env=self._environment
            )
        except OSError as error:
            if isinstance(error, FileNotFoundError):
                raise GitError("there is no git on this machine", "install git") from None
            raise GitError(f"git cannot run: {error.strerror}") from None

    def _git(self, *arguments: str, check: bool = True) -> bytes | None:
        done = self._run(*arguments)
        if done.returncode == 0:
            return done.stdout
        if check:
            raise GitError(f"git {arguments[0]} failed: {visible(_reasons(done)[0])}")
        return None

    def command(self, *arguments: str) -> list[str]:
        """Write a call of git that runs nothing of the repository's."""
        return ["git", *_SAFE, "-C", self._folder, *arguments]

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment of such a call."""
        return self._environment

    def _without_filters(self) -> dict[str, str]:
        """Give settings under which git runs no filter of the repository's on what it compares."""
        listed = self._git(
            "config", "--null", "--name-only", "--get-regexp", r"^filter\.", check=False
        )
        names = {os.fsdecode(one).rpartition(".")[0] for one in (listed or b"").split(b"\0") if one}
        settings = [
            (f"{name}.{key}", value)
            for name in sorted(names)
            for key, value in (("clean", ""), ("process", ""), ("required", "false"))
        ]
        given = self._environment.get("GIT_CONFIG_COUNT", "")
        first = int(given) if given.isdecimal() else 0
        found = {"GIT_CONFIG_COUNT": str(first + len(settings))}
        for at, (name, value) in enumerate(settings, first):
            found |= {f"GIT_CONFIG_KEY_{at}": name, f"GIT_CONFIG_VALUE_{at}": value}
        return found

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
            *("diff", "--name-status", "-z", "--find-renames", "--no-ext-diff", "--no-textconv"),
            *("--ignore-submodules=dirty", commit, "--"),
        )
        others = self._git("ls-files", "-z", "--others", "--exclude-standard") or b""
        found = list(_changed((listed or b"").split(b"\0")))
        found += [Changed("", os.fsdecode(name)) for name in others.split(b"\0") if name]
        return found

    def files(self) -> list[str]:
        """List the files of the work tree, from its top, but for what git is told to ignore."""
        listed = self._git("ls-files", "-z", "--cached", "--others", "--exclude-standard") or b""
        return sorted({os.fsdecode(name) for name in listed.split(b"\0") if name})

    def entries(self, commit: str) -> dict[str, tuple[bytes, bytes]]:
        """List mode and id of what a commit holds, by its path from the top."""
        found = {}
        for line in (self._git("ls-tree", "-r", "-z", "--full-tree", commit) or b"").split(b"\0"):
            head, tab, name = line.partition(b"\t")
            if tab:
                mode, _, identity = head.split(b" ")
                found[os.fsdecode(name)] = mode, identity
        return found

    def at(self, commit: str) -> "Tree":
        """Open the files of a commit."""
        return Tree(self, commit)

    def relative(self, path: str) -> str:
        """
        Write a path of the file system from the top of the work tree; a link to a folder is followed.

        Raises:
            GitError: It lies elsewhere.
        """
        found = _relative(self.top, real_path(path) if os.path.isdir(path) else path)  # noqa: PTH112 - any text
        if _leads_out(found):
            raise GitError(f"{visible(path)} is not in the work tree {visible(self.top)}")
        return found


def _environment() -> dict[str, str]:
    kept = {name: one for name, one in os.environ.items() if name not in _OF_ONE_REPOSITORY}
    return {**kept, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}


def _reasons(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """Give what git says about its failure, line by line; at least one."""
    return done.stderr.decode("utf-8", "replace").strip().split("\n")


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
    return os.path.relpath(os.path.join(real_path(folder), name), top)  # noqa: PTH118 - any text


def _leads_out(name: str) -> bool:
    return os.path.isabs(name) or name == os.pardir or name.startswith(f"..{os.sep}")  # noqa: PTH117 - any text


class Tree:
    """
    The files of one commit; use it in a `with` block, as git runs beside.

    Args:
        repository: The work tree.
        commit: The commit.
    """

    def __init__(self, repository: Repository, commit: str) -> None:
        self._repository = repository
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
            with suppress(BrokenPipeError):  # it may have ended before
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
            GitError: There was, and git cannot give it.
        """
        name = _relative(self._repository.top, path)
        found = None if _leads_out(name) else self._found(name.replace(os.sep, "/"))
        if found is None:
            raise CannotReadError(f"cannot read {visible(path)}: it was not there")
        return self._content(found, path)

    def has(self, name: str) -> bool:
        """Whether there was such a file or folder, by its path from the top."""
        name = name.replace(os.sep, "/")
        return name in self._entries or any(one.startswith(f"{name}/") for one in self._entries)

    @cached_property
    def _entries(self) -> dict[str, tuple[bytes, bytes]]:
        return self._repository.entries(self._commit)

    def _found(self, name: str) -> bytes | None:
        """Find the id of a file, links followed as long as they stay in the commit."""
        for _ in range(_MOST_LINKS):
            mode, identity = self._entries.get(name, (b"", b""))
            if mode.startswith(_FILE):
                return identity
            link = name if mode == _LINK else self._link_above(name)
            if link is None:
                return None
            target = os.fsdecode(self._content(self._entries[link][1], link))
            rest = PurePosixPath(name).relative_to(link)
            name = os.path.normpath(PurePosixPath(link).parent / target / rest)
            if _leads_out(name):
                return None
        return None

    def _link_above(self, name: str) -> str | None:
        above = (str(one) for one in PurePosixPath(name).parents)
        return next((one for one in above if self._entries.get(one, _NOTHING)[0] == _LINK), None)

    def _content(self, identity: bytes, path: str) -> bytes:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - as above
                self._repository.command("cat-file", "--batch"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=self._repository.environment,
            )
        process = self._process
        assert process.stdin is not None  # noqa: S101 - it was opened with pipes
        assert process.stdout is not None  # noqa: S101 - as above
        try:
            process.stdin.write(identity + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            pass  # told below, as it has no answer
        head = process.stdout.readline().split()
        if len(head) != 3 or head[1] != b"blob":  # noqa: PLR2004 - id, kind, size
            raise GitError(
                f"git cannot give {visible(path)} as it was",
                "the clone lacks it: git fetch --refetch, or git fsck",
            )
        size, left = int(head[2]), int(head[2]) + 1
        kept = process.stdout.read(min(size, MAX_BYTES + 1))
        left -= len(kept)
        while left > 0 and (passed := process.stdout.read(min(left, 1 << 16))):
            left -= len(passed)
        return kept


_FILE, _LINK = b"100", b"120000"
"""How the modes of files begin, and the mode of links."""
_NOTHING = (b"", b"")
