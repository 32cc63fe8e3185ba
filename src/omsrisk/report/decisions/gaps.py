"""The report of `gaps`: each gap both ways, the cheaper one, and what changing the process saves."""

from collections.abc import Iterator
from decimal import Decimal

from omsrisk.analysis.decisions.gaps import GapAnalysis, GapChoice
from omsrisk.core.money import add
from omsrisk.report import numbers
from omsrisk.report.caveats import what_ranges_count_with
from omsrisk.report.common_fields import at_of, metric_of, notes, scenario_fields
from omsrisk.report.document import (
    NOT_ASSESSED,
    Block,
    Column,
    Content,
    Document,
    Facts,
    Headline,
    Notes,
    Row,
    Table,
    Title,
)
from omsrisk.report.filled import filled
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import FLAG, MONEY, NUMBER, TEXT, Many, Maybe, Named, one_of
from omsrisk.scenario.schema.mitigations import CHANGE_PROCESS, MODIFY

_WORDS = {True: MODIFY, False: CHANGE_PROCESS, None: None}
_SHOWN = {True: "modify", False: "change", None: "-"}
_WAY = one_of(MODIFY, CHANGE_PROCESS)
_GAP = Records[GapChoice](
    "gap",
    "A gap, priced both ways.",
    Field("area", "What the gap is called.", TEXT, "gap.name"),
    Field("decision", "What was decided.", Maybe(_WAY), lambda one: _WORDS[one.gap.modify]),
    Field("cheaper", "The cheaper way.", Maybe(_WAY), lambda one: _WORDS[one.cheaper]),
    Field("modification_cost", "What the modification costs [money].", Maybe(MONEY)),
    Field("process_change_cost", "What it costs to change the process [money].", Maybe(MONEY)),
    Field("postpones_by_days", "By how much modifying postpones [day].", NUMBER, "postpones_by"),
    Field("later_go_live", "What the later go-live costs [money].", Maybe(MONEY)),
    Field("effects", "What the effects of modifying add to the metric [money].", Maybe(MONEY)),
    Field("saving", "What changing the process saves against modifying [money].", Maybe(MONEY)),
)


def _saving(result: GapAnalysis) -> Decimal | None:
    """Say what deciding at the least cost saves; nothing can be told where a gap is not decided."""
    if any(one.gap.modify is None for one in result.choices):
        return None
    return add(result.now, result.at_best.copy_negate())


_BEST = Records[GapAnalysis](
    "best_decisions",
    "The gaps decided at the least cost.",
    Field(
        "decisions",
        "What to decide, by the name of the gap.",
        Named(Maybe(_WAY)),
        lambda result: {slug: _WORDS[modify] for slug, modify in result.best.items()},
    ),
    Field("result", "The metric then [money].", MONEY, "at_best"),
    Field("saving", "What it saves against what was decided [money].", Maybe(MONEY), _saving),
    Field("proven", "Whether no decisions come to less.", FLAG, "is_proven"),
)
DOCUMENT = Records[GapAnalysis](
    "gaps",
    "Each gap both ways, and the cheaper one.",
    *scenario_fields("assessment.scenario"),
    metric_of(),
    at_of(),
    notes(lambda result: what_ranges_count_with([result.assessment], result.at)),
    Field("gaps", "Each gap.", Many(_GAP), "choices"),
    Field("now", "The metric as decided [money].", MONEY),
    Field("best", "The gaps decided at the least cost.", _BEST, lambda result: result),
)


def document(result: GapAnalysis) -> Document:
    """Report each gap both ways."""
    digits = result.assessment.scenario.minor_digits
    sheet = _GAP.sheet(result.choices, digits)
    return Document(tuple(_blocks(result)), DOCUMENT.plain(result, digits), sheet)


def _blocks(result: GapAnalysis) -> Iterator[Block]:
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    yield Title(scenario.name, scenario.file)
    facts = (
        numbers.currency(scenario.currency),
        result.metric,
        "each gap both ways, the others as decided",
    )
    yield Facts.beside(facts)
    yield Headline(_headline(result, digits))
    acts = any(one.effects is not None for one in result.choices)
    columns = (
        Column("area", whole=True),
        Column("decided"),
        Column("modify", Content.MONEY, digits, give_way=2),
        Column("+ later", Content.MONEY, digits, give_way=3),
        *([Column("+ effects", Content.MONEY, digits, give_way=3)] if acts else ()),
        Column("change", Content.MONEY, digits, give_way=1),
        Column("change saves", Content.CHANGE, digits),
        Column("cheaper"),
    )
    in_order = sorted(result.choices, key=lambda one: one.gap.modify is not None)
    rows = tuple(_row(one, acts=acts) for one in in_order)
    yield Table(columns, rows)  # what is to be decided comes first
    yield Notes(tuple(_notes(result)))


def _headline(result: GapAnalysis, digits: int) -> tuple[str, ...]:
    dearer = [one for one in result.choices if one.gap.modify and one.cheaper is False]
    count = len(result.choices)
    gaps = "1 gap" if count == 1 else f"{count} gaps"
    undecided = sum(one.gap.modify is None for one in result.choices)
    facts = [f"{gaps}, {result.assessment.scenario.case.postponed_by} days later for modifications."]
    if not result.assessment.scenario.case.postponed_by:
        facts = [f"{gaps}; no modification postpones the go-live."]
    if undecided:
        facts[0] = f"{facts[0]} {undecided} not decided."
    if dearer:
        names = ", ".join(one.gap.name for one in dearer)
        facts.append(f"Modified though changing the process is cheaper: {names}.")
    saved = add(result.now, result.at_best.copy_negate())
    if saved > 0:
        decisions = [
            f"{one.gap.name}: {_SHOWN[result.best[one.gap.slug]]}"
            for one in result.choices
            if result.best[one.gap.slug] != one.gap.modify
        ]
        saves = "it saves at least" if undecided else "it saves"
        facts.append(
            f"Decided at the least cost ({', '.join(decisions)}) "
            f"{saves} {numbers.money(saved, digits)}."
        )
    elif not undecided:
        facts.append("Every gap is decided at the least cost.")
    return tuple(line for fact in facts for line in filled(fact.split(" ")))


def _row(one: GapChoice, *, acts: bool) -> Row:
    def shown(amount: Decimal | None) -> Decimal | str:
        return NOT_ASSESSED if amount is None else amount

    cheaper = "" if one.saving is None else "=" if one.cheaper is None else _SHOWN[one.cheaper]
    return Row(
        (
            one.gap.name,
            _SHOWN[one.gap.modify],
            shown(one.modification_cost),
            one.later_go_live,
            *([one.effects] if acts else ()),
            shown(one.process_change_cost),
            one.saving,
            cheaper,
        )
    )


def _notes(result: GapAnalysis) -> Iterator[str]:
    yield from what_ranges_count_with([result.assessment], result.at)
    yield "later: waiting and season, beyond what the other modifications postpone anyway"
    if any(one.effects is not None for one in result.choices):
        yield "effects: what modifying does to inputs, beside its cost; below 0 where it helps"
    if not result.is_proven:
        yield "The best decisions were sought one gap after the other: better ones may be missed."
    if not result.waiting_assessed and any(one.postpones_by for one in result.choices):
        yield "Waiting is not assessed: `calendar.cost_of_waiting_per_day` is not stated."
    yield "The source: change the procedure wherever possible, with less risk and less cost [P]."
