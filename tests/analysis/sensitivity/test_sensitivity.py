"""Sweeps, tornados, solutions and flips: all from one traced expression."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk import UsageError, assess, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.metrics import figures_of
from omsrisk.analysis.sensitivity.solve import solve
from omsrisk.analysis.sensitivity.sweep import sweep
from omsrisk.analysis.sensitivity.tornado import tornado
from omsrisk.core.algebra.polynomial import compiled_row, polynomial_of
from omsrisk.core.money import as_stated, exact
from omsrisk.core.pricing.exposure import price, traced_value
from omsrisk.core.pricing.variation import values_of
from omsrisk.report.document import Block, Lines, Table
from omsrisk.report.sensitivity import solve as build_solve
from omsrisk.report.sensitivity import sweep as build_sweep
from omsrisk.report.sensitivity import tornado as build_tornado
from tests.support.paths import SCENARIOS

RETAILER = SCENARIOS / "retailer.yaml"
NAMES = ("retailer", "phased", "seasonal", "integration-points", "internal")
PHASED = """\
extends: retailer.yaml
stabilisation: {parallel_running: {duration_days: 180}}
programme:
  items:
    - {item: Consultants, quantity: 220, unit_cost: 1400}
    - {item: Change management, quantity: 25, unit_cost: 800}
phases:
  - {name: Pilot, share_of_orders: 10%}
  - {name: Main, share_of_orders: 40%, data_misalignment: {data_inaccuracy_rate: 3%},
     delay: {duration_days: 2}}
  - {name: Rest, share_of_orders: 50%, data_misalignment: {data_inaccuracy_rate: 2%},
     delay: {duration_days: 1}}
