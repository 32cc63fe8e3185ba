"""What a change costs: inputs, lines and totals of two states, and gates on the difference."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk import UsageError, assess, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.changes.changed_values import ChangedTotal
from omsrisk.analysis.changes.diff import Difference, difference
from omsrisk.analysis.changes.gates import Gate, GateBreach, breach_of, gate_of
from omsrisk.core.money import to_minor_unit
from omsrisk.core.pricing.lines import Line
from omsrisk.scenario.load import Loader
from tests.support.paths import SCENARIOS

RETAILER = SCENARIOS / "retailer.yaml"
RATE = "data_misalignment.data_inaccuracy_rate"
NET = "net_exposure"
Sections = Mapping[str, str]

WHOLE = {  # every group, so that each can be taken away
    "currency": "USD",
    "likelihood": "60%",
    "orders": "{daily_volume: 1000, average_value: 100, contribution_margin: 35%}",
    "data_misalignment": ("{exposure_days: 30, error_correction_cost: 10, data_inaccuracy_rate: 5%}"),
    "delay": "{duration_days: 3, cancellation_sensitivity: 12%}",
    "training_deficit": "{hours: 400, cost_per_hour: 45, incompletion_rate: 30%}",
    "hidden_costs": "{inventory_loss: 25000, customer_attrition: 27000, brand_damage: 15000}",
    "stabilisation": (
        "{duration_days: 45, support: {extra_tickets_per_day: 80, cost_per_ticket: 12},"
        " freeze: {duration_days: 2}, parallel_running: {cost_per_day: 500, duration_days: 60},"
        " productivity: {staff: 60, hours_per_day: 8, cost_per_hour: 30, dip: 15%}}"
    ),
    "programme": "{items: [{item: Consultants, quantity: 220, unit_cost: 1400}]}",
    "recoveries": "[{item: Insurance, amount: 5000, contingent: true}]",
    "calendar": "{go_live: 2027-02-15, earliest_go_live: 2027-01-15, cost_of_waiting_per_day: 700}",
}
PHASED = WHOLE | {
    "phases": (
        "[{name: A, share_of_orders: 20%},"
        " {name: B, share_of_orders: 30%, delay: {duration_days: 2}},"
        " {name: C, share_of_orders: 50%, data_misalignment: {data_inaccuracy_rate: 2%}}]"
    )
}


def priced(sections: Sections, overrides: Mapping[str, str] | None = None) -> Assessment:
    """Price a scenario given section by section, with values of the command line over it."""
    text = "".join(f"{key}: {value}\n" for key, value in sections.items() if value)
    loader = Loader(overrides, read_bytes=lambda _: text.encode())
    return assess(loader.load("scenario.yaml"))


def change(old: Sections | Assessment, new: Sections | Assessment) -> Difference:
    """Compare two states; what is not priced is."""
    first, second = (one if isinstance(one, Assessment) else priced(one) for one in (old, new))
    return difference(first, second)


def test_one_input() -> None:
    """5 % to 6 % of wrong data: that input is named, +3,000.00, +0.48 % of net exposure."""
    before, after = (assess(load(RETAILER, {RATE: rate})) for rate in ("5%", "6%"))
    found = difference(before, after)
    [moved] = found.inputs
    assert moved[:5] == (RATE, "1", Decimal("0.05"), Decimal("0.06"), Decimal(3000))
    net = found.total(NET)
    assert [net.old, net.new, net.change] == [625800, 628800, 3000]
    assert net.share is not None
    assert to_minor_unit(net.share.scaleb(2), 2) == Decimal("0.48")
    assert {line.id: line.change for line in found.lines} == {"data_misalignment": Decimal(3000)}
    assert found.is_comparable
    assert found.is_changed_in_money


def test_an_input_that_comes_or_goes() -> None:
    """Each number of an item that comes is told with what the item moves."""
    added = WHOLE["programme"].replace("]}", ", {item: Own team, quantity: 40, unit_cost: 900}]}")
    found = change(WHOLE, WHOLE | {"programme": added})
    assert [(one.path, one.old, one.new, one.effect) for one in found.inputs] == [
        ("programme.items.own-team.quantity", None, Decimal(40), Decimal(36_000)),
        ("programme.items.own-team.unit_cost", None, Decimal(900), Decimal(36_000)),
    ]
    assert found.total(NET).change == 36000
    back = change(WHOLE | {"programme": added}, WHOLE)
    assert {(one.old, one.new) for one in back.inputs} == {(Decimal(one), None) for one in (40, 900)}
    assert back.is_comparable, "a cost item that is gone is known to cost nothing"


def test_only_words() -> None:
    """A name, a note or a source changes no money."""
    words = {"name": "Another", "delay": WHOLE["delay"].replace("3", "{value: 3, source: board}")}
    found = change(WHOLE, WHOLE | words)
    assert not found.is_changed_in_money
    assert (found.inputs, found.lines, found.lost, found.gained) == ((), (), (), ())


@pytest.mark.parametrize("depth", [1, 2], ids=["base", "base of a base"])
def test_the_base_is_named(tmp_path: Path, depth: int) -> None:
    """An input that a base writes is said to stand there; one of the file's own is not."""
    texts = {
        "base.yaml": f"currency: USD\norders: {WHOLE['orders']}\ndelay: {WHOLE['delay']}\n",
        "middle.yaml": "extends: base.yaml\n",
        "case.yaml": f"extends: {'base' if depth == 1 else 'middle'}.yaml\nlikelihood: 60%\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = assess(load(tmp_path / "case.yaml"))
    base = tmp_path / "base.yaml"
    base.write_text(texts["base.yaml"].replace("_days: 3", "_days: 4"), encoding="utf-8")
    case = tmp_path / "case.yaml"
    case.write_text(texts["case.yaml"].replace("60%", "50%"), encoding="utf-8")
    found = difference(before, assess(load(case)))
    written = {one.path: Path(one.written_in).name for one in found.inputs}
    assert written == {"delay.duration_days": "base.yaml", "likelihood": ""}


# What is no longer assessed


def without(section: str, part: str = "") -> dict[str, str]:
    """Take a section away, or a part of it that is written in braces or as a number."""
    if not part:
        return {**WHOLE, section: ""}
    text = WHOLE[section]
    start = text.index(f"{part}: ")
    braces = text[start + len(part) + 2] == "{"
    end = text.index("}", start) + 1 if braces else min(
        at for at in (text.find(",", start), len(text) - 1) if at >= 0
    )  # fmt: skip
    rest = text[:start].rstrip(", ") + text[end:]
    return {**WHOLE, section: rest.replace("{, ", "{")}


LOST = [  # section, part, what is told, why the row is there
    ("data_misalignment", "", "data_misalignment", "a category"),
    ("delay", "", "delay", "a category that the freeze rests on"),
    ("training_deficit", "", "training_deficit", "another category"),
    ("hidden_costs", "", "hidden_costs", "the category that nobody can mitigation"),
    ("hidden_costs", "inventory_loss", "hidden_costs.inventory_loss", "a part of a category"),
    ("hidden_costs", "customer_attrition", "hidden_costs.customer_attrition", "a part in the middle"),
    ("hidden_costs", "brand_damage", "hidden_costs.brand_damage", "the last part"),
    ("stabilisation", "", "stabilisation", "a whole group"),
    ("stabilisation", "support", "stabilisation.support", "a part of stabilisation"),
    ("stabilisation", "freeze", "stabilisation.freeze", "another part"),
    ("stabilisation", "parallel_running", "stabilisation.parallel_running", "the old system"),
    ("stabilisation", "productivity", "stabilisation.productivity", "the dearest part"),
    ("programme", "", "programme", "planned spending"),
    ("calendar", "", "programme.waiting", "what waiting costs"),
]


@pytest.mark.parametrize("gate", ["net_exposure=+900000000", "delay=+999999%", "lost_revenue=+50%"])
@pytest.mark.parametrize("case", LOST, ids=lambda case: case[-1])
def test_no_longer_assessed(case: tuple[str, str, str, str], gate: str) -> None:
    """What falls silent is told, the totals are not compared, and no gate passes, however wide."""
    section, part, told, _ = case
    less = without(section, part)
    if section == "delay":
        less["stabilisation"] = WHOLE["stabilisation"].replace("freeze: {duration_days: 2}, ", "")
    found = change(WHOLE, less)
    assert told in found.lost
    assert not found.is_comparable
    assert found.is_changed_in_money
    breach = breach_of(gate_of(gate), found)
    assert breach is not None
    assert breach.change is None, "no amount is told, and never 0"
    assert told in breach.reason
    back = change(less, WHOLE)
    assert told in back.gained
    assert back.is_comparable, "what is newly assessed makes nothing look cheaper"
    assert back.lost == ()


BY_PHASE = "[{{name: A, share_of_orders: 20%{a}}}, {{name: B, share_of_orders: 80%{b}}}]"
HIDDEN = ", hidden_costs: {inventory_loss: 100, customer_attrition: 0, brand_damage: 0}"
PHASE_LOST = [  # before: A, B; after: A, B; why the row is there
    ((HIDDEN, HIDDEN), (HIDDEN, ""), "one of two phases falls silent"),
    ((HIDDEN, HIDDEN), ("", ""), "both fall silent"),
    ((HIDDEN, ""), ("", ""), "the only one falls silent"),
    ((HIDDEN, ""), ("", HIDDEN), "another phase than before"),
]


@pytest.mark.parametrize("case", PHASE_LOST, ids=lambda case: case[-1])
def test_a_category_that_only_some_phases_still_assess(
    case: tuple[tuple[str, str], tuple[str, str], str],
) -> None:
    """A phase that falls silent is no saving."""
    old, new = (change_of_phases({"a": one[0], "b": one[1]}) for one in (case[0], case[1]))
    found = change(old, new)
    assert "hidden_costs" in found.lost
    assert not found.is_comparable
    assert breach_of(gate_of("net_exposure=+100%"), found) is not None


def change_of_phases(own: Mapping[str, str]) -> dict[str, str]:
    """Write the scenario in two phases with what each states; hidden costs stand nowhere else."""
    return {**WHOLE, "hidden_costs": "", "phases": BY_PHASE.format(**own)}


THREE = (
    "[{{name: A, share_of_orders: 20%{a}}}, {{name: B, share_of_orders: 30%{b}}},"
    " {{name: C, share_of_orders: 50%}}]"
)


def test_fewer_phases_assess_what_not_all_did() -> None:
    """Also where not all phases assessed it before, a phase that falls silent is told."""
    plain = {**WHOLE, "hidden_costs": ""}
    both = {**plain, "phases": THREE.format(a=HIDDEN, b=HIDDEN)}
    one = {**plain, "phases": THREE.format(a=HIDDEN, b="")}
    assert "hidden_costs" in change(both, one).lost
    assert change(one, both).lost == ()


def test_another_currency() -> None:
    """Amounts in two currencies are not subtracted."""
    found = change(WHOLE, WHOLE | {"currency": "EUR"})
    assert not found.is_comparable
    assert found.lost == ()
    breach = breach_of(gate_of("net_exposure=+100%"), found)
    assert breach is not None
    assert "currency" in breach.reason


# Gates

GATES = [  # setting, metric, most, whether a part, as it is written, why the row is there
    ("net_exposure=+1000", NET, "1000", False, "net_exposure +1,000", "an amount"),
    ("net_exposure=1000.5", NET, "1000.5", False, "net_exposure +1,000.5", "without a plus"),
    ("net_exposure=+5%", NET, "0.05", True, "net_exposure +5 %", "a part"),
    ("delay=+0%", "delay", "0", True, "delay +0 %", "nothing at all"),
    ("delay = +2.50 %", "delay", "0.025", True, "delay +2.5 %", "spaces"),
    (" lost_revenue=+100% ", "lost_revenue", "1", True, "lost_revenue +100 %", "a memo"),
    ("programme.waiting=0", "programme.waiting", "0", False, "programme.waiting +0", "a line"),
    ("phases.a.delay=+1%", "phases.a.delay", "0.01", True, "phases.a.delay +1 %", "of a phase"),
]
MALFORMED = [  # setting, why the row is there
    ("", "nothing"),
    ("net_exposure", "no number"),
    ("net_exposure=", "an empty number"),
    ("=+5%", "no metric"),
    ("net_exposure=5k", "a letter"),
    ("net_exposure=-5%", "a fall"),
    ("net_exposure=+-5", "two signs"),
    ("net_exposure=1,000", "a comma"),
    ("net_exposure=1e3", "an exponent"),
    ("net_exposure=nan", "no number at all"),
    ("net_exposure=inf", "no bound"),
    ("net_exposure=5%%", "two signs of percent"),
    ("net_exposure==5", "two equals"),
    ("net exposure=5", "a space in the name"),
    ("net_exposure=" + "9" * 400, "a number of 400 digits"),
    ("net_exposure=\u0665%", "digits of another script"),
    ("net_exposur=+5%", "a metric that is misspelt"),
    ("phase.a.delay=+5%", "a group that is misspelt"),
]


@pytest.mark.parametrize("case", GATES, ids=lambda case: case[-1])
def test_gates(case: tuple[str, str, str, bool, str, str]) -> None:
    """A gate is read exactly, and written back as it was meant."""
    setting, metric, most, is_share, shown, _ = case
    gate = gate_of(setting)
    assert gate == Gate(metric, Decimal(most), is_share)
    assert str(gate) == shown


@pytest.mark.parametrize("case", MALFORMED, ids=lambda case: case[-1])
def test_what_is_no_gate(case: tuple[str, str]) -> None:
    """What cannot be a gate is refused, never read as another: a typo must not pass for a gate."""
    with pytest.raises(UsageError) as raised:
        gate_of(case[0])
    assert raised.value.message


def test_a_misspelt_metric_is_told() -> None:
    """The nearest name is told."""
    with pytest.raises(UsageError) as raised:
        gate_of("net_exposur=+5%")
    assert "net_exposure" in raised.value.hint


def held(setting: str, old: str, new: str) -> GateBreach | None:
    """Hold a scenario, whose only cost is one item, to a gate as the item changes."""
    bare = {"currency": "USD", "orders": WHOLE["orders"]}
    items = (f"{{items: [{{item: All, amount: {one}}}]}}" for one in (old, new))
    first, second = (priced({**bare, "delay": DELAY_OF_0, "programme": one}) for one in items)
    return breach_of(gate_of(setting), difference(first, second))


DELAY_OF_0 = "{duration_days: 0, cancellation_sensitivity: 0%}"
HELD = [  # gate, before, now, whether it passes, why the row is there
    ("programme=+1000", "500", "1500", True, "as much as is allowed"),
    ("programme=+1000", "500", "1500.000000000001", False, "a trace more"),
    ("programme=+5%", "1000", "1050", True, "as large a part as is allowed"),
    ("programme=+5%", "1000", "1050.01", False, "a cent more"),
    ("programme=+5%", "1000", "10", True, "it falls"),
    ("programme=+0%", "1000", "1000", True, "nothing rises"),
    ("programme=+0", "1000", "1000.01", False, "nothing may rise"),
    ("programme=+50%", "0", "0", True, "nothing of nothing"),
    ("programme=+50%", "0", "0.01", False, "a part of nothing is nothing"),
    ("programme=+1", "0", "1", True, "an amount over nothing"),
    ("net_exposure=+999999%", "0", "1", False, "no part of nothing is wide enough"),
]


@pytest.mark.parametrize("case", HELD, ids=lambda case: case[-1])
def test_held_to_a_gate(case: tuple[str, str, str, bool, str]) -> None:
    """A rise is compared exactly, and a part of nothing is defined."""
    setting, old, new, passes, _ = case
    breach = held(setting, old, new)
    assert (breach is None) == passes
    if breach is not None:
        assert breach.change is not None
        assert breach.allowed is not None
        assert breach.change == Decimal(new) - Decimal(old) > breach.allowed


def test_a_negative_baseline() -> None:
    """A part of what comes back is a part of its size: less coming back is a rise."""
    old = WHOLE | {"recoveries": "[{item: Insurance, amount: 900000}]"}
    less, least = (
        WHOLE | {"recoveries": f"[{{item: Insurance, amount: {one}}}]"} for one in (880000, 1)
    )
    gate = gate_of("recoveries=+5%")
    assert breach_of(gate, change(old, less)) is None
    assert breach_of(gate, change(old, least)) is not None


TOTAL = [  # before, now, change, part, why the row is there
    ("100", "150", "50", "0.5", "a rise"),
    ("-100", "-50", "50", "0.5", "a rise from below nothing"),
    ("0", "0", "0", "0", "nothing to nothing"),
    ("0", "5", "5", None, "a part of nothing is not known"),
    (None, "5", None, None, "not assessed before"),
    ("5", None, None, None, "not assessed now"),
]


@pytest.mark.parametrize("case", TOTAL, ids=lambda case: case[-1])
def test_totals(case: tuple[str | None, str | None, str | None, str | None, str]) -> None:
    """A change and its part are told only where they mean something."""
    old, new, moved, part = (None if one is None else Decimal(one) for one in case[:4])
    total = ChangedTotal("x", old, new)
    assert (total.change, total.share) == (moved, part)


# Laws

VARIED = {  # input, the sizes it may have
    "likelihood": 1,
    "orders.daily_volume": 5000,
    "orders.average_value": 300,
    RATE: 1,
    "data_misalignment.exposure_days": 60,
    "delay.duration_days": 40,
    "delay.cancellation_sensitivity": 1,
    "training_deficit.incompletion_rate": 1,
    "hidden_costs.inventory_loss": 90000,
    "stabilisation.duration_days": 90,
    "stabilisation.productivity.dip": 1,
    "stabilisation.parallel_running.cost_per_day": 900,
    "programme.items.consultants.quantity": 400,
    "calendar.cost_of_waiting_per_day": 900,
}
few = settings(max_examples=25, deadline=None)


@st.composite
def values(draw: st.DrawFn, /, most: int = 4) -> dict[str, str]:
    """Values for some of the inputs."""
    paths = draw(st.lists(st.sampled_from(sorted(VARIED)), min_size=1, max_size=most, unique=True))
    found = {}
    for path in paths:
        number = draw(st.integers(0, VARIED[path] * 1000))
        found[path] = f"{Decimal(number).scaleb(-3):f}"
    return found


shapes = st.sampled_from([WHOLE, PHASED])
lesser = st.sampled_from(
    [WHOLE, PHASED, *(without(one, part) for one, part, *_ in LOST if one != "delay")]
)


def leaves(assessment: Assessment) -> Iterator[str]:
    """Name the lines that are no sum of others."""
    waiting: list[Line[Decimal]] = list(assessment.exposure.lines)
    while waiting:
        line = waiting.pop()
        waiting += line.parts
        if not line.parts:
            yield line.id


@few
@given(shape=shapes, over=values())
def test_nothing_differs_from_itself(shape: Sections, over: dict[str, str]) -> None:
    """A scenario compared with itself differs by nothing, and passes the narrowest gate."""
    found = change(priced(shape, over), priced(shape, over))
    assert not found.is_changed_in_money
    assert not found.inputs
    assert not found.lines
    assert {one.change for one in found.totals if one.old is not None} == {Decimal(0)}
    assert breach_of(gate_of("net_exposure=+0"), found) is None


@few
@given(first=lesser, second=lesser, over=values())
def test_there_and_back(first: Sections, second: Sections, over: dict[str, str]) -> None:
    """The way back undoes the way there: totals, lines, inputs, and what is lost is gained."""
    old, new = priced(first, over if first in (WHOLE, PHASED) else {}), priced(second)
    there, back = difference(old, new), difference(new, old)
    for one in there.totals:
        other = back.total(one.name)
        assert (one.old, one.new) == (other.new, other.old)
        assert one.change is None or one.change == -(other.change or 0)
    assert {one.id: one.change for one in there.lines} == {one.id: -one.change for one in back.lines}
    assert {(one.path, one.old, one.new) for one in there.inputs} == {
        (one.path, one.new, one.old) for one in back.inputs
    }
    assert (set(there.lost), set(there.gained)) == (set(back.gained), set(back.lost))


@few
@given(shape=shapes, over=values(most=1))
def test_one_input_moves_all(shape: Sections, over: dict[str, str]) -> None:
    """Where exactly one input differs, its effect is the change of net exposure."""
    found = change(priced(shape), priced(shape, over))
    if len(found.inputs) == 1:
        assert found.inputs[0].effect == found.total(NET).change
    else:
        assert found.inputs == (), "the value is what it was"
        assert not found.is_changed_in_money


@few
@given(shape=shapes, over=values())
def test_lines_add_up(shape: Sections, over: dict[str, str]) -> None:
    """The lines that are no sum of others change by what net exposure changes by, together."""
    old, new = priced(shape), priced(shape, over)
    found = difference(old, new)
    alone = {*leaves(old), *leaves(new)}
    assert sum((one.change for one in found.lines if one.id in alone), Decimal(0)) == (
        found.total(NET).change
    )


def test_a_range_that_changes_is_told(tmp_path: Path) -> None:
    """Who widens a range changes what it may come to, though every point value stays."""
    head = "omsrisk: 1\ncurrency: USD\norders: {daily_volume: 9, average_value: 9}\ndelay:\n"
    line = "  duration_days: {{low: 2, likely: 3, high: {high}}}\n"
    line += "  cancellation_sensitivity: {share}\n"
    pair = "correlations:\n- inputs: [delay.duration_days, delay.cancellation_sensitivity]\n"
    share = "{low: 1%, likely: 2%, high: 3%}"
    states = []
    for name, high, more in (("a", 9, ""), ("b", 60, f"{pair}  rank_correlation: 0.5\n")):
        path = tmp_path / f"{name}.yaml"
        path.write_text(head + line.format(high=high, share=share) + more, encoding="utf-8")
        states.append(assess(load(path)))
    found = difference(states[0], states[1])
    assert not found.is_changed_in_money
    assert found.is_changed
    (one,) = found.ranges
    assert one.path == "delay.duration_days"
    assert one.old is not None
    assert one.new is not None
    assert (one.old.high, one.new.high) == (Decimal(9), Decimal(60))
    names = ("delay.cancellation_sensitivity", "delay.duration_days")
    assert found.correlations == ((*names, Decimal(0), Decimal("0.5")),)
    assert not difference(states[0], states[0]).is_changed
