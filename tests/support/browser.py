"""A browser: pages opened in headless Chromium, as they stand after their script has run."""

import base64
import itertools
import json
import os
import select
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple, Self

import pytest

CHROMIUM = shutil.which("chromium")
_LIMIT = 60
"""Seconds; a page that does not come to rest is a failure."""

needs_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="chromium is not installed: pages are not opened"
)


class Opened(NamedTuple):
    """
    A page after its script has run.

    Attributes:
        html: The document as it then stands.
        console: What it wrote to the console, errors and refusals included.
    """

    html: str
    console: tuple[str, ...]


def opened(page: Path, hash_: str = "") -> Opened:
    """
    Open a page.

    Args:
        page: The file.
        hash_: What stands in its address behind `#`.
    """
    assert CHROMIUM is not None
    done = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
            f"--user-data-dir={page.parent / 'profile'}", "--virtual-time-budget=3000",
            "--dump-dom", f"{page.as_uri()}#{hash_}" if hash_ else page.as_uri(),
        ],
        capture_output=True, text=True, encoding="utf-8", check=True, timeout=_LIMIT,
    )  # fmt: skip
    console = tuple(line for line in done.stderr.splitlines() if "CONSOLE" in line)
    return Opened(done.stdout, console)


_ON_PIPES = """
import fcntl, os, sys
read, write = map(int, sys.argv[1:3])
read, write = (fcntl.fcntl(one, fcntl.F_DUPFD, 10) for one in (read, write))
os.dup2(read, 3)
os.dup2(write, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Starts a program that reads from handle 3 and writes to handle 4."""


class Driven:
    """
    A page that a test types into: headless Chromium, spoken to by its own protocol over two pipes.

    Args:
        profile: A folder of its own.

    Attributes:
        requests: What the page asked for, itself included.
        console: What it wrote to the console, errors and refusals included.
    """

    def __init__(self, profile: Path) -> None:
        assert CHROMIUM is not None
        (read_by_it, self._to), (self._from, written_by_it) = os.pipe(), os.pipe()
        own = [
            "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}",
            "--remote-debugging-pipe", "about:blank",
        ]  # fmt: skip
        self._process = subprocess.Popen(
            [sys.executable, "-c", _ON_PIPES, str(read_by_it), str(written_by_it), CHROMIUM, *own],
            pass_fds=(read_by_it, written_by_it),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(read_by_it)
        os.close(written_by_it)
        self._numbers = itertools.count(1)
        self._rest = b""
        self._events: list[dict[str, Any]] = []
        self._session = ""
        self.requests: list[str] = []
        self.console: list[str] = []
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._ask(f"{domain}.enable")

    def __enter__(self) -> Self:
        """Return it."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the browser."""
        self._process.terminate()
        self._process.wait(_LIMIT)
        os.close(self._to)
        os.close(self._from)

    def go(self, address: str) -> None:
        """Open an address, and wait till it is loaded."""
        self._events.clear()
        self._ask("Page.navigate", url=address)
        while not any(one["method"] == "Page.loadEventFired" for one in self._events):
            self._read()

    def value(self, expression: str) -> Any:
        """Evaluate an expression in the page, past whatever it forbids itself."""
        told = self._ask(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def type(self, id_: str, text: str) -> None:
        """Open the fold that a box is behind, take what stands in it away, and type."""
        open_it = "for (const one of document.querySelectorAll('details')) one.open = true;"
        take = f"(box => {{ box.focus(); box.select(); }})(document.getElementById({id_!r}))"
        self.value(f"(() => {{ {open_it} {take} }})()")
        self._ask("Input.insertText", text=text)

    def text(self, id_: str) -> str:
        """Read what stands in an element."""
        return str(self.value(f"document.getElementById({id_!r}).textContent"))

    def picture_of(self, id_: str) -> bytes:
        """Take a picture of an element, with a margin around it, as PNG."""
        told = self.value(
            "(box => ({x: box.x - 16, y: box.y - 8, width: box.width + 32, height: box.height + 16}))"
            f"(document.getElementById({id_!r}).getBoundingClientRect())"
        )
        taken = self._ask(
            "Page.captureScreenshot", format="png", captureBeyondViewport=True,
            clip={**told, "scale": 1},
        )  # fmt: skip
        return base64.b64decode(taken["data"])

    def without_script(self) -> None:
        """Open pages from now on as where scripts are off."""
        self._ask("Emulation.setScriptExecutionDisabled", value=True)

    def as_wide_as(self, width: int, *, dark: bool = False, paper: bool = False) -> None:
        """Show pages from now on so wide, in CSS pixels; or as they are printed."""
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=900, deviceScaleFactor=1, mobile=width < 500,
        )  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        media = "print" if paper else ""
        self._ask("Emulation.setEmulatedMedia", media=media, features=[scheme])

    def _ask(self, method: str, **given: object) -> Any:
        number = next(self._numbers)
        message: dict[str, object] = {"id": number, "method": method, "params": given}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            found = self._read()
            if found.get("id") == number:
                assert "error" not in found, found
                return found["result"]

    def _read(self) -> dict[str, Any]:
        """Read the next message; an event is kept."""
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._from], [], [], _LIMIT)
            assert ready, "the browser says nothing"
            piece = os.read(self._from, 1 << 16)
            assert piece, "the browser is gone"
            self._rest += piece
        text, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(text)
        if "method" in found:
            self._events.append(found)
            self._note(found["method"], found.get("params", {}))
        return found

    def _note(self, method: str, told: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"])
        elif method in {"Runtime.consoleAPICalled", "Log.entryAdded", "Runtime.exceptionThrown"}:
            self.console.append(json.dumps(told))
