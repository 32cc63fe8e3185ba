"""
Running git: found where the machine has it, and told to run and to fetch nothing.

A repository can name programs in many places: monitors, hooks, filters, drivers, ways to fetch. Only
plumbing is called here that has no use for most of them, and the rest is switched off: by settings
of the command line, which stand over those of every file, and by an environment from which all is
gone that could point git elsewhere. A git that is too old to know one of the settings ignores it;
then one of the others holds: without a protocol that is allowed, nothing can be fetched.
"""

import os
import subprocess
from collections.abc import Mapping

from omsrisk.errors import OmsriskError
from omsrisk.text import visible

_SAFE = (
    "--no-pager",
    "--no-optional-locks",
    "--no-replace-objects",
    "--literal-pathspecs",
    *("-c", "safe.bareRepository=explicit"),
    # nothing, not `false`: before git 2.36 that was the name of a program
    *("-c", "core.fsmonitor="),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.quotepath=false"),
)

_OURS = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_GRAFT_FILE": os.devnull,
}

_KEPT = ("GIT_CONFIG_", "GIT_EXEC_PATH", "GIT_TEST_ASSUME_DIFFERENT_OWNER")
"""How the names begin of what is kept: the user's own settings, `safe.directory` among them."""


class GitError(OmsriskError):
    """Git cannot answer: it is not there, this is not a repository, the ref is unknown."""


class Git:
    """
    Git in one folder.

    Args:
        folder: Where it is called.
    """

    def __init__(self, folder: str) -> None:
        self._program = _program()
        self._folder = folder
        self._environment = _environment()

    def run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        """
        Run it to its end.

        Raises:
            GitError: It cannot be run.
        """
        try:
            return subprocess.run(  # noqa: S603 - git alone, and no name can be taken for an option
                self._command(arguments), capture_output=True, check=False, env=self._environment
            )
        except OSError as error:
            raise GitError(f"git cannot run: {error.strerror}") from None

    def ask(self, *arguments: str) -> bytes:
        """
        Run it, and return what it prints.

        Raises:
            GitError: It fails.
        """
        done = self.run(*arguments)
        if done.returncode:
            raise GitError(f"git {arguments[0]} failed: {visible(reasons(done)[0])}")
        return done.stdout

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start it with pipes for what it reads and prints."""
        return subprocess.Popen(  # noqa: S603 - as above
            self._command(arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
        )

    def _command(self, arguments: tuple[str, ...]) -> list[str]:
        return [self._program, *_SAFE, "-C", self._folder, *arguments]


def reasons(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """Return what git says about its failure, line by line; at least one."""
    return done.stderr.decode("utf-8", "replace").strip().split("\n")


def _environment() -> Mapping[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "SSH_")) or name.startswith(_KEPT)
    }
    return kept | _OURS


def _program() -> str:
    """Find git on the path, passing over the working folder: what lies there may not be run."""
    names = ("git.exe",) if os.name == "nt" else ("git",)
    for folder in os.get_exec_path():
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118 - any text
            if os.path.isabs(path) and os.path.isfile(path) and os.access(path, os.X_OK):  # noqa: PTH113, PTH117 - as above
                return path
    raise GitError("there is no git on this machine", "install git")
