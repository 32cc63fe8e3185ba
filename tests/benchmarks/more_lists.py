"""Further lists that a file can have, as `lists` tries them by each command: one function each."""

from collections.abc import Callable
from datetime import date, timedelta

from tests.benchmarks.growth import _HEAD, _phases, departments, integrations, items

_RANGE = "{low: 2, likely: 5, high: 20}"
_CALENDAR = (
    "calendar:\n  go_live: 2027-02-15\n  season: {nov: 1.5, dec: 1.3, jan: 0.6}\n"
    "  earliest_go_live: 2027-01-15\n  cost_of_waiting_per_day: 900\n"
)


def _rows(head: str, count: int, row: Callable[[int], str]) -> str:
    return head + "".join(f"{row(at)}\n" for at in range(count))


def _without(*keys: str) -> str:
    return "".join(line for line in _HEAD.splitlines(keepends=True) if not line.startswith(keys))


def _dated_phases(count: int, more: str = "") -> str:
    """Write phases a week apart."""
    head, *rows = _phases(count, 0, more).splitlines()
    first = date(2027, 2, 15)
    dated = [
        f"{row[:-1]}, go_live: {first + timedelta(days=7 * at)}}}" for at, row in enumerate(rows)
    ]
    return "\n".join([head, *dated]) + "\n"


def _scattered(at: int) -> str:
    return f"{{low: {at % 7 + 1}, likely: {at % 11 + 9}, high: {at % 13 + 30}}}"


def _apart(at: int) -> str:
    return f"{{low: {at}, likely: {2 * at + 3}, high: {3 * at + 9}}}"


def point_ranges(count: int) -> str:
    """Write integration points, each with a range of its own."""
    points = "data_misalignment:\n  exposure_days: 30\n  error_correction_cost: 10\n  integrations:\n"
    return _rows(
        _without("data_mis") + points,
        count,
        lambda at: (
            f"    - {{name: P{at}, data_inaccuracy_rate: "
            f"{{low: 1%, likely: 3%, high: {at % 40 + 5}%}}, owner: O{at}}}"
        ),
    )


def hidden_items(count: int) -> str:
    """Write items of a hidden cost, each an event with a range."""
    head = "hidden_costs:\n  brand_damage: 7\n  customer_attrition:\n"
    return _rows(
        _without("hidden_costs") + head,
        count,
        lambda at: f"    - {{item: I{at}, amount: {_scattered(at)}, likelihood: {at % 90 + 1}%}}",
    )


def paid_per(count: int) -> str:
    """Write items that are paid for each order that is late, after days of grace."""
    per = ("order", "wrong_order", "delayed_order", "delayed_value", "ticket", "day_of_delay")
    return _rows(
        f"{_HEAD}  items:\n",
        count,
        lambda at: (
            f"    - {{item: I{at}, quantity: 1, unit_cost: 0.0{at % 9 + 1}, per: {per[at % 6]}"
            f"{', grace_days: 1' if at % 6 >= 2 and at % 6 != 4 else ''}}}"
        ),
    )


def penalties(count: int) -> str:
    """Write penalties by the day of an uncertain delay, with grace and caps."""
    text = _HEAD.replace("duration_days: 3,", f"duration_days: {_RANGE},")
    return _rows(
        f"{text}  items:\n",
        count,
        lambda at: (
            f"    - {{item: I{at}, quantity: 1, unit_cost: {at + 100}, per: day_of_delay, "
            f"grace_days: {at % 9 + 1}, cap: {1000 + at}}}"
        ),
    )


def dated_items(count: int) -> str:
    """Write items that are paid on days, or over days."""
    first = date(2027, 1, 4)
    return _rows(
        f"{_HEAD}{_CALENDAR}programme:\n  items:\n",
        count,
        lambda at: (
            f"    - {{item: I{at}, amount: {at + 9}, "
            + (
                f"on: {first + timedelta(days=at)}}}"
                if at % 2
                else f"from: {first + timedelta(days=at)}, to: {first + timedelta(days=at + 90)}}}"
            )
        ),
    )


