"""omsrisk run as its users run it: as a process, piped or on a terminal."""

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from json import loads
from pathlib import Path
from typing import IO, Any
from unittest.mock import patch

from omsrisk.cli.app import run as run_omsrisk
from tests.support.documents import check_documents
from tests.support.paths import ROOT

REPOSITORY = ROOT
SCENARIOS = REPOSITORY / "scenarios"
LIMIT = 30
"""Seconds; a run that blocks is a failure, not a wait."""

_CLEANED = (
    *("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM"),
    *("GITHUB_ACTIONS", "CI", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "OMSRISK_DEBUG"),
    *("PYTHONIOENCODING", "PYTHONUTF8", "PYTHONCOERCECLOCALE", "LANG", "LC_CTYPE"),
)
COMMAND = (sys.executable, "-m", "omsrisk")


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the environment of a run: only `changes` speak about colour, width and CI."""
    kept = {name: value for name, value in os.environ.items() if name not in _CLEANED}
    return {**kept, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **(changes or {})}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output, its numbers as they are written."""
        return loads(self.out, parse_float=Decimal)


@dataclass(frozen=True, slots=True)
class Program:
    """omsrisk in a folder of its own, in which the shipped scenarios lie."""

    folder: Path

    def __call__(
        self,
        *arguments: str | bytes,
        stdin: bytes | IO[bytes] | None = None,
        stdout: int | IO[bytes] = subprocess.PIPE,
        env: Mapping[str, str] | None = None,
    ) -> Outcome:
        """Run it to its end, with standard input empty unless stated."""
        given = stdin if isinstance(stdin, bytes) else None
        source: Any = {"stdin": stdin or subprocess.DEVNULL} if given is None else {"input": given}
        run: subprocess.CompletedProcess[bytes] = subprocess.run(
            [*COMMAND, *arguments],
            **source,
            stdout=stdout,
            stderr=subprocess.PIPE,
            cwd=self.folder,
            env=environment(env),
            timeout=LIMIT,
            check=False,
        )
        out = (run.stdout or b"").decode("utf-8")
        check_documents(self.folder, arguments, out)
        return Outcome(run.returncode, out, run.stderr.decode("utf-8"))

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start it with a standard input that is held open, so that it can be interrupted."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [*COMMAND, *arguments],
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            cwd=self.folder,
            env=environment(),
        )

    def file(self, name: str, text: str) -> str:
        """Write a file, and give its name."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return name

    def shipped(self, *names: str) -> None:
        """Copy scenarios of the repository into the folder."""
        for name in names:
            shutil.copy(SCENARIOS / name, self.folder / name)


@dataclass(frozen=True, slots=True)
class Inside(Program):
    """The same program in this process: to start one takes longer than most checks."""

    def __call__(
        self,
        *arguments: str | bytes,
        stdin: bytes | IO[bytes] | None = None,
        stdout: int | IO[bytes] = subprocess.PIPE,  # noqa: ARG002 - that of the program
        env: Mapping[str, str] | None = None,
    ) -> Outcome:
        """Run its command line to its end, its streams kept."""
        given = stdin if isinstance(stdin, bytes) else b""
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        handlers = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
        try:
            with (
                patch.object(sys, "argv", ["omsrisk", *arguments]),
                patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")),
                patch.dict(os.environ, environment(env), clear=True),
                contextlib.chdir(self.folder),
                contextlib.redirect_stdout(out),
                contextlib.redirect_stderr(err),
            ):
                code = run_omsrisk()
        finally:
            for one, handler in handlers.items():
                signal.signal(one, handler)
        check_documents(self.folder, arguments, _text(out))
        return Outcome(code, _text(out), _text(err))


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


SMALL = """\
omsrisk: 1
name: {name}
currency: {currency}
orders:
  daily_volume: 1000
  average_value: 100
delay:
  duration_days: 3
  cancellation_sensitivity: 12%
"""


def small(name: str = "Small", currency: str = "USD") -> str:
    """Write a scenario with one category: 36,000 of delay."""
    return SMALL.format(name=name, currency=currency)
