"""`omsrisk calc`: its figures, its files, its options and what it says of bad ones."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.program import Outcome, Program, small

FOUR = ("data_misalignment", "delay", "training_deficit", "hidden_costs")

RETAILER = [  # part of the result, name, amount
    ("lines", "data_misalignment", "15000.00", "30,000 orders x 10 x 5 %"),
    ("lines", "delay", "36000.00", "100,000 a day x 3 days x 12 %"),
    ("lines", "training_deficit", "5400.00", "400 h x 45 x 30 %"),
    ("lines", "hidden_costs", "67000.00", "25,000 + 27,000 + 15,000"),
    ("lines", "hidden_costs.customer_attrition", "27000.00", "3 accounts x 9,000"),
    ("lines", "stabilisation.support", "43200.00", "80 tickets x 12 x 45 days"),
    ("lines", "stabilisation.productivity", "97200.00", "60 x 8 h x 30 x 15 % x 45 days"),
    ("lines", "stabilisation.freeze", "24000.00", "the sensitivity of the delay"),
    ("lines", "stabilisation.parallel_running", "30000.00", "60 days, not the 45 of the window"),
    ("totals", "cost_of_failure", "123400.00", "the four formulas"),
    ("totals", "expected_cost_of_failure", "123400.00", "as if failure were certain"),
    ("totals", "stabilisation", "194400.00", "beside the four, not in their sum"),
    ("totals", "programme", "308000.00", "220 days x 1,400"),
    ("totals", "exposure", "317800.00", "without programme"),
    ("totals", "net_exposure", "625800.00", "with programme"),
    ("totals", "recoveries", None, "left out is not zero"),
    ("totals", "stopping", None, "one phase: nothing to stop"),
    ("memo", "order_value_delayed", "300000.00", "volume x value x duration"),
    ("memo", "order_value_frozen", "200000.00", "two days"),
    ("memo", "order_value_kept", "440000.00", "late, not lost"),
    ("memo", "lost_revenue", "60000.00", "the two revenue lines"),
    ("memo", "lost_margin", "21000.00", "35 % of it"),
    ("memo", "net_exposure_at_margin", "586800.00", "65 % of 60,000 less"),
    ("memo", "cost_of_failure_at_margin", "100000.00", "65 % of 36,000 less"),
    ("memo", "capital_at_risk", "765000.00", "85 % of 900,000"),
]


def amounts(result: Any) -> dict[tuple[str, str], Decimal | None]:
    """Give every amount of a result of the JSON report, by part and name."""
    lines = {("lines", line["id"]): line["amount"] for line in result["lines"]}
    parts = ("totals", "memo")
    named = {(part, name): value for part in parts for name, value in result[part].items()}
    return {**lines, **named}


@pytest.fixture(scope="module")
def retailer(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Price the retailer once for all its figures."""
    program = Program(tmp_path_factory.mktemp("retailer"))
    program.shipped("retailer.yaml")
    return program("calc", "retailer.yaml", "--format", "json")


@pytest.mark.parametrize("case", RETAILER, ids=lambda case: f"{case[1]}: {case[-1]}")
def test_retailer(retailer: Outcome, case: tuple[str, str, str | None, str]) -> None:
    """The retailer costs what was worked out by hand, to the cent and written with cents."""
    part, name, amount, _ = case
    found = amounts(retailer.json["results"][0])[part, name]
    if amount is None:
        assert found is None
    else:
        assert isinstance(found, Decimal), "an amount is a JSON number with the currency's digits"
        assert str(found) == amount


def test_retailer_is_complete(retailer: Outcome) -> None:
    """All four categories of the retailer are assessed, and nothing is said beside the result."""
    result = retailer.json["results"][0]
    assert (result["complete"], result["categories_assessed"]) == (True, 4)
    assert (retailer.code, retailer.err) == (0, "")
    assert retailer.json["diagnostics"] == []