def capital(count: int) -> str:
    """Write parts of the system's cost."""
    return _rows(
        f"{_HEAD}capital:\n  paid_before_go_live: 40%\n  overrun: {{rate: 20%, likelihood: 50%}}\n"
        "  items:\n",
        count,
        lambda at: f"    - {{item: I{at}, amount: {at + 9}, paid_before_go_live: {at % 90}%}}",
    )


def stopping(count: int) -> str:
    """Write what a stop costs, in phases of another likelihood each."""
    head = f"{_HEAD}stop_if_a_phase_fails: true\nstopping:\n  items:\n"
    return _rows(head, count, lambda at: f"    - {{item: I{at}, amount: {at + 9}}}") + _phases(9, 0)


def recoveries_capped(count: int) -> str:
    """Write recoveries that are events of a range with a cap."""
    return _rows(
        f"{_HEAD}recoveries:\n",
        count,
        lambda at: (
            f"  - {{item: R{at}, amount: {{low: 10, likely: 500, high: {900 + at}}}, "
            f"likelihood: {at % 90 + 1}%, cap: 600}}"
        ),
    )


def concurrent(count: int) -> str:
    """Write systems that go live at the same time."""
    return _rows(f"{_HEAD}concurrent:\n", count, lambda at: f"  - System {at}")


def pausing(count: int) -> str:
    """Write phases that pause where one fails."""
    rules = "if_a_phase_fails: pause\npause_days: 14\n"
    return f"{_HEAD}{_CALENDAR}{rules}{_dated_phases(count)}"


def slipping(count: int) -> str:
    """Write phases that slip together."""
    return f"{_HEAD}{_CALENDAR}  slips_by_days: {_RANGE}\n{_dated_phases(count)}"


def one_cause(count: int) -> str:
    """Write phases that may fail for one cause."""
    return f"{_HEAD}common_cause: 30%\n{_CALENDAR}{_dated_phases(count)}"


def likelihood_ranges(count: int) -> str:
    """Write phases of which each has a range for its likelihood."""
    text = _phases(count, 0)
    rows = text.split("likelihood: 0.00")
    own = "".join(
        f"likelihood: {{low: 0.1%, likely: 0.2%, high: {at % 40 + 1}%}}{row[1:]}"
        for at, row in enumerate(rows[1:])
    )
    return _HEAD + rows[0] + own


def one_likelihood(count: int) -> str:
    """Write phases that share a range for their likelihood, under the stop rule."""
    rows = "".join(
        f"{line.partition(', likelihood')[0]}}}\n" if "likelihood" in line else f"{line}\n"
        for line in _phases(count, 0).splitlines()
    )
    head = _HEAD.replace("likelihood: 40%", "likelihood: {low: 1%, likely: 2%, high: 9%}")
    return f"{head}stop_if_a_phase_fails: true\n{rows}"


def everything(count: int) -> str:
    """Write phases with all that phases can have, in turn."""
    more = (
        ", delay: {{duration_days: {at}.5}}",
        ", likelihood_after_failure: 60%",
        ", training_deficit: {{hours: 40}}",
    )
    rules = (
        "if_a_phase_fails: pause\npause_days: 14\nlearning: {delay.duration_days: 1%}\n"
        "today: {data_inaccuracy_rate: 1%, cancellation_sensitivity: 2%}\n"
    )
    head, *rows = _dated_phases(count).splitlines()
    own = [
        f"{row[:-1]}{more[at % 3].format(at=at % 30) if at else ''}}}" for at, row in enumerate(rows)
    ]
    return f"{_HEAD}{_CALENDAR}{rules}{head}\n" + "\n".join(own) + "\n"


def mitigations_rich(count: int) -> str:
    """Write mitigations that cost items, exclude each other and postpone."""
    return _rows(
        f"{_HEAD}{_CALENDAR}mitigations:\n",
        count,
        lambda at: (
            f"  - {{name: M{at}, cost: [{{item: A, amount: {at + 900}}}, {{item: B, amount: 7}}], "
            f"postpones_by_days: {at % 3}, excludes: [M{(at + 1) % count}], owner: O{at}, "
            f"effects: {{delay.duration_days: {{multiply: 0.9{at % 10}}}}}}}"
        ),
    )


