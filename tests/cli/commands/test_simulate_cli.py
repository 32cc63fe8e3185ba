"""`simulate` and what rests on it, as users run them: exit codes, JSON, samples, formats."""

import csv
import io
import math
import re
from decimal import Decimal
from typing import Any

import pytest

from tests.support.paths import SCENARIOS
from tests.support.program import Program

FLOW = "omsrisk: 1\nname: {name}\ncurrency: USD\norders: {{daily_volume: 1000, average_value: 100}}\n"
RANGE = "delay: {duration_days: {low: 1, likely: 3, high: 9}, cancellation_sensitivity: 12%}\n"
UNCERTAIN = FLOW.format(name="Uncertain") + RANGE + "likelihood: 40%\n"
DEARER = UNCERTAIN.replace("Uncertain", "Dearer").replace("12%", "24%")
SURE = FLOW.format(name="Sure") + RANGE.replace("{low: 1, likely: 3, high: 9}", "3")
LIMITED = UNCERTAIN + "limits: {net_exposure: 20000, p90_net_exposure: 50000}\n"
MEASURED = UNCERTAIN + (
    "mitigations: [{name: Rehearsal, cost: 3000, effects: {delay.duration_days: {multiply: 0.5}}}]\n"
)
QUICK = ("--trials", "2000")


@pytest.fixture
def folder(program: Program) -> Program:
    """Add scenarios with a range and a draw to the shipped ones."""
    program.file("a.yaml", UNCERTAIN)
    program.file("b.yaml", DEARER)
    program.file("sure.yaml", SURE)
    program.file("limited.yaml", LIMITED)
    program.file("measured.yaml", MEASURED)
    return program


STATISTICS = ["mean", "p5", "p10", "p50", "p80", "p90", "p95", "p99", "expected_shortfall_95"]
FIGURE = [
    "point_value",
    "point_value_exceeded",
    "standard_deviation",
    *STATISTICS,
    "standard_errors",
    "probability_above",
]


def test_json(folder: Program) -> None:
    """Trials and seed, and of each figure all that a program may want, as numbers."""
    run = folder("simulate", "limited.yaml", "-f", "json", "--max", "delay=30000", *QUICK)
    assert run.code == 0, run.err
    record = run.json
    assert (record["trials"], record["seed"]) == (2000, 20260101)
    assert (record["summary"]["exit_code"], record["diagnostics"]) == (0, [])
    (result,) = record["results"]
    assert {
        key: result[key] for key in ("file", "name", "currency", "metric", "ranges", "events")
    } == {
        "file": "limited.yaml",
        "name": "Uncertain",
        "currency": "USD",
        "metric": "net_exposure",
        "ranges": 1,
        "events": 1,
    }
    for figure in result["statistics"].values():
        assert list(figure) == FIGURE
        assert list(figure["standard_errors"]) == STATISTICS
    net = result["statistics"]["net_exposure"]
    assert net["point_value"] == 14400
    assert net["p5"] == net["p50"] == 0 < net["p90"] < net["p95"]
    assert net["p95"] < net["expected_shortfall_95"]
    assert result["point_value_exceeded"] == net["point_value_exceeded"]
    (above,) = net["probability_above"]
    assert list(above) == ["limit", "probability", "standard_error"]
    assert above["limit"] == 20000
    chance = float(above["probability"])
    error = math.sqrt(chance * (1 - chance) / 2000)
    assert float(above["standard_error"]) == pytest.approx(error, abs=1e-6)
    assert [one["limit"] for one in result["statistics"]["delay"]["probability_above"]] == [30000]
    assert sum(bar["share"] for bar in result["histogram"]) <= 1
    assert all(list(bar) == ["from", "to", "share"] for bar in result["histogram"])
    curve = [(one["amount"], one["probability"]) for one in result["exceedance_curve"]]
    assert curve == sorted(curve, key=lambda point: (point[0], -point[1]))
    assert "e" not in re.sub(r'"[^"]*"', "", run.out.replace("true", "").replace("false", ""))


SAME = [
    ("simulate", "a.yaml", "b.yaml", "-f", "json", *QUICK),
    ("simulate", "a.yaml", "-f", "json", "--trials", "2200000"),
]


