"""The contents that git holds, read by their ids from one process."""

import subprocess
from contextlib import suppress
from types import TracebackType
from typing import Self

from omsrisk.git.program import Git, GitError
from omsrisk.scenario.reading.reader import MAX_BYTES
from omsrisk.text import visible


class Objects:
    """
    Contents by id; use it in a `with` block, as git runs beside.

    Args:
        git: Git in the work tree.
    """

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Return itself; git starts when the first content is asked for."""
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

    def content(self, identity: bytes, name: str) -> bytes:
        """
        Read a content, up to one byte more than a scenario may have.

        Args:
            identity: Its id.
            name: What it is called in a message.

        Raises:
            GitError: Git cannot give it.
        """
        if self._process is None:
            self._process = self._git.start("cat-file", "--batch")
        process = self._process
        assert process.stdin is not None  # noqa: S101 - it was opened with pipes
        assert process.stdout is not None  # noqa: S101 - as above
        with suppress(BrokenPipeError):  # told below, as it has no answer
            process.stdin.write(identity + b"\n")
            process.stdin.flush()
        head = process.stdout.readline().split()
        if len(head) != 3 or head[1] != b"blob":  # noqa: PLR2004 - id, kind, size
            raise GitError(
                f"git cannot give {visible(name)} as it was",
                "the clone lacks it, and nothing is fetched: git fetch --refetch, or git fsck",
            )
        size, left = int(head[2]), int(head[2]) + 1
        kept = process.stdout.read(min(size, MAX_BYTES + 1))
        left -= len(kept)
        while left > 0 and (passed := process.stdout.read(min(left, 1 << 16))):
            left -= len(passed)
        return kept
