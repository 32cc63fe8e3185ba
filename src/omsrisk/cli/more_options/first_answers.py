"""The questions of a first file, asked on a terminal one after the other."""

import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date

from omsrisk.cli.streams import write_error
from omsrisk.errors import UsageError
from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.scenario.first_file import (
    CURRENCY,
    USUAL_CURRENCY,
    FirstQuestion,
    first_questions,
    is_still_asked,
    is_worth_writing,
    judged,
)
from omsrisk.text import visible

_INDENT = "    "
_WIDEST = 100


def first_answers(given: Mapping[str, str]) -> dict[str, str]:
    """
    Ask the questions of a first file.

    Args:
        given: Answers that the command line has brought, by path: these are not asked.

    Returns:
        The answers by path, as they were typed; each is one that a file takes.

    Raises:
        UsageError: Nobody is there to ask, or nothing that has a price was answered.
    """
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        raise UsageError("--ask asks on a terminal", "omsrisk init FILE writes a worked example")
    questions = [one for one in first_questions() if one.path not in given]
    _say(
        f"{len(questions)} questions for a first file. Return alone skips one: what is skipped is "
        "not assessed. A range is written {low: 1, likely: 3, high: 9}; a part 5% or 0.05. "
        "Ctrl-C ends it, and nothing is written."
    )
    answers, skipped, is_over = dict(given), frozenset[str](), False
    for number, question in enumerate(questions, start=1):
        place = f"{number} of {len(questions)}: {question.label}"
        if is_over or not is_still_asked(question.path, skipped):
            skipped |= {question.path}
            if not is_over:
                _say(f"\n{place}: not asked, as what it goes with was skipped", "")
            continue
        _say(f"\n{place}", "")
        _ask(question, answers.get(CURRENCY, USUAL_CURRENCY))
        answer = _answer_to(question, answers)
        is_over = answer is None
        if answer:
            answers[question.path] = answer
        else:
            skipped |= {question.path}
    if not is_worth_writing(answers):
        raise UsageError(
            "no category was answered in full, so nothing is written",
            "omsrisk init FILE writes a worked example to change",
        )
    return answers


def tell_what_is_left(file: str) -> None:
    """
    Say what `check` will miss in a first file: who answers for what, which no figure needs.

    Args:
        file: It was just written.
    """
    from omsrisk.checks.judge import CheckQuestion, Judge
    from omsrisk.checks.rules import BY_CODE

    found = Judge(CheckQuestion(today=date.today())).of(file).findings  # noqa: DTZ011 - theirs
    missed = [one for one in found if one.severity is Severity.ERROR and one.code in BY_CODE]
    if not missed:
        return
    names = "; ".join(dict.fromkeys(BY_CODE[one.code].name for one in missed))
    _say(
        "A figure needs no more than these numbers; a business case needs people and sources, too. "
        f"`omsrisk check {visible(file)}` will say: {names}. `omsrisk explain {missed[0].code}` says "
        "why and what to write, and `omsrisk init --full -` shows where each stands.",
        "",
    )


def _ask(question: FirstQuestion, currency: str) -> None:
    """Say what is asked, in which unit, and what was found of it in practice."""
    unit = question.unit.replace("money", currency)
    told = [question.description, f"{unit}."]
    if question.documented:
        told.append(f"Found in practice: {question.documented}.")
    for one in told:
        _say(one)


def _answer_to(question: FirstQuestion, answers: Mapping[str, str]) -> str | None:
    """Read until an answer is one that a file takes; None where the terminal says no more."""
    kept = ""
    while True:
        write_error(f"{question.path}{f' [{visible(kept)}]' if kept else ''}> ")
        line = sys.stdin.readline()
        if not line:
            write_error("\n")
            return kept or None
        answer = line.strip()
        if not answer or answer == kept:
            return kept
        found = judged(question.path, answer, answers)
        for told in found.errors or found.doubts:
            _say("".join(_sentences(told)))
        if not found.errors:
            if not found.doubts:
                return answer
            kept = answer
            _say(f"Return alone keeps {visible(kept)}.")


def _sentences(found: Finding) -> Iterator[str]:
    yield visible(found.message)
    if found.hint:
        yield f": {visible(found.hint)}"


def _say(text: str, indent: str = _INDENT) -> None:
    """Write a paragraph as wide as the terminal; a line break before it stays one."""
    width = min(max(20, shutil.get_terminal_size().columns), _WIDEST)
    paragraph = textwrap.fill(
        text,
        width - 1,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    above = "\n" if text.startswith("\n") else ""
    write_error(f"{above}{paragraph}\n")
