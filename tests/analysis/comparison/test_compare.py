"""Comparing roll-outs: what is cheaper, by how much, and through what."""

from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import UsageError, assess, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import Comparison, compare
from omsrisk.analysis.uncertainty.means import At, means
from omsrisk.core.money import add
from omsrisk.core.pricing.declarations import Group
from tests.support.paths import SCENARIOS

RETAILER = SCENARIOS / "retailer.yaml"
PHASED = """\
extends: retailer.yaml
approach: phased
stabilisation:
  parallel_running:
    duration_days: 180
programme:
  items:
    - {item: Consultants, kind: consultants, quantity: 220, unit_cost: 1400, unit: day}
    - {item: Change management, kind: change_management, quantity: 25, unit_cost: 800, unit: day}
phases:
  - {name: Pilot, share_of_orders: 10%}
  - {name: Main, share_of_orders: 40%, data_misalignment: {data_inaccuracy_rate: 3%},
     delay: {duration_days: 2}}
  - {name: Rest, share_of_orders: 50%, data_misalignment: {data_inaccuracy_rate: 2%},
     delay: {duration_days: 1}}
"""


def written(folder: Path, text: str, name: str = "other.yaml") -> Assessment:
    """Price a scenario written beside a copy of the retailer."""
    (folder / "retailer.yaml").write_bytes(RETAILER.read_bytes())
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return assess(load(path))


@pytest.fixture
def pair(tmp_path: Path) -> Comparison:
    """Compare the retailer with its phased roll-out."""
    return compare([assess(load(RETAILER)), written(tmp_path, PHASED)])


def test_phased_against_big_bang(pair: Comparison) -> None:
    """The worked comparison: 56,300 dearer, of it 23,700 saved if it fails and 80,000 in any case."""
    big_bang, phased = pair.like_for_like()
    assert (big_bang, phased) == (Decimal(625800), Decimal(682100))
    fails = pair.like_for_like(if_it_fails=True)
    anyway = pair.like_for_like(if_it_fails=False)
    assert fails[1] - fails[0] == Decimal(-23700)
    assert anyway[1] - anyway[0] == Decimal(80000)
    assert pair.like_for_like(Group.COST_OF_FAILURE) == (Decimal(123400), Decimal(99700))
    assert not pair.is_like_for_like


DIFFERING = [  # path, values of the retailer, values of the phased roll-out, reason
    ("data_misalignment.data_inaccuracy_rate", ["0.05"], ["0.05", "0.03", "0.02"], "by phase"),
    ("delay.duration_days", ["3"], ["3", "2", "1"], "by phase"),
    ("stabilisation.parallel_running.duration_days", ["60"], ["180"], "shared"),
    ("programme.items.change-management.quantity", [], ["25"], "added"),
    ("programme.items.change-management.unit_cost", [], ["800"], "added"),
    ("phases.*.share_of_orders", [], ["0.1", "0.4", "0.5"], "by phase"),
]


def test_inputs_that_differ(pair: Comparison) -> None:
    """Exactly the inputs that the author changed are listed, with their values by phase."""
    found = {
        one.path: ([str(v) for v in one.values[0]], [str(v) for v in one.values[1]], one.reason)
        for one in pair.differing
    }
    assert found == {path: (base, other, why) for path, base, other, why in DIFFERING}


@pytest.mark.parametrize(
    "path",
    sorted(SCENARIOS.rglob("[!._]*.yaml")),
    ids=lambda one: one.stem,
)
def test_compared_with_itself_nothing_differs(path: Path) -> None:
    """A scenario compared with itself differs by nothing, and in no input, by the mean or not."""
    one = assess(load(path))
    assert_is_the_same(compare([one, one]), means(one).totals["net_exposure"])
    assert_is_the_same(compare([one, one], at=At.LIKELY), one.totals["net_exposure"])


def assert_is_the_same(result: Comparison, net: Decimal | None) -> None:
    """Both sides come to one net exposure, and nothing differs."""
    assert result.differing == ()
    assert result.warnings == ()
    assert not result.is_like_for_like
    for line in result.lines:
        assert line.difference(0) in {(Decimal(0), Decimal(0)), (None, None)}
    assert net is not None
    assert abs(result.like_for_like()[0] - net) < Decimal("1E-20")
    assert result.pairs[0].difference == 0


@pytest.mark.parametrize(
    "path",
    sorted(SCENARIOS.rglob("[!._]*.yaml")),
    ids=lambda one: one.stem,
)
def test_like_for_like_adds_up_to_the_lines(path: Path) -> None:
    """What is compared is the sum of the lines that both assess, whatever the pair."""
    other = assess(load(path))
    rates = {"GBP": Decimal("1.3")} if other.scenario.currency == "GBP" else {}
    result = compare([assess(load(RETAILER)), other], rates=rates)
    for at in range(2):
        lines = [one.amounts[at] or Decimal(0) for one in result.lines if one.is_comparable]
        assert add(*lines) == result.like_for_like()[at]
    if not result.is_like_for_like:
        for like, net in zip(result.like_for_like(), result.converted("net_exposure"), strict=True):
            assert net is not None
            assert abs(like - net) < Decimal("1E-20")  # means are right up to their rounding


