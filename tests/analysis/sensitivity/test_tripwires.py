"""Tripwires: the value of an input at which a limit is passed, exact and for watched inputs first."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from omsrisk import UsageError, assess, load, solve
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.limits import judge
from omsrisk.analysis.sensitivity.tripwires import Tripwire, Tripwires, tripwires
from omsrisk.analysis.sensitivity.varying import VariedInput, in_one_variable
from omsrisk.core.algebra.polynomial import Polynomial
from omsrisk.core.money import to_minor_unit
from omsrisk.report.document import Lines, Table
from omsrisk.report.sensitivity import tripwires as build_tripwires
from omsrisk.scenario.load import Loader
from omsrisk.scenario.schema.limits import Limit
from tests.support.paths import SCENARIOS

RETAILER = """\
omsrisk: 1
name: Retailer
currency: USD
orders: {daily_volume: 1000, average_value: 100}
data_misalignment: {exposure_days: 30, error_correction_cost: 10, data_inaccuracy_rate: 5%}
delay: {duration_days: 3, cancellation_sensitivity: 12%}
training_deficit: {hours: 400, cost_per_hour: 45, incompletion_rate: 30%}
hidden_costs: {inventory_loss: 25000, customer_attrition: 27000, brand_damage: 15000}
"""
PHASED = RETAILER.replace("delay:", "stop_if_a_phase_fails: true\ndelay:") + (
    "stopping: {items: [{item: Exit fee, amount: 40000}]}\n"
    "phases:\n"
    "  - {name: Pilot, share_of_orders: 10%, likelihood: 30%, delay: {duration_days: 5}}\n"
    "  - {name: Rest, share_of_orders: 90%}\n"
)
SEASONAL = RETAILER + (
    "calendar:\n  go_live: 2027-02-15\n  season: {jan: 0.8, feb: 0.7, mar: 0.9, apr: 0.9, may: 0.9, "
    "jun: 0.9, jul: 0.8, aug: 0.8, sep: 1, oct: 1.1, nov: 1.4, dec: 1.8}\n"
)


def priced(folder: Path, text: str = RETAILER, **overrides: str) -> Assessment:
    """Price a scenario, with other numbers; `__` stands for a dot."""
    file = folder / "case.yaml"
    file.write_text(text, encoding="utf-8")
    return assess(load(file, {key.replace("__", "."): one for key, one in overrides.items()}))


def limits(**most: str) -> tuple[Limit, ...]:
    """Make limits."""
    return tuple(Limit(metric, Decimal(amount)) for metric, amount in most.items())


def by_path(found: Tripwires) -> dict[str, Tripwire]:
    """Give the wires of one limit by their input."""
    return {one.path: one for one in found.wires}


WORKED = [  # limit on the cost of failure, input, where it is passed, why
    ("140000", "data_misalignment.data_inaccuracy_rate", "0.105333", "16,600 more of 300,000"),
    ("140000", "delay.duration_days", "4.383333", "16,600 more at 12,000 a day"),
    ("140000", "hidden_costs.brand_damage", "31600", "16,600 more of money"),
    ("140000", "training_deficit.incompletion_rate", "", "even all of 18,000 does not get there"),
    ("136000", "training_deficit.incompletion_rate", "1", "all of it gets there to the cent"),
    ("136000.01", "training_deficit.incompletion_rate", "", "a cent more, and it does not"),
    ("123400", "delay.duration_days", "3", "the limit is what it costs"),
    ("111400", "delay.duration_days", "2", "passed already: kept again below"),
    ("0", "delay.duration_days", "", "passed at any value"),
    ("999999999999999999", "delay.duration_days", "83333333333326.049917", "far away"),
]


@pytest.mark.parametrize("row", WORKED, ids=lambda row: row[-1])
def test_worked(row: tuple[str, str, str, str], tmp_path: Path) -> None:
    """Each worked example holds; what cannot reach a limit is counted, not listed."""
    most, path, at, _ = row
    found = tripwires(priced(tmp_path), limits(cost_of_failure=most), every_input=True)
    wire = by_path(found).get(path)
    assert found.has_all
    assert len(found.wires) + found.unreachable == len(found.assessment.scenario.case.inputs)
    if not at:
        assert wire is None
        return
    assert wire is not None
    assert wire.at is not None
    assert abs(wire.at - Decimal(at)) < Decimal("0.000001")
    assert wire.is_passed is (Decimal(most) < 123400)


def test_the_shipped_retailer() -> None:
    """The two figures of the documentation."""
    retailer = assess(load(SCENARIOS / "retailer.yaml"))
    found = by_path(tripwires(retailer, limits(cost_of_failure="140000"), every_input=True))
    rate, days = (found[path].at for path in (
        "data_misalignment.data_inaccuracy_rate", "delay.duration_days"))  # fmt: skip
    assert rate is not None
    assert days is not None
    assert (round(rate * 100, 2), round(days, 2)) == (Decimal("10.53"), Decimal("4.38"))
    assert "training_deficit.incompletion_rate" not in found


CASES = [  # text, metric, limit, why the row is there
    (RETAILER, "cost_of_failure", "140000", "one piece"),
    (RETAILER, "net_exposure", "100000.01", "passed already"),
    (RETAILER, "delay", "36000", "a line, at its limit"),
    (PHASED, "net_exposure", "150000", "phases with a stop rule"),
    (PHASED, "cost_of_failure", "130000", "phases: the dearest that can fail"),
    (PHASED, "stopping", "12345.67", "what stopping costs"),
    (PHASED, "phases.rest.delay", "40000", "a line of one phase"),
    (PHASED, "chance_of_stopping_early", "0.35", "a share"),
    (SEASONAL, "cost_of_failure", "150000", "days weighed by a season: pieces of a line"),
    (SEASONAL, "net_exposure", "100000", "the same, passed already"),
]


@pytest.mark.parametrize("row", CASES, ids=lambda row: row[-1])
def test_putting_the_value_back_gives_the_limit(
    row: tuple[str, str, str, str], tmp_path: Path
) -> None:
    """With any input at its wire, all others as they stand, the metric is the limit to the cent."""
    text, metric, most, _ = row
    found = tripwires(priced(tmp_path, text), limits(**{metric: most}), every_input=True)
    assert found.wires
    for one in found.wires:
        assert one.at is not None
        number = f"{round(one.at, 12):f}"
        again = assess(load(tmp_path / "case.yaml", {one.path: number}))
        [judged] = judge(again, [Limit(metric, Decimal(most))])
        figure = judged.amount or Decimal(0)
        assert to_minor_unit(figure, 2) == to_minor_unit(Decimal(most), 2), one.path


def test_a_wire_is_the_nearest_value(tmp_path: Path) -> None:
    """Between the number in the file and its wire the limit is on one side of the metric."""
    most = Decimal(140000)
    found = tripwires(priced(tmp_path), limits(cost_of_failure=str(most)), every_input=True)
    for one in found.wires:
        assert one.at is not None
        between = (one.value + one.at) / 2
        again = assess(load(tmp_path / "case.yaml", {one.path: f"{round(between, 12):f}"}))
        assert Decimal(again.totals["cost_of_failure"] or 0) < most


WATCHED = RETAILER.replace(
    "duration_days: 3", "duration_days: {value: 3, monitored: {owner: Ada Kern, every_days: 1}}"
).replace(
    "brand_damage: 15000", "brand_damage: {value: 15000, monitored: {owner: Bo, every_days: 7}}"
)


def test_watched_inputs_are_listed_alone(tmp_path: Path) -> None:
    """Without `every_input` those that somebody watches, the nearest first, with who does."""
    found = tripwires(priced(tmp_path, WATCHED), limits(cost_of_failure="140000"))
    assert [one.path for one in found.wires] == ["delay.duration_days", "hidden_costs.brand_damage"]
    watched = [one.monitored for one in found.wires]
    assert [(one.owner, one.every_days) for one in watched if one is not None] == [
        ("Ada Kern", Decimal(1)),
        ("Bo", Decimal(7)),
    ]
    assert not found.has_all
    every = tripwires(priced(tmp_path, WATCHED), limits(cost_of_failure="140000"), every_input=True)
    assert len(every.wires) > 2
    assert by_path(every)["delay.duration_days"].monitored == watched[0]


def test_the_nearest_comes_first(tmp_path: Path) -> None:
    """By what part of itself an input would have to change, over all limits."""
    found = tripwires(
        priced(tmp_path), limits(cost_of_failure="140000", delay="37000"), every_input=True
    )
    changes = [
        round(abs(one.at - one.value) / one.value, 20) for one in found.wires if one.at is not None
    ]
    assert changes == sorted(changes)
    assert {one.limit.metric for one in found.wires} == {"cost_of_failure", "delay"}


REFUSED = [  # text, limits, whether of every input, a word of the message, why the row is there
    (RETAILER, (), True, "has no `limits`", "no limits at all"),
    (RETAILER, limits(cost_of_failure="1"), False, "nobody watches any input", "nobody watches"),
    (RETAILER, limits(cost_of_failur="1"), True, "no metric", "an unknown metric"),
    (RETAILER, limits(stabilisation="1"), True, "not assessed", "a group that is not assessed"),
]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[-1])
def test_refused(row: tuple[str, Sequence[Limit], bool, str, str], tmp_path: Path) -> None:
    """What cannot be asked is told, with what to do about it."""
    text, most, every, message, _ = row
    with pytest.raises(UsageError, match=message) as raised:
        tripwires(priced(tmp_path, text), tuple(most), every_input=every)
    assert raised.value.hint or "not assessed" in message


def test_limits_of_the_file_are_taken(tmp_path: Path) -> None:
    """Left out, the limits are those of the file."""
    text = WATCHED + "limits:\n  cost_of_failure: {value: 140000, level: warning}\n"
    found = tripwires(priced(tmp_path, text))
    assert [one.limit.level for one in found.wires] == ["warning", "warning"]


def _texts(found: Tripwires) -> str:
    blocks = build_tripwires.document(found).blocks
    lines = [line for one in blocks if isinstance(one, Lines) for line in one.lines]
    cells = [
        str(cell)
        for one in blocks
        if isinstance(one, Table)
        for row in one.rows
        for cell in row.cells
    ]
    return "\n".join((*lines, *cells))


def test_a_limit_on_a_share_reads_as_a_share(tmp_path: Path) -> None:
    """A limit of 40 % is not told as 0.40 of money."""
    most = limits(chance_of_stopping_early="0.4")
    text = _texts(tripwires(priced(tmp_path, PHASED), most, every_input=True))
    assert "40 %" in text
    assert "0.40" not in text


def test_a_limit_that_is_passed_at_any_value_is_told(tmp_path: Path) -> None:
    """Where no input alone brings the metric back, the report says that the limit is passed."""
    text = _texts(tripwires(priced(tmp_path), limits(cost_of_failure="0"), every_input=True))
    assert "No value of any of them passes a limit." not in text
    assert "Passed already: cost_of_failure 0.00." in text


def test_two_limits_on_one_metric_can_be_told_apart(tmp_path: Path) -> None:
    """Each row says which limit it is about."""
    two = (*limits(cost_of_failure="140000"), *limits(cost_of_failure="130000"))
    found = tripwires(priced(tmp_path, WATCHED), two)
    tables = [one for one in build_tripwires.document(found).blocks if isinstance(one, Table)]
    rows = [row.cells for one in tables for row in one.rows]
    assert len(rows) == 4
    assert len({tuple(cell for at, cell in enumerate(row) if at not in {1, 2}) for row in rows}) == 4


def test_a_threshold_outside_the_range_of_its_input_is_told(tmp_path: Path) -> None:
    """A delay of 2 to 5 days does not pass a limit at 8.05 days; one of 2 to 9 days may."""
    most = limits(cost_of_failure="184000")
    narrow, wide = (
        by_path(tripwires(priced(tmp_path, RETAILER.replace("duration_days: 3", days)), most,
                          every_input=True))["delay.duration_days"]
        for days in (f"duration_days: {{low: 2, likely: 3, high: {high}}}" for high in (5, 9))
    )  # fmt: skip
    assert narrow.at == wide.at
    assert not narrow.is_within_range
    assert wide.is_within_range
    days = RETAILER.replace("duration_days: 3", "duration_days: {low: 2, likely: 3, high: 5}")
    text = _texts(tripwires(priced(tmp_path, days), most, every_input=True))
    assert "8.05 days or more, not within its range" in text


def test_the_likelihoods_of_all_phases_move_by_one_factor() -> None:
    """Where phases restate it, all together have a wire; the scenario's own is told to stay."""
    text = (
        "omsrisk: 1\ncurrency: EUR\nlikelihood: 50%\n"
        "orders: {daily_volume: 1000, average_value: 100}\n"
        "delay: {duration_days: 3, cancellation_sensitivity: 12%}\n"
        "phases:\n  - {name: Pilot, share_of_orders: 10%, likelihood: 30%}\n"
        "  - {name: Rest, share_of_orders: 90%, likelihood: 10%}\n"
        "limits: {net_exposure: 5000}\n"
    )
    assessment = assess(Loader(read_bytes=lambda _: text.encode()).load("phased.yaml"))
    found = tripwires(assessment, every_input=True)
    [wire] = [one for one in found.wires if one.path == "phases.*.likelihood"]
    assert wire.unit == "factor"
    assert wire.value == 1
    target = solve(assessment, "phases.*.likelihood", target=Decimal(5000))
    assert wire.at == pytest.approx(target.solutions[0].value, rel=Decimal("1e-11"))
    assert dict(found.kept) == {"likelihood": ("phases.pilot.likelihood", "phases.rest.likelihood")}