"""


def retailer(**overrides: str) -> Assessment:
    """Price the retailer with other numbers; `__` stands for a dot."""
    return assess(load(RETAILER, {key.replace("__", "."): one for key, one in overrides.items()}))


def texts(blocks: Iterable[Block]) -> str:
    """Join the lines of a report and the cells of its tables."""
    told: list[str] = []
    for one in blocks:
        if isinstance(one, Lines):
            told += one.lines
        if isinstance(one, Table):
            told += [str(cell) for row in one.rows for cell in row.cells]
    return "\n".join(told)


@pytest.fixture
def phased(tmp_path: Path) -> Assessment:
    """Price the phased roll-out of the retailer."""
    (tmp_path / "retailer.yaml").write_bytes(RETAILER.read_bytes())
    path = tmp_path / "phased.yaml"
    path.write_text(PHASED, encoding="utf-8")
    return assess(load(path))


def test_sweep_of_the_delay() -> None:
    """The worked sweep: each two days more cost 24,000 more, exactly."""
    result = sweep([retailer()], ["delay.duration_days=0:10:2"])
    values = [point.values[0][0] for point in result.points]
    assert values == [589800, 613800, 637800, 661800, 685800, 709800]
    assert result.is_exact


@pytest.mark.parametrize("name", NAMES)
def test_each_point_is_what_calc_says(name: str) -> None:
    """A cell of a sweep is the scenario with both numbers set, to the last digit."""
    one = assess(load(SCENARIOS / f"{name}.yaml"))
    vary = {"orders.average_value": ("10", "64.2"), "delay.cancellation_sensitivity": ("0", "0.33")}
    result = sweep([one], [f"{path}={','.join(two)}" for path, two in vary.items()],
                   metrics=["net_exposure", "cost_of_failure"])  # fmt: skip
    points = list(result.points)
    assert len(points) == result.count == 4
    for point in points:
        numbers = dict(zip(vary, map(str, point.inputs), strict=True))
        same = assess(load(SCENARIOS / f"{name}.yaml", numbers))
        assert point.values[0] == (same.totals["net_exposure"], same.totals["cost_of_failure"])


@settings(max_examples=40, deadline=None, derandomize=True)
@given(data=st.data())
def test_kernel_agrees_with_the_exact_result(data: st.DataObject) -> None:
    """Compiled to floats, every metric agrees with the exact one to 1e-12, seasons included."""
    name = data.draw(st.sampled_from(NAMES))
    case = load(SCENARIOS / f"{name}.yaml").case
    values = values_of(case)
    path = data.draw(st.sampled_from(sorted(values)))
    number = data.draw(st.decimals("0", "1", places=6))
    if not path.endswith(("rate", "sensitivity", "likelihood", "margin", "dip", "share_of_orders")):
        number = number * 90
    with exact(4000):
        traced = price(case, traced_value)
        figures = {
            key: polynomial_of(one, {path: "x"}, values)
            for key, one in figures_of(traced).items()
            if one is not None
        }
        wanted = {key: one({"x": number}) for key, one in figures.items()}
    kernel = compiled_row(tuple(figures.values()), ("x",))
    largest = max(abs(float(one)) for one in wanted.values())
    for key, (found,) in zip(figures, kernel([float(number)]), strict=True):
        assert found == pytest.approx(float(wanted[key]), rel=1e-12, abs=1e-12 * largest), key


def test_a_large_sweep_agrees_with_a_small_one() -> None:
    """Past a thousand points floats are used, and say so; they agree with the exact ones."""
    large = sweep([retailer()], ["delay.duration_days=0:30:0.01"])
    assert not large.is_exact
    assert large.count == 3001
    points = list(large.points)
    assert points[300].inputs == (Decimal("3.00"),)
    assert points[300].values[0][0] == pytest.approx(625800, rel=1e-12)


RELATIVE = [
    ("delay.duration_days=-20%:+20%:10%", ["2.4", "2.7", "3", "3.3", "3.6"], "around the file"),
    ("delay.duration_days=+10%", ["3.3"], "one relative number"),
    ("delay.cancellation_sensitivity=5%,10%", ["0.05", "0.1"], "shares, not relative"),
    ("delay.duration_days=1,2,5", ["1", "2", "5"], "a list"),
    ("delay.duration_days=10:0:-5", ["10", "5", "0"], "downwards"),
    ("delay.duration_days=0:7:3", ["0", "3", "6"], "a stop that is not reached is left out"),
    ("likelihood=50%,100%", ["0.5", "1"], "an input that counts as 1 where it is left out"),
]


@pytest.mark.parametrize("row", RELATIVE, ids=lambda row: row[-1])
def test_grids(row: tuple[str, list[str], str]) -> None:
    """A grid is read as its words say."""
    setting, numbers, _ = row
    points = sweep([retailer()], [setting]).points
    assert [point.inputs[0] for point in points] == [Decimal(one) for one in numbers]


REFUSED = [
    ("delay.duratoin_days=0:1:1", "delay.duration_days", "an unknown path, and the nearest"),
    ("delay.duration_days=0:10:0", "step of 0", "a step that leads nowhere"),
    ("delay.duration_days=0:10:-1", "away", "a step of the wrong sign"),
    ("delay.duration_days=0:1000:0.000001", "at most", "too many points"),
    ("delay.cancellation_sensitivity=0:2:0.5", "more than 1", "a point out of bounds"),
    ("delay.duration_days=a:b:c", "not a number", "text for a number"),
    ("delay.duration_days", "PATH=GRID", "no grid at all"),
    ("calendar.go_live=2027-01-01:2026-01-01:1w", "before the start", "days backwards"),
]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[-1])
def test_what_is_no_sweep(row: tuple[str, str, str]) -> None:
    """What cannot be swept is told before anything is computed."""
    with pytest.raises(UsageError) as caught:
        sweep([retailer()], [row[0]])
    assert row[1] in f"{caught.value.message} {caught.value.hint}"


def test_an_input_in_all_phases(phased: Assessment) -> None:
    """`phases.*` moves what every phase has by one factor, restated or inherited: 3, 2 and 1 days."""
    result = sweep([phased], ["phases.*.delay.duration_days=0,1,3"])
    values = [Decimal(point.values[0][0]) for point in result.points]
    assert values[1] == phased.totals["net_exposure"]
    assert [values[1] - values[0], values[2] - values[0]] == [19200, 57600]
    found = solve(phased, "phases.*.delay.duration_days", target=values[0] + 9600)
    assert [(one.value, one.is_exact) for one in found.solutions] == [(Decimal("0.5"), True)]


STOPPING = """\
omsrisk: 1
name: Three
currency: EUR
{common}
stop_if_a_phase_fails: true
hidden_costs: {{inventory_loss: 100000}}
stopping: {{items: [{{item: Exit, amount: 0}}]}}
phases:
  - {{name: A, share_of_orders: 10%{first}}}
  - {{name: B, share_of_orders: 40%{rest}}}
  - {{name: C, share_of_orders: 50%{rest}}}