@pytest.mark.parametrize("command", SAME, ids=["two files", "one large one"])
def test_workers_change_no_digit(folder: Program, command: tuple[str, ...]) -> None:
    """One process or two: the same bytes."""
    one, two = (folder(*command, "--workers", str(workers)) for workers in (1, 2))
    assert (one.code, two.code) == (0, 0), one.err + two.err
    assert one.out == two.out
    assert one.err == two.err


EXACT = [  # command, why
    (("simulate", "limited.yaml"), "simulate"),
    (
        ("solve", "a.yaml", "--for", "orders.daily_volume", "--target", "p90:net_exposure=50000"),
        "solve",
    ),
    (("mitigate", "measured.yaml", "--metric", "p90:net_exposure"), "mitigate"),
    (("schedule", "dated.yaml", "--simulate"), "schedule"),
    (("compare", "a.yaml", "b.yaml", "--simulate"), "compare"),
]


@pytest.mark.parametrize("case", EXACT, ids=lambda case: case[-1])
def test_what_is_exact_says_so(folder: Program, case: tuple[tuple[str, ...], str]) -> None:
    """Without trials and without a seed, twice the same bytes; trials, asked for, are told."""
    command, _ = case
    folder.file("dated.yaml", UNCERTAIN + "calendar: {go_live: 2027-03-01, season: {dec: 2}}\n")
    runs = [folder(*command), folder(*command, "--method", "exact")]
    assert runs[0].code == 0, runs[0].err
    assert runs[0].out == runs[1].out
    assert re.search(r"exact to 0\.0\d+ %", runs[0].out)
    assert "seed" not in runs[0].out
    told = folder(*command, "-f", "json").json
    (result,) = told["results"] if command[0] == "simulate" else [told]
    assert 0 < result["accuracy"] < 0.001
    assert told.get("trials") is None
    assert told.get("seed") is None
    for more in (QUICK, ("--method", "sample"), ("--seed", "4")):
        sampled = folder(*command, *more)
        assert "exact to" not in sampled.out
        assert "trials" in sampled.out
    refused = folder(*command, "--method", "exact", *QUICK)
    assert (refused.code, refused.out) == (2, "")
    assert "an exact answer takes no trials and no seed" in refused.err


def test_the_seed_makes_the_output(folder: Program) -> None:
    """The same seed, the same bytes, and the usual one where none is asked for."""
    command = ("simulate", "a.yaml", "-f", "json", *QUICK)
    first, again = (folder(*command, *more) for more in ((), ("--seed", "20260101")))
    assert first.out == again.out


def test_compare_in_json(folder: Program) -> None:
    """Each pair has mean, percentiles, chances and dominance of the difference."""
    run = folder("compare", "a.yaml", "b.yaml", "sure.yaml", "--simulate", "-f", "json", *QUICK)
    assert run.code == 0, run.err
    pairs = run.json["paired"]
    assert [(one["base"], one["file"]) for one in pairs] == [
        ("a.yaml", "b.yaml"),
        ("a.yaml", "sure.yaml"),
    ]
    percentiles = ["p5", "p10", "p50", "p80", "p90", "p95", "p99"]
    for one in pairs:
        assert list(one) == [
            "base",
            "file",
            "mean_difference",
            "standard_deviation",
            *percentiles,
            "standard_errors",
            "probability_base_cheaper",
            "probability_file_cheaper",
            "probability_equal",
            "saved_when_base_cheaper",
            "saved_when_file_cheaper",
            "ranked",
            "dominance",
        ]
        assert list(one["standard_errors"]) == [
            "mean_difference",
            *percentiles,
            "probability_base_cheaper",
        ]
        words = ("base_cheaper", "file_cheaper", "equal")
        chances = [one[f"probability_{word}"] for word in words]
        assert sum(chances) == 1
    twice = pairs[0]
    assert twice["dominance"] == {"order": "first", "of": "base"}
    assert twice["probability_file_cheaper"] == twice["saved_when_file_cheaper"] == 0
    assert float(twice["probability_equal"]) == pytest.approx(0.6, abs=0.05)