def test_inputs_of_degree_one_are_told_by_one_walk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each input of many phases has the wire that `solve` finds, and none is expanded by itself."""
    rows = "".join(
        f"  - {{name: P{at}, share_of_orders: 5%, likelihood: {at + 1}%, "
        f"delay: {{duration_days: {at + 2}}}}}\n"
        for at in range(20)
    )
    assessment = priced(tmp_path, SEASONAL + "phases:\n" + rows)
    expanded: list[str] = []

    def expanding(figure: Any, one: VariedInput, values: Any) -> Polynomial:
        expanded.append(one.path)
        return in_one_variable(figure, one, values)

    monkeypatch.setattr("omsrisk.analysis.sensitivity.part_moving.in_one_variable", expanding)
    found = tripwires(assessment, limits(net_exposure="60000"), every_input=True)
    assert expanded == ["phases.*.likelihood"]
    assert len(found.wires) > 30
    for wire in found.wires:
        answer = solve(assessment, wire.path, target=Decimal(60_000))
        assert wire.at is not None
        assert min(abs(wire.at - one.value) for one in answer.solutions) < Decimal("1e-11")


def test_a_factor_on_the_likelihoods_of_hundreds_of_phases_is_no_curve(tmp_path: Path) -> None:
    """Under the stop rule its power is the number of the phases: `solve` says so, `--all` goes on."""
    shares = ["1.25%", *["0.33%"] * 298, "0.41%"]
    rows = (
        f"  - {{name: P{at}, share_of_orders: {share}, likelihood: 0.{at % 9 + 1}%}}\n"
        for at, share in enumerate(shares)
    )
    text = PHASED[: PHASED.index("phases:")] + "phases:\n" + "".join(rows)
    assessment = priced(tmp_path, text)
    with pytest.raises(UsageError, match="more than 250 phases"):
        solve(assessment, "phases.*.likelihood", target=Decimal(60_000))
    found = tripwires(assessment, limits(net_exposure="60000"), every_input=True)
    assert found.wires
    assert "phases.*.likelihood" not in by_path(found)