def test_worked_example(program: Program) -> None:
    """The source's worked example is 500 a day, and what it leaves out is not assessed."""
    run = program("calc", "worked-example.yaml", "-f", "json")
    [result] = run.json["results"]
    lines = {line["id"]: line for line in result["lines"]}
    assert str(lines["data_misalignment"]["amount"]) == "500.00"
    assert str(result["totals"]["cost_of_failure"]) == "500.00"
    assert [lines[name]["assessed"] for name in FOUR] == [True, False, False, False]
    assert [lines[name]["amount"] for name in FOUR[1:]] == [None, None, None]
    assert result["complete"] is False
    assert result["categories_assessed"] == 1
    assert run.code == 0


def test_set(program: Program) -> None:
    """With 30 days of exposure the worked example is 15,000, and `--set` names the command line."""
    run = program(
        *("calc", "worked-example.yaml", "-f", "json"),
        *("--set", "data_misalignment.exposure_days=30", "--set", "name=Thirty = 30 days"),
    )
    [result] = run.json["results"]
    assert str(result["totals"]["cost_of_failure"]) == "15000.00"
    assert result["name"] == "Thirty = 30 days", "the value begins at the first `=`"
    stated = {one["path"]: one for one in result["lines"][0]["inputs"]}
    assert stated["data_misalignment.exposure_days"]["value"] == 30
    assert stated["data_misalignment.exposure_days"]["source"] is not None


def test_yen_has_no_decimals(program: Program) -> None:
    """An amount has the digits of its currency, in the text and in JSON."""
    text = program("calc", "worked-example.yaml", "--set", "currency=JPY").out
    assert "A bad go-live costs 500 (1 of 4 categories)." in text
    assert "500.00" not in text
    record = program("calc", "worked-example.yaml", "--set", "currency=JPY", "-f", "json")
    assert '"cost_of_failure": 500,' in record.out


def test_several_files(program: Program) -> None:
    """Several files are itemised one after the other, in the order named, then shown together."""
    run = program("calc", "worked-example.yaml", "retailer.yaml")
    first, second, table = (
        run.out.index("Worked example  "),
        run.out.index("Mid-size retailer  "),
        run.out.index("All 2 scenarios"),
    )
    assert first < second < table
    itemised, totals = run.out[:table], run.out[table:]
    assert itemised.count("NET EXPOSURE") == 2
    rows = [line.split() for line in totals.splitlines() if ".yaml" in line]
    assert [(row[0], row[-3:]) for row in rows] == [
        ("worked-example.yaml", ["500.00", "500.00", "USD"]),
        ("retailer.yaml", ["123,400.00", "625,800.00", "USD"]),
    ]
    assert "TOTAL" not in totals, "scenarios are mostly alternatives: no sum unless asked for"
    assert (run.code, run.err) == (0, "")


def test_same_file_twice(program: Program) -> None:
    """A file is priced as often as it is named."""
    run = program("calc", "worked-example.yaml", "./worked-example.yaml", "-f", "json")
    files = [result["file"] for result in run.json["results"]]
    assert files == ["worked-example.yaml", "worked-example.yaml"]


def test_summary(program: Program) -> None:
    """`--summary` is one line a file, also for a single file."""
    run = program("calc", "retailer.yaml", "--summary")
    rows = [line for line in run.out.splitlines() if "retailer.yaml" in line]
    assert len(rows) == 1
    assert rows[0].split()[-3:] == ["123,400.00", "625,800.00", "USD"]
    assert "NET EXPOSURE" not in run.out


NO_FAILURE = """\
omsrisk: 1
name: N
currency: USD
approach: status-quo
programme: {items: [{item: Licence, amount: 100}]}
"""


def test_grand_total_of_what_no_file_assesses(program: Program) -> None:
    """Where no file says what a bad go-live costs, the sum of that is not told, and no 0."""
    (program.folder / "a.yaml").write_text(NO_FAILURE, encoding="utf-8")
    (program.folder / "b.yaml").write_text(NO_FAILURE, encoding="utf-8")
    found = program("calc", "a.yaml", "b.yaml", "--total", "-f", "json").json["grand_total"]
    assert (found["cost_of_failure"], found["means"]["cost_of_failure"]) == (None, None)
    assert (found["net_exposure"], found["means"]["net_exposure"]) == (200, 200)
    assert "What there is: programme 100.00." in program("calc", "a.yaml").out


