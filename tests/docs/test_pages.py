"""The written pages are run: each command on them, and each output, is what the program prints."""

import doctest
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from omsrisk.checks.policy.policy_file import read_policy
from omsrisk.checks.policy.topics import policy_schema
from omsrisk.checks.rules import BY_CODE
from omsrisk.cli.app import COMMANDS
from tests.support.pages import PAGES, anchors_of, as_run, commands_of, has_sessions, name_of
from tests.support.paths import ROOT
from tests.support.program import Program


@pytest.mark.parametrize("page", [one for one in PAGES if has_sessions(one)], ids=name_of)
def test_a_page_shows_what_the_program_prints(page: Path) -> None:
    """Each command of a page, in its order, prints what the page shows."""
    assert as_run(page) == page.read_text(encoding="utf-8")


def test_the_walk_finds_the_pages() -> None:
    """The pages are not silently empty of what is tested here."""
    names = {name_of(page) for page in PAGES}
    assert {"README.md", "docs/tutorial/analyst.md", "docs/how-to/compare.md"} <= names
    assert sum(len(commands_of(page)) for page in PAGES) > 30


def test_every_command_is_shown_on_a_page() -> None:
    """A command that no page runs is one that nobody finds."""
    run = {words.split()[1] for page in PAGES for words in commands_of(page) if " " in words}
    assert set(COMMANDS) <= run


_INLINE = re.compile(rf"`(?:omsrisk )?((?:{'|'.join(COMMANDS)}) (?:[^`]* )?scenarios/[^`]+)`")
_NAMED = sorted({one for page in PAGES for one in _INLINE.findall(page.read_text("utf-8"))})


@pytest.mark.parametrize("command", _NAMED)
def test_a_command_in_a_sentence_runs(command: str, tmp_path: Path) -> None:
    """
    A command that a page only names does what it is named for: it answers, and exits with 0.

    Where all holds, the answer of `check` is its summary, on standard error.
    """
    words = command.split()
    if "--from" in words:  # a table that an earlier command of the page has written
        words = [*words[:-1], str(tmp_path / words[-1]), "--dry-run"]
        assert Program(ROOT)("calc", words[1], "-o", words[-2]).code == 0
    if "-o" in words:  # what is written stays out of the tree
        at = words.index("-o") + 1
        words[at] = str(tmp_path / words[at])
        assert Program(ROOT)(*words).code == 0
        assert (tmp_path / command.split()[at]).stat().st_size
        return
    done = Program(ROOT)(*words)
    assert (done.code, bool(done.out + done.err)) == (0, True), done.err


def test_commands_in_sentences_are_found() -> None:
    """What the test above walks is there."""
    assert len(_NAMED) >= 5


_POLICIES = [
    text
    for page in PAGES
    for text in re.findall(r"```yaml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    if text.startswith("limits:")
]


@pytest.mark.parametrize("text", _POLICIES)
def test_a_policy_to_copy_is_valid(text: str, tmp_path: Path) -> None:
    """It is read, and editors that know its schema mark nothing in it."""
    file = tmp_path / "policy.yaml"
    file.write_text(text, encoding="utf-8")
    assert read_policy(str(file), tuple(BY_CODE)).limits
    Draft202012Validator(policy_schema()).validate(yaml.safe_load(text))


def test_there_are_policies_to_copy() -> None:
    """What the test above walks is there."""
    assert len(_POLICIES) >= 2


_IN_PYTHON = [page for page in PAGES if re.search(r"(?m)^```py\w*\n>>> ", page.read_text("utf-8"))]
_BY_HAND = [page for page in _IN_PYTHON if "reference" not in page.parts]


@pytest.mark.parametrize("page", _BY_HAND, ids=name_of)
def test_the_python_of_a_page_gives_what_it_shows(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Examples of the reference are run where they stand in the program."""
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried >= 1
    assert failed == 0


def test_there_is_python_on_the_pages() -> None:
    """What the test above walks is there."""
    assert _BY_HAND


_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_to_what_is_there(page: Path) -> None:
    """To a file of the repository, and to a heading of a page."""
    text = re.sub(r"(?s)```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"))
    for target, anchor in _LINK.findall(text):
        found = (page.parent / target).resolve() if target else page
        assert found.exists(), f"{target} is not there"
        if anchor:
            assert anchor in anchors_of(found), f"{target}#{anchor} is not there"
