"""The report of `gaps`: each gap both ways, the cheaper one, and what changing the process saves."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from omsrisk.analysis.decisions.gaps import GapAnalysis, GapChoice
from omsrisk.core.money import add, to_minor_unit
from omsrisk.report import numbers
from omsrisk.report.caveats import what_ranges_count_with
from omsrisk.report.document import (
    NOT_ASSESSED,
    Block,
    Column,
    Content,
    Document,
    Lines,
    Row,
    Sheet,
    Table,
    Title,
)
from omsrisk.report.filled import filled
from omsrisk.scenario.schema.mitigations import CHANGE_PROCESS, MODIFY

_WORDS = {True: MODIFY, False: CHANGE_PROCESS, None: None}
_SHOWN = {True: "modify", False: "change", None: "-"}
_KEYS = ("area", "decision", "cheaper", "modification_cost", "process_change_cost",
         "postpones_by_days", "later_go_live", "saving")  # fmt: skip


def document(result: GapAnalysis) -> Document:
    """Report each gap both ways."""
    digits = result.assessment.scenario.minor_digits
    records = [_gap(one, digits) for one in result.choices]
    sheet = Sheet(
        tuple(Column(key) for key in _KEYS),
        tuple(Row(tuple(one[key] for key in _KEYS)) for one in records),
    )
    scenario = result.assessment.scenario
    record = {
        "file": scenario.file,
        "name": scenario.name,
        "currency": scenario.currency,
        "metric": result.metric,
        "at": result.at.value,
        "notes": list(what_ranges_count_with([result.assessment], result.at)),
        "gaps": records,
        "now": to_minor_unit(result.now, digits),
        "best": {
            "decisions": {slug: _WORDS[modify] for slug, modify in result.best.items()},
            "result": to_minor_unit(result.at_best, digits),
            "saving": None
            if any(one.gap.modify is None for one in result.choices)
            else to_minor_unit(add(result.now, result.at_best.copy_negate()), digits),
        },
    }
    return Document(tuple(_blocks(result)), record, sheet)


def _gap(one: GapChoice, digits: int) -> dict[str, Any]:
    def rounded(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else to_minor_unit(amount, digits)

    return {
        "area": one.gap.name,
        "decision": _WORDS[one.gap.modify],
        "cheaper": _WORDS[one.cheaper],
        "modification_cost": rounded(one.modification_cost),
        "process_change_cost": rounded(one.process_change_cost),
        "postpones_by_days": Decimal(one.postpones_by),
        "later_go_live": rounded(one.later_go_live),
        "saving": rounded(one.saving),
    }


def _blocks(result: GapAnalysis) -> Iterator[Block]:
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    yield Title(scenario.name, scenario.file)
    facts = (scenario.currency, result.metric, "each gap both ways, the others as decided")
    yield Lines((" | ".join(facts),), quiet=True)
    yield Lines(_headline(result, digits))
    columns = (
        Column("area", whole=True),
        Column("decided"),
        Column("modify", Content.MONEY, digits, give_way=2),
        Column("+ later", Content.MONEY, digits, give_way=3),
        Column("change", Content.MONEY, digits, give_way=1),
        Column("change saves", Content.CHANGE, digits),
        Column("cheaper"),
    )
    yield Table(columns, tuple(_row(one) for one in result.choices))
    yield Lines(tuple(_notes(result)), quiet=True)


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


def _row(one: GapChoice) -> Row:
    def shown(amount: Decimal | None) -> Decimal | str:
        return NOT_ASSESSED if amount is None else amount

    cheaper = "" if one.saving is None else "=" if one.cheaper is None else _SHOWN[one.cheaper]
    return Row(
        (
            one.gap.name,
            _SHOWN[one.gap.modify],
            shown(one.modification_cost),
            one.later_go_live,
            shown(one.process_change_cost),
            one.saving,
            cheaper,
        )
    )


def _notes(result: GapAnalysis) -> Iterator[str]:
    yield from what_ranges_count_with([result.assessment], result.at)
    yield "later: waiting and season, beyond what the other modifications postpone anyway"
    if not result.waiting_assessed and any(one.postpones_by for one in result.choices):
        yield "Waiting is not assessed: `calendar.cost_of_waiting_per_day` is not stated."
    yield "The source: change the procedure wherever possible, with less risk and less cost [P]."
