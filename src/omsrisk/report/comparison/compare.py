"""The report of `compare`: roll-outs side by side, and what makes the difference."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.side_by_side import ComparedLine
from omsrisk.core.money import add, share_of, to_minor_unit
from omsrisk.core.pricing.catalogue import COST_OF_WAITING
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.figures import TOTALS
from omsrisk.report import numbers
from omsrisk.report.comparison.compared_caveats import caveats, present_value_sentences
from omsrisk.report.comparison.compared_files import decision_table, has_chances, pairs_table
from omsrisk.report.comparison.compared_inputs import label_in
from omsrisk.report.comparison.compared_names import heads, labels
from omsrisk.report.comparison.compared_sentences import headline
from omsrisk.report.comparison.differing_inputs import differing_rows, differing_table
from omsrisk.report.document import (
    NOT_ASSESSED,
    Block,
    Cell,
    Column,
    Content,
    Facts,
    Heading,
    Headline,
    Notes,
    Role,
    Row,
    Table,
    Title,
)
from omsrisk.report.exposure.assessment import margin_label
from omsrisk.report.exposure.roll_out_said import failing_clauses
from omsrisk.report.filled import filled

_PAIR = 2
_WIDEST_TITLE = 100
_MOST_COLUMNS = 3
"""Scenarios that stand in columns; more of them are rows."""


def blocks(result: Comparison) -> Iterator[Block]:
    """Say which roll-out is cheaper, by how much and through what; then line by line."""
    names = heads(result)
    base = result.assessments[result.base].scenario
    count = len(names)
    whole = labels(result)
    title = " against ".join(whole)
    narrow = count == _PAIR and len(title) <= _WIDEST_TITLE
    yield Title(title if narrow else f"{count} roll-outs compared")
    rates = [
        f"1 {one.scenario.currency} = {numbers.number(rate)} {base.currency}"
        for one, rate in zip(result.assessments, result.rates, strict=True)
        if one.scenario.currency != base.currency
    ]
    facts = [
        numbers.currency(base.currency),
        *dict.fromkeys(rates),
        _kind(result),
        "undiscounted, before tax",
    ]
    yield Facts.beside(facts)
    yield Headline((*failing_first(result), *headline(result)))
    if count > _MOST_COLUMNS:
        yield decision_table(result)
        yield Notes(
            (
                "* base                 ~ not all parts are known",
                "if it fails: where failures exclude each other, the dearest",
                "fails, all live: the chances that some go-live fails, that every phase goes live",
                *read_with_care(result),
            ),
        )
        yield Heading((f"Against {whole[result.base]}, over what both know",))
        yield pairs_table(result)
    else:
        yield Table(_columns(result, names), tuple(_rows(result, names)))
        yield Notes(tuple(_notes(result, names)))
        if count > _PAIR:
            yield pairs_table(result)
    if result.flips:
        yield Heading(("Switching values (each alone)",))
        yield _flips(result, names)
    if result.differing:
        if count > _MOST_COLUMNS:
            yield Heading((f"What differs from {whole[result.base]}, by what it moves alone",))
            yield differing_rows(result, whole)
        else:
            yield Heading(("Inputs that differ",))
            yield differing_table(result, names)
    not_priced = tuple(_not_priced(result, whole))
    if not_priced:
        yield Notes(not_priced)


def _kind(result: Comparison) -> str:
    if not result.is_expected:
        return "most likely values, failures weighted by likelihood"
    return "means" if result.shows_means else "expected amounts"


def failing_first(result: Comparison) -> Iterator[str]:
    """
    Say first in which files failing looks cheaper than holding: no advice rests on them.

    Args:
        result: From `compare`.
    """
    for name, one, state in zip(labels(result), result.assessments, result.states, strict=True):
        found = state.failing
        if found is not None:
            clauses = failing_clauses(found, one.scenario)
            yield from filled(
                [
                    f"{name[:1].upper()}{name[1:]}: {clauses[0][0].lower()}{clauses[0][1:]}",
                    *clauses[1:],
                ]
            )


def _columns(result: Comparison, names: Sequence[str]) -> tuple[Column, ...]:
    digits = result.assessments[result.base].scenario.minor_digits
    amounts = tuple(
        Column(f"{name}*" if at == result.base else name, Content.MONEY, digits)
        for at, name in enumerate(names)
    )
    if len(names) > _PAIR:
        return (Column(""), *amounts, Column("cheapest", give_way=1))
    return (
        Column("", stretch=True),
        *amounts,
        Column("difference", Content.CHANGE, digits),
        Column("", Content.CHANGE_SHARE, give_way=2, narrow=True, called="percentages"),
        Column("cheaper", give_way=1, narrow=True),
    )


def _row(
    result: Comparison,
    label: str,
    shown: Sequence[Cell],
    compared: Sequence[Decimal] | None,
    role: Role = Role.LINE,
    level: int = 1,
) -> Row:
    """Make a row: the amounts as they are shown, the difference of what is compared."""
    names = heads(result)
    if compared is None:
        verdict, change, share = "not comparable", None, None
    else:
        base, other = (
            compared[result.base],
            compared[1 - result.base if len(compared) == _PAIR else 0],
        )
        change = add(other, base.copy_negate())
        share = None if base < 0 and role is not Role.LINE else share_of(change, base.copy_abs())
        digits = result.assessments[result.base].scenario.minor_digits
        rolled = [at for at, one in enumerate(result.assessments) if not one.scenario.is_status_quo]
        amounts = {at: to_minor_unit(compared[at], digits) for at in rolled}  # as they are shown
        cheapest = [names[at] for at in rolled if amounts[at] == min(amounts.values())]
        verdict = cheapest[0] if len(cheapest) == 1 else "several"
        verdict = "=" if len(cheapest) == len(rolled) else verdict
        if len(rolled) < _PAIR or ((role is not Role.LINE or level > 1) and _is_unranked(result)):
            verdict = "not ranked"
    if len(names) > _PAIR:
        return Row((label, *shown, verdict), role, level)
    return Row((label, *shown, change, share, verdict), role, level)


def _is_unranked(result: Comparison) -> bool:
    """Whether no order rests on the figures of some file, since failing looks cheaper there."""
    return any(one.failing is not None for one in result.states)


def _line_row(result: Comparison, line: ComparedLine) -> Row:
    shown: list[Cell] = [
        "-" if amount is None and known else NOT_ASSESSED if amount is None else amount
        for amount, known in zip(line.amounts, line.assessed, strict=True)
    ]
    compared = [one or Decimal(0) for one in line.amounts] if line.is_comparable else None
    return _row(result, line.label, shown, compared)


def _rows(result: Comparison, names: Sequence[str]) -> Iterator[Row]:
    width = len(_columns(result, names))
    for group in Group:
        rows = list(_group_rows(result, group))
        if rows and group is not Group.COST_OF_FAILURE:
            yield Row((None,) * width, Role.SPACE)
        yield from rows
    yield from _total_rows(result)


def _group_rows(result: Comparison, group: Group) -> Iterator[Row]:
    lines = [line for line in result.lines if line.group is group]
    told = [line for line in lines if any(one is not None for one in line.amounts)]
    if not told and group is not Group.COST_OF_FAILURE:
        return
    for line in told if group is not Group.COST_OF_FAILURE else lines:
        yield _line_row(result, line)
    name = "expected_cost_of_failure" if group is Group.COST_OF_FAILURE else group.value
    totals: list[Cell] = [
        one if one is not None else "-" if all(line.assessed[at] for line in told) else NOT_ASSESSED
        for at, one in enumerate(result.converted(name))
    ]
    mark = "" if all(line.is_comparable for line in told) else " ~"
    some = any(line.is_comparable for line in told)
    if len(totals) > _PAIR:
        some = all(line.is_comparable for line in told)
    compared = result.like_for_like(group) if some else None
    yield _row(result, TOTALS[group.value].label + mark, totals, compared, Role.TOTAL)


def _total_rows(result: Comparison) -> Iterator[Row]:
    full = result.is_like_for_like
    figures = (
        ("net_exposure", "NET EXPOSURE", Role.GRAND_TOTAL, 1),
        ("exposure", "without programme", Role.LINE, 2),
        ("net_exposure_at_margin", margin_label(result.assessments), Role.LINE, 2),
        ("capital_at_risk", "Capital at risk", Role.LINE, 1),
    )
    for name, label, role, level in figures:
        values = result.converted(name)
        if all(one is None for one in values):
            continue
        known = [one for one in values if one is not None]
        whole = len(known) == len(values) and not (full and name != "capital_at_risk")
        shown = [NOT_ASSESSED if one is None else one for one in values]
        yield _row(result, label, shown, known if whole else None, role, level)
        if name == "net_exposure" and full and len(values) == _PAIR:
            like = result.like_for_like()
            ranked = result.pairs[0].unranked is None
            yield _row(result, "like for like ~", like, like if ranked else None, Role.TOTAL, 1)
    yield from _chance_rows(result)


def _chance_rows(result: Comparison) -> Iterator[Row]:
    """Show how likely some go-live fails, and all of them come, where a likelihood is stated."""
    chances = [
        state.chances if has_chances(one) else None
        for one, state in zip(result.assessments, result.states, strict=True)
    ]
    figures = (
        ("A go-live fails", [one and one.at_least_one_fails for one in chances]),
        ("All go live", [one and one.every_phase_goes_live for one in chances]),
    )
    blank = (None,) * (len(_columns(result, heads(result))) - 1 - len(chances))
    for label, shares in figures if any(chances) else ():
        shown = ["-" if one is None else numbers.chance_to_digits(one) for one in shares]
        yield Row((label, *shown, *blank), Role.LINE, 1)


def _notes(result: Comparison, names: Sequence[str]) -> Iterator[str]:
    yield "* base                 last column: the cheaper one, = the same"
    for head, label in zip(names, labels(result), strict=True):
        if head != label:
            yield f"{head}: {label}"
    nowhere = [
        line.label
        for line in result.lines
        if not line.is_comparable and all(one is None for one in line.amounts)
    ]
    if nowhere:
        yield f"Not assessed anywhere: {', '.join(nowhere)}"
    yield from read_with_care(result)


def read_with_care(result: Comparison) -> Iterator[str]:
    """
    Say what is left out, why the comparison is not like for like, and what the figures rest on.

    Args:
        result: From `compare`.
    """
    for sentence in left_out_sentences(result):
        yield from filled(sentence.split(" "))
    yield from present_value_sentences(result)
    for warning in (*result.warnings, *caveats(result)):
        yield f"Read with care: {warning}"


def left_out_sentences(result: Comparison) -> list[str]:
    """Say of each pair with the base what is left out of it, and to how much that comes."""
    names = labels(result)
    digits = result.assessments[result.base].scenario.minor_digits
    said = []
    for pair in result.pairs:
        if result.base in pair.files and pair.left_out_lines:
            both = " and ".join(sorted(names[at] for at in pair.files))
            of = "" if len(names) == _PAIR else f" of {both}"
            amount = numbers.money(pair.left_out, digits)
            said.append(
                f"~ like for like{of}, without {amount} that one of them does not assess in full: "
                + ", ".join(
                    f"{line.label} ({', '.join(_unknown_to(line, [names[at] for at in pair.files]))})"
                    for line in pair.left_out_lines
                )
            )
    return said


def _flips(result: Comparison, names: Sequence[str]) -> Table:
    rows = []
    for flip in result.flips:
        place = "both" if flip.file is None else names[flip.file]
        if flip.at is None:
            answer = "no value does"
        else:
            answer = numbers.threshold_text(flip.at, flip.unit, is_more=flip.is_more)
        value = numbers.value_text(flip.value, flip.unit)
        rows.append(Row((place, label_in(result, flip.path), value, answer, flip.path)))
    columns = (
        Column("in", whole=True),
        Column("input"),
        Column("now", give_way=1),
        Column("changes at"),
        Column("path", give_way=2),
    )
    return Table(columns, tuple(rows))


def _unknown_to(line: ComparedLine, names: Sequence[str]) -> list[str]:
    return [name for name, known in zip(names, line.assessed, strict=True) if not known]


def _not_priced(result: Comparison, names: Sequence[str]) -> Iterator[str]:
    gaps = []
    for one, name in zip(result.assessments, names, strict=True):
        case = one.scenario.case
        if case.calendar.earliest_go_live and COST_OF_WAITING not in case.inputs:
            gaps.append(f"waiting ({name})")
        if case.stops_if_a_phase_fails and one.totals["stopping"] is None:
            gaps.append(f"stopping early ({name})")
    if gaps:
        yield f"Not priced: {', '.join(gaps)}."
    for own, name in zip(result.unpriced, names, strict=True):
        for kind, word in ((True, "costs"), (False, "benefits")):
            texts = [entry.text for entry in own if entry.is_cost == kind]
            if texts:
                yield f"The source lists for {name} also these {word}: {', '.join(texts)}."
