"""Under the stop rule a limit is held against one failure, not the sum of what excludes itself."""

from decimal import Decimal

import pytest

from omsrisk import assess, solve, tripwires
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.changes.diff import difference
from omsrisk.analysis.changes.gates import breach_of, gate_of
from omsrisk.analysis.limits import judge
from omsrisk.analysis.uncertainty.dearest_phase import dearest_phase, judged_metric
from omsrisk.analysis.uncertainty.means import At
from omsrisk.scenario.load import Loader
from omsrisk.scenario.schema.limits import Limit

STOPS = "stop_if_a_phase_fails: true\n"
SHARES = ("10%", "40%", "50%")
HEAD = """\
omsrisk: 1
currency: USD
orders: {daily_volume: 1000, average_value: 100}
delay: {duration_days: 10, cancellation_sensitivity: 10%}
"""


def priced(text: str) -> Assessment:
    """Price a text."""
    return assess(Loader(read_bytes=lambda _: text.encode()).load("case.yaml"))


def phased(likelihoods: tuple[str, ...], more: str = STOPS, pilot: str = "") -> Assessment:
    """100,000 of delay in three phases of 10,000, 40,000 and 50,000."""
    phases = [
        f"  - {{name: Phase {at}, share_of_orders: {share}, likelihood: {likelihood}"
        f"{pilot if at == 1 else ''}}}\n"
        for at, (share, likelihood) in enumerate(zip(SHARES, likelihoods, strict=True), start=1)
    ]
    return priced(f"{HEAD}{more}phases:\n{''.join(phases)}")


CASES = [  # likelihoods, dearest, its cost
    (("30%", "20%", "10%"), "phase-3", "50000", "each may fail: the largest"),
    (("30%", "20%", "0%"), "phase-2", "40000", "one that cannot fail costs nothing"),
    (("30%", "100%", "10%"), "phase-2", "40000", "none is reached after a certain failure"),
    (("0%", "0%", "0%"), "phase-3", "50000", "none can fail: what a failure would cost"),
    (
        ("30%", "20%", "{low: 0%, likely: 0%, high: 10%}"),
        "phase-3",
        "50000",
        "a range above zero",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case[-1] for case in CASES])
def test_dearest_phase(case: tuple[tuple[str, ...], str, str, str]) -> None:
    """The dearest is looked for among the phases that can fail."""
    likelihoods, slug, cost, _ = case
    found = phased(likelihoods)
    dearest = dearest_phase(found)
    assert dearest is not None
    assert (dearest.phase.slug, dearest.amount) == (slug, Decimal(cost))
    assert judged_metric(found, "cost_of_failure") == f"phases.{slug}.cost_of_failure"
    assert found.totals["cost_of_failure"] == 100_000


def test_only_what_excludes_itself() -> None:
    """Without the rule all phases may fail together, and other figures are what they are."""
    assert dearest_phase(phased(("30%", "20%", "10%"), "")) is None
    assert judged_metric(phased(("30%", "20%", "10%")), "net_exposure") == "net_exposure"


def test_dearest_by_the_mean() -> None:
    """A phase whose mean is the dearest is so, though its most likely value is not."""
    ranged = ", delay: {duration_days: {low: 10, likely: 10, high: 900}}"
    found = phased(("30%", "20%", "10%"), pilot=ranged)
    by_mean, likely = dearest_phase(found), dearest_phase(found, at=At.LIKELY)
    assert by_mean is not None
    assert likely is not None
    assert (by_mean.phase.slug, likely.phase.slug) == ("phase-1", "phase-3")
    assert round(by_mean.amount * 6, 20) == 1000 * (10 + 4 * 10 + 900)


def test_limit_is_held_against_the_dearest() -> None:
    """A limit between the dearest failure and the sum of all of them holds; one below it fails."""
    above, below = judge(
        phased(("30%", "20%", "10%")),
        [Limit("cost_of_failure", Decimal(50_000)), Limit("cost_of_failure", Decimal(49_999))],
    )
    assert (above.amount, above.excess, above.phase) == (Decimal(50_000), None, "Phase 3")
    assert below.excess == 1


def test_limit_on_a_percentile() -> None:
    """A percentile is that of the phase that fails, and nothing where none does."""
    pytest.importorskip("numpy")
    # 50.4 % hold, 30 % fail first, 14 % second, 5.6 % last
    asked = {"p50": 0, "p60": 10_000, "p90": 40_000, "p96": 50_000}
    limits = [Limit(f"{name}_cost_of_failure", Decimal(0)) for name in asked]
    found = judge(phased(("30%", "20%", "10%")), limits)
    assert [one.amount for one in found] == list(asked.values())


def test_gate_is_held_against_the_dearest() -> None:
    """A dearer pilot that stays below the dearest phase raises nothing that a gate looks at."""
    before = phased(("30%", "20%", "10%"))
    after = phased(("30%", "20%", "10%"), pilot=", delay: {duration_days: 20}")
    assert after.totals["cost_of_failure"] == 110_000
    assert breach_of(gate_of("cost_of_failure=+0"), difference(before, after)) is None
    dearer = phased(("30%", "20%", "10%"), pilot=", delay: {duration_days: 60}")
    breach = breach_of(gate_of("cost_of_failure=+5%"), difference(before, dearer))
    assert breach is not None
    assert (breach.change, breach.allowed) == (Decimal(10_000), Decimal(2_500))


def test_solve_and_tripwires_seek_the_dearest() -> None:
    """Where another phase becomes the dearest on the way, that one reaches the target."""
    found = phased(("30%", "20%", "10%"))
    restated = phased(("30%", "20%", "10%"), pilot=", delay: {duration_days: 10}")
    target = Decimal(60_000)
    days = "phases.phase-1.delay.duration_days"
    answer = solve(restated, days, target=target, metric="cost_of_failure")
    [one] = answer.solutions
    assert one.result == target
    assert answer.at_low == 50_000
    again = phased(("30%", "20%", "10%"), pilot=f", delay: {{duration_days: {one.value}}}")
    dearest = dearest_phase(again)
    assert dearest is not None
    assert (dearest.phase.slug, dearest.amount) == ("phase-1", target)
    wires = tripwires(found, (Limit("cost_of_failure", target),), every_input=True).wires
    at = {wire.path: wire.at for wire in wires}
    assert at["delay.duration_days"] == 12
    unreachable = solve(found, "delay.duration_days", target=Decimal(-5), metric="cost_of_failure")
    assert unreachable.nearest == (Decimal(0), Decimal(0))
