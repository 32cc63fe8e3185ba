"""Scenarios written at random in which any key of the model may meet any other, each with ranges."""

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import yaml

from omsrisk import assess
from omsrisk.analysis.assess import Assessment
from omsrisk.core.calendar import MONTHS
from omsrisk.scenario.documents.findings import InvalidScenarioError
from omsrisk.scenario.load import Loader

Section = dict[str, Any]

_FIRST_DAY = date(2027, 1, 18)
_OFTEN, _AT_TIMES, _SELDOM = 0.65, 0.4, 0.2


class Mixer:
    """
    Writes scenarios.

    Args:
        seed: What they follow from.
        ranged: How many of the quantities are ranges.
    """

    def __init__(self, seed: int, ranged: float = 0.25) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - made-up scenarios
        self._ranged = ranged * self._chance.choice((0.4, 1, 1.8))
        self._phases = self._chance.choice((0, 0, 1, 2, 3, 4))
        self._has_items_of_windows = self._happens(_OFTEN)

    def scenario(self) -> str:
        """Write a scenario; some contradict themselves, and are refused."""
        head = {"omsrisk": 1, "currency": "EUR"}
        parts: list[tuple[float, Callable[[], Section]]] = [
            (1, self._orders), (_OFTEN, self._likelihood), (_OFTEN, self._misalignment),
            (_OFTEN, self._delay), (_AT_TIMES, self._training), (_AT_TIMES, self._hidden),
            (_SELDOM, self._today), (_OFTEN, self._stabilisation), (_AT_TIMES, self._stopping),
            (_AT_TIMES, self._programme), (_SELDOM, self._recoveries), (_SELDOM, self._capital),
            (0.8, self._calendar), (1, self._roll_out), (_AT_TIMES, self._mitigations),
            (_SELDOM, lambda: {"discount_rate": "7%"}),
        ]  # fmt: skip
        found: Section = dict(head)
        for likely, part in parts:
            if self._happens(likely):
                found |= part()
        return yaml.safe_dump(found | self._correlations(found), sort_keys=False)

    def _happens(self, likely: float) -> bool:
        return self._chance.random() < likely

    def _some(self, section: Mapping[str, Callable[[], Any]], likely: float = _OFTEN) -> Section:
        return {key: make() for key, make in section.items() if self._happens(likely)}

    # quantities

    def _quantity(self, number: float, *, most: float = float("inf"), rate: float = 1.0) -> Any:
        """Write a number about as large, or a range or an interval around it."""
        likely = number * self._chance.choice((0.5, 1, 1, 2.2))
        likely = min(likely, most * 0.7)
        if not self._happens(self._ranged * rate):
            return round(likely, 4)
        low, high = (
            likely * self._chance.choice((0, 0.3, 0.6)),
            likely * self._chance.choice((1.3, 3)),
        )
        high = min(high, most)
        low, likely, high = round(low, 4), round(likely, 4), round(high, 4)
        pert = {"low": low, "likely": likely, "high": high}
        ways: list[Section] = [pert, pert, pert, {**pert, "distribution": "triangular"},
                               {"low": low, "high": high, "distribution": "uniform"}]  # fmt: skip
        if low > 0 and most > 1:
            ways += [{"p5": low, "p95": high}, {"p10": low, "p90": high}]
        if low > 0 and high < 1 == most:
            ways += [{"p5": low, "p95": high}]
        return self._chance.choice(ways)

    def _share(self, number: float) -> Any:
        return self._quantity(number, most=1.0)

    def _days(self, number: float) -> Any:
        return self._quantity(number, rate=1.6)

    # sections

    def _orders(self) -> Section:
        return {"orders": {"daily_volume": self._quantity(800), "average_value": self._quantity(60)}
                | self._some({"contribution_margin": lambda: self._share(0.3)}, _SELDOM)}  # fmt: skip

    def _likelihood(self) -> Section:
        return {"likelihood": self._share(0.35)}

    def _profile(self) -> list[Section]:
        index = self._chance.choice((0, 0.5, 1.5))
        return [{"until_day": self._chance.choice((2, 7, 15)), "index": self._quantity(index or 1)},
                {"until_day": 30, "index": index}, {"index": self._quantity(0.6)}]  # fmt: skip

    def _misalignment(self) -> Section:
        section: Section = {"error_correction_cost": self._quantity(9),
                            "data_inaccuracy_rate": self._share(0.06)}  # fmt: skip
        if self._happens(0.8):
            section["exposure_days"] = self._days(25)
            section |= self._some({"profile": self._profile}, _SELDOM)
        else:
            section["number_of_orders"] = self._quantity(20000)
        if self._happens(_SELDOM):
            section["integrations"] = [
                {"name": name, "share_of_orders": self._share(0.5)}
                | self._some({"error_correction_cost": lambda: self._quantity(12),
                              "data_inaccuracy_rate": lambda: self._share(0.07)}, _AT_TIMES)
                for name in ("Shop", "Depot")
            ]  # fmt: skip
        return {"data_misalignment": section}

    def _delay(self) -> Section:
        section: Section = {"duration_days": self._days(9)}
        section |= {"cancellation_sensitivity": self._share(0.12)}
        section |= self._some({"share_of_orders_delayed": lambda: self._share(0.6)}, _SELDOM)
        section |= self._some({"profile": self._profile}, _SELDOM)
        if "profile" not in section:
            section |= self._some({"catch_up_capacity": lambda: "140%"}, _SELDOM)
        return {"delay": section}

    def _training(self) -> Section:
        section: Section = {"hours": self._quantity(900), "cost_per_hour": self._quantity(40),
                            "incompletion_rate": self._share(0.2)}  # fmt: skip
        if self._happens(_SELDOM):
            del section["hours"]
            section["departments"] = [{"name": name, "hours": self._quantity(500)}
                                      for name in ("Sales", "Stock")]  # fmt: skip
        return {"training_deficit": section}

    def _item(self, at: int, *, is_capped: bool = False, has_windows: bool = False) -> Section:
        item: Section = {"item": f"Item {at}"}
        if has_windows and self._has_items_of_windows and self._happens(_AT_TIMES):
            pays = {"order": 0.4, "wrong_order": 5, "delayed_order": 2, "delayed_value": 0.03,
                    "ticket": 1.5, "day_of_delay": 900}  # fmt: skip
            item["per"] = self._chance.choice(list(pays))
            item["unit_cost"] = self._quantity(pays[item["per"]])
            item |= self._some({"grace_days": lambda: self._chance.choice((1, 3, 10))}, _AT_TIMES)
        elif self._happens(0.5):
            item |= {"amount": self._quantity(15000)}
        else:
            item |= {"quantity": self._quantity(30), "unit_cost": self._quantity(500)}
        item |= self._some({"likelihood": lambda: self._share(0.3)}, _AT_TIMES)
        if is_capped:
            item |= self._some({"cap": lambda: self._chance.choice((4000, 12000, 40000))}, _AT_TIMES)
        return item

    def _items(self, **how: bool) -> list[Section]:
        return [self._item(at, **how) for at in range(self._chance.choice((1, 1, 2)))]

    def _hidden(self) -> Section:
        found: Section = {}
        for key in ("inventory_loss", "customer_attrition", "brand_damage"):
            if self._happens(0.5):
                found[key] = (
                    self._items(is_capped=True, has_windows=True)
                    if self._happens(0.6)
                    else self._quantity(20000)
                )
        return {"hidden_costs": found or {"brand_damage": self._quantity(30000)}}

    def _today(self) -> Section:
        return {"today": {"data_inaccuracy_rate": 0.002}}

    def _support(self) -> Section:
        return {"extra_tickets_per_day": self._quantity(70), "cost_per_ticket": self._quantity(8)}

    def _stabilisation(self) -> Section:
        section: Section = {"duration_days": self._days(35)}
        if self._happens(_OFTEN):
            section["support"] = self._support()
            section["support"] |= self._some({"profile": self._profile}, _SELDOM)
            section["support"] |= self._some({"follows_season": lambda: True}, _SELDOM)
        if self._happens(_AT_TIMES):
            section["productivity"] = {"staff": self._quantity(40), "hours_per_day": 8,
                                       "cost_per_hour": self._quantity(30),
                                       "dip": self._share(0.12)}  # fmt: skip
            section["productivity"] |= self._some({"profile": self._profile}, _SELDOM)
        if self._happens(_SELDOM):
            section["freeze"] = {"duration_days": self._days(2)}
        if self._happens(_AT_TIMES):
            section["parallel_running"] = {"cost_per_day": self._quantity(400),
                                           "duration_days": self._days(50)}  # fmt: skip
        if self._happens(_SELDOM):
            section["items"] = self._items(is_capped=True, has_windows=True)
        if self._happens(_AT_TIMES):
            section["if_it_fails"] = {"duration_days": self._days(70)}
            if "support" in section and self._happens(_AT_TIMES):
                section["if_it_fails"]["support"] = self._support()
            if "items" in section and self._happens(_AT_TIMES):
                section["if_it_fails"]["items"] = self._items(is_capped=True)
        return {"stabilisation": section}

    def _stopping(self) -> Section:
        return {"stopping": {"items": self._items()}
                | self._some({"likelihood": lambda: self._share(0.4)}, _SELDOM)}  # fmt: skip

    def _overrun(self) -> Section:
        return {"rate": self._quantity(0.25)} | self._some({"likelihood": lambda: self._share(0.5)})

    def _programme(self) -> Section:
        section: Section = {"items": self._items()}
        return {"programme": section | self._some({"overrun": self._overrun}, _AT_TIMES)}

    def _recoveries(self) -> Section:
        return {"recoveries": [self._item(at, is_capped=is_paid) | {"contingent": is_paid}
                               for at, is_paid in enumerate((True, self._happens(0.5)))]}  # fmt: skip

    def _capital(self) -> Section:
        section: Section = {"system_cost": self._quantity(150000), "paid_before_go_live": 0.8}
        return {"capital": section | self._some({"overrun": self._overrun}, _AT_TIMES)}

    def _calendar(self) -> Section:
        section: Section = {"go_live": _FIRST_DAY + timedelta(days=self._chance.randint(0, 60))}
        if self._happens(_OFTEN):
            section["season"] = {month: self._chance.choice((0.3, 0.6, 1.2, 1.7))
                                 for month in self._chance.sample(MONTHS, 5)}  # fmt: skip
        if self._happens(_AT_TIMES):
            section["earliest_go_live"] = _FIRST_DAY
            section["cost_of_waiting_per_day"] = self._quantity(300)
        if self._happens(_SELDOM):
            section["working_days"] = ["mon", "tue", "wed", "thu", "fri"]
            section["holidays"] = [date(2027, 3, 26), date(2027, 5, 6)]
        if self._happens(_SELDOM):
            section["slips_by_days"] = self._chance.choice(
                ({"low": 0, "likely": 14, "high": 60}, {"low": 0, "likely": 3, "high": 9},
                 {"low": 0, "high": 30, "distribution": "uniform"})
            )  # fmt: skip
        if self._happens(_AT_TIMES):
            values: dict[str, Callable[[], Any]] = {
                "likelihood": lambda: self._share(0.25),
                "delay.duration_days": lambda: self._days(5),
                "stabilisation.duration_days": lambda: self._days(20)}  # fmt: skip
            chosen = self._chance.sample(list(values), self._chance.choice((1, 2)))
            section["if_live_from"] = [
                {
                    "date": _FIRST_DAY + timedelta(days=days),
                    "set": {one: values[one]() for one in chosen},
                }
                for days in self._chance.choice(((25,), (45,), (20, 70)))
            ]
        return {"calendar": section}

    def _roll_out(self) -> Section:
        if not self._phases:
            return {}
        shares = {1: (100,), 2: (30, 70), 3: (20, 30, 50), 4: (10, 20, 30, 40)}[self._phases]
        found: Section = {}
        rule = self._chance.choice(("stop", "stop", "pause", "continue", None))
        if rule:
            found["if_a_phase_fails"] = rule
        if rule == "pause":
            found["pause_days"] = self._days(20)
        depends = None
        if rule != "stop" and self._phases > 1:
            depends = self._chance.choice((None, "after", "cause"))
        elif self._phases > 1 and self._happens(_SELDOM):
            depends = "cause"
        if depends == "cause":
            found["common_cause"] = self._share(0.3)
        if self._happens(_AT_TIMES) and self._phases > 1:
            paths = ("delay.duration_days", "stabilisation.duration_days",
                     "data_misalignment.data_inaccuracy_rate", "training_deficit.hours")  # fmt: skip
            found["learning"] = {one: self._share(0.15)
                                 for one in self._chance.sample(paths, 1)}  # fmt: skip
        is_dated = self._happens(0.6)
        found["phases"] = [self._phase(at, share, is_dated=is_dated, is_after=depends == "after")
                           for at, share in enumerate(shares)]  # fmt: skip
        return found

    def _phase(self, at: int, share: int, *, is_dated: bool, is_after: bool) -> Section:
        phase: Section = {"name": f"P{at}", "share_of_orders": f"{share}%"}
        if is_dated:
            phase["go_live"] = _FIRST_DAY + timedelta(days=10 + 28 * at)
        phase |= self._some({"likelihood": lambda: self._share(0.3)})
        if is_after and at and self._happens(0.8):
            phase["likelihood_after_failure"] = self._share(0.6)
        phase |= self._some({"delay": lambda: {"duration_days": self._days(6)},
                             "data_misalignment":
                                 lambda: {"data_inaccuracy_rate": self._share(0.05)},
                             "orders": lambda: {"average_value": self._quantity(70)},
                             "stabilisation": lambda: {"duration_days": self._days(25)},
                             "stopping": lambda: {"items": self._items()},
                             "programme": lambda: {"items": self._items()}}, _SELDOM)  # fmt: skip
        return phase

    def _mitigations(self) -> Section:
        paths = {
            "delay.duration_days": 1,
            "likelihood": 0.01,
            "data_misalignment.data_inaccuracy_rate": 0.01,
            "stabilisation.duration_days": 2,
            "training_deficit.hours": 20,
            "orders.average_value": 3,
        }
        made = []
        for at in range(self._chance.choice((1, 2))):
            effects: Section = {}
            for path in self._chance.sample(list(paths), self._chance.choice((1, 2))):
                how = self._chance.choice(("multiply", "multiply", "add"))
                number = self._quantity(0.6, most=1.0) if how == "multiply" else paths[path]
                effects[path] = {how: number}
            made.append({"name": f"M{at}", "cost": self._quantity(4000), "taken": True,
                         "effects": effects}
                        | self._some({"postpones_by_days": lambda: 6}, _SELDOM))  # fmt: skip
        return {"mitigations": made}

    def _correlations(self, found: Section) -> Section:
        """Correlate some of the ranges, a chain or a group."""
        ranges = list(_ranges_in(found))
        if len(ranges) < 2 or not self._happens(_AT_TIMES):
            return {}
        self._chance.shuffle(ranges)
        some = ranges[: self._chance.choice((2, 2, 3, 4))]
        if self._happens(0.5):
            pairs = [(one, other) for at, one in enumerate(some) for other in some[at + 1 :]]
        else:
            pairs = list(pairwise(some))
        numbers = [self._chance.choice((0.2, 0.35, 0.5)) for _ in pairs]
        told = zip(pairs, numbers, strict=True)
        return {"correlations": [{"inputs": list(one), "rank_correlation": number}
                                 for one, number in told]}  # fmt: skip


def _ranges_in(found: Section, path: str = "") -> list[str]:
    """List the paths of ranges in the sections of the whole scenario."""
    here: list[str] = []
    for key, value in found.items():
        own = f"{path}{key}"
        if not isinstance(value, dict) or key in {"learning", "slips_by_days", "season"}:
            continue
        if value.keys() & {"low", "p5", "p10"}:
            here.append(own)
        else:
            here += _ranges_in(value, f"{own}.")
    return here


def mixed(seed: int) -> Assessment | None:
    """Price a scenario in which any keys meet; None where it contradicts itself."""
    text = Mixer(seed).scenario()
    try:
        return assess(Loader({}, lambda _: text.encode()).load("case.yaml"))
    except InvalidScenarioError:
        return None