def test_grand_total(program: Program) -> None:
    """`--total` adds up scenarios in one currency, and marks a sum that has an incomplete part."""
    run = program("calc", "retailer.yaml", "worked-example.yaml", "--total", "--summary")
    [row] = [line for line in run.out.splitlines() if line.startswith("TOTAL")]
    mark = ["not", "all", "categories", "assessed"]
    assert row.split() == ["TOTAL", *mark, "123,900.00", "626,300.00", "USD"]
    record = program("calc", "retailer.yaml", "worked-example.yaml", "--total", "-f", "json").json
    assert record["grand_total"].pop("means") == {
        "cost_of_failure": Decimal("123900.00"),
        "net_exposure": Decimal("626300.00"),
    }
    assert {key: str(value) for key, value in record["grand_total"].items()} == {
        "currency": "USD",
        "cost_of_failure": "123900.00",
        "net_exposure": "626300.00",
        "complete": "False",
    }
    assert len(record["results"]) == 2, "the sum takes nothing from the report"


def test_no_grand_total_of_two_currencies(program: Program) -> None:
    """Two currencies are never added up: the scenarios are printed, the sum is refused, exit 2."""
    program.file("euro.yaml", small("Euro", "EUR"))
    run = program("calc", "retailer.yaml", "euro.yaml", "--total", "--summary")
    assert run.code == 2
    assert "123,400.00" in run.out
    assert "36,000.00" in run.out
    assert not [line for line in run.out.splitlines() if line.startswith("TOTAL")]
    assert "USD, EUR" in run.err
    record = program("calc", "retailer.yaml", "euro.yaml", "--total", "-f", "json")
    assert record.code == 2
    assert record.json["grand_total"] is None
    assert record.json["summary"]["exit_code"] == 2, "the record tells the code of the process"


def test_folder(program: Program) -> None:
    """A folder gives its scenarios, sorted, and a count of the YAML files that are none."""
    for name in ("tree/b.yaml", "tree/a.yml", "tree/deep/c.yaml"):
        program.file(name, small(name))
    for name in ("tree/_base.yaml", "tree/.hidden.yaml", "tree/_drafts/d.yaml", "tree/.git/e.yaml"):
        program.file(name, small("passed over"))
    program.file("tree/compose.yaml", "services: {}\n")
    program.file("tree/deep/list.yml", "- omsrisk: 1\n")
    program.file("tree/notes.txt", small("not YAML by its name"))
    run = program("calc", "tree", "--summary")
    files = [line.split()[0] for line in run.out.splitlines() if line.startswith("tree")]
    assert files == ["tree/a.yml", "tree/b.yaml", "tree/deep/c.yaml"]
    assert run.err == "3 scenarios, 2 other YAML files skipped\n"
    assert run.code == 0


def test_many_files_are_summed_up_alike(program: Program) -> None:
    """So many files are priced by several processes: the same lines, in the same order."""
    for number in range(420):
        program.file(f"many/{number:03}.yaml", small(f"Shop {number}"))
    program.file("many/_base.yaml", "omsrisk: 1\nlikelihood: 40%\n")
    program.file("many/007.yaml", f"{small('With a base')}extends: _base.yaml\n")
    program.file("many/100.yaml", "omsrisk: 1\nx: 1\n")
    run = program("calc", "many", "--summary")
    few = [program("calc", f"many/{half}*.yaml", "--summary") for half in ("[0-1]", "[2-4]")]
    lines = [line.split() for one in few for line in one.out.splitlines()]
    told = [line.split() for line in run.out.splitlines()]
    assert [one for one in told if one[:1] and one[0].startswith("many/")] == [
        one for one in lines if one[:1] and one[0].startswith("many/")
    ]
    assert len([one for one in told if one and one[0].startswith("many/")]) == 419
    assert (run.code, run.err) == (1, few[0].err)
    kept = program("calc", "many", "--summary", "-o", "many/_base.yaml")
    assert kept.code == 2
    assert "_base.yaml" in kept.err