def mitigations_taken(count: int) -> str:
    """Write mitigations that are all taken."""
    return _rows(
        f"{_HEAD}mitigations:\n",
        count,
        lambda at: (
            f"  - {{name: M{at}, cost: {at + 9}, taken: true, "
            f"effects: {{delay.duration_days: {{multiply: 0.99{at % 10}}}}}}}"
        ),
    )


def mitigations_uncertain(count: int) -> str:
    """Write mitigations of uncertain effects beside uncertain inputs."""
    text = _HEAD.replace("duration_days: 3,", f"duration_days: {_RANGE},")
    return _rows(
        f"{text}mitigations:\n",
        count,
        lambda at: (
            f"  - {{name: M{at}, cost: {at + 900}, effects: {{delay.duration_days: "
            f"{{multiply: {{low: 0.8, likely: 0.9, high: 0.9{at % 10}}}}}}}}}"
        ),
    )


def gaps_open(count: int) -> str:
    """Write gaps that nobody has decided, with effects."""
    return _rows(
        f"{_HEAD}{_CALENDAR}gaps:\n",
        count,
        lambda at: (
            f"  - {{area: G{at}, modification_cost: {1000 + at}, process_change_cost: {900 + at}, "
            f"postpones_by_days: {at % 5}, "
            f"effects: {{stabilisation.productivity.dip: {{multiply: 1.0{at % 10}}}}}}}"
        ),
    )


def limits_uncertain(count: int) -> str:
    """Write limits on what each item may come to, and on percentiles."""
    ranged = _rows(
        f"{_HEAD}programme:\n  items:\n",
        count,
        lambda at: f"    - {{item: I{at}, amount: {_scattered(at)}}}",
    )
    return _rows(f"{ranged}limits:\n", count, lambda at: f"  p90_programme.i{at}: {20 + at % 9}")


def limits_many(count: int) -> str:
    """Write limits on what each item may come to, most of them broken."""
    return _rows(f"{items(count, 0)}limits:\n", count, lambda at: f"  programme.i{at}: {50 + at}")


def behind(count: int) -> str:
    """Write items that are behind, and rungs, members and rights."""
    return (
        _rows(f"{_HEAD}status:\n  as_of: 2027-01-05\n  behind:\n", count,
              lambda at: f"    - {{item: B{at}, days: {at % 30}, impact: I{at}}}")
        + _rows("governance:\n  steering_committee:\n    members:\n", count,
                lambda at: f"      - P{at}")
        + _rows("  processes:\n", count, lambda at: f"    - Q{at}")
        + _rows("  decision_rights:\n    it:\n", count, lambda at: f"      - D{at}")
        + _rows("    operations:\n", count, lambda at: f"      - E{at}")
        + _rows("  escalation_ladder:\n", count,
                lambda at: f"    - {{authority: P{at}, within_hours: {at + 1}}}")
    )  # fmt: skip


