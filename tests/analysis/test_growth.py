"""Long files: how much is computed follows their length, and never its square."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from omsrisk import assess
from omsrisk.analysis.assess import Assessment, exact_exposure
from omsrisk.analysis.changes.diff import difference
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.decisions.gaps import gaps
from omsrisk.analysis.decisions.mitigate import mitigate
from omsrisk.analysis.sensitivity.solve import solve
from omsrisk.analysis.sensitivity.tornado import tornado
from omsrisk.checks.rules.exposure import failing_looks_cheaper
from omsrisk.checks.subject import Subject
from omsrisk.core.money import ENOUGH_DIGITS, add
from omsrisk.core.pricing import exposure
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.lines import Slice, whole_of
from omsrisk.core.pricing.mitigations import mitigated
from omsrisk.scenario.load import Loader

HEAD = """\
omsrisk: 1
currency: USD
orders: {daily_volume: 1000, average_value: 64}
delay: {duration_days: 3, cancellation_sensitivity: CANCELLED}
calendar: {go_live: 2027-02-15, earliest_go_live: 2027-02-01, season: {nov: 1.5, dec: 1.3}}
stop_if_a_phase_fails: true
stopping: {items: [{item: Exit fee, amount: 400}]}
"""


def long_file(count: int, cancelled: str = "12%") -> Assessment:
    """Price a scenario of so many phases, cost items, gaps and mitigations."""
    rest = 100 - count + 1
    phases = [f"{{name: F{at}, share_of_orders: 1%, likelihood: {at}%}}" for at in range(1, count)]
    phases.append(f"{{name: Last, share_of_orders: {rest}%}}")
    sections = {
        "phases": phases,
        "gaps": [
            f"{{area: G{at}, modification_cost: {50 + at}, process_change_cost: 60, "
            f"postpones_by_days: {at}}}"
            for at in range(count)
        ],
        "mitigations": [
            f"{{name: M{at}, cost: {1 + at}, "
            f"effects: {{programme.items.i{at}.amount: {{multiply: 0}}}}}}"
            for at in range(count)
        ],
    }
    items = "".join(f"\n    - {{item: I{at}, amount: {at * 3}}}" for at in range(count))
    rows = "".join(
        f"{key}:\n" + "".join(f"  - {row}\n" for row in written) for key, written in sections.items()
    )
    text = HEAD.replace("CANCELLED", cancelled) + f"programme:\n  items:{items}\n" + rows
    return assess(Loader({}, lambda _: text.encode()).load("long.yaml"))


QUESTIONS: dict[str, Callable[[Assessment, Assessment], object]] = {
    "tornado": lambda one, _: tornado(one),
    "compare": lambda one, other: compare([one, other]),
    "diff": difference,
    "gaps": lambda one, _: gaps(one),
    "mitigate": lambda one, _: mitigate(one),
    "EXP004": lambda one, _: list(failing_looks_cheaper.find(Subject(one, date(2027, 1, 1)))),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_longer_file_is_not_priced_more_often(
    question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With four times the phases, items, gaps and mitigations a question prices as often."""
    counts = []
    for count in (5, 20):
        pair = long_file(count), long_file(count, "13%")
        pricings: list[Case] = []

        def counted(case: Case, pricings: list[Case] = pricings) -> Slice:
            pricings.append(case)
            return whole_of(case)

        monkeypatch.setattr(exposure, "whole_of", counted)
        QUESTIONS[question](*pair)
        counts.append(len(pricings))
        monkeypatch.undo()
    assert 0 < counts[0] == counts[1]


def test_many_phases_share_a_likelihood() -> None:
    """Two values of a likelihood to the power of 60 reach the target, and are certified."""
    shares = "\n".join(f"  - {{name: F{at}, share_of_orders: {part}%}}" for at, part in SHARES)
    text = HEAD.replace("CANCELLED", "12%") + f"likelihood: 1%\nphases:\n{shares}\n"
    one = assess(Loader({}, lambda _: text.encode()).load("alike.yaml"))
    target = Decimal("630.6")
    found = solve(one, "likelihood", target=target).solutions
    assert len(found) == 2
    for solution in found:
        at = str(solution.value)
        again = assess(Loader({"likelihood": at[:14]}, lambda _: text.encode()).load("alike.yaml"))
        assert abs(Decimal(again.totals["net_exposure"] or 0) - target) < Decimal("0.01")


SHARES = [*((at, 1) for at in range(59)), (59, 41)]


def test_trees_of_mitigations_on_the_likelihood_of_every_phase() -> None:
    """Sixty likelihoods have 2 to the power of 60 terms: the sets are found all the same."""
    phases = "\n".join(
        f"  - {{name: F{at}, share_of_orders: {part}%, likelihood: {1 + at % 7}%}}"
        for at, part in SHARES
    )
    text = HEAD.replace("CANCELLED", "12%").replace("400}", "400000}") + f"phases:\n{phases}\n"
    text += (
        "mitigations:\n  - {name: A, cost: 100, effects: {likelihood: {multiply: 0.5}}}\n"
        "  - {name: B, cost: 900000, effects: {likelihood: {multiply: 0.9}}}\n"
        "  - {name: C, cost: 200, effects: {likelihood: {multiply: 0.6}}}\n"
    )
    one = assess(Loader({}, lambda _: text.encode()).load("own.yaml"))
    plan = mitigate(one)
    assert not plan.is_proven
    assert [mitigation.name for mitigation in plan.best.mitigations] == ["A", "C"]
    with_both = mitigated(one.scenario.case, plan.best.mitigations)
    after = exact_exposure(with_both, digits=ENOUGH_DIGITS).totals["net_exposure"]
    assert add(plan.base, plan.best.avoided.copy_negate()) == after
