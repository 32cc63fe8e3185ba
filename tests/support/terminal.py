"""A pseudo-terminal of a stated width, and what omsrisk shows on it."""

import os
import re
import select
import struct
import subprocess
import time
from collections.abc import Mapping
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
        ) as run:
            shown = _all_of(screen, run)
    finally:
        os.close(keyboard)
        os.close(screen)
    return Outcome(run.returncode, shown.decode("utf-8").replace("\r\n", "\n"), "")


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
