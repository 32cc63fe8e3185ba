import pytest

from tests.support.scenario_texts import DELAY, finding_of, findings_of, load_text

ITEM = "{item: Fees, quantity: 2, unit_cost: 3, source: offer}"

NEAREST = [  # what follows the seven lines, path, source, why
    ("sources: {orders: ledger}\n", "orders.daily_volume", "ledger", "by section"),
    ("sources: {orders.daily_volume: ledger}\n", "orders.daily_volume", "ledger", "by path"),
    (
        "sources: {orders: ledger, orders.daily_volume: count}\n",
        "orders.daily_volume",
        "count",
        "the path is nearer than the section",
    ),
    (
        "sources: {orders.daily_volume: count, orders: ledger}\n",
        "orders.daily_volume",
        "count",
        "in either order",
    ),
    ("sources: {orders: ledger}\n", "delay.duration_days", None, "another section"),
    (
        "hidden_costs: {brand_damage: {value: 5, source: paper}}\nsources: {hidden_costs: x}\n",
        "hidden_costs.brand_damage",
        "paper",
        "the value's own is nearest",
    ),
    (
        f"programme: {{items: [{ITEM}]}}\nsources: {{programme: x}}\n",
        "programme.items.fees.unit_cost",
        "offer",
        "the item's own is nearer than the section's",
    ),
    (
        "programme: {items: [{item: Fees, amount: 3}]}\nsources: {programme: plan}\n",
        "programme.items.fees.amount",
        "plan",
        "the section's reaches its items",
    ),
    (
        "programme: {items: [{item: Fees, amount: 3}]}\nsources: {programme.items.fees: offer}\n",
        "programme.items.fees.amount",
        "offer",
        "one item by its slug",
    ),
    (
        "programme: {items: [{item: Fees, amount: {value: 3, source: bill}, source: offer}]}\n",
        "programme.items.fees.amount",
        "bill",
        "the amount's own is nearer than the item's",
    ),
    ("likelihood: 5%\nsources: {likelihood: survey}\n", "likelihood", "survey", "a top-level input"),
]  # fmt: skip


@pytest.mark.parametrize("case", NEAREST, ids=lambda case: case[-1])
def test_nearest_source_wins(case: tuple[str, str, str | None, str]) -> None:
    """A value's source is the one stated closest to it."""
    text, path, source, _ = case
    assert load_text(DELAY + text).case.inputs[path].source == source


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("delay.duration", "`delay.duration_days`"),
        ("ordres", "`orders`"),
        ("nothing.of.the.kind", ""),
        ("orders.daily_volume.value", ""),
        ('""', ""),
    ],
)
def test_source_of_an_unknown_path_is_a_finding(path: str, hint: str) -> None:
    """A source that no value has is a typo: it would leave the value without one."""
    found = finding_of(DELAY + f"sources:\n  orders: ledger\n  {path}: survey\n")
    assert (found.code, found.line) == ("SCN109", 10)
    assert hint in found.hint


@pytest.mark.parametrize("source", ["[a]", "{a: b}", "~"])
def test_source_is_text(source: str) -> None:
    """A source is a text, whatever it looks like; a list is none."""
    (found,) = findings_of(DELAY + f"sources: {{orders: {source}}}\n")
    assert found.path == "sources.orders"
    assert load_text(DELAY + "sources: {orders: 2025}\n").case.inputs[
        "orders.daily_volume"
    ].source == "2025"  # fmt: skip