def test_a_line_that_one_leaves_out_is_not_compared(tmp_path: Path) -> None:
    """Not assessed is not zero: the delay is no saving of the file that leaves it out."""
    text = (
        "currency: USD\norders: {daily_volume: 1000, average_value: 100}\n"
        "data_misalignment: {exposure_days: 30, error_correction_cost: 10,"
        " data_inaccuracy_rate: 5%}\n"
    )
    result = compare([assess(load(RETAILER)), written(tmp_path, text)])
    delay = next(one for one in result.lines if one.id == "delay")
    assert delay.assessed == (True, False)
    assert delay.difference(0) == (None, None)
    assert result.is_like_for_like
    assert result.like_for_like() == (Decimal(15000), Decimal(15000))


def test_a_hidden_part_that_one_leaves_out_is_not_compared(tmp_path: Path) -> None:
    """Hidden costs are compared part by part where not all assess the same parts."""
    whole = "currency: USD\nhidden_costs: {inventory_loss: 5, brand_damage: 7}\n"
    part = "currency: USD\nhidden_costs: {inventory_loss: 3}\n"
    result = compare([written(tmp_path, whole, "a.yaml"), written(tmp_path, part, "b.yaml")])
    assert result.like_for_like() == (Decimal(5), Decimal(3))


def test_an_item_that_one_lacks_costs_nothing_there(pair: Comparison) -> None:
    """A programme item that only one file has is a difference, not a gap."""
    change = next(one for one in pair.lines if one.id == "programme.change-management")
    assert change.amounts == (None, Decimal(20000))
    assert change.difference(0) == (Decimal(0), Decimal(20000))


def test_a_default_that_one_writes_out_moves_nothing(tmp_path: Path) -> None:
    """An item whose likelihood of 100 % stands in one file alone is the same item."""
    item = "{item: Consultants, kind: consultants, quantity: 220, unit_cost: 1400, unit: day"
    assert item in PHASED
    certain = PHASED.replace(item, f"{item}, likelihood: 100%")
    result = compare([written(tmp_path, PHASED, "a.yaml"), written(tmp_path, certain, "b.yaml")])
    (differing,) = result.differing
    assert differing.path == "programme.items.consultants.likelihood"
    assert differing.effects == (Decimal(0), Decimal(0))
    assert len(set(result.like_for_like())) == 1


def test_the_base_may_be_another(pair: Comparison) -> None:
    """Against the second file each difference changes its sign, and nothing else."""
    other = compare(pair.assessments, base=1)
    for ours, theirs in zip(pair.lines, other.lines, strict=True):
        first, second = ours.difference(0)[1], theirs.difference(1)[0]
        assert (first is None) == (second is None)
        assert first is None or first + second == 0  # type: ignore[operator]  # both or none


def test_currencies_need_a_rate(tmp_path: Path) -> None:
    """Amounts of different currencies are not compared, unless the rate is given; it converts."""
    euro = written(tmp_path, "currency: EUR\nhidden_costs: {inventory_loss: 100}\n", "euro.yaml")
    dollar = written(tmp_path, "currency: USD\nhidden_costs: {inventory_loss: 100}\n", "usd.yaml")
    with pytest.raises(UsageError, match="EUR"):
        compare([dollar, euro])
    result = compare([dollar, euro], rates={"EUR": Decimal("1.08")})
    assert result.like_for_like() == (Decimal(100), Decimal(108))


@pytest.mark.parametrize("currency", ["USD", "GBP"])
def test_a_rate_that_converts_nothing_is_refused(currency: str) -> None:
    """A rate for the base's own currency, or for none of the files, would be a silent mistake."""
    one = assess(load(RETAILER))
    with pytest.raises(UsageError, match=currency):
        compare([one, one], rates={currency: Decimal(2)})


def test_recoveries_that_one_leaves_out_are_not_compared(tmp_path: Path) -> None:
    """Not assessed is not zero: the file without recoveries is no dearer for that."""
    base = "currency: USD\nhidden_costs: {inventory_loss: 100}\n"
    with_one = written(tmp_path, base + "recoveries: [{item: A, amount: 80}]\n", "a.yaml")
    result = compare([with_one, written(tmp_path, base, "b.yaml")])
    assert result.is_like_for_like
    assert result.like_for_like() == (Decimal(100), Decimal(100))


def test_warnings(tmp_path: Path) -> None:
    """Different system costs, and different chances of completing, make a comparison lame."""
    text = (
        "extends: retailer.yaml\ncapital: {system_cost: 5}\nstop_if_a_phase_fails: true\n"
        "phases:\n  - {name: A, share_of_orders: 50%, likelihood: 50%}\n"
        "  - {name: B, share_of_orders: 50%}\n"
    )
    result = compare([assess(load(RETAILER)), written(tmp_path, text)])
    assert len(result.warnings) == 2
    assert "system cost" in result.warnings[0]
    assert "completing" in result.warnings[1]


def test_what_the_source_lists_and_no_line_prices(pair: Comparison) -> None:
    """Of the source's matrix only what is not priced remains."""
    big_bang, phased = ([one.text for one in own] for own in pair.unpriced)
    assert "operational disruption" not in big_bang
    assert "one change effort" in big_bang
    assert "prolonged change management" not in phased
    assert "reliance on the legacy system" not in phased
    assert "gradual adaptation" in phased


def test_each_approach_of_the_matrix_prices_its_costs() -> None:
    """The shipped approaches carry a line for each cost that the source lists for them."""
    for name in ("big-bang", "phased", "internal", "consultant"):
        one = assess(load(SCENARIOS / f"{name}.yaml"))
        result = compare([one, one])
        assert name in one.scenario.approach
        assert [entry.text for entry in result.unpriced[0] if entry.is_cost] == []
