"""The edges of the rules on the checklist: what is missing, empty, or points at nothing."""

from pathlib import Path

import pytest

from omsrisk import assess, load
from omsrisk.checks.rule import Rule
from omsrisk.checks.rules.checklist import (
    STEPS,
    done_with_criterion_empty,
    done_without_evidence,
    evidence_not_there,
    step_missing,
    step_without_owner,
)
from omsrisk.checks.subject import Subject
from omsrisk.scenario.documents.places import Location
from omsrisk.scenario.load import Loader
from tests.support.rule_texts import MODEL_CITIZEN, TODAY, problems_of, subject_of

Row = tuple[Rule, str, list[tuple[Location, str]], str]

_ALL = "`assessment`, `requirements`, `vendor`, `integration`, `migration`, `training`, `monitoring`"
_NO_CHECKLIST: list[tuple[Location, str]] = [
    (("checklist",), f"there is no checklist: the seven steps are {_ALL}")
]


def _vendor(*lines: str) -> str:
    return "checklist:\n  vendor:\n" + "".join(f"    {line}\n" for line in lines)


def _place(key: str) -> Location:
    return ("checklist", "vendor", key)


ROWS: list[Row] = [  # rule, piece, where it is broken and how, why the row is there
    (step_missing, "checklist:", _NO_CHECKLIST, "no checklist at all"),
    (
        step_missing,
        "checklist:\n" + "".join(f"  {step}:\n" for step in STEPS),
        _NO_CHECKLIST,
        "a checklist without a step",
    ),
    (
        step_missing,
        "checklist:\n  training:\n  vendor:",
        [(("checklist",), "the checklist lacks `vendor`, `training`")],
        "two in one finding, in the order of the source",
    ),
    (step_missing, "checklist:\n  vendor: {}", [], "an empty step is on the list"),
    (
        done_without_evidence,
        _vendor('evidence: " "'),
        [(_place("evidence"), "`vendor` is done, and no evidence shows it")],
        "evidence of blanks",
    ),
    (
        done_without_evidence,
        _vendor("evidence: []"),
        [(_place("evidence"), "`vendor` is done, and no evidence shows it")],
        "an empty list",
    ),
    (done_without_evidence, _vendor('evidence: ["", Decision]'), [], "one that says something"),
    (done_without_evidence, _vendor("evidence:", "status: in_progress"), [], "not done yet"),
    (done_without_evidence, "checklist:", [], "no checklist is another rule's"),
    (
        done_with_criterion_empty,
        _vendor("support:", "track_record:"),
        [(_place("support"), "`vendor` is done, and nothing is said of `support`, `track_record`")],
        "two in one finding, at the first",
    ),
    (
        done_with_criterion_empty,
        _vendor('integration: ""'),
        [(_place("integration"), "`vendor` is done, and nothing is said of `integration`")],
        "a criterion that is there and says nothing",
    ),
    (done_with_criterion_empty, _vendor("support:", "status: open"), [], "not done yet"),
    (
        done_with_criterion_empty,
        _vendor("owner:", "due:", "evidence:"),
        [],
        "no criteria of the step",
    ),
    (
        step_without_owner,
        "checklist:\n  vendor:\n    owner:\n  training:\n    owner: ''",
        [
            (_place("owner"), "`vendor` has no owner"),
            (("checklist", "training", "owner"), "`training` has no owner"),
        ],
        "one for each step",
    ),
    (step_without_owner, "checklist:\n  vendor:", [], "a missing step is another rule's"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0].code} {row[-1]}")
def test_edge(row: Row, tmp_path: Path) -> None:
    """Each row breaks its rule in the places and words it says, or keeps it."""
    rule, piece, found, _ = row
    assert [(one.location, one.message) for one in problems_of(rule, piece, tmp_path)] == found


_ABSENT, _OUTSIDE = "does not exist", "leads out of the project"