def test_compare_without_simulating(folder: Program) -> None:
    """Without `--simulate` there is nothing of it."""
    record = folder("compare", "a.yaml", "b.yaml", "-f", "json").json
    assert not record.get("paired")


def test_samples(folder: Program) -> None:
    """Every trial as a row: inputs, the draw as 1 or 0, and the figures that follow from them."""
    run = folder("simulate", "a.yaml", "-f", "json", "--samples", "all.csv", *QUICK)
    assert run.code == 0, run.err
    text = (folder.folder / "all.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["trial"] for row in rows] == [str(at) for at in range(1, 2001)]
    assert list(rows[0])[:3] == ["trial", "input:delay.duration_days", "draw:likelihood"]
    for row in rows:
        days, fails = float(row["input:delay.duration_days"]), int(row["draw:likelihood"])
        assert 1 <= days <= 9
        assert fails in {0, 1}
        cost = 12000 * days
        assert float(row["figure:cost_of_failure"]) == pytest.approx(cost, abs=0.00501)
        assert float(row["figure:net_exposure"]) == pytest.approx(cost * fails, abs=0.00501)
    net = run.json["results"][0]["statistics"]["net_exposure"]
    mean = math.fsum(float(row["figure:net_exposure"]) for row in rows) / len(rows)
    assert float(net["mean"]) == pytest.approx(mean, abs=0.02)
    above = sum(Decimal(row["figure:net_exposure"]) > net["point_value"] for row in rows) / len(rows)
    assert float(net["point_value_exceeded"]) == pytest.approx(above, abs=1e-9)


def test_samples_of_nothing_are_zero(folder: Program) -> None:
    """What is not recovered in a trial is 0.00, without a sign."""
    folder.file("cover.yaml", UNCERTAIN + "recoveries: [{item: Cover, amount: 3000}]\n")
    run = folder("simulate", "cover.yaml", "--samples", "all.csv", *QUICK)
    assert run.code == 0, run.err
    text = (folder.folder / "all.csv").read_text(encoding="utf-8")
    assert {row["figure:recoveries"] for row in csv.DictReader(io.StringIO(text))} == {
        "0.00",
        "-3000.00",
    }


def test_samples_are_written_whole_or_not_at_all(folder: Program) -> None:
    """Where nothing can be simulated a file of earlier samples stays as it is."""
    before = folder.file("all.csv", "kept\n")
    run = folder("simulate", "sure.yaml", "--samples", before)
    assert run.code == 2
    assert (folder.folder / before).read_text(encoding="utf-8") == "kept\n"
    assert sorted(folder.folder.glob(".all.csv*")) == []


DID_NOT_RUN = [  # command, what is told, why
    ("simulate a.yaml --trials 0", "too few trials: 0", "no trials"),
    ("simulate a.yaml --trials 1", "too few trials: 1", "one has no deviation"),
    ("simulate a.yaml --trials 1000000000000", "more than 1,000,000,000", "beyond what makes sense"),
    ("simulate a.yaml --seed -1", "--seed", "a negative seed"),
    ("simulate a.yaml --method guess", "must be one of exact, sample", "a method misspelt"),
    (
        "simulate a.yaml --samples x.csv --method exact",
        "--samples writes trials, and an exact answer has none",
        "samples of what has none",
    ),
    ("schedule a.yaml --method exact", "--method goes with --simulate", "exact point values"),
    (
        "mitigate measured.yaml --method exact --trials 9",
        "--trials and --method go with a percentile",
        "both, of point values",
    ),
    ("simulate a.yaml --metric net_exposur", "did you mean `net_exposure`?", "a metric misspelt"),
    ("simulate a.yaml b.yaml --samples x.csv", "--samples takes one scenario", "samples of two"),
    (
        "simulate a.yaml --samples a.yaml",
        "trials are written as CSV",
        "onto the scenario",
    ),
    ("simulate a.yaml --samples ./x.csv -o x.csv", "a file of its own", "two names of one file"),
    ("simulate a.yaml --samples x.csv -o x.csv", "a file of its own", "two into one file"),
    ("compare a.yaml b.yaml --trials 500", "--simulate", "trials of a comparison of points"),
    (
        "solve a.yaml --for delay.cancellation_sensitivity --target net_exposure=5 --trials 9",
        "--trials goes with a percentile",
        "trials of a point value",
    ),
    ("mitigate measured.yaml --seed 9", "--seed goes with a percentile", "a seed of point values"),
]


@pytest.mark.parametrize("case", DID_NOT_RUN, ids=lambda case: case[-1])
def test_what_did_not_run(folder: Program, case: tuple[str, str, str]) -> None:
    """Exit 2, told on standard error; nothing on standard output, and no traceback."""
    run = folder(*case[0].split())
    assert (run.code, run.out) == (2, "")
    assert case[1] in run.err
    assert "Traceback" not in run.err
    assert "bug" not in run.err
    assert (folder.folder / "a.yaml").read_text(encoding="utf-8") == UNCERTAIN


def test_a_refusal_in_json(folder: Program) -> None:
    """A machine format gets its one document then, too."""
    run = folder("simulate", "sure.yaml", "-f", "json")
    assert run.code == 2
    assert run.json["summary"]["exit_code"] == 2
    assert "uncertain" in run.json["diagnostics"][0]["message"]


ANSWERS = [  # command, exit code, why
    ("p90:net_exposure=50000", 0, "a percentile that can be reached"),
    ("p90:net_exposure=99999999", 1, "one that cannot"),
]


@pytest.mark.parametrize("case", ANSWERS, ids=lambda case: case[-1])
def test_solve(folder: Program, case: tuple[str, int, str]) -> None:
    """0 where a value reaches it, 1 where none does; JSON has value, error and certificate."""
    target, code, _ = case
    path = "delay.cancellation_sensitivity"
    command = ("solve", "a.yaml", "--for", path, "--target", target, *QUICK)
    run = folder(*command, "-f", "json")
    assert run.code == code, run.err
    record = run.json
    assert record["reachable"] is (code == 0)
    assert (record["path"], record["trials"]) == (path, 2000)
    for found in record["solutions"]:
        errors = ["value", "value_error", "result", "result_error"]
        assert list(found) == [*errors, "is_within_range"]
        assert float(found["result"]) == pytest.approx(float(record["target"]), rel=1e-6)


def test_mitigate(folder: Program) -> None:
    """A percentile in the place of the metric: what the mitigation takes off it."""
    record = folder("mitigate", "measured.yaml", "--metric", "p90:net_exposure", "-f", "json", *QUICK)
    assert record.code == 0, record.err
    (one,) = record.json["mitigations"]
    assert float(one["avoided"]) == pytest.approx(float(record.json["base"]) / 2, abs=0.02)


@pytest.mark.parametrize("name", ["markdown", "csv", "text"])
def test_formats(folder: Program, name: str) -> None:
    """Each format holds the statistics, and says of which scenario and seed."""
    run = folder("simulate", "limited.yaml", "-f", name, *QUICK)
    assert run.code == 0, run.err
    if name == "csv":
        rows = list(csv.DictReader(io.StringIO(run.out)))
        net = next(row for row in rows if row["figure"] == "net_exposure")
        assert set(STATISTICS) <= set(net)
        assert {f"{one}_error" for one in STATISTICS} <= set(net)
        assert (net["limit"], net["point_value"]) == ("20000", "14400.00")
        return
    assert "20260101" in run.out
    assert "point value of 1 range" not in run.out + run.err  # here it is a range
    assert "P95" in run.out
    assert "limit" in run.out
    if name == "markdown":
        tables = [line for line in run.out.splitlines() if line.startswith("|")]
        assert len(tables) > 30
        assert any(line.startswith(("| ---", "| :-")) for line in tables)


def test_what_limits_are_said_of(folder: Program) -> None:
    """`simulate` says how likely a limit is passed, and whether a percentile keeps to its own."""
    run = folder("simulate", "limited.yaml", *QUICK)
    assert run.code == 0
    assert "p90_net_exposure is " in run.out
    assert "its limit of 50,000.00" in run.out
    assert re.search(
        r"net_exposure is above its limit of 20,000\.00\s+in [\d.]+ % of the outcomes", run.out
    )


def test_standard_input(folder: Program) -> None:
    """A scenario may come through a pipe."""
    run = folder("simulate", "-", "-f", "json", *QUICK, stdin=UNCERTAIN.encode())
    assert run.code == 0, run.err
    record: dict[str, Any] = run.json
    assert record["results"][0]["file"] == "<stdin>"


def test_settings_and_measures_are_simulated(folder: Program) -> None:
    """A value set by hand has no range left; a mitigation narrows what it acts on."""
    fixed = folder("simulate", "a.yaml", "--set", "delay.duration_days=5", "-f", "json", *QUICK).json
    assert fixed["results"][0]["ranges"] == 0
    assert fixed["results"][0]["statistics"]["net_exposure"]["p99"] == 60000
    command = ("simulate", "measured.yaml", "--with", "Rehearsal", "-f", "json", *QUICK)
    (taken,) = folder(*command).json["results"]
    assert taken["statistics"]["delay"]["point_value"] == 18000
    assert 18000 < taken["statistics"]["delay"]["p90"] < 54000


@pytest.mark.parametrize("likely", ["", "likely: 5%, "], ids=["two points", "with a likely one"])
def test_a_share_as_an_interval_of_experts(program: Program, likely: str) -> None:
    """Worked out exactly and in trials, P5 and P95 are what the file says of the share."""
    interval = f"{{p5: 1%, {likely}p95: 20%}}"
    program.file("share.yaml", SURE.replace("12%", interval))
    exact = program("simulate", "share.yaml", "-f", "json").json["results"][0]["statistics"]
    exact = exact["net_exposure"]
    assert float(exact["p5"]) == pytest.approx(3_000, rel=1e-6)
    assert float(exact["p95"]) == pytest.approx(60_000, rel=1e-6)
    run = program("simulate", "share.yaml", "--trials", "1000000", "-f", "json")
    drawn = run.json["results"][0]["statistics"]["net_exposure"]
    for name, wanted in (("p5", 3_000), ("p95", 60_000)):
        assert abs(float(drawn[name]) - wanted) < 4 * float(drawn["standard_errors"][name])
    assert float(drawn["mean"]) == pytest.approx(float(exact["mean"]), rel=0.01)


@pytest.mark.parametrize(
    "name", ["retailer-uncertain", "phased-uncertain", "integration-points", "full"]
)
def test_lines_stand_under_the_headings_of_calc(program: Program, name: str) -> None:
    """Same headings, same order, same depth: what `calc` tells with one number, this with six."""
    if name == "full":
        assert program("init", "--full", "full.yaml", "-q").code == 0
    else:
        program.shipped(*(one.name for one in SCENARIOS.glob("*.yaml")))
    volume = "orders.daily_volume={low: 900, likely: 1000, high: 1500}"
    uncertain = () if name != "integration-points" else ("--set", volume)
    told = {}
    for command in ("calc", "simulate"):
        shown = program(command, f"{name}.yaml", *uncertain).out
        told[command] = _by_heading(shown.partition("By line, and the totals")[2] or shown)
    calculated, simulated = told["calc"], told["simulate"]
    common = [one for one in simulated if one in calculated]
    assert len(common) >= 6
    assert [one for one in calculated if one in set(common)] == common
    others = {label.strip() for _, label in set(simulated) - set(calculated)}
    assert others <= {
        "Expected cost of failure",
        "Cost of failure at margin",
        *(heading.partition(",")[0] for heading, _ in simulated),
    }


def _by_heading(text: str) -> list[tuple[str, str]]:
    """List the labels of a table with their indents, each with the heading that it stands under."""
    heading, found = "", []
    for line in text.splitlines():
        if line.startswith("---") and heading:
            heading = "the total"
        label = re.match(r" {0,4}[A-Za-z]+(?: ?[\w,%]+)*", line)
        if label is None or line.startswith(("exact:", "ranges:", "draw", "b:")):
            continue
        if line[0] != " ":
            heading = label[0]
        elif heading:
            found.append((heading, label[0]))
    return found
