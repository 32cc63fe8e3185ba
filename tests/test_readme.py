"""The README is run: each command in it, and each output, is what the program prints."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def _sessions() -> list[tuple[str, str]]:
    """List the commands of the README with their outputs."""
    found = []
    for block in _BLOCK.findall(README.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def _run(command: str) -> str:
    words = command.split()
    assert words[0] == "omsrisk"
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in {"COLUMNS", "FORCE_COLOR", "GITHUB_ACTIONS"}
    }
    done = subprocess.run(
        [sys.executable, "-m", "omsrisk", *words[1:]],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout.decode("utf-8")


def update() -> None:
    """Write the README's outputs anew: `python tests/test_readme.py`; read them before you commit."""
    text = README.read_text(encoding="utf-8")
    for command, output in _sessions():
        old = f"$ {command}\n{output}"
        text = text.replace(old, f"$ {command}\n{_run(command)}", 1)
    README.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("session", _sessions(), ids=lambda session: session[0])
def test_readme_shows_what_the_program_prints(session: tuple[str, str]) -> None:
    """Each command of the README prints what the README shows."""
    command, output = session
    assert _run(command) == output


_INLINE = re.compile(r"`((?:solve|mitigate|check|timeline|schedule|simulate) scenarios/[^`]+)`")


@pytest.mark.parametrize("command", _INLINE.findall(README.read_text(encoding="utf-8")))
def test_commands_in_a_sentence_run(command: str) -> None:
    """A command that the README only names does what it is named for: it prints, and exits with 0."""
    words = [sys.executable, "-m", "omsrisk", *command.split()]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, bool(done.stdout)) == (0, True), done.stderr


def test_readme_has_sessions() -> None:
    """The README is not silently empty of what is tested here."""
    assert len(_sessions()) >= 6


def test_python_of_the_readme() -> None:
    """The README's Python gives what it shows."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        failed, tried = doctest.testfile(str(README), module_relative=False)
    finally:
        os.chdir(before)
    assert tried >= 3
    assert failed == 0


if __name__ == "__main__":
    update()
