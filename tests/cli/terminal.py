"""A pseudo-terminal of a stated width, and what omsrisk shows on it."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping
from pathlib import Path

from program import COMMAND, LIMIT, Outcome, environment

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def on_terminal(
    folder: Path, columns: int, *arguments: str, env: Mapping[str, str] | None = None
) -> Outcome:
    """Run omsrisk with all three streams on a terminal; both outputs arrive in `out`."""
    screen, keyboard = pty.openpty()
    fcntl.ioctl(keyboard, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=keyboard,
        stdout=keyboard,
        stderr=keyboard,
        cwd=folder,
        env=environment(env),
    ) as run:
        os.close(keyboard)
        try:
            shown = _all_of(screen)
        finally:
            os.close(screen)
            run.kill()
    return Outcome(run.returncode, shown.decode("utf-8").replace("\r\n", "\n"), "")


def _all_of(screen: int) -> bytes:
    """Read until the other side is closed, which Linux reports as an error."""
    shown = b""
    end = time.monotonic() + LIMIT
    while select.select([screen], [], [], max(0, end - time.monotonic()))[0]:
        try:
            piece = os.read(screen, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    return shown
