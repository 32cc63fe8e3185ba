"""The commands on roll-outs and sensitivity, as a user runs them: output, JSON, exit codes."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest

from tests.support.paths import SCENARIOS
from tests.support.program import Program

BASE = """\
omsrisk: 1
currency: USD
orders: {daily_volume: 1000, average_value: 100}
delay: {duration_days: 3, cancellation_sensitivity: 12%}
"""
DATED = BASE + (
    "calendar: {go_live: 2027-02-15, earliest_go_live: 2027-01-15, cost_of_waiting_per_day: 700}\n"
)
PHASED = """\
extends: retailer.yaml
stabilisation: {parallel_running: {duration_days: 180}}
programme:
  items:
    - {item: Consultants, quantity: 220, unit_cost: 1400, unit: day}
    - {item: Change management, quantity: 25, unit_cost: 800, unit: day}
phases:
  - {name: Pilot, share_of_orders: 10%}
  - {name: Main, share_of_orders: 40%, data_misalignment: {data_inaccuracy_rate: 3%},
     delay: {duration_days: 2}}
  - {name: Rest, share_of_orders: 50%, data_misalignment: {data_inaccuracy_rate: 2%},
     delay: {duration_days: 1}}
"""

UNCERTAIN = [str(SCENARIOS / f"{name}-uncertain.yaml") for name in ("big-bang", "phased")]


@pytest.fixture
def folder(program: Program) -> Program:
    """Add a phased roll-out, one with dates and one without to the shipped scenarios."""
    undated = (SCENARIOS / "retailer.yaml").read_text(encoding="utf-8").partition("\n# When\n")[0]
    for name, text in {"phased": PHASED, "dated": DATED, "undated": f"{undated}\n"}.items():
        (program.folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return program


def test_compare(folder: Program) -> None:
    """The headline says which is cheaper, by how much, through what; JSON says the same."""
    run = folder("compare", "retailer.yaml", "phased.yaml")
    assert run.code == 0
    assert "Retailer is cheaper by 56,300.00 (8.3 % of phased)." in run.out
    assert "saves 23,700.00 if the go-live fails" in run.out
    assert "costs 80,000.00 in any case" in run.out
    assert "67.4 days or less" in run.out
    record = folder("compare", "retailer.yaml", "phased.yaml", "-f", "json").json
    nets = [one["totals"]["net_exposure"] for one in record["scenarios"]]
    assert nets == [Decimal("625800.00"), Decimal("682100.00")]
    assert record["like_for_like"]["differences"] == [0, Decimal("56300.00")]
    delay = next(line for line in record["lines"] if line["id"] == "delay")
    assert delay["amounts"] == [36000, 19200]
    assert delay["differences"] == [0, -16800]
    rates = next(one for one in record["differing_inputs"] if one["path"].endswith("_rate"))
    assert rates["values"] == [Decimal("0.05"), [Decimal("0.05"), Decimal("0.03"), Decimal("0.02")]]


def test_compare_against_another_base(folder: Program) -> None:
    """`--base` takes the differences against the file it names, which must be one of them."""
    record = folder("compare", "retailer.yaml", "phased.yaml", "--base", "phased.yaml", "-f", "json")
    assert record.json["like_for_like"]["differences"] == [Decimal("-56300.00"), 0]
    assert folder("compare", "retailer.yaml", "phased.yaml", "--base", "x.yaml").code == 2
    assert folder("compare", "retailer.yaml").code == 2


def test_compare_currencies(folder: Program) -> None:
    """Different currencies are refused without a rate; with one it is printed."""
    (folder.folder / "euro.yaml").write_text(BASE.replace("USD", "EUR"), encoding="utf-8")
    refused = folder("compare", "dated.yaml", "euro.yaml")
    assert (refused.code, refused.out) == (2, "")
    assert "--rate EUR=" in refused.err
    converted = folder("compare", "dated.yaml", "euro.yaml", "--rate", "EUR=1.08")
    assert converted.code == 0
    assert "1 EUR = 1.08 USD" in converted.out
    assert "38,880.00" in converted.out


@pytest.mark.parametrize(
    "asked",
    [
        ("calc", "phased.yaml", "--set", "delay.duration_days=5"),
        ("sweep", "phased.yaml", "--vary", "delay.duration_days=3,5"),
        ("solve", "phased.yaml", "--for", "delay.duration_days", "--target", "net_exposure=700000"),
    ],
    ids=lambda asked: asked[0],
)
def test_who_keeps_a_number_is_told_alike(folder: Program, asked: tuple[str, ...]) -> None:
    """What phases restate a value for all does not reach: each command says whom, in JSON, too."""
    (note,) = folder(*asked, "-f", "json").json["diagnostics"]
    assert (note["code"], note["path"]) == ("SCN307", "delay.duration_days")
    assert note["message"].endswith("phases that keep their own: Main, Rest")
    text = folder(*asked)
    assert "hases that keep their own: " in (text.err if asked[0] == "calc" else text.out)


def test_waiting_is_the_same_everywhere(folder: Program) -> None:
    """31 days at 700 a day: 21,700.00 in calc, compare and schedule."""
    calc = folder("calc", "dated.yaml", "-f", "json").json["results"][0]
    waiting = next(line for line in calc["lines"] if line["id"] == "programme.waiting")
    assert waiting["amount"] == Decimal("21700.00")
    record = folder("compare", "dated.yaml", "dated.yaml", "-f", "json").json
    compared = next(line for line in record["lines"] if line["id"] == "programme.waiting")
    assert compared["amounts"] == [Decimal("21700.00")] * 2
    candidates = folder("schedule", "dated.yaml", "-f", "json").json["candidates"]
    prices = {one["go_live"]: one["net_exposure"] for one in candidates}
    assert prices["2027-02-15"] - prices["2027-01-15"] == Decimal("21700.00")
    assert prices["2027-02-15"] == calc["totals"]["net_exposure"]


def test_timeline(folder: Program) -> None:
    """Periods add up to the total, in JSON as in CSV; numbered days where there is no date."""
    record = folder("timeline", "retailer.yaml", "--by", "week", "-f", "json").json
    assert sum(one["amount"] for one in record["periods"]) == record["total"] == 625800
    assert record["periods"][0]["start"] == "2027-02-08"
    undated = folder("timeline", "undated.yaml", "--by", "week", "-f", "json").json
    assert undated["periods"][0]["start"] == -6
    rows = list(csv.DictReader(io.StringIO(folder("timeline", "dated.yaml", "-f", "csv").out)))
    assert sum(Decimal(row["amount"]) for row in rows) == 57700
    assert rows[0]["start"] == "2027-01-01"


def test_sensitivity(folder: Program) -> None:
    """Sweep, tornado and solve speak JSON of the promised shape."""
    swept = folder(
        "sweep", "retailer.yaml", "--vary", "delay.duration_days=0:10:2", "-f", "json"
    ).json
    values = [one["values"][0][0] for one in swept["points"]]
    assert values == [589800, 613800, 637800, 661800, 685800, 709800]
    assert swept["points"][0]["inputs"] == {"delay.duration_days": 0}
    bars = folder("tornado", "retailer.yaml", "--top", "3", "-f", "json").json["bars"]
    assert len(bars) == 3
    assert {"path", "low", "high", "low_input", "high_input"} <= set(bars[0])
    solved = folder("solve", "retailer.yaml", "--for", "delay.duration_days", "--target",
                    "net_exposure=600000", "-f", "json").json  # fmt: skip
    assert solved["reachable"] is True
    assert [one["value"] for one in solved["solutions"]] == [Decimal("0.85")]


def test_solve_without_a_solution_says_no(folder: Program) -> None:
    """A target that no value reaches is an answer, with the nearest reach: exit 1."""
    run = folder("solve", "retailer.yaml", "--for", "delay.duration_days", "--target",
                 "net_exposure=100000")  # fmt: skip
    assert run.code == 1
    assert "even 0 days gives 589,800.00" in run.out


DID_NOT_RUN = [
    (["tornado", "."], "a folder of several scenarios"),
    (["timeline", "retailer.yaml", "--by", "fortnight"], "an unknown period"),
    (["schedule", "undated.yaml"], "no dates"),
    (["schedule", "dated.yaml", "--from", "soon"], "not a day"),
    (["sweep", "retailer.yaml", "--vary", "delay.duration_days=0:1:0"], "a step of 0"),
    (["sweep", "retailer.yaml", "--vary", "delay.days=0:1:1"], "an unknown path"),
    (["solve", "retailer.yaml", "--for", "delay.duration_days"], "nothing to reach"),
    (["solve", "retailer.yaml", "--for", "delay.duration_days", "--target", "x=1"], "no metric"),
    (["tornado", "retailer.yaml", "--swing", "0%"], "no swing"),
    (["compare", "retailer.yaml", "missing.yaml"], "a missing file"),
]


@pytest.mark.parametrize("row", DID_NOT_RUN, ids=lambda row: row[-1])
def test_what_did_not_run(folder: Program, row: tuple[list[str], str]) -> None:
    """Wrong usage is 2, told on standard error, with nothing half-written."""
    run = folder(*row[0])
    assert (run.code, run.out) == (2, "")
    assert "error: " in run.err
    assert "bug" not in run.err


def test_an_invalid_file_is_one_document(folder: Program) -> None:
    """In a machine format failure is one document as well, with the diagnostics in it."""
    (folder.folder / "bad.yaml").write_text("currency: gbp\n", encoding="utf-8")
    for command in (["compare", "retailer.yaml"], ["timeline"], ["tornado"]):
        run = folder(*command, "bad.yaml", "-f", "json")
        assert run.code == 1
        record: Any = run.json
        assert record["summary"]["invalid"] == 1
        assert record["diagnostics"][0]["file"] == "bad.yaml"


def test_six_files_are_rows_of_a_hundred_columns(program: Program) -> None:
    """More than three files stand as rows; the tables of six long names fit 100 columns."""
    names = [f"{month}.yaml" for month in ("a", "b", "c", "d", "e", "f")]
    for at, name in enumerate(names, start=1):
        text = BASE + f"name: Roll-out number {at} with a name of forty\nlikelihood: {at}0%\n"
        (program.folder / name).write_text(text, encoding="utf-8")
    run = program("compare", *names)
    assert run.code == 0
    assert "6 roll-outs compared" in run.out
    assert run.out.count("Roll-out number 6 with a name of forty") >= 2
    rows = [line for line in run.out.splitlines() if line.startswith("Roll-out number 6")]
    assert all(len(line) <= 100 for line in rows)


STOPPABLE = BASE + "stopping: {likelihood: 20%, items: [{item: Exit, amount: 500}]}\n"


@pytest.mark.parametrize("files", [("a.yaml", "b.yaml"), ("b.yaml", "a.yaml", "c.yaml")])
def test_what_cannot_happen_is_nothing_in_total_too(program: Program, files: tuple[str, ...]) -> None:
    """Without a rule and without `stopping` nothing stops: a dash in the line and in its total."""
    for name, text in {"a.yaml": STOPPABLE, "b.yaml": BASE, "c.yaml": STOPPABLE}.items():
        (program.folder / name).write_text(text, encoding="utf-8")
    run = program("compare", *files)
    row = next(line for line in run.out.splitlines() if line.strip().startswith("Stopping"))
    assert "not assessed" not in row
    cells = row.split()[1 : 1 + len(files)]
    assert cells == ["-" if name == "b.yaml" else "100.00" for name in files]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--metric", "delay", "--set", "hidden_costs.brand_damage=5"), "1 input moves nothing."),
        (("--top", "3"), "1 more input moves less."),
        (("--top", "2"), "2 more inputs move less."),
    ],
)
def test_tornado_counts_in_good_grammar(
    program: Program, arguments: tuple[str, ...], said: str
) -> None:
    """One input moves, two inputs move."""
    (program.folder / "a.yaml").write_text(BASE, encoding="utf-8")
    assert said in program("tornado", "a.yaml", *arguments).out


def test_nothing_fails_where_nothing_goes_live(program: Program) -> None:
    """The chances of go-lives are rows; a status quo has none, and is named cheaper nowhere."""
    both = ("big-bang.yaml", "phased.yaml")
    program.shipped(
        "_base.yaml",
        "_roll-out.yaml",
        "_governance.yaml",
        "big-bang.yaml",
        "phased.yaml",
        "status-quo.yaml",
    )
    two = [" ".join(one.split()) for one in program("compare", *both).out.splitlines()]
    assert "A go-live fails 60 % 83.83 %" in two
    assert "All go live 100 % 100 %" in two
    three = program("compare", *both, "status-quo.yaml").out
    assert "  A go-live fails            60 %     83.83 %             -" in three.splitlines()
    assert "  All go live               100 %       100 %             -" in three.splitlines()
    assert not [line for line in three.splitlines() if line.endswith("  Status quo")]
    pair = program("compare", "big-bang.yaml", "status-quo.yaml").out
    for line in pair.splitlines()[1:]:  # behind the title, which names both
        assert not line.endswith((" Status quo", " Big-bang")), line
    assert any(line.endswith("not ranked") for line in pair.splitlines())
    more = [*both, "status-quo.yaml", "copy.yaml"]
    program.file("copy.yaml", "omsrisk: 1\nextends: big-bang.yaml\nname: Copy\n")
    table = program("compare", *more).out.splitlines()
    row = next(line for line in table if line.startswith("Status quo~, status quo"))
    assert row.split()[-4:] == ["-", "300,500.00", "-", "-"]


def test_no_order_rests_on_a_cheap_failure(program: Program) -> None:
    """Where a likelier failure costs less, `compare` says so first, and ranks nothing."""
    text = (
        "omsrisk: 1\ncurrency: USD\nlikelihood: 80%\n"
        "hidden_costs: {inventory_loss: 100, customer_attrition: 0, brand_damage: 0}\n"
        "phases: [{name: A, share_of_orders: 10%}, {name: B, share_of_orders: 90%}]\n"
    )
    program.file("goes-on.yaml", text)
    program.file("stops.yaml", text + "if_a_phase_fails: stop\nstopping: {items: []}\n")
    run = program("compare", "stops.yaml", "goes-on.yaml")
    lines = run.out.splitlines()
    assert lines[3].startswith("Stops: failing looks cheaper than holding:")
    said = "Goes-on and stops are not ranked: failing looks cheaper than holding in stops."
    assert said in lines
    assert not [line for line in lines if line.endswith(" stops") and "without programme" in line]
    assert next(line for line in lines if "NET EXPOSURE" in line).endswith("not ranked")
    assert "Switching values" not in run.out
    record = program("compare", "stops.yaml", "goes-on.yaml", "-f", "json").json
    assert (record["ranking"], record["pairs"][0]["cheaper"]) == ([], None)
    assert record["switching_values"] == []


@pytest.mark.parametrize("columns", [80, 100, 120])
def test_six_roll_outs_fit_the_width(program: Program, columns: int) -> None:
    """No line is wider, each file has its whole name, and what answers the question is kept."""
    names = ("big-bang", "phased", "phased-stop", "status-quo", "retailer", "seasonal")
    files = [f"{name}.yaml" for name in names]
    program.shipped("_base.yaml", "_roll-out.yaml", "_governance.yaml", *files)
    run = program("compare", *files, env={"COLUMNS": str(columns)})
    lines = run.out.splitlines()
    assert [line for line in lines if len(line) > columns] == []
    assert "..." not in run.out.replace("...  ", "").replace("...\n", "")
    assert sum("net exposure" in line for line in lines) == 1
    for name in ("Phased, stops at a failure", "Status quo~, status quo", "Big-bang*"):
        row = next(line for line in lines if line.startswith(name))
        assert len(row.split("  ")) > 3
    assert "cheaper" in next(line for line in lines if line.startswith("against the base"))


def test_ranges_of_phases_are_told(program: Program) -> None:
    """Of an input by phase each range stands by its value: the likely one is not what counts."""
    run = program("compare", *UNCERTAIN)
    assert "  3 (2 to 42) / 2 (1 to 20) / 1 (0.5 to 10)  " in run.out
    assert "  5 % (1 % to 20 %) / 3 % (1 % to 12 %) / 2 % (1 % to 8 %)  " in run.out
    assert "  51 % / 45 % / 40 %  " in run.out


def test_one_that_is_not_listed_is_one(program: Program) -> None:
    """Where one range more changes than are listed, the verb is of one."""
    run = program("diff", *UNCERTAIN)
    assert "\n1 more range changes.\n" in run.out
