"""A first file out of answers: what is asked for it, and what is written of what was answered."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from omsrisk.core.pricing.catalogue import LIKELIHOOD
from omsrisk.core.pricing.declarations import LineType
from omsrisk.core.pricing.derived import CATEGORIES
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError, Severity
from omsrisk.scenario.load import Loader
from omsrisk.scenario.schema.paths import KeyShape, known_inputs, shapes_of
from omsrisk.scenario.schema.priced.section import Section
from omsrisk.scenario.schema.scenario_file import ScenarioFile
from omsrisk.scenario.splicing.new_values import NewValue
from omsrisk.scenario.template import MORE, commented, input_line, phase_lines

NAME, CURRENCY = "name", "currency"
USUAL_CURRENCY = "USD"

_HEAD = "omsrisk: 1"
_INPUTS = tuple(
    dict.fromkeys((LIKELIHOOD, *(path for kind in CATEGORIES for path in kind.needed_inputs())))
)


class FirstQuestion(NamedTuple):
    """
    A question of a first file.

    Attributes:
        path: What is asked for: an input, `name` or `currency`.
        label: What a report calls it.
        description: What it means.
        unit: What it is counted in, in words, with an example.
        documented: The range that was found, and what it rests on; empty where none was.
    """

    path: str
    label: str
    description: str
    unit: str
    documented: str = ""


def first_questions() -> tuple[FirstQuestion, ...]:
    """Return what is asked: how the file is called, its currency, and what the categories need."""
    shapes = shapes_of(ScenarioFile)
    head = (
        FirstQuestion(NAME, "Name", shapes[NAME].description, "Such as: Go-live in spring"),
        FirstQuestion(
            CURRENCY, "Currency", shapes[CURRENCY].description, f"{USUAL_CURRENCY} if left out"
        ),
    )
    return (*head, *map(_question, _INPUTS))


def _question(path: str) -> FirstQuestion:
    known = known_inputs()[path]
    declaration, found = known.declaration, known.declaration.documented
    unit = "A part of the whole" if declaration.unit == "1" else f"Unit: {declaration.unit}"
    documented = (
        f"{found}, most likely {found.likely} ({found.basis}; confidence: {found.grade})"
        if found is not None
        else ""
    )
    return FirstQuestion(
        path,
        declaration.label,
        declaration.description,
        f"{unit}, such as {declaration.example}",
        documented,
    )


def is_still_asked(path: str, skipped: frozenset[str]) -> bool:
    """
    Whether an answer is of use: not to a category that lacks something that was skipped.

    Args:
        path: The input.
        skipped: What was asked, and not answered.
    """
    of = [kind for kind in CATEGORIES if path in kind.needed_inputs()]
    return not of or any(bool(kind.parts) or not skipped & {*kind.needed_inputs()} for kind in of)


class Judged(NamedTuple):
    """
    What the reader of files says of one answer.

    Attributes:
        errors: Why it cannot be taken; none where it can.
        doubts: What it may have been meant for instead.
    """

    errors: tuple[Finding, ...]
    doubts: tuple[Finding, ...]


def judged(path: str, answer: str, answers: Mapping[str, str]) -> Judged:
    """
    Let the reader of all files judge an answer.

    Args:
        path: What it answers.
        answer: What was typed.
        answers: Those before it, by path.
    """
    known = known_inputs()
    examples = {one: known[one].declaration.example for one in _INPUTS}
    text = first_file({**examples, **answers, path: answer})
    try:
        scenario = Loader().load("answer", text.encode("utf-8", "surrogateescape"))
    except InvalidScenarioError as error:
        errors = [one for one in error.findings if one.severity is Severity.ERROR]
        return Judged(tuple(_about(errors, path) or errors), ())
    return Judged((), tuple(_about(scenario.findings, path)))


def _about(findings: Iterable[Finding], path: str) -> list[Finding]:
    return [one for one in findings if one.path == path or one.path.startswith(f"{path}.")]


def _as_written(path: str, answer: str) -> str:
    return NewValue(answer).written(in_flow=False) if path == NAME else answer


def is_worth_writing(answers: Mapping[str, str]) -> bool:
    """Whether anything is assessed in what was answered."""
    return any(_is_assessed(kind, answers) for kind in CATEGORIES)


def _is_assessed(kind: LineType, answers: Mapping[str, str]) -> bool:
    needed = kind.needed_inputs()
    return (any if kind.parts else all)(path in answers for path in needed)


def first_file(answers: Mapping[str, str], approach: str | None = None) -> str:
    """
    Write a file of what was answered; what was not, waits in it as a comment.

    Args:
        answers: By path, as they were typed, each of them taken by `judged`.
        approach: Such as `phased`, which brings two phases; None for no word of it.
    """
    lines = [_HEAD]
    if NAME in answers:
        lines.append(f"{NAME}: {_as_written(NAME, answers[NAME])}")
    lines.append(f"{CURRENCY}: {answers.get(CURRENCY, USUAL_CURRENCY)}")
    if approach is not None:
        lines.append(f"approach: {approach}")
    shapes = shapes_of(ScenarioFile)
    if LIKELIHOOD in answers:
        lines.append(input_line(shapes[LIKELIHOOD], "", answers[LIKELIHOOD]))
    if not all(map(answers.__contains__, (one.path for one in first_questions()))):
        lines.append(
            "# What was not answered is not assessed: it waits as a comment, with an example."
        )
    lines += _sections(answers, shapes)
    lines += [*phase_lines(approach), MORE]
    return "\n".join(lines) + "\n"


def _sections(answers: Mapping[str, str], shapes: Mapping[str, KeyShape]) -> Iterator[str]:
    sections: dict[str, dict[str, None]] = {}
    for kind in CATEGORIES:
        for path in kind.needed_inputs():
            sections.setdefault(path.rpartition(".")[0], {})[path] = None
    of_one = {kind.section: kind for kind in CATEGORIES}
    for section, paths in sections.items():
        shape = shapes[section]
        inner = shapes_of(shape.section or Section)
        is_begun = any(path in answers for path in paths)
        is_stated = _is_assessed(of_one[section], answers) if section in of_one else is_begun
        mark = "" if is_stated else "# "
        yield mark + commented(f"{section}:", shape.description)
        for path in paths:
            key = inner[path.rpartition(".")[2]]
            if path in answers or not is_begun:
                yield mark + input_line(key, "  ", answers.get(path, ""))
            else:  # an example that stays one where the section's answers are taken in
                yield mark + input_line(key, "  # ")