"""


def stopping(
    folder: Path, common: str = "likelihood: 40%", first: str = "", rest: str = ""
) -> Assessment:
    """Price three phases under the stop rule, whose failures share 100,000."""
    file = folder / "stopping.yaml"
    file.write_text(STOPPING.format(common=common, first=first, rest=rest), encoding="utf-8")
    return assess(load(file))


def test_the_nearest_reach_lies_in_between_where_a_metric_turns_round(tmp_path: Path) -> None:
    """
    A likelier failure ends the roll-out before the large phases: all of it costs 10,000.

    10 p + 40 p (1 - p) + 50 p (1 - p)^2 thousand is at its most where its derivative is 0:
    150 p^2 - 280 p + 100, at p = (280 - sqrt(18400)) / 300 = 48.118 %.
    """
    found = solve(stopping(tmp_path), "likelihood", target=Decimal(60000))
    at, most = found.nearest
    assert not found.reachable
    assert found.is_nearest_between
    assert abs(at - (280 - Decimal(18400).sqrt()) / 300) < Decimal("1e-11")
    assert round(most, 2) == Decimal("21273.69")
    shown = texts(build_solve.document(found).blocks)
    assert "48.118 % comes nearest, with 21,273.69" in shown
    assert "even" not in shown


def test_a_curve_is_solved_to_twelve_digits(tmp_path: Path) -> None:
    """An irrational root is told to twelve digits, as rounded; one that is a decimal is exact."""
    irrational = solve(stopping(tmp_path), "likelihood", target=Decimal(21000))
    assert len(irrational.solutions) == 2
    for one in irrational.solutions:
        assert not one.is_exact
        assert len(one.value.as_tuple().digits) <= 12
        assert round(one.result, 2) == 21000
    assert "41.9059608962 %" in texts(build_solve.document(irrational).blocks)
    rational = solve(stopping(tmp_path), "likelihood", target=Decimal(20800))
    assert (rational.solutions[0].value, rational.solutions[0].is_exact) == (Decimal("0.4"), True)


def test_a_target_that_is_just_touched_is_reached(tmp_path: Path) -> None:
    """At the very most of a curve there is a root, though the sign does not change."""
    file = tmp_path / "touched.yaml"
    text = STOPPING.format(common="likelihood: 40%", first="", rest="")
    file.write_text(
        text.replace("share_of_orders: 10%", "share_of_orders: 25%")
        .replace("share_of_orders: 40%", "share_of_orders: 75%")
        .replace("  - {name: C, share_of_orders: 50%}\n", ""),
        encoding="utf-8",
    )  # 25 p + 75 p (1 - p) thousand: 100 p - 75 p^2, at its most at p = 2/3 with 33,333 1/3
    most = solve(assess(load(file, {"hidden_costs.inventory_loss": "3000"})), "likelihood",
                 target=Decimal(1000))  # fmt: skip
    assert [round(one.value, 11) for one in most.solutions] == [Decimal("0.66666666667")]
    assert not most.solutions[0].is_exact


def test_a_path_that_phases_restate_is_told(tmp_path: Path) -> None:
    """`likelihood` reaches no phase that has its own: the report says which paths do."""
    own = {"first": ", likelihood: 30%", "rest": ", likelihood: 20%"}
    all_restate = stopping(tmp_path, common="", **own)
    found = solve(all_restate, "likelihood", target=Decimal(1))
    shown = texts(build_solve.document(found).blocks)
    paths = ["phases.a.likelihood", "phases.b.likelihood", "phases.c.likelihood"]
    assert list(found.varied.restated_by) == paths
    assert all(path in shown for path in (*paths, "phases.*.likelihood"))
    assert [shown.count(words) for words in ("even 0 %", "does not depend")] == [0, 1]
    reached = solve(all_restate, "likelihood", target=found.at_low)
    said = texts(build_solve.document(reached).blocks)
    assert all(path in said for path in (*paths, "phases.*.likelihood", "with every value"))
    swept = sweep([all_restate], ["likelihood=0,1"])
    assert "phases.*.likelihood" in texts(build_sweep.document(swept).blocks)


def test_a_bar_reaches_as_far_as_the_metric_in_between(tmp_path: Path) -> None:
    """The swing is from the least to the most of low, base, high and the turns in between."""
    found = tornado(stopping(tmp_path), swing=Decimal("0.5"))
    bar = next(one for one in found.bars if one.path == "likelihood")
    assert [bar.low, bar.base, bar.high] == [14800, 20800, 20400]
    assert bar.turns_round
    assert round(bar.swing, 2) == Decimal("6473.69")
    text = texts(build_tornado.document(found, None).blocks)
    assert "Likelihood of failure turns round in between: 21,273.69 at 48.118 %." in text
    narrow = tornado(stopping(tmp_path))
    assert not any(one.turns_round for one in narrow.bars)


def test_all_likelihoods_move_by_one_factor(tmp_path: Path) -> None:
    """30 % and 20 %, each times 1.5, are 45 % and 30 %; none may pass 100 %."""
    own = {"first": ", likelihood: 30%", "rest": ", likelihood: 20%"}
    own_restated = stopping(tmp_path, common="", **own)
    swept = sweep([own_restated], ["phases.*.likelihood=1.5"])
    other = {"first": ", likelihood: 45%", "rest": ", likelihood: 30%"}
    wanted = stopping(tmp_path, common="", **other).totals["net_exposure"]
    assert [point.values[0][0] for point in swept.points] == [wanted]
    found = solve(own_restated, "phases.*.likelihood", target=wanted)
    assert Decimal("1.5") in [one.value for one in found.solutions]
    assert "phases.b.likelihood 30 %" in texts(build_solve.document(found).blocks)
    with pytest.raises(UsageError, match="more than 1"):
        sweep([own_restated], ["phases.*.likelihood=4"])


def test_sweep_over_days() -> None:
    """A date moves all windows; each point is what calc says of that go-live."""
    one = assess(load(SCENARIOS / "seasonal.yaml"))
    result = sweep([one], ["calendar.go_live=2027-02-15:2027-03-15:2w"])
    points = list(result.points)
    assert [str(point.inputs[0]) for point in points] == ["2027-02-15", "2027-03-01", "2027-03-15"]
    for point in points:
        same = assess(load(SCENARIOS / "seasonal.yaml", {"calendar.go_live": str(point.inputs[0])}))
        assert point.values[0][0] == same.totals["net_exposure"]


DATED = """\
currency: USD
orders: {daily_volume: 1000, average_value: 100}
delay: {duration_days: 3, cancellation_sensitivity: 10%}
calendar:
  go_live: 2027-01-15
  earliest_go_live: 2027-01-01
  cost_of_waiting_per_day: 10
  season: {feb: 0.5, mar: 1.5}
