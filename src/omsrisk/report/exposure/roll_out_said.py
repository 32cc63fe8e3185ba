"""What a board asks of a roll-out in phases, in sentences: its chances, and whether the rule pays."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.sensitivity.likelier import FailingLooksCheaper, failing_looks_cheaper
from omsrisk.analysis.uncertainty.means import Means
from omsrisk.core.money import add, to_minor_unit
from omsrisk.report import numbers
from omsrisk.report.filled import filled
from omsrisk.scenario.labels import label_of, within_a_sentence
from omsrisk.scenario.load import Scenario

if TYPE_CHECKING:
    from omsrisk.core.uncertainty.chances import Chances

_MOST_STOPS = 5


def failing_first(assessment: Assessment) -> tuple[str, ...]:
    """
    Say first that failing looks cheaper, and from what on it does not; empty where it does not.

    Args:
        assessment: From `assess`.
    """
    found = failing_looks_cheaper(assessment.scenario.case)
    return () if found is None else filled(failing_clauses(found, assessment.scenario))


def failing_clauses(found: FailingLooksCheaper, scenario: Scenario) -> list[str]:
    """
    Say what looks cheaper in failing and where it turns, clause by clause.

    Args:
        found: From `failing_looks_cheaper`.
        scenario: Of which that is true.
    """
    steepest, digits = found.steepest, scenario.minor_digits
    phase, _, likelihood = label_of(scenario.case, steepest.path).rpartition(": ")
    which = f"{within_a_sentence(likelihood)} of {phase}" if phase else within_a_sentence(likelihood)
    less = numbers.money(steepest.slope.scaleb(-2).copy_negate(), digits)
    clauses = [
        "Failing looks cheaper than holding:",
        f"1 percentage point more {which}",
        f"lowers net exposure by {less}.",
    ]
    turns = []
    price = found.price_rounded_up(digits)
    if price is not None:
        turns.append(f"where a stop costs {numbers.money(price, digits)} more than it does here")
    if found.horizon is not None:
        turns.append(f"with `calendar.horizon: {found.horizon}`")
    if not turns:
        if scenario.case.stops_if_a_phase_fails:
            clauses.append("No price of stopping turns it:")
        back = "what comes back exceeds the damage."
        return [*clauses, back if scenario.case.stops_if_a_phase_fails else back.capitalize()]
    turns[-1] += "."
    return [*clauses, "It turns", *(turns if len(turns) == 1 else [turns[0], f"or {turns[1]}"])]


def rule_and_chances(assessment: Assessment, figures: Means, *, is_mean: bool) -> tuple[str, ...]:
    """
    Say how likely the go-lives of phases are to fail, and whether the stop rule pays.

    Args:
        assessment: From `assess`.
        figures: Its means, or its most likely values.
        is_mean: Whether they are means.

    Returns:
        Lines; none for a roll-out in one piece.
    """
    if len(assessment.scenario.case.phases) < 2:  # noqa: PLR2004 - one phase alone is one go-live
        return ()
    chances = assessment.chances if is_mean else assessment.likely_chances
    clauses = [*_chances(chances), *_rule(assessment, figures)]
    return filled(clauses) if clauses else ()


def _chances(chances: "Chances[Decimal]") -> Iterator[str]:
    if not chances.stops:
        if chances.all_fail != 1:  # else it is as if failure were certain, which is said already
            yield f"At least one go-live fails: {_share(chances.at_least_one_fails)};"
            yield f"all fail: {_share(chances.all_fail)};"
            yield f"every phase holds: {_share(chances.every_phase_holds)}."
        return
    yield f"Every phase holds: {_share(chances.every_phase_holds)}."
    yield f"At least one go-live fails: {_share(chances.at_least_one_fails)}:"
    shown, more = chances.stops[:_MOST_STOPS], chances.stops[_MOST_STOPS:]
    for at, stop in enumerate(shown):
        what = "the roll-out stops after" if at == 0 else "after"
        yield f"{what} {stop.phase.name} {_share(stop.chance)},"
    if more:
        later = [Decimal(one.chance) for one in more if one.chance is not None]
        told = add(*later) if len(later) == len(more) else None
        yield f"after a later one {_share(told)},"
    yield f"only the last phase fails {_share(chances.only_the_last_fails)}."
    yield f"Every phase goes live: {_share(chances.every_phase_goes_live)};"
    yield f"{_share(chances.expected_share_of_orders)} of the orders are reached in the mean."


def _rule(assessment: Assessment, figures: Means) -> Iterator[str]:
    saves, without = (
        figures.memos[name] for name in ("stop_rule_saves", "net_exposure_without_stop_rule")
    )
    net = figures.totals["net_exposure"]
    if saves is None or without is None or net is None:
        return
    digits = assessment.scenario.minor_digits
    with_it, going_on = (numbers.money(Decimal(one), digits) for one in (net, without))
    free = "" if assessment.totals["stopping"] is not None else ", stopping priced at nothing"
    shown = to_minor_unit(Decimal(saves), digits)
    if not shown:
        yield f"The rule costs as much as going on{free}: {going_on}."
        return
    what = "costs" if shown < 0 else "saves"
    than = "more than going on" if shown < 0 else "against going on"
    yield f"The rule {what} {numbers.money(shown.copy_abs(), digits)} {than}{free}:"
    yield f"{with_it} against {going_on} without."


def _share(value: Decimal | int | None) -> str:
    """Write a chance to five significant digits."""
    if value is None:
        return "not told"
    return numbers.chance_to_digits(value)