def areas_and_gaps(count: int) -> str:
    """Write areas that are walked through, of which half fit and half have gaps."""
    text = _rows(f"{_HEAD}gap_analysis:\n  areas:\n", count, lambda at: f"    - Area {at}")
    text += _rows("  fits:\n", count // 2, lambda at: f"    - Area {at}")
    return _rows(
        f"{text}gaps:\n",
        count - count // 2,
        lambda at: (
            f"  - {{area: Area {at + count // 2}, modification_cost: {at + 9}, process_change_cost: 9}}"  # noqa: E501
        ),
    )


def owners(count: int) -> str:
    """Write items with owners, sources, notes and dates of their values."""
    return _rows(
        f"{_HEAD}programme:\n  items:\n",
        count,
        lambda at: (
            f"    - {{item: I{at}, owner: O{at}, note: N{at}, amount: {{value: {at + 9}, "
            f"source: ledger {at}, owner: P{at}, as_of: 2026-10-01}}}}"
        ),
    )


def correlated_chain(count: int) -> str:
    """Write correlations that tie all ranges in a chain."""
    ranged = _rows(
        f"{_HEAD}programme:\n  items:\n",
        count + 1,
        lambda at: f"    - {{item: I{at}, amount: {_scattered(at)}}}",
    )
    path = "programme.items.i{}.amount"
    return _rows(
        f"{ranged}correlations:\n",
        count,
        lambda at: (
            f"  - {{inputs: [{path.format(at)}, {path.format(at + 1)}], rank_correlation: 0.3}}"
        ),
    )


def correlated_pairs(count: int) -> str:
    """Write correlations of pairs that all differ."""
    path = "programme.items.i{}.amount"
    ranged = _rows(
        f"{_HEAD}programme:\n  items:\n",
        2 * count,
        lambda at: f"    - {{item: I{at}, amount: {_apart(at)}}}",
    )
    return _rows(
        f"{ranged}correlations:\n",
        count,
        lambda at: (
            f"  - {{inputs: [{path.format(2 * at)}, {path.format(2 * at + 1)}], "
            f"rank_correlation: 0.{at % 900 + 50:03}}}"
        ),
    )


def variants_wide(count: int) -> str:
    """Write variants of a roll-out in phases with ranges, each with several values."""
    text = _HEAD.replace("duration_days: 3,", f"duration_days: {_RANGE},")
    return _rows(
        f"{text}{_CALENDAR}{_dated_phases(5)}variants:\n",
        count,
        lambda at: (
            f"  - {{name: V{at}, set: {{delay.duration_days: {_scattered(at)}, "
            f"orders.daily_volume: {at + 1000}, calendar.go_live: 2027-03-0{at % 9 + 1}}}}}"
        ),
    )


def live_from_phases(count: int) -> str:
    """Write what holds from days on, for phases on many days."""
    rows = _rows(
        "  if_live_from:\n",
        count,
        lambda at: (
            f"    - {{date: {date(2027, 2, 1) + timedelta(days=3 * at)}, "
            f"set: {{delay.duration_days: {at % 9 + 1}}}}}"
        ),
    )
    return f"{_HEAD}{_CALENDAR}{rows}{_dated_phases(50)}"


def profile_phases(count: int) -> str:
    """Write a course of many parts, and phases on days of a season."""
    line = next(one for one in _HEAD.splitlines(keepends=True) if one.startswith("delay:"))
    parts = _rows(
        "delay:\n  duration_days: 99\n  cancellation_sensitivity: 12%\n  profile:\n",
        count,
        lambda at: f"    - {{until_day: {at + 1}, index: 0.{at % 9 + 1}}}",
    )
    return (
        f"{_HEAD.replace(line, f'{parts}    - {{index: 1}}' + chr(10))}{_CALENDAR}{_dated_phases(20)}"
    )


MORE: dict[str, Callable[[int], str]] = {
    "departments": lambda count: departments(count, 0),
    "integrations": lambda count: integrations(count, 0),
    "point-ranges": point_ranges,
    "hidden-items": hidden_items,
    "paid-per": paid_per,
    "penalties": penalties,
    "dated-items": dated_items,
    "capital": capital,
    "stopping": stopping,
    "recoveries-capped": recoveries_capped,
    "concurrent": concurrent,
    "pausing": pausing,
    "slipping": slipping,
    "one-cause": one_cause,
    "likelihood-ranges": likelihood_ranges,
    "one-likelihood": one_likelihood,
    "everything": everything,
    "mitigations-rich": mitigations_rich,
    "mitigations-taken": mitigations_taken,
    "mitigations-uncertain": mitigations_uncertain,
    "gaps-open": gaps_open,
    "limits-uncertain": limits_uncertain,
    "limits-many": limits_many,
    "behind": behind,
    "areas-and-gaps": areas_and_gaps,
    "owners": owners,
    "correlated-chain": correlated_chain,
    "correlated-pairs": correlated_pairs,
    "variants-wide": variants_wide,
    "live-from-phases": live_from_phases,
    "profile-phases": profile_phases,
}
"""Lists beside those of `lists`."""