stabilisation: {parallel_running: {cost_per_day: 7, duration_days: 3}}
phases:
  - {name: Pilot, share_of_orders: 20%}
  - {name: Rest, share_of_orders: 80%, go_live: 2027-03-01, delay: {duration_days: 5}}
"""
MODIFIED = """gaps:
  - {area: Returns, decision: modify, modification_cost: 9, postpones_by_days: 20}
"""


@pytest.mark.parametrize("text", [DATED, DATED + MODIFIED], ids=["plain", "postponed"])
@pytest.mark.parametrize(
    ("path", "kept"), [("calendar.go_live", ["Rest"]), ("phases.rest.go_live", [])]
)
def test_a_swept_day_is_the_day_that_is_set(
    tmp_path: Path, text: str, path: str, kept: list[str]
) -> None:
    """A day goes where the path says, as with --set; a phase with its own keeps it, and is named."""
    file = tmp_path / "dated.yaml"
    file.write_text(text, encoding="utf-8")
    result = sweep([assess(load(file))], [f"{path}=2027-01-10:2027-04-10:2w"])
    assert [note.message.rpartition(": ")[2] for note in result.notes] == kept
    points = list(result.points)
    assert len({point.values[0][0] for point in points}) > 2
    for point in points:
        same = assess(load(file, {path: str(point.inputs[0])}))
        assert point.values[0][0] == same.totals["net_exposure"]
    as_set = load(file, {path: "2027-01-20"}).findings
    assert ["Rest" in one.message for one in as_set if one.code == "SCN307"] == [True] * len(kept)


def test_a_day_of_no_phase(tmp_path: Path) -> None:
    """A phase that is not there is told."""
    file = tmp_path / "dated.yaml"
    file.write_text(DATED, encoding="utf-8")
    with pytest.raises(UsageError, match="no such phase"):
        sweep([assess(load(file))], ["phases.other.go_live=2027-02-01"])


def test_what_phases_restate_is_told(phased: Assessment) -> None:
    """An input of the scenario that phases restate moves the others alone: who keeps is named."""
    path = "delay.duration_days"
    for notes in (
        sweep([phased, phased], [f"{path}=0,3"]).notes,
        solve(phased, path, target=Decimal(0)).notes,
    ):
        assert [(note.code, note.path) for note in notes] == [("SCN307", path)]
        assert notes[0].message.endswith("phases that keep their own: Main, Rest")
    everywhere = "phases.*.delay.duration_days"
    assert not sweep([phased], [f"{everywhere}=0,3"]).notes
    assert not solve(phased, everywhere, target=Decimal(0)).notes


def test_a_likelihood_that_phases_alone_state_is_told(tmp_path: Path) -> None:
    """What counts as 1 where the scenario leaves it out is kept by the phases that state it."""
    file = tmp_path / "dated.yaml"
    file.write_text(DATED.replace("80%,", "80%, likelihood: 30%,"), encoding="utf-8")
    (note,) = solve(assess(load(file)), "likelihood", target=Decimal(0)).notes
    assert note.message.endswith("phases that keep their own: Rest")


@pytest.mark.parametrize("name", ["retailer", "phased"])
def test_what_counts_as_another_input_can_be_varied_apart_from_it(name: str) -> None:
    """The freeze's own cancellations, which are the delay's as long as nobody states them."""
    path = "stabilisation.freeze.cancellation_sensitivity"
    file = SCENARIOS / f"{name}.yaml"
    points = list(sweep([assess(load(file))], [f"{path}=5%,12%"]).points)
    assert len(points) == 2
    for share, point in zip(("5%", "12%"), points, strict=True):
        set_by_hand = assess(load(file, {path: share}))
        assert point.values == ((set_by_hand.totals["net_exposure"],),)
    (solution,) = solve(retailer(), path, target=Decimal(611800)).solutions
    assert solution.value == Decimal("0.05")


NOT_STATED = [  # path, what the hint tells, why
    ("phases.pilot.delay.duration_days", "the phase inherits `delay.duration_days`", "inherited"),
    ("phases.other.delay.duration_days", "its phases are `pilot`, `main`, `rest`", "no such phase"),
]


@pytest.mark.parametrize("row", NOT_STATED, ids=lambda row: row[-1])
def test_a_path_that_is_not_stated_tells_what_counts(
    row: tuple[str, str, str], phased: Assessment
) -> None:
    """Where the number comes from, or which phases there are: not only that it is missing."""
    path, hint, _ = row
    with pytest.raises(UsageError) as raised:
        solve(phased, path, target=Decimal(0))
    assert hint in str(raised.value.hint)


def test_tornado_is_sorted_and_exact() -> None:
    """Each bar is the scenario with that input moved; the widest comes first."""
    result = tornado(retailer())
    swings = [bar.swing for bar in result.bars]
    assert swings == sorted(swings, reverse=True)
    delay = next(bar for bar in result.bars if bar.path == "delay.duration_days")
    assert [delay.low, delay.high] == [625800 - 7200, 625800 + 7200]
    assert len(result.still) == 3
    for bar in result.bars:
        low = assess(load(RETAILER, {bar.path: f"{bar.low_input:f}"}))
        assert low.totals["net_exposure"] == bar.low


def test_tornado_keeps_shares_within_the_whole() -> None:
    """A share that would leave 1 is cut, and says so."""
    result = tornado(retailer(likelihood="90%"))
    likelihood = next(bar for bar in result.bars if bar.path == "likelihood")
    assert likelihood.cut
    assert likelihood.high_input == 1


SOLVED = [
    ("delay.duration_days", "600000", "0.85", "a finite decimal is exact"),
    ("data_misalignment.data_inaccuracy_rate", "628800", "0.06", "a share"),
    ("likelihood", "564100", "0.5", "an input that is left out"),
]


@pytest.mark.parametrize("row", SOLVED, ids=lambda row: row[-1])
def test_solutions_are_certified(row: tuple[str, str, str, str]) -> None:
    """The value is exact, and put back it gives the target."""
    path, target, value, _ = row
    result = solve(retailer(), path, target=Decimal(target))
    assert [(one.value, one.is_exact) for one in result.solutions] == [(Decimal(value), True)]
    assert assess(load(RETAILER, {path: value})).totals["net_exposure"] == Decimal(target)


def test_no_solution_tells_the_nearest_reach() -> None:
    """Even no delay at all leaves 589,800."""
    result = solve(retailer(), "delay.duration_days", target=Decimal(100000))
    assert not result.reachable
    assert list(result.nearest) == [0, 589800]


@pytest.mark.parametrize("path", ["delay.duration_days", "likelihood", "orders.daily_volume",
                                  "stabilisation.duration_days",
                                  "stabilisation.freeze.duration_days"])  # fmt: skip
@pytest.mark.parametrize("name", ["retailer", "seasonal"])
def test_equal_to_another(name: str, path: str) -> None:
    """Putting the value back makes the two totals equal to the cent."""
    other = assess(load(SCENARIOS / f"{name}.yaml"))
    wanted = Decimal(other.totals["net_exposure"] or 0) - 1000
    result = solve(other, path, target=wanted)
    for found in result.solutions:
        digits = f"{found.value:.12f}"
        back = assess(load(SCENARIOS / f"{name}.yaml", {path: digits}))
        assert abs(Decimal(back.totals["net_exposure"] or 0) - wanted) < Decimal("0.01")
    assert len(result.solutions) == 1


def test_within_bounds() -> None:
    """A search within bounds finds nothing outside them."""
    found = solve(retailer(), "delay.duration_days", target=Decimal(600000),
                  within=(Decimal(1), Decimal(9)))  # fmt: skip
    assert not found.reachable
    assert list(found.nearest) == [1, 601800]


FLIPS = [
    (0, "delay.duration_days", "7.6917"),
    (0, "data_misalignment.data_inaccuracy_rate", "0.23767"),
    (1, "stabilisation.parallel_running.duration_days", "67.4"),
]


def test_what_would_change_the_answer(phased: Assessment) -> None:
    """The worked flips, and the likelihood that turns nothing."""
    result = compare([retailer(), phased])
    found = {(flip.file, flip.path): flip.at for flip in result.flips}
    for file, path, at in FLIPS:
        value = found[file, path]
        assert value is not None
        assert round(value, len(at.partition(".")[2])) == Decimal(at)
    assert found[None, "likelihood"] is None


def test_each_flip_is_a_tie(phased: Assessment) -> None:
    """At each value that is named the two roll-outs cost the same, to the cent."""
    pair = [retailer(), phased]
    for flip in compare(pair).flips:
        if flip.at is None or flip.file is None:
            continue
        one = pair[flip.file]
        back = solve(one, flip.path, equal=pair[1 - flip.file])
        assert as_stated(flip.at) in [solution.value for solution in back.solutions]
