"""A pseudo-terminal of a stated width, and what omsrisk shows on it."""

import os
import re
import select
import signal
import struct
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.support.program import COMMAND, LIMIT, Outcome, environment

fcntl, pty, termios = (
    pytest.importorskip(name, reason="pseudo-terminals are POSIX")
    for name in ("fcntl", "pty", "termios")
)

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def on_terminal(
    folder: Path, columns: int, *arguments: str, env: Mapping[str, str] | None = None
) -> Outcome:
    """Run omsrisk with all three streams on a terminal; both outputs arrive in `out`."""
    return _run(folder, columns, (), arguments, env)


def in_conversation(folder: Path, columns: int, typed: Sequence[str], *arguments: str) -> Outcome:
    """Run omsrisk on a terminal, and type a text whenever it waits for one."""
    return _run(folder, columns, typed, arguments, None)


def _run(
    folder: Path,
    columns: int,
    typed: Sequence[str],
    arguments: Sequence[str],
    env: Mapping[str, str] | None,
) -> Outcome:
    screen, keyboard = pty.openpty()
    fcntl.ioctl(keyboard, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    try:
        with subprocess.Popen(
            [*COMMAND, *arguments],
            stdin=keyboard,
            stdout=keyboard,
            stderr=keyboard,
            cwd=folder,
            env=environment(env),
            preexec_fn=_own_terminal,  # noqa: PLW1509 - so that Ctrl-C reaches it
        ) as run:
            shown = b""
            for text in typed:
                shown += _until_it_waits(screen, run)
                os.write(screen, text.encode("utf-8"))
            shown += _all_of(screen, run)
    finally:
        os.close(keyboard)
        os.close(screen)
    return Outcome(run.returncode, shown.decode("utf-8").replace("\r\n", "\n"), "")


def _own_terminal() -> None:
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's job in the background ignores it
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _until_it_waits(screen: int, run: subprocess.Popen[bytes]) -> bytes:
    """Read up to the prompt behind which it waits."""
    shown, end = b"", time.monotonic() + LIMIT
    while not shown.endswith(b"> "):
        if select.select([screen], [], [], 0.02)[0]:
            shown += os.read(screen, 65536)
        elif run.poll() is not None or time.monotonic() > end:
            run.kill()
            raise AssertionError(f"it does not ask: {shown.decode('utf-8', 'replace')}")
    return shown


def _all_of(screen: int, run: subprocess.Popen[bytes]) -> bytes:
    """Read until it has ended and nothing is left; our side stays open, so nothing gets lost."""
    shown = b""
    end = time.monotonic() + LIMIT
    while True:
        ended = run.poll() is not None
        if select.select([screen], [], [], 0.02)[0]:
            shown += os.read(screen, 65536)
        elif ended:
            return shown
        elif time.monotonic() > end:
            run.kill()
            raise AssertionError(f"it still runs after {LIMIT} seconds")