def test_quoted_glob(program: Program) -> None:
    """A quoted pattern is expanded, sorted; one that is a file's very name is that file."""
    for name in ("b1.yaml", "a1.yaml", "sub/a2.yaml", "odd[1].yaml"):
        program.file(name, small(name))
    run = program("calc", "?1.yaml", "**/a2.yaml", "odd[1].yaml", "-f", "json")
    files = [result["file"] for result in run.json["results"]]
    assert files == ["a1.yaml", "b1.yaml", "sub/a2.yaml", "odd[1].yaml"]


def test_standard_input(program: Program) -> None:
    """`-` is standard input, shown as `<stdin>` or as `--stdin-filename` says."""
    text = small("From a pipe").encode()
    run = program("calc", "worked-example.yaml", "-", "-f", "json", stdin=text)
    assert [result["file"] for result in run.json["results"]] == ["worked-example.yaml", "<stdin>"]
    bad = program("calc", "-", "--stdin-filename", "cases/pipe.yaml", stdin=b"omsrisk: 1\nx: 1\n")
    assert bad.code == 1
    assert "--> cases/pipe.yaml:2:1" in bad.err


def test_standard_input_twice(program: Program) -> None:
    """Standard input can be read once: naming it twice is wrong usage, before anything is read."""
    run = program("calc", "-", "-", stdin=small().encode())
    assert (run.code, run.out) == (2, "")
    assert "twice" in run.err


FAULTY = """\
omsrisk: 1
name: Three faults
currency: USD
orders:
  daily_volumne: 1000
  average_value: 64,20
delay:
  duration_days: 12:30
  cancellation_sensitivity: 12%
"""

FAULTS = [  # place, code, message, hint
    ("5:3", "SCN102", "`daily_volumne`", "did you mean `daily_volume`?"),
    ("6:18", "SCN105", "`64,20`", "use a point: 64.20"),
    ("8:18", "SCN105", "`12:30`", "colon"),
]


def test_three_faults(program: Program) -> None:
    """Three faults in two sections are three findings in one run, each with its place and hint."""
    program.file("bad.yaml", FAULTY)
    run = program("calc", "bad.yaml")
    assert (run.code, run.out) == (1, "")
    *findings, count = run.err.strip().split("\n\n")
    assert count == "3 errors in 1 file"
    assert len(findings) == len(FAULTS), "a typo in a key is not also a missing key"
    for finding, (place, code, message, hint) in zip(findings, FAULTS, strict=True):
        assert finding.startswith(f"error[{code}]: ")
        assert f"--> bad.yaml:{place}\n" in finding
        assert message in finding
        assert hint in finding


def test_json_on_failure(program: Program) -> None:
    """A run that fails still prints one JSON document, which says why."""
    program.file("bad.yaml", FAULTY)
    record = program("calc", "bad.yaml", "missing.yaml", "-f", "json")
    assert record.code == 2
    assert record.json["results"] == []
    summary = record.json["summary"]
    assert (summary["invalid"], summary["unreadable"], summary["exit_code"]) == (1, 1, 2)
    placed = [
        (f"{one['range']['start']['line']}:{one['range']['start']['column']}", one["code"])
        for one in record.json["diagnostics"]
        if one["range"]
    ]
    assert placed == [(place, code) for place, code, *_ in FAULTS]
    assert [one["message"] for one in record.json["diagnostics"] if not one["range"]] == [
        "cannot read missing.yaml: no such file or directory"
    ]


def test_good_and_bad_together(program: Program) -> None:
    """What can be priced is printed, whatever is wrong with the rest; 2 wins over 1."""
    program.file("bad.yaml", FAULTY)
    run = program("calc", "bad.yaml", "worked-example.yaml", "--summary")
    assert run.code == 1
    assert "500.00" in run.out
    assert "bad.yaml:5:3" in run.err
    with_missing = program("calc", "missing.yaml", "bad.yaml", "worked-example.yaml", "--summary")
    assert with_missing.code == 2
    assert with_missing.out == run.out
    assert "bad.yaml:5:3" in with_missing.err
    assert "error: cannot read missing.yaml: no such file" in with_missing.err


