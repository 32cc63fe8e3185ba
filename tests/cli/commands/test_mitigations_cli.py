"""`mitigate`, `gaps` and `--with` as a user runs them: output, JSON, exit codes, hostile names."""

import csv
import io
from decimal import Decimal

import pytest

from tests.support.program import Program, small

ABC = """\
extends: retailer.yaml
name: ABC
mitigations:
  - name: A
    cost: 3000
    owner: Head of merchandising
    effects: {data_misalignment.data_inaccuracy_rate: {multiply: 0.4}}
    excludes: Again
  - name: B
    cost: 2000
    effects: {training_deficit.incompletion_rate: {set: 5%}}
  - name: C
    cost:
      - {item: Rehearsals, quantity: 20, unit_cost: 1250, unit: day}
      - {item: Second line, amount: 5000}
    effects: {delay.duration_days: {multiply: 0.5}}
  - name: Again
    cost: 90000
    effects: {data_misalignment.data_inaccuracy_rate: {add: -1%}}
"""
GAPS = (
    small()
    + """\
calendar: {go_live: 2027-02-15, earliest_go_live: 2027-01-15, cost_of_waiting_per_day: 700}
mitigations:
  - {name: Rehearsal, cost: 250, effects: {delay.duration_days: {multiply: 0.5}}}
gaps:
  - area: Returns
    decision: modify
    modification_cost: 12000
    process_change_cost: 4000
    postpones_by_days: 14
  - {area: Picking, decision: change_process, modification_cost: 900, process_change_cost: 1000}
  - {area: Labels, modification_cost: 1, process_change_cost: 2}
"""
)
TOGETHER = (
    small()
    + """\
mitigations:
  - {name: A, cost: 1, effects: {delay.duration_days: {add: -2}}}
  - {name: B, cost: 1, effects: {delay.duration_days: {add: -2}}}
"""
)


@pytest.fixture
def folder(program: Program) -> Program:
    """Add a file with mitigations and one with gaps to the shipped scenarios."""
    program.file("abc.yaml", ABC)
    program.file("gaps.yaml", GAPS)
    program.file("together.yaml", TOGETHER)
    return program


def test_mitigate(folder: Program) -> None:
    """JSON has each mitigation alone, the best set and the frontier; the table says the same."""
    record = folder("mitigate", "abc.yaml", "--budget", "5000", "-f", "json").json
    keys = ["name", "cost", "avoided", "net_benefit", "return"]
    assert [list(one) for one in record["mitigations"]] == [["name", "owner", *keys[1:]]] * 4
    assert [list(map(one.get, keys)) for one in record["mitigations"]] == [
        ["A", 3000, 9000, 6000, 3],
        ["B", 2000, 4500, 2500, Decimal("2.25")],
        ["C", 30000, 18000, -12000, Decimal("0.6")],
        ["Again", 90000, 3000, -87000, Decimal("0.03")],
    ]
    best = {"names": ["A", "B"], "cost": 5000, "avoided": 13500, "net_benefit": 8500}
    assert record["best"] == best
    assert [one["names"] for one in record["frontier"]] == [[], ["B"], ["A"], ["A", "B"]]
    assert record["frontier"][-1] == best
    assert (record["base"], record["budget"], record["proven"]) == (625800, 5000, True)
    run = folder("mitigate", "abc.yaml", "--budget", "4000")
    assert run.code == 0
    assert "Best within 4,000.00: A." in run.out
    assert "C and Again cost more than they save." in run.out


def test_mitigate_in_csv(folder: Program) -> None:
    """The sheet has one row for each mitigation, whether it is in the best set or not."""
    rows = list(csv.DictReader(io.StringIO(folder("mitigate", "abc.yaml", "-f", "csv").out)))
    assert [(one["name"], one["in_best_set"]) for one in rows] == [
        ("A", "yes"),
        ("B", "yes"),
        ("C", "no"),
        ("Again", "no"),
    ]


def test_taking_one_is_what_mitigate_says(folder: Program) -> None:
    """`calc --with`: the base, less what is avoided, plus the cost, which joins the programme."""
    plan = folder("mitigate", "abc.yaml", "-f", "json").json
    _, one, other, _ = plan["mitigations"]
    record = folder("calc", "abc.yaml", "--with", "B", "--with", "c", "-f", "json").json
    (result,) = record["results"]
    avoided, cost = (one[key] + other[key] for key in ("avoided", "cost"))
    assert result["totals"]["net_exposure"] == plan["base"] - avoided + cost
    assert result["totals"]["programme"] == 308000 + cost


def test_set_wins_over_with(folder: Program) -> None:
    """What is set by hand stands, the mitigation is paid, and both are told: exit 0."""
    run = folder("calc", "abc.yaml", "--with", "C", "--set", "delay.duration_days=5", "-f", "json")
    assert run.code == 0
    (result,) = run.json["results"]
    assert result["totals"]["net_exposure"] == 625800 + 24000 + 30000
    assert [one["code"] for one in run.json["diagnostics"]] == ["SCN405"]


ELSEWHERE = [
    (["timeline", "gaps.yaml", "--with", "Rehearsal", "-f", "json"], "total", "the timeline"),
    (["tornado", "gaps.yaml", "--with", "Rehearsal", "-f", "json"], "base", "the tornado"),
    (["gaps", "gaps.yaml", "--with", "Rehearsal", "-f", "json"], "now", "the gaps"),
]


