"""The report of `mitigate`: each mitigation alone, the best set, what to buy first, the frontier."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from omsrisk.analysis.decisions.charged import may_overrun
from omsrisk.analysis.decisions.mitigate import Benefit, MitigationPlan, MitigationSet
from omsrisk.analysis.decisions.not_judged import not_judged
from omsrisk.analysis.uncertainty.means import At
from omsrisk.core.money import add, as_known, to_minor_unit
from omsrisk.core.pricing.case import Mitigation
from omsrisk.report import numbers
from omsrisk.report.caveats import said_of_failure, what_ranges_count_with
from omsrisk.report.common_fields import (
    accuracy_field,
    at_of,
    metric_of,
    notes,
    sampling_fields,
    scenario_fields,
)
from omsrisk.report.document import (
    Block,
    Chart,
    ChartKind,
    Column,
    Content,
    Document,
    Facts,
    Heading,
    Headline,
    Notes,
    Role,
    Row,
    Table,
    Title,
)
from omsrisk.report.exposure.roll_out_said import failing_first
from omsrisk.report.filled import filled
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import FLAG, MONEY, NUMBER, TEXT, Many, Maybe
from omsrisk.report.uncertainty.uncertain_numbers import accuracy_text

_MOST_ROWS = 12


def document(result: MitigationPlan) -> Document:
    """Report what the mitigations are worth, alone and together."""
    digits = result.assessment.scenario.minor_digits
    best = {one.slug for one in result.best.mitigations}
    row = Records[Benefit](
        _BENEFIT.name,
        _BENEFIT.says,
        *_BENEFIT.fields,
        Field("in_best_set", "", FLAG, lambda one: one.mitigation.slug in best),
    )
    sheet = row.sheet(result.alone, digits)
    return Document(tuple(_blocks(result)), DOCUMENT.plain(result, digits), sheet)


_Told = TypeVar("_Told", Benefit, MitigationSet)


def _as_known(result: MitigationPlan) -> MitigationPlan:
    """Round what was worked out to the digits that are known of it, for people."""
    of_base, of_others = result.known_to
    if not of_others:
        return result

    def told(one: _Told) -> _Told:
        return one._replace(avoided=as_known(float(one.avoided), of_base + of_others))

    return replace(
        result,
        base=as_known(float(result.base), of_base),
        alone=tuple(map(told, result.alone)),
        best=told(result.best),
        order=tuple(map(told, result.order)),
        frontier=tuple(map(told, result.frontier)),
    )


def _blocks(result: MitigationPlan) -> Iterator[Block]:
    result = _as_known(result)
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    yield Title(scenario.name, scenario.file)
    names = {one.slug: one.name for one in scenario.case.mitigations}
    decided = ", ".join(names[slug] for slug in scenario.case.decided)
    with_them = f"with {decided}, as decided" if decided else "with none taken"
    base = f"{result.metric} {numbers.money(result.base, digits)} {with_them}"
    budget = "" if result.budget is None else f"budget {numbers.money(result.budget, digits)}"
    sampled = (
        "" if result.sampling is None else f"{numbers.number(result.sampling.trials)} trials each"
    )
    if result.accuracy is not None:
        sampled = f"exact to {accuracy_text(result.accuracy)}"
    facts = (numbers.currency(scenario.currency), base, budget, sampled)
    yield Facts.beside(facts)
    yield Headline((*failing_first(result.assessment), *_headline(result, digits)))
    numbers_of = {one.mitigation: f"{at}  " for at, one in enumerate(result.alone, start=1)}
    alone = tuple(_row(one, numbers_of) for one in result.alone)
    yield Table(_columns("each alone", digits), alone)
    if len(result.order) > 1:
        yield Heading(("In the order to buy, what each adds to those before it",))
        total = result.best
        whole = Row(
            ("together", total.cost, total.avoided, total.net_benefit, _returns(total)), Role.TOTAL
        )
        bought = (_row(one, numbers_of) for one in result.order)
        yield Table(_columns("best set", digits), (*bought, whole))
    if len(result.frontier) > 1:
        yield from _frontier(result, digits)
    yield Notes(tuple(_notes(result)))


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
    unjudged = _not_judged(result)
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
    elif len(unjudged) < len(result.alone):
        clauses = [f"None of {'the others' if unjudged else 'them'} pays{within}."]
    else:
        clauses = []
    dear = [
        one.mitigation
        for one in result.alone
        if one.net_benefit < 0 and one.mitigation not in unjudged
    ]
    lines = filled(clauses) if clauses else ()
    if unjudged:
        makes = "makes" if len(unjudged) == 1 else "make"
        told = f"{makes} a failure less likely, and failing looks cheaper: there is no advice on it."
        lines = (*filled([*_names(unjudged).split(" "), *told.split(" ")]), *lines)
    if dear:
        verb = "costs" if len(dear) == 1 else "cost"
        saves = "it saves" if len(dear) == 1 else "they save"
        lines = (*lines, *filled([*_names(dear).split(" "), f"{verb} more than {saves}."]))
    return lines


def _not_judged(result: MitigationPlan) -> tuple[Mitigation, ...]:
    return not_judged(result.assessment.scenario.case, result.alone)


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
        Column("numbers of the mitigations"),
        Column("", Content.BAR, give_way=1),
    )
    most = max(one.net_benefit for one in result.frontier) or Decimal(1)
    yield Heading(("Efficient frontier: what more money brings",))
    shown = _some(result)
    number_of = {one.mitigation: at for at, one in enumerate(result.alone, start=1)}
    rows = []
    for one in shown:
        chosen = " ".join(str(number_of[mitigation]) for mitigation in one.mitigations) or "none"
        mark = " *" if one == result.best else ""
        share = min(max(one.net_benefit / most, Decimal(0)), Decimal(1))
        rows.append(Row((one.cost, one.avoided, one.net_benefit, chosen + mark, share)))
    yield Chart(ChartKind.BARS, Table(columns, tuple(rows)))
    left_out = len(result.frontier) - len(shown)
    notes = ["* the best set" + ("" if result.budget is None else " within the budget")]
    if left_out:
        sets = "set lies" if left_out == 1 else "sets lie"
        notes.append(f"{left_out} more {sets} between; --format json lists all")
    yield Notes((" | ".join(notes),))


def _some(result: MitigationPlan) -> list[MitigationSet]:
    """Pick some sets of a long frontier: its ends, the best set, and others evenly between."""
    frontier = result.frontier
    if len(frontier) <= _MOST_ROWS:
        return list(frontier)
    last = len(frontier) - 1
    places = {at * last // (_MOST_ROWS - 1) for at in range(_MOST_ROWS)}
    return [frontier[at] for at in sorted(places | {frontier.index(result.best)})]


def _ranges(result: MitigationPlan) -> tuple[str, ...]:
    if result.sampling is not None or result.accuracy is not None:
        return said_of_failure(result.assessment, (result.metric,))
    said = what_ranges_count_with([result.assessment], result.at)
    if any(effect.spread for one in result.alone for effect in one.mitigation.effects):
        count = "means" if result.at is At.MEAN else "most likely values"
        said = (*said, f"Effects with a range count with their {count}.")
    return said


def _notes(result: MitigationPlan) -> Iterator[str]:
    yield from _ranges(result)
    yield "avoided: what the metric falls by, the cost aside | net benefit: avoided less cost"
    if may_overrun(result.assessment.scenario.case):
        yield "Costs of mitigations may overrun as all planned ones: that is off what is avoided."
    ownerless = sum(not one.mitigation.owner for one in result.alone)
    if ownerless:
        yield f"{ownerless} of {len(result.alone)} {'has' if ownerless == 1 else 'have'} no owner."
    if not result.is_proven:
        yield "Too many sets to look at all: a better one may have been missed."


_BENEFIT = Records[Benefit](
    "benefit",
    "A mitigation, and what it is worth.",
    Field("name", "What it is called.", TEXT, "mitigation.name"),
    Field(
        "owner",
        "Who answers for it, where the author says so.",
        Maybe(TEXT),
        lambda one: one.mitigation.owner or None,
    ),
    Field("cost", "What it costs [money].", MONEY),
    Field("avoided", "What the metric falls by, its cost aside [money].", MONEY),
    Field("net_benefit", "Avoided less cost [money].", MONEY),
    Field(
        "return",
        "Avoided for each unit of money spent.",
        Maybe(NUMBER),
        lambda one: None if one.returns is None else to_minor_unit(one.returns, 2),
    ),
)
_CHOSEN = Records[MitigationSet](
    "set_of_mitigations",
    "Mitigations taken together.",
    Field(
        "names",
        "What they are called.",
        Many(TEXT),
        lambda one: [each.name for each in one.mitigations],
    ),
    Field("cost", "What they cost [money].", MONEY),
    Field("avoided", "What the metric falls by, their cost aside [money].", MONEY),
    Field("net_benefit", "Avoided less cost [money].", MONEY),
)
DOCUMENT = Records[MitigationPlan](
    "mitigate",
    "What mitigations are worth, alone and together.",
    *scenario_fields("assessment.scenario"),
    metric_of(),
    at_of(),
    notes(_ranges),
    Field("base", "The metric with none taken but those decided on [money].", MONEY),
    Field("budget", "What may be spent [money].", Maybe(NUMBER)),
    Field("mitigations", "Each alone.", Many(_BENEFIT), "alone"),
    Field(
        "not_judged",
        "Those on which there is no advice: they make a failure less likely, which looks dear here.",
        Many(TEXT),
        lambda result: [one.name for one in _not_judged(result)],
    ),
    Field("best", "The best set.", _CHOSEN),
    Field("order", "The best set in the order to buy, each added to those before.", Many(_BENEFIT)),
    Field("frontier", "The best sets for every budget, the cheapest first.", Many(_CHOSEN)),
    Field("proven", "Whether no set is better.", FLAG, "is_proven"),
    *sampling_fields(),
    accuracy_field(),
)