EVIDENCE = [  # what is written, what is wrong with it, why the row is there
    ("./there.txt", "", "a file"),
    ("./minutes/there.txt", "", "a file in a folder"),
    ("./minutes", "", "a folder"),
    ("./minutes/../there.txt", "", "a way round that stays inside"),
    ("./absent.txt", _ABSENT, "no such file"),
    ("./broken", _ABSENT, "a link that leads nowhere"),
    ("./there.txt/below", _ABSENT, "a file that is no folder"),
    ("./../outside", _OUTSIDE, "a file beside the project"),
    ("./../absent", _OUTSIDE, "outside, whether it is there or not"),
    ("./way-out", _OUTSIDE, "a link that leads out"),
    ("./circle", _ABSENT, "a link that leads in a circle"),
    ("./a\0b", _ABSENT, "a NUL"),
    ("./" + "x" * 5000, _ABSENT, "longer than names may be"),
    ("./\u202etxt.exe", _ABSENT, "a name that turns the line round"),
    ("there.txt", "", "a text, which is no path"),
    ("absent.txt", "", "another text"),
    ("/etc/absent", "", "an absolute path is a text, too"),
]


def _project(folder: Path) -> Path:
    """Make a project with files in it and one beside it."""
    project = folder / "project"
    (project / "minutes").mkdir(parents=True)
    for file in (project / "there.txt", project / "minutes" / "there.txt", folder / "outside"):
        file.write_text("", encoding="utf-8")
    (project / "broken").symlink_to("absent.txt")
    (project / "way-out").symlink_to(folder / "outside")
    (project / "circle").symlink_to("circle")
    return project


@pytest.mark.parametrize("row", EVIDENCE, ids=lambda row: row[-1])
def test_evidence_is_looked_for(row: tuple[str, str, str], tmp_path: Path) -> None:
    """A path is judged by whether its file is there; no name of a file can stop the check."""
    path, wrong, _ = row
    written = path.encode("unicode_escape").decode("ascii")
    found = problems_of(evidence_not_there, _vendor(f'evidence: "{written}"'), _project(tmp_path))
    message = f"the evidence `{path}` of `vendor` {wrong}"
    expected = [(("checklist", "vendor", "evidence"), message)] if wrong else []
    assert [(one.location, one.message) for one in found] == expected


def test_place_of_one_evidence_of_several(tmp_path: Path) -> None:
    """In a list, a finding stands at the element that is wrong."""
    piece = _vendor("evidence: [./there.txt, ./absent.txt, a text, ./../outside]")
    places = [one.location for one in problems_of(evidence_not_there, piece, _project(tmp_path))]
    assert places == [("checklist", "vendor", "evidence", at) for at in (1, 3)]


def test_evidence_may_lie_elsewhere_in_the_work_tree(tmp_path: Path) -> None:
    """The project is the git work tree, where there is one."""
    project = _project(tmp_path)
    (tmp_path / ".git").mkdir()
    assert problems_of(evidence_not_there, _vendor("evidence: ./../outside"), project) == []


def test_evidence_is_relative_to_the_base_that_names_it(tmp_path: Path) -> None:
    """A path means the same file in every scenario that extends the base."""
    project = _project(tmp_path)
    evidence = _vendor("evidence: ./there.txt")
    (project / "minutes" / "there.txt").unlink()
    for base, found in ((project / "minutes", 1), (project, 0)):
        subject_of(evidence, base)
        file = project / "extending.yaml"
        file.write_text(
            f"omsrisk: 1\nextends: ./{(base / 'case.yaml').relative_to(project)}\n", encoding="utf-8"
        )
        subject = Subject(assess(load(file)), TODAY)
        assert len(list(evidence_not_there.find(subject))) == found


@pytest.mark.parametrize(("path", "found"), [("./there.txt", 0), ("./absent.txt", 1)])
def test_evidence_of_standard_input(
    path: str, found: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes from standard input, and what an option says, is relative to the working folder."""
    monkeypatch.chdir(_project(tmp_path))
    content = MODEL_CITIZEN.read_bytes()
    written = content.replace(b"Decision of September", path.encode())
    assert written != content
    overridden = Loader({"checklist.vendor.evidence": path}).load("-", content)
    for scenario in (Loader().load("-", written), overridden):
        assert len(list(evidence_not_there.find(Subject(assess(scenario), TODAY)))) == found
