"""The README is run: each command in it, and each output, is what the program prints."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from omsrisk.checks.policy.policy_file import read_policy
from omsrisk.checks.policy.topics import policy_schema, policy_topics
from omsrisk.checks.rules import BY_CODE
from tests.support.paths import ROOT

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


_KEYS_OF_THE_POLICY = re.compile(r"(?<=\| key \| meaning \|\n\|---\|---\|\n)(?:\|.*\n)*")


def _policy_table() -> str:
    """Write the keys of a policy as the model has them."""
    rows = ((topic.partition(".")[2], one) for topic, one in policy_topics().items())
    return "".join(
        f"| `{key}` | {one.description}"
        f"{' One of: ' + ', '.join(one.words) + '.' if one.words else ''} |\n"
        for key, one in rows
    )


def update() -> None:
    """Write the README's outputs anew: `python tests/test_readme.py`; read them before you commit."""
    text = README.read_text(encoding="utf-8")
    text = _KEYS_OF_THE_POLICY.sub(lambda _: _policy_table(), text, count=1)
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
    """
    A command that the README only names does what it is named for: it answers, and exits with 0.

    Where all holds, the answer of `check` is its summary, on standard error.
    """
    words = [sys.executable, "-m", "omsrisk", *command.split()]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, bool(done.stdout + done.stderr)) == (0, True), done.stderr


def test_the_readme_documents_the_policy_key_by_key() -> None:
    """Each key of the model stands in the table with its meaning, and no other."""
    found = _KEYS_OF_THE_POLICY.findall(README.read_text(encoding="utf-8"))
    assert found == [_policy_table()]
    assert "`max_increase`" in found[0]


def _policies() -> list[str]:
    """List the policies that the README shows: they hold limits, and are no scenarios."""
    blocks = re.findall(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    return [one for one in blocks if one.startswith("limits:")]


@pytest.mark.parametrize("text", _policies())
def test_policies_of_the_readme_are_valid(text: str, tmp_path: Path) -> None:
    """A policy to copy is read, and editors that know its schema mark nothing in it."""
    file = tmp_path / "policy.yaml"
    file.write_text(text, encoding="utf-8")
    assert read_policy(str(file), tuple(BY_CODE)).limits
    Draft202012Validator(policy_schema()).validate(yaml.safe_load(text))


def test_the_readme_has_policies() -> None:
    """What the test above walks is there."""
    assert len(_policies()) >= 2


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
