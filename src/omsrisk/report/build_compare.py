"""The report of `compare`: roll-outs side by side, and what makes the difference."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import PurePath

from omsrisk.analysis.compare import ComparedLine, Comparison
from omsrisk.analysis.likelier import failing_looks_cheaper
from omsrisk.core.catalogue import Group
from omsrisk.core.figures import TOTALS
from omsrisk.core.money import add, share_of
from omsrisk.report import numbers
from omsrisk.report.build_assessment import margin_label
from omsrisk.report.differing_inputs import differing_table
from omsrisk.report.document import (
    NOT_ASSESSED,
    Block,
    Cell,
    Column,
    Content,
    Lines,
    Role,
    Row,
    Table,
    Title,
)
from omsrisk.report.filled import filled
from omsrisk.report.roll_out_said import failing_clauses

_MOST_CAUSES = 3


def blocks(result: Comparison) -> Iterator[Block]:
    """Say which roll-out is cheaper, by how much and through what; then line by line."""
    names = labels(result)
    base = result.assessments[result.base].scenario
    files = [PurePath(one.scenario.file).name for one in result.assessments]
    yield Title(" against ".join(files) if len(files) == 2 else f"{len(files)} roll-outs compared")  # noqa: PLR2004 - a pair
    rates = [
        f"1 {one.scenario.currency} = {numbers.number(rate)} {base.currency}"
        for one, rate in zip(result.assessments, result.rates, strict=True)
        if one.scenario.currency != base.currency
    ]
    facts = [base.currency, *dict.fromkeys(rates), "expected amounts", "undiscounted, before tax"]
    yield Lines((" | ".join(facts),), quiet=True)
    yield Lines((*_failing_first(result, names), *headline(result)))
    yield Table(_columns(result, names), tuple(_rows(result, names)))
    yield Lines(tuple(_notes(result, names)), quiet=True)
    if len(names) > 2:  # noqa: PLR2004 - a pair has its differences beside it
        yield _totals_table(result, names)
    if result.flips:
        yield Lines(("What would change the answer (each alone)",))
        yield _flips(result, names)
    if result.differing:
        yield Lines(("Inputs that differ",))
        yield differing_table(result, names)
    not_priced = tuple(_not_priced(result, names))
    if not_priced:
        yield Lines(not_priced, quiet=True)


def _failing_first(result: Comparison, names: tuple[str, ...]) -> Iterator[str]:
    """Say first in which files failing looks cheaper than holding: no advice rests on them."""
    for name, one in zip(names, result.assessments, strict=True):
        found = failing_looks_cheaper(one.scenario.case)
        if found is not None:
            clauses = failing_clauses(found, one.scenario.minor_digits)
            yield from filled(
                [f"{_capital(name)}: {clauses[0][0].lower()}{clauses[0][1:]}", *clauses[1:]]
            )


def labels(result: Comparison) -> tuple[str, ...]:
    """Name the scenarios in column heads: by the stems of their files, told apart by number."""
    stems = [PurePath(one.scenario.file).stem for one in result.assessments]
    return tuple(
        stem if stems.count(stem) == 1 else f"{stem} ({stems[: at + 1].count(stem)})"
        for at, stem in enumerate(stems)
    )


def headline(result: Comparison) -> list[str]:
    """Say in two sentences which is cheaper by how much and through what."""
    names = labels(result)
    net = result.like_for_like()
    digits = result.assessments[result.base].scenario.minor_digits
    order = sorted(range(len(net)), key=lambda at: net[at])
    first, second = order[0], order[1]
    gap = add(net[second], net[first].copy_negate())
    like = " like for like" if result.is_like_for_like else ""
    if not gap:
        return [f"{_capital(names[first])} and {names[second]} cost the same{like}."]
    share = share_of(gap, net[second])
    of = f" ({numbers.share(share)} of {names[second]})" if share is not None else ""
    word = "cheaper" if len(net) == 2 else "the cheapest"  # noqa: PLR2004 - a pair
    beside = "" if len(net) == 2 else f", before {names[second]},"  # noqa: PLR2004 - a pair
    head = f"{_capital(names[first])} is {word}{beside} by {numbers.money(gap, digits)}{of}{like}."
    return list(filled([head, *_split(result, first, second)]))


def _split(result: Comparison, first: int, second: int) -> Iterator[str]:
    """Split the gap into what falls if the go-live fails and what falls in any case."""
    names = labels(result)
    digits = result.assessments[result.base].scenario.minor_digits
    parts = []
    for fails, place in ((True, "if the go-live fails"), (False, "in any case")):
        figures = result.like_for_like(if_it_fails=fails)
        change = add(figures[second], figures[first].copy_negate())
        if change:
            verb = "costs" if change > 0 else "saves"
            causes = _causes(result, first, second, if_it_fails=fails, saves=change < 0)
            amount = numbers.money(change.copy_abs(), digits)
            parts.append(f"{verb} {amount} {place} ({', '.join(causes)})")
    parts.sort(key=lambda part: not part.startswith("saves"))
    if parts:
        yield f"{_capital(names[second])} {parts[0]}" + ("." if len(parts) == 1 else "")
        if len(parts) > 1:
            yield f"and {parts[1]}."


def _causes(
    result: Comparison, first: int, second: int, *, if_it_fails: bool, saves: bool
) -> list[str]:
    changes = [
        (line.difference(first)[second] or Decimal(0), line.label)
        for line in result.lines
        if line.is_comparable and line.if_it_fails == if_it_fails
    ]
    chosen = sorted(
        (one for one in changes if one[0] and (one[0] < 0) == saves),
        key=lambda one: -abs(one[0]),
    )
    return [label.lower() for _, label in chosen[:_MOST_CAUSES]]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _columns(result: Comparison, names: Sequence[str]) -> tuple[Column, ...]:
    digits = result.assessments[result.base].scenario.minor_digits
    amounts = tuple(
        Column(f"{name}*" if at == result.base else name, Content.MONEY, digits)
        for at, name in enumerate(names)
    )
    if len(names) > 2:  # noqa: PLR2004 - a pair
        return (Column(""), *amounts, Column("cheapest", give_way=1))
    return (
        Column("", stretch=True),
        *amounts,
        Column("difference", Content.CHANGE, digits),
        Column("", Content.CHANGE_SHARE, give_way=2, narrow=True),
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
    names = labels(result)
    if compared is None:
        verdict, change, share = "not comparable", None, None
    else:
        base, other = compared[result.base], compared[1 - result.base if len(compared) == 2 else 0]  # noqa: PLR2004 - a pair
        change = add(other, base.copy_negate())
        share = share_of(change, base.copy_abs())
        least = min(compared)
        cheapest = [name for name, one in zip(names, compared, strict=True) if one == least]
        verdict = cheapest[0] if len(cheapest) == 1 else "several"
        verdict = "=" if len(cheapest) == len(names) else verdict
    if len(names) > 2:  # noqa: PLR2004 - a pair
        return Row((label, *shown, verdict), role, level)
    return Row((label, *shown, change, share, verdict), role, level)


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
    totals = [NOT_ASSESSED if one is None else one for one in result.converted(name)]
    mark = "" if all(line.is_comparable for line in told) else " ~"
    some = any(line.is_comparable for line in told)
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
        if name == "net_exposure" and full:
            like = result.like_for_like()
            yield _row(result, "like for like ~", like, like, Role.TOTAL, 1)


def _notes(result: Comparison, names: Sequence[str]) -> Iterator[str]:
    yield "* base                 last column: the cheaper one, = the same"
    left_out = [line for line in result.lines if not line.is_comparable]
    if left_out:
        what = [
            f"{line.label} ({', '.join(_unknown_to(line, names))})"
            for line in left_out
            if any(one is not None for one in line.amounts)
        ]
        nowhere = [line.label for line in left_out if all(one is None for one in line.amounts)]
        if what:
            yield f"~ like for like, without what some do not assess: {', '.join(what)}"
        if nowhere:
            yield f"Not assessed anywhere: {', '.join(nowhere)}"
    for warning in result.warnings:
        yield f"Read with care: {warning}"


def _flips(result: Comparison, names: Sequence[str]) -> Table:
    rows = []
    for flip in result.flips:
        place = "both" if flip.file is None else names[flip.file]
        label = "likelihood of failure" if flip.path == "likelihood" else flip.path
        if flip.at is None:
            answer = "no value does"
        else:
            direction = "or more" if flip.is_more else "or less"
            answer = f"{numbers.value_text(flip.at, flip.unit)} {direction}"
        value = numbers.value_text(flip.value, flip.unit)
        rows.append(Row((place, label, value, answer)))
    columns = (
        Column("in", whole=True),
        Column("input"),
        Column("now", give_way=1),
        Column("changes at"),
    )
    return Table(columns, tuple(rows))


def _unknown_to(line: ComparedLine, names: Sequence[str]) -> list[str]:
    return [name for name, known in zip(names, line.assessed, strict=True) if not known]


def _totals_table(result: Comparison, names: Sequence[str]) -> Table:
    digits = result.assessments[result.base].scenario.minor_digits
    net = result.like_for_like()
    base = net[result.base]
    title = "like for like" if result.is_like_for_like else "net exposure"
    columns = (
        Column(""),
        Column(title, Content.MONEY, digits),
        Column(f"against {names[result.base]}", Content.CHANGE, digits),
        Column("", Content.CHANGE_SHARE),
    )
    rows = []
    for at in sorted(range(len(net)), key=lambda at: net[at]):
        change = add(net[at], base.copy_negate())
        rows.append(Row((names[at], net[at], change, share_of(change, base.copy_abs()))))
    return Table(columns, tuple(rows))


def _not_priced(result: Comparison, names: Sequence[str]) -> Iterator[str]:
    gaps = []
    for one, name in zip(result.assessments, names, strict=True):
        case = one.scenario.case
        if case.calendar.earliest_go_live and "calendar.cost_of_waiting_per_day" not in case.inputs:
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
