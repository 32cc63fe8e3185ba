"""Scenarios with phases and dates as texts: the retailer, and random ones to hold laws on."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from omsrisk import Scenario
from omsrisk.analysis.assess import exact_exposure
from omsrisk.core.formulas.formula import N
from omsrisk.core.pricing.exposure import Exposure
from omsrisk.core.pricing.lines import Line
from omsrisk.scenario.load import Loader
from tests.support.paths import SCENARIOS

RETAILER = (SCENARIOS / "retailer.yaml").read_text(encoding="utf-8").partition("\n# When\n")[0] + "\n"
"""What the retailer costs, without its dates and its governance; tests append to it."""

Tree = dict[str, Any]


def scenario_of(text: str, overrides: Mapping[str, str] | None = None) -> Scenario:
    """Load a text as if it were a file, with values of the command line over it."""
    return Loader(overrides, read_bytes=lambda _: text.encode()).load("scenario.yaml")


def exposure_of(text: str, overrides: Mapping[str, str] | None = None) -> Exposure[Decimal]:
    """Price a text exactly."""
    return exact_exposure(scenario_of(text, overrides).case)


def metrics_of(exposure: Exposure[N]) -> dict[str, Any]:
    """Every line, part, total and memo, by the name that limits use."""
    found = {}
    waiting: list[Line[N]] = list(exposure.lines)
    while waiting:
        line = waiting.pop(0)
        found[line.id] = line.amount
        waiting += line.parts
    return {**found, **exposure.totals, **exposure.memos}


def flow(value: Any) -> str:
    """Write maps, lists and texts in YAML's flow style, texts as they stand."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return str(value)


def text_of(sections: Tree) -> str:
    """Write a scenario, one section a line."""
    return "".join(f"{key}: {flow(value)}\n" for key, value in sections.items())


def phases_of(*shares: str) -> list[Tree]:
    """Phases of these shares that restate nothing."""
    return [{"name": f"Phase {at}", "share_of_orders": share} for at, share in enumerate(shares, 1)]


def _decimal(places: int, most: int) -> st.SearchStrategy[str]:
    return st.integers(0, most * 10**places).map(lambda one: f"{Decimal(one).scaleb(-places):f}")


number = _decimal(0, 10**6) | _decimal(2, 10**5) | _decimal(12, 10)
days = _decimal(0, 400) | _decimal(3, 90)
share = _decimal(2, 100).map(lambda one: f"{one}%") | _decimal(12, 1)
amount = st.fixed_dictionaries({"amount": number})
units = st.fixed_dictionaries({"quantity": number, "unit_cost": number})
index = st.integers(1, 300).map(lambda one: f"{Decimal(one).scaleb(-2):f}")


@st.composite
def items(draw: st.DrawFn, /, **keys: st.SearchStrategy[str]) -> list[Tree]:
    """Cost items by amount or by quantity, or none at all."""
    found = []
    for at in range(draw(st.integers(0, 3))):
        more = {key: draw(one) for key, one in keys.items()}
        found.append({"item": f"Item {at}", **draw(amount | units), **more})
    return found


@st.composite
def rows(draw: st.DrawFn, /, **keys: st.SearchStrategy[str]) -> list[Tree]:
    """Integration points or departments."""
    return [
        {"name": f"Row {at}", **{key: draw(one) for key, one in keys.items()}}
        for at in range(draw(st.integers(1, 3)))
    ]


def _section(
    needed: Mapping[str, st.SearchStrategy[Any]], **optional: st.SearchStrategy[Any]
) -> st.SearchStrategy[Tree]:
    return st.fixed_dictionaries(dict(needed), optional=optional)


orders = _section({"daily_volume": number, "average_value": number}, contribution_margin=share)
categories: dict[str, st.SearchStrategy[Any]] = {
    "data_misalignment": _section(
        {"exposure_days": days, "error_correction_cost": number, "data_inaccuracy_rate": share},
        number_of_orders=number,
        integrations=rows(share_of_orders=share, data_inaccuracy_rate=share),
    ),
    "delay": _section(
        {"duration_days": days, "cancellation_sensitivity": share},
        share_of_orders_delayed=share,
    ),
    "training_deficit": _section(
        {"hours": number, "cost_per_hour": number, "incompletion_rate": share},
        departments=rows(hours=number, incompletion_rate=share),
    ),
    "hidden_costs": _section(
        {"inventory_loss": number | items()},
        customer_attrition=number | items(),
        brand_damage=number | items(),
    ),
}
beside: dict[str, st.SearchStrategy[Any]] = {
    "likelihood": share,
    "stabilisation": _section(
        {"duration_days": days},
        support=_section({"extra_tickets_per_day": number, "cost_per_ticket": number}),
        productivity=_section(
            {"staff": number, "hours_per_day": number, "cost_per_hour": number, "dip": share},
            working_days=days,
        ),
        freeze=_section({"duration_days": days, "cancellation_sensitivity": share}),
        parallel_running=_section({"cost_per_day": number, "duration_days": days}),
        items=items(),
    ),
    "stopping": _section({"items": items()}, likelihood=share),
    "programme": _section({"items": items()}),
    "recoveries": items(contingent=st.sampled_from(["true", "false"])),
    "capital": _section({"system_cost": number, "paid_before_go_live": share}),
    "calendar": _section(
        {"go_live": st.dates(date(1000, 1, 1), date(9000, 12, 31)).map(str)},
        season=_section({}, jan=index, feb=index, jun=index, nov=index, dec=index),
    ),
}


@st.composite
def scenarios(draw: st.DrawFn) -> Tree:
    """A valid scenario without phases, its sections present or not."""
    found: Tree = {"currency": "USD", "orders": draw(orders)}
    assessed = draw(st.sets(st.sampled_from(sorted(categories)), min_size=1))
    others = draw(st.sets(st.sampled_from(sorted(beside))))
    for name, section in (*categories.items(), *beside.items()):
        if name in assessed or name in others:
            found[name] = draw(section)
    if draw(st.booleans()) and "calendar" in found:
        found["calendar"] |= {
            "earliest_go_live": found["calendar"]["go_live"],
            "cost_of_waiting_per_day": draw(number),
        }
    return found


@st.composite
def splits(draw: st.DrawFn) -> list[str]:
    """Shares of orders that add up to exactly 100 %, phases without orders among them."""
    usual = [
        ["100%"],
        ["10%", "40%", "50%"],
        ["33.33%", "33.33%", "33.34%"],
        ["1/3"],
    ]
    chosen: list[str] = draw(st.sampled_from(usual))
    if chosen != ["1/3"]:
        return chosen
    places = draw(st.sampled_from([2, 12]))
    cuts = draw(st.lists(st.integers(0, 10**places), max_size=5))
    edges = [0, *sorted(cuts), 10**places]
    parts = [after - before for before, after in pairwise(edges)]
    return [f"{Decimal(part).scaleb(-places):f}" for part in parts]