@pytest.mark.parametrize("case", ELSEWHERE, ids=lambda case: case[-1])
def test_every_command_takes_the_same(folder: Program, case: tuple[list[str], str, str]) -> None:
    """18,000 of delay, 250 for the rehearsal, 13,001 for three gaps and 45 days at 700."""
    record = folder(*case[0]).json
    assert record[case[1]] == 18000 + 250 + 13001 + 45 * 700
    assert sum(one["amount"] for one in record.get("periods", ())) in {0, record[case[1]]}


def test_gaps(folder: Program) -> None:
    """JSON has each gap both ways and the best decisions; the table names what is dearer."""
    record = folder("gaps", "gaps.yaml", "-f", "json").json
    found = [(one["area"], one["decision"], one["cheaper"], one["saving"]) for one in record["gaps"]]
    assert found == [
        ("Returns", "modify", "change_process", 17800),
        ("Picking", "change_process", "modify", -100),
        ("Labels", None, "modify", -1),
    ]
    assert record["best"]["decisions"] == {
        "returns": "change_process",
        "picking": "modify",
        "labels": "modify",
    }
    run = folder("gaps", "gaps.yaml")
    assert run.code == 0
    assert "Modified though changing the process is cheaper: Returns." in run.out
    assert "1 not decided" in run.out


def test_gaps_in_calc(folder: Program) -> None:
    """What was decided on is planned; what was not counts with the cheaper way, and it is said."""
    run = folder("calc", "gaps.yaml", "-f", "json")
    lines = {one["id"]: one["amount"] for one in run.json["results"][0]["lines"]}
    assert {path: one for path, one in lines.items() if path.startswith("programme")} == {
        "programme.gaps": 13001,
        "programme.gaps.returns": 12000,
        "programme.gaps.picking": 1000,
        "programme.gaps.labels": 1,
        "programme.waiting": 45 * 700,
    }
    shown = folder("calc", "gaps.yaml").out
    assert "go-live 2027-03-01" in shown
    (labels,) = (line for line in shown.splitlines() if "Labels" in line)
    assert "not decided: the cheaper way, at least" in labels
    (labels,) = (one for one in run.json["results"][0]["lines"] if one["label"] == "Labels")
    assert (labels["assessed"], labels["complete"], labels["floor"]) == (False, False, 1)
    assert run.json["results"][0]["complete"] is False
    assert any("1 gap is not decided" in note for note in run.json["results"][0]["notes"])


DID_NOT_RUN = [  # command, what is told, why
    (["mitigate", "retailer.yaml"], "omsrisk explain mitigations", "no mitigations"),
    (["gaps", "retailer.yaml"], "omsrisk explain gaps", "no gaps"),
    (["mitigate", "abc.yaml", "--budget", "-5"], "not an amount of money", "a negative budget"),
    (["mitigate", "abc.yaml", "--budget", "abc"], "not a number", "a budget that is not a number"),
    (["calc", "abc.yaml", "--with", "Agian"], "did you mean `again`?", "the nearest name"),
    (["calc", "abc.yaml", "--with", "A", "--with", "A"], "given twice", "one name twice"),
    (["calc", "abc.yaml", "--with", "A", "--with", "Again"], "exclude each other", "a pair"),
]


@pytest.mark.parametrize("case", DID_NOT_RUN, ids=lambda case: case[-1])
def test_what_did_not_run(folder: Program, case: tuple[list[str], str, str]) -> None:
    """Wrong usage is 2, told on standard error with what to do, and nothing on standard output."""
    run = folder(*case[0])
    assert (run.code, run.out) == (2, "")
    assert case[1] in run.err
    assert "bug" not in run.err


INVALID = [
    (["calc", "together.yaml", "--with", "A", "--with", "B", "-f", "json"], "together"),
    (["calc", "alone.yaml", "-f", "json"], "alone, though it is not taken"),
]


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case[-1])
def test_input_out_of_bounds_is_a_finding(folder: Program, case: tuple[list[str], str]) -> None:
    """What mitigations may not make of an input is exit 1, with its code in the one document."""
    folder.file("alone.yaml", TOGETHER.replace("add: -2", "add: -4"))
    run = folder(*case[0])
    assert run.code == 1
    assert {one["code"] for one in run.json["diagnostics"]} == {"SCN403"}


HOSTILE = "[bold red]X[/]\n::error::\x1b[31m=1+1|<b>"


SHOWN = [
    (["mitigate", "-f", "table"], "a table"),
    (["mitigate", "-f", "markdown"], "Markdown"),
    (["gaps", "-f", "text"], "text"),
    (["calc", "--with", HOSTILE, "-f", "table"], "the lines of a scenario"),
]


@pytest.mark.parametrize("case", SHOWN, ids=lambda case: case[-1])
def test_hostile_names_are_shown_not_obeyed(folder: Program, case: tuple[list[str], str]) -> None:
    """Markup, line breaks and control characters in a name are text in every format."""
    written = '"[bold red]X[/]\\n::error::\\e[31m=1+1|<b>"'
    text = ABC.replace("name: A\n", f"name: {written}\n").replace("excludes: Again", "note: alone")
    gaps = GAPS[GAPS.index("gaps:") :].replace("area: Labels", f"area: {written}")
    run = folder(*case[0], folder.file("hostile.yaml", text + gaps))
    assert run.code == 0, run.err
    assert "\x1b" not in run.out + run.err
    assert "bold red" in run.out
    assert not [line for line in run.out.splitlines() if line.lstrip().startswith("::")]
    assert "X[/]\n" not in run.out
