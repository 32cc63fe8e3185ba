"""CHK: whether the seven steps are planned, owned, and shown to be done."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from omsrisk.checks.rule import Problem, Rule, rule
from omsrisk.checks.subject import Subject
from omsrisk.real_paths import real_path
from omsrisk.scenario.documents.findings import Severity
from omsrisk.scenario.documents.nodes import List
from omsrisk.scenario.documents.places import Location, exact_node_at
from omsrisk.scenario.reading.files import project_of
from omsrisk.scenario.schema.checklist import DONE, Checklist, Step

STEPS = tuple(Checklist.model_fields)
"""The keys of the seven steps, in the order of the source."""

_SEVEN_STEPS = "[C] 8, the seven steps"


def step_of(subject: Subject, name: str) -> Step | None:
    """Return a step by its key; None where the file does not have it."""
    found: Step | None = getattr(subject.checklist, name)
    return found


def steps_of(subject: Subject) -> Iterator[tuple[str, Step]]:
    """Return the steps that the file has, in the order of the source."""
    for name in STEPS:
        step = step_of(subject, name)
        if step is not None:
            yield name, step


def missing_steps(subject: Subject) -> list[str]:
    """List the keys of the steps that the file does not have."""
    return [name for name in STEPS if step_of(subject, name) is None]


def in_backticks(names: Sequence[str]) -> str:
    """Write words of the file as a message shows them."""
    return ", ".join(f"`{name}`" for name in names)


@rule(
    "CHK001",
    "a step is missing from the checklist",
    Severity.WARNING,
    reason="Each of the seven steps prepares the next; one that is not on the list is not planned, "
    "and what it would have found is found after the go-live.",
    source=_SEVEN_STEPS,
    hint="add the step with its `status`, `owner` and `due`: `status: open` is an honest start",
    wrong="checklist:\n  migration:",
    right="checklist:\n  migration: {status: open, owner: Cleo Marsh, due: 2027-01-15}",
)
def step_missing(subject: Subject) -> Iterator[Problem]:
    """Look for steps that the checklist does not have."""
    missing = missing_steps(subject)
    if len(missing) == len(STEPS):
        message = f"there is no checklist: the seven steps are {in_backticks(STEPS)}"
        yield Problem(("checklist",), message)
    elif missing:
        yield Problem(("checklist",), f"the checklist lacks {in_backticks(missing)}")


@rule(
    "CHK002",
    "a step is done without evidence",
    Severity.WARNING,
    reason="A tick is quickly set; a step counts as done when something shows it.",
    source=_SEVEN_STEPS,
    hint="add `evidence`: a document, minutes, or a file of the project as `./...`",
    wrong="checklist:\n  vendor:\n    status: done\n    evidence:",
    right="checklist:\n  vendor:\n    status: done\n    evidence: Decision of September",
    about=("checklist",),
)
def done_without_evidence(subject: Subject) -> Iterator[Problem]:
    """Look for steps that are done, and nothing shows it."""
    for name, step in steps_of(subject):
        if step.status == DONE and not any(one.strip() for one in step.evidence or ()):
            message = f"`{name}` is done, and no evidence shows it"
            yield Problem(("checklist", name, "evidence"), message)


@rule(
    "CHK003",
    "a step is done with a criterion empty",
    Severity.WARNING,
    reason="The source names what each step must settle; a step that is done and leaves one of them "
    "open has left out a part of itself.",
    source=_SEVEN_STEPS,
    hint="say what was found for each criterion, or set the step back to `in_progress`",
    wrong="checklist:\n  vendor:\n    status: done\n    support:",
    right="checklist:\n  vendor:\n    status: done\n    support: two shifts",
    about=("checklist",),
)
def done_with_criterion_empty(subject: Subject) -> Iterator[Problem]:
    """Look for steps that are done though one of their criteria says nothing."""
    for name, step in steps_of(subject):
        empty = [one for one in criteria_of(step) if not (getattr(step, one) or "").strip()]
        if step.status == DONE and empty:
            message = f"`{name}` is done, and nothing is said of {in_backticks(empty)}"
            yield Problem(("checklist", name, empty[0]), message)


def criteria_of(step: Step) -> list[str]:
    """List what the source asks of a step: the keys it has beyond those of every step."""
    return [key for key in type(step).model_fields if key not in Step.model_fields]


@rule(
    "CHK004",
    "evidence that is not there",
    Severity.WARNING,
    reason="Evidence that nobody can open shows nothing.",
    source="[C] 8, the seven steps; practice",
    hint="mend the path, which is relative to the file that names it, or add the file to the project",
    wrong="checklist:\n  vendor:\n    evidence: ./minutes/no-such-decision.pdf",
    right="checklist:\n  vendor:\n    evidence: Decision of September",
    about=("checklist",),
)
def evidence_not_there(subject: Subject) -> Iterator[Problem]:
    """Look whether the files that evidence names are there, without opening them."""
    for name, step in steps_of(subject):
        for index, path in enumerate(step.evidence or ()):
            if path.startswith("./"):
                where = _place_of_evidence(subject, name, index)
                problem = _problem_of_path(subject, where, path)
                if problem:
                    yield Problem(where, f"the evidence `{path}` of `{name}` {problem}")


def _place_of_evidence(subject: Subject, step: str, index: int) -> Location:
    """Find the place of one piece of evidence, which a file may write without a list."""
    where: Location = ("checklist", step, "evidence")
    is_list = isinstance(exact_node_at(subject.root, where), List)
    return (*where, index) if is_list else where


def _problem_of_path(subject: Subject, where: Location, path: str) -> str:
    """Say what is wrong with a path; empty where its file is there."""
    try:
        file = Path(real_path(_folder_of(subject, where) / path))
        if not file.is_relative_to(project_of(subject.assessment.scenario.own_file)):
            return "leads out of the project"
        is_there = file.exists()
    except (OSError, ValueError):  # a name that no file can have: with a NUL, or too long
        is_there = False
    return "" if is_there else "does not exist"


def _folder_of(subject: Subject, where: Location) -> Path:
    """Find the folder that a path is relative to: that of the file, or the base, that wrote it."""
    node = exact_node_at(subject.root, where)
    if node is None or node.origin.is_option:
        return Path(subject.assessment.scenario.own_file).parent
    return Path(node.origin.name).parent


@rule(
    "CHK005",
    "a step without an owner",
    Severity.WARNING,
    reason="A step that is everybody's is nobody's.",
    source="[C] 8, the seven steps; [C] 2, unclear roles",
    hint="add `owner`: one person who sees to it",
    wrong="checklist:\n  training:\n    owner:",
    right="checklist:\n  training:\n    owner: Mia Falk",
    about=("checklist",),
)
def step_without_owner(subject: Subject) -> Iterator[Problem]:
    """Look for steps that nobody owns."""
    for name, step in steps_of(subject):
        if not (step.owner or "").strip():
            yield Problem(("checklist", name, "owner"), f"`{name}` has no owner")


RULES: tuple[Rule, ...] = (
    step_missing,
    done_without_evidence,
    done_with_criterion_empty,
    evidence_not_there,
    step_without_owner,
)
