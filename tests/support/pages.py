"""The written pages, and what the commands on them print when they are run in order."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.paths import ROOT
from tests.support.program import COMMAND, environment
from tests.support.work_tree import CLEAN

PAGES = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
)
"""Every page that a reader is given."""

_TUTORIAL = ROOT / "docs" / "tutorial"
_STEP = re.compile(
    r"(?:<!-- file: (?P<file>[\w./-]+) -->\n```\w+\n(?P<text>.*?)```)"
    r"|(?:```console\n(?P<session>.*?)```)",
    re.DOTALL,
)
_AT_ONE_TIME = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2026-12-01T09:00:00Z")
_PROMPT = re.compile(r"^\$ ", re.MULTILINE)


def name_of(page: Path) -> str:
    """Name a page as a reader finds it in the repository."""
    return page.relative_to(ROOT).as_posix()


def has_sessions(page: Path) -> bool:
    """Whether a page shows commands with what they print."""
    return any(step["session"] for step in _STEP.finditer(page.read_text(encoding="utf-8")))


def commands_of(page: Path) -> list[str]:
    """List the commands of a page, in its order."""
    return [
        part.partition("\n")[0]
        for step in _STEP.finditer(page.read_text(encoding="utf-8"))
        if step["session"]
        for part in _PROMPT.split(step["session"])[1:]
    ]


def anchors_of(page: Path) -> set[str]:
    """List the headings of a page as GitHub links to them."""
    text = re.sub(r"(?ms)^(`{3,})\w*\n.*?^\1$", "", page.read_text(encoding="utf-8"))
    heads = re.findall(r"(?m)^#+ (.+)$", text)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def as_run(page: Path) -> str:
    """
    Run a page: the text that it would have if each command printed what it prints.

    A tutorial is followed in an empty folder, where what it says to write is written. Every other
    page is run in the repository, whose examples it names.
    """
    text = page.read_text(encoding="utf-8")
    if _TUTORIAL not in page.parents:
        return "".join(_pieces(text, ROOT))
    with TemporaryDirectory() as folder:
        return "".join(_pieces(text, Path(folder)))


def each_command(page: Path) -> Iterator[tuple[str, Path]]:
    """
    Follow a page: what it says to write is written, and each command comes with its folder.

    Args:
        page: A page.

    Yields:
        The command, without having run it, and where it is to be run before the next is asked for.
    """
    text = page.read_text(encoding="utf-8")
    with TemporaryDirectory() as empty:
        folder = Path(empty) if _TUTORIAL in page.parents else ROOT
        for step in _STEP.finditer(text):
            if step["file"]:
                _write(folder / step["file"], step["text"])
                continue
            for part in _PROMPT.split(step["session"])[1:]:
                command = part.partition("\n")[0]
                if command.startswith("git "):
                    _run(command, folder)
                elif command != "echo $?":
                    yield command, folder


def _pieces(text: str, folder: Path) -> Iterator[str]:
    at, code = 0, 0
    for step in _STEP.finditer(text):
        yield text[at : step.start()]
        at = step.end()
        if step["file"]:
            _write(folder / step["file"], step["text"])
            yield step[0]
            continue
        yield "```console\n"
        for part in _PROMPT.split(step["session"])[1:]:
            command = part.partition("\n")[0]
            output, code = (f"{code}\n", 0) if command == "echo $?" else _run(command, folder)
            yield f"$ {command}\n{output}"
        yield "```"
    yield text[at:]


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def _run(command: str, folder: Path) -> tuple[str, int]:
    program, *rest = shlex.split(command)
    assert program in {"omsrisk", "git"}, f"a page runs omsrisk and git alone, not {program}"
    words = COMMAND if program == "omsrisk" else ("git",)
    done = subprocess.run(
        [*words, *rest],
        cwd=folder,
        env=environment({name: one for name, one in CLEAN.items() if one} | _AT_ONE_TIME),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout.decode("utf-8"), done.returncode


def update(names: list[str]) -> None:
    """
    Write the outputs of pages anew, to be read before they are committed.

    `python -m tests.support.pages [PAGE...]` does it from a shell.

    Args:
        names: Pages as the repository names them; all where there are none.
    """
    for page in PAGES:
        if (not names or name_of(page) in names) and page.is_file() and has_sessions(page):
            page.write_text(as_run(page), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    update(sys.argv[1:])
