"""What other systems lack is not missed: tried here with all of it taken away."""

import pkgutil
import subprocess
import sys

import omsrisk
from tests.support.paths import ROOT

_WITHOUT = """
import os, signal, sys
for name in ("fcntl", "grp", "pty", "pwd", "resource", "termios", "tty"):
    sys.modules[name] = None
import multiprocessing, selectors, subprocess, tempfile  # what they ask for themselves, they have
for name in ("fork", "forkpty", "mkfifo", "getuid", "geteuid", "killpg", "set_blocking",
             "O_NONBLOCK", "O_NOCTTY", "O_NOFOLLOW", "O_DIRECTORY"):
    vars(os).pop(name, None)
for name in ("SIGKILL", "SIGPIPE", "SIGHUP", "SIGALRM", "pthread_sigmask"):
    vars(signal).pop(name, None)
"""


def without(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python where what only POSIX has is taken away."""
    return subprocess.run(
        [sys.executable, "-c", f"{_WITHOUT}\n{code}", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_every_module_is_imported_without_what_posix_alone_has() -> None:
    """No module needs it at import, where a command would fail on Windows before it begins."""
    names = [one.name for one in pkgutil.walk_packages(omsrisk.__path__, "omsrisk.")]
    names = [one for one in names if not one.endswith("__main__")]
    assert len(names) > 100
    code = "from importlib import import_module as get\nfor one in sys.argv[1:]: get(one)"
    done = without(code, *names)
    assert done.returncode == 0, done.stderr


def test_commands_answer_without_what_posix_alone_has() -> None:
    """Reading, pricing, drawing by several processes and checking give what they give elsewhere."""
    for command in (
        "calc scenarios/retailer.yaml scenarios/phased.yaml",
        "check scenarios --today 2026-12-01",
        "simulate scenarios/retailer-uncertain.yaml --trials 200000 --workers 2 -f json",
    ):
        done = without("from omsrisk.cli.app import run\nsys.exit(run())", *command.split())
        plain = subprocess.run(
            [sys.executable, "-m", "omsrisk", *command.split()],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (done.returncode, done.stdout) == (plain.returncode, plain.stdout), done.stderr
        assert done.stdout or done.stderr


def test_python_warns_of_no_encoding_that_is_left_to_the_system() -> None:
    """A file that is read in the encoding of the system is another text on the next one."""
    strict = ("-X", "warn_default_encoding", "-W", "error::EncodingWarning")
    done = subprocess.run(
        [sys.executable, *strict, "-m", "omsrisk", "check", "scenarios", "-f", "json"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "EncodingWarning" not in done.stderr
    assert done.returncode == 0, done.stderr