BAD_OPTIONS = [  # arguments, what standard error says, why
    (
        ["--set", "dealy.duration_days=3"],
        ["unknown input path `dealy.duration_days`", "did you mean `delay.duration_days`?"],
        "a typo in a section",
    ),
    (
        ["--set", "delay.duration_days=x"],
        ["--set delay.duration_days:1:1: ", "found `x`"],
        "a bad value has a place",
    ),
    (
        ["--set", "data_misalignment.data_inaccuracy_rate=5"],
        ["--set data_misalignment.data_inaccuracy_rate:1:1: ", "5%"],
        "a share above 1",
    ),
    (["--set", "delay.duration_days"], ["PATH=VALUE"], "no equals sign"),
    (
        ["--set", "orders.daily_volume=1", "--set", "orders.daily_volume=2"],
        ["twice"],
        "neither of two values wins",
    ),
    (
        ["--format", "tabel"],
        ["table, text, json, csv, csv-for-excel, markdown", "did you mean `table`?"],
        "an unknown format lists the known ones",
    ),
    (["--color", "blue"], ["auto, always, never"], "an unknown choice of colour"),
    (["--sumary"], ["--summary"], "a typo in an option"),
]


@pytest.mark.parametrize("case", BAD_OPTIONS, ids=lambda case: case[-1])
def test_wrong_usage(program: Program, case: tuple[list[str], list[str], str]) -> None:
    """What is wrong on the command line is exit 2 and says what would be right, with no result."""
    arguments, said, _ = case
    run = program("calc", "retailer.yaml", *arguments)
    assert (run.code, run.out) == (2, "")
    for words in said:
        assert words in run.err


def test_every_bad_value_of_the_command_line(program: Program) -> None:
    """Two bad values of `--set` are both told in one run, as two faults of a file are."""
    values = ("--set", "delay.duration_days=x", "--set", "orders.daily_volume=y")
    run = program("calc", "retailer.yaml", *values)
    assert run.code == 2
    assert "--set delay.duration_days:1:1: " in run.err
    assert "--set orders.daily_volume:1:1: " in run.err


def test_json_on_a_bad_value(program: Program) -> None:
    """A bad value of `--set` leaves no half-written document: JSON is one document or nothing."""
    run = program("calc", "retailer.yaml", "--set", "delay.duration_days=x", "-f", "json")
    assert run.code == 2
    assert run.json["results"] == []
    assert "`x`" in run.json["diagnostics"][0]["message"]


def test_unknown_command(program: Program) -> None:
    """A command that does not exist is exit 2, with the nearest one."""
    run = program("clac", "worked-example.yaml")
    assert (run.code, run.out) == (2, "")
    assert "did you mean 'calc'" in run.err.lower()


RANGES = """omsrisk: 1
currency: USD
orders: {daily_volume: 1000, average_value: 100}
delay: {duration_days: {low: 2, likely: 3, high: 16}, cancellation_sensitivity: 12%}
"""

AT = [  # options, what the totals are, what is said, why
    ((), "60,000.00", "Means over 1 range.", "the mean unless something else is asked for"),
    (("--at", "mean"), "60,000.00", "Means over 1 range.", "the mean"),
    (
        ("--at", "likely"),
        "36,000.00",
        "Computed with the most likely value of 1 range.",
        "the most likely values",
    ),
]


@pytest.mark.parametrize("case", AT, ids=lambda case: case[-1])
def test_ranges_count_with_their_mean(program: Program, case: tuple[Any, ...]) -> None:
    """What a range counts with is asked for, and said in the document itself."""
    program.file("ranges.yaml", RANGES)
    run = program("calc", "ranges.yaml", "--summary", *case[0])
    assert run.code == 0
    assert run.out.count(case[1]) == 2
    assert case[2] in run.out
    assert run.err == ""


def test_ranges_count_with_one_of_two(program: Program) -> None:
    """Anything else is a wrong command line."""
    run = program("calc", "retailer.yaml", "--at", "p90")
    assert run.code == 2
    assert "--at p90: must be one of mean, likely" in run.err
