"""The report of `mitigate`: each mitigation alone, the best set, what to buy first, the frontier."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from omsrisk.analysis.decisions.mitigate import Benefit, MitigationPlan, MitigationSet
from omsrisk.core.money import add, to_minor_unit
from omsrisk.core.pricing.case import Mitigation
from omsrisk.report import numbers
from omsrisk.report.caveats import said_of_failure, what_ranges_count_with
from omsrisk.report.document import (
    Block,
    Column,
    Content,
    Document,
    Lines,
    Role,
    Row,
    Sheet,
    Table,
    Title,
)
from omsrisk.report.exposure.roll_out_said import failing_first
from omsrisk.report.filled import filled

_MOST_ROWS = 12
_KEYS = ("name", "owner", "cost", "avoided", "net_benefit", "return", "in_best_set")


def document(result: MitigationPlan) -> Document:
    """Report what the mitigations are worth, alone and together."""
    digits = result.assessment.scenario.minor_digits
    best = {one.slug for one in result.best.mitigations}
    records = [_benefit(one, digits) for one in result.alone]
    owners = [one.mitigation.owner or None for one in result.alone]
    chosen = ["yes" if one.mitigation.slug in best else "no" for one in result.alone]
    rows = (
        {**one, "owner": owner, "in_best_set": yes}
        for one, owner, yes in zip(records, owners, chosen, strict=True)
    )
    sheet = Sheet(
        tuple(Column(key) for key in _KEYS),
        tuple(Row(tuple(row[key] for key in _KEYS)) for row in rows),
    )
    return Document(tuple(_blocks(result)), _record(result, records), sheet)


def _benefit(one: Benefit, digits: int) -> dict[str, Any]:
    returns = one.returns
    return {
        "name": one.mitigation.name,
        "cost": to_minor_unit(one.cost, digits),
        "avoided": to_minor_unit(one.avoided, digits),
        "net_benefit": to_minor_unit(one.net_benefit, digits),
        "return": None if returns is None else to_minor_unit(returns, 2),
    }


def _chosen(one: MitigationSet, digits: int) -> dict[str, Any]:
    return {
        "names": [mitigation.name for mitigation in one.mitigations],
        "cost": to_minor_unit(one.cost, digits),
        "avoided": to_minor_unit(one.avoided, digits),
        "net_benefit": to_minor_unit(one.net_benefit, digits),
    }


def _record(result: MitigationPlan, alone: list[dict[str, Any]]) -> dict[str, Any]:
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    budget = result.budget
    return {
        "file": scenario.file,
        "name": scenario.name,
        "currency": scenario.currency,
        "metric": result.metric,
        "at": result.at.value,
        "notes": list(_ranges(result)),
        "base": to_minor_unit(result.base, digits),
        "budget": budget,
        "mitigations": alone,
        "best": _chosen(result.best, digits),
        "order": [_benefit(one, digits) for one in result.order],
        "frontier": [_chosen(one, digits) for one in result.frontier],
        "proven": result.is_proven,
        **({} if result.sampling is None else result.sampling._asdict()),
    }


def _blocks(result: MitigationPlan) -> Iterator[Block]:
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    yield Title(scenario.name, scenario.file)
    base = f"{result.metric} {numbers.money(result.base, digits)} with none taken"
    budget = "" if result.budget is None else f"budget {numbers.money(result.budget, digits)}"
    sampled = "" if result.sampling is None else f"{result.sampling.trials:,} trials each"
    facts = (scenario.currency, base, budget, sampled)
    yield Lines((" | ".join(filter(None, facts)),), quiet=True)
    yield Lines((*failing_first(result.assessment), *_headline(result, digits)))
    numbers_of = {one.mitigation: f"{at}  " for at, one in enumerate(result.alone, start=1)}
    alone = tuple(_row(one, numbers_of) for one in result.alone)
    yield Table(_columns("each alone", digits), alone)
    if len(result.order) > 1:
        yield Lines(("In the order to buy, what each adds to those before it",))
        total = result.best
        whole = Row(
            ("together", total.cost, total.avoided, total.net_benefit, _returns(total)), Role.TOTAL
        )
        bought = (_row(one, numbers_of) for one in result.order)
        yield Table(_columns("best set", digits), (*bought, whole))
    if len(result.frontier) > 1:
        yield from _frontier(result, digits)
    yield Lines(tuple(_notes(result)), quiet=True)


def _columns(title: str, digits: int) -> tuple[Column, ...]:
    return (
        Column(title),
        Column("cost", Content.MONEY, digits),
        Column("avoided", Content.MONEY, digits, give_way=1),
        Column("net benefit", Content.CHANGE, digits),
        Column("per 1 spent", give_way=2),
    )


def _row(one: Benefit, numbers_of: Mapping[Mitigation, str]) -> Row:
    name = f"{numbers_of[one.mitigation]}{one.mitigation.name}"
    return Row((name, one.cost, one.avoided, one.net_benefit, _returns(one)))


def _returns(one: Benefit | MitigationSet) -> str:
    returns = one.returns if isinstance(one, Benefit) else None
    if isinstance(one, MitigationSet) and one.cost:
        returns = Benefit(one.mitigations[0], one.cost, one.avoided).returns
    return "" if returns is None else numbers.money(returns, 2)


def _headline(result: MitigationPlan, digits: int) -> tuple[str, ...]:
    best = result.best
    within = "" if result.budget is None else f" within {numbers.money(result.budget, digits)}"
    if best.mitigations:
        clauses = [
            *f"Best{within}: {_names(best.mitigations)}.".split(" "),
            "It costs" if len(best.mitigations) == 1 else "They cost",
            f"{numbers.money(best.cost, digits)} and",
            "avoids" if len(best.mitigations) == 1 else "avoid",
            f"{numbers.money(best.avoided, digits)}:",
            f"a net benefit of {numbers.money(best.net_benefit, digits)},",
            f"{result.metric} {_after(result, digits)} instead of",
            f"{numbers.money(result.base, digits)}.",
        ]
    else:
        clauses = [f"None of them pays{within}."]
    dear = [one.mitigation for one in result.alone if one.net_benefit < 0]
    lines = filled(clauses)
    if dear:
        verb = "costs" if len(dear) == 1 else "cost"
        saves = "it saves" if len(dear) == 1 else "they save"
        lines = (*lines, *filled([*_names(dear).split(" "), f"{verb} more than {saves}."]))
    return lines


def _after(result: MitigationPlan, digits: int) -> str:
    after = add(result.base, result.best.avoided.copy_negate(), result.best.cost)
    return numbers.money(after, digits)


def _names(mitigations: Iterable[Mitigation]) -> str:
    names = [one.name for one in mitigations]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _frontier(result: MitigationPlan, digits: int) -> Iterator[Block]:
    """Lay out what more money brings; a long frontier by some of its points, the best among them."""
    columns = (
        Column("cost", Content.MONEY, digits),
        Column("avoided", Content.MONEY, digits),
        Column("net benefit", Content.CHANGE, digits),
        Column("numbers of the mitigations", give_way=1),
    )
    yield Lines(("Efficient frontier: what more money brings",))
    shown = _some(result)
    number_of = {one.mitigation: at for at, one in enumerate(result.alone, start=1)}
    rows = []
    for one in shown:
        chosen = " ".join(str(number_of[mitigation]) for mitigation in one.mitigations) or "none"
        mark = " *" if one == result.best else ""
        rows.append(Row((one.cost, one.avoided, one.net_benefit, chosen + mark)))
    yield Table(columns, tuple(rows))
    left_out = len(result.frontier) - len(shown)
    notes = ["* the best set" + ("" if result.budget is None else " within the budget")]
    if left_out:
        notes.append(f"{left_out} more sets lie between; --format json lists all")
    yield Lines((" | ".join(notes),), quiet=True)


def _some(result: MitigationPlan) -> list[MitigationSet]:
    """Pick some sets of a long frontier: its ends, the best set, and others evenly between."""
    frontier = result.frontier
    if len(frontier) <= _MOST_ROWS:
        return list(frontier)
    last = len(frontier) - 1
    places = {at * last // (_MOST_ROWS - 1) for at in range(_MOST_ROWS)}
    return [frontier[at] for at in sorted(places | {frontier.index(result.best)})]


def _ranges(result: MitigationPlan) -> tuple[str, ...]:
    if result.sampling is not None:
        return said_of_failure(result.assessment, (result.metric,))
    return what_ranges_count_with([result.assessment], result.at)


def _notes(result: MitigationPlan) -> Iterator[str]:
    yield from _ranges(result)
    yield "avoided: what the metric falls by, the cost aside | net benefit: avoided less cost"
    ownerless = sum(not one.mitigation.owner for one in result.alone)
    if ownerless:
        yield f"{ownerless} of {len(result.alone)} have no owner."
    if not result.is_proven:
        yield "Too many sets to look at all: a better one may have been missed."
