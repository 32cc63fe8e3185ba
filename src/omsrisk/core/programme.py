"""Planned lines that are no items of the programme: waiting, decided gaps and mitigations taken."""

from collections.abc import Iterator

from omsrisk.core import catalogue
from omsrisk.core.case import Case, Gap
from omsrisk.core.catalogue import Group, ItemList, Known, LineType
from omsrisk.core.formula import Basis
from omsrisk.core.lines import Evaluation, Line, sum_of_parts

GAPS, MITIGATIONS = "programme.gaps", "programme.mitigations"


def waiting(case: Case) -> LineType | None:
    """Price the days from the earliest go-live to the go-live, where a day has a price."""
    days = waiting_days(case)
    if days is None or "calendar.cost_of_waiting_per_day" not in case.inputs:
        return None
    kind = catalogue.WAITING
    return kind._replace(arguments={**kind.arguments, "waiting_days": Known(days, _waited(case))})


def waiting_days(case: Case) -> int | None:
    """
    Count the days from the earliest go-live to the first go-live.

    Where a date is missing, the days by which modifications postpone it; None where nothing is told.
    """
    earliest, go_live = case.calendar.earliest_go_live, case.first_go_live
    if earliest is None or go_live is None:
        return case.postponed_by or None
    return (go_live - earliest).days


def _waited(case: Case) -> str:
    if not case.postponed_by:
        return "earliest go-live to go-live"
    if case.calendar.earliest_go_live is None or case.first_go_live is None:
        return "by which modifications postpone the go-live"
    return f"earliest go-live to go-live, {case.postponed_by} of them by modifications"


def chosen_cost(gap: Gap) -> str | None:
    """Give the path of the cost that was decided on; None where nothing was."""
    if gap.modify is None:
        return None
    return f"gaps.{gap.slug}.{'modification_cost' if gap.modify else 'process_change_cost'}"


def measure_lines(whole: Evaluation, case: Case) -> Iterator[Line]:
    """Price what was decided on the gaps, and the mitigations that are taken."""
    if case.gaps:
        yield _gaps(whole, case)
    if case.taken:
        names = {one.slug: one.name for one in case.mitigations}
        parts = tuple(_mitigation(whole, slug, names[slug]) for slug in case.taken)
        head = Line(MITIGATIONS, Group.PROGRAMME, "Mitigations", "Mitigations", None)
        yield sum_of_parts(head, parts)


def _gaps(whole: Evaluation, case: Case) -> Line:
    parts = []
    for gap in case.gaps:
        head = Line(f"{GAPS}.{gap.slug}", Group.PROGRAMME, gap.name, gap.name, Basis.PLANNED)
        path = chosen_cost(gap)
        if path is None:
            parts.append(head._replace(complete=False, note="not decided"))
            continue
        terms = (whole.stated("amount", "money", path),)
        amount = terms[0].number
        note = "modify the software" if gap.modify else "change the process"
        parts.append(head._replace(amount=amount, expected=amount, terms=terms, note=note))
    return sum_of_parts(Line(GAPS, Group.PROGRAMME, "Gaps", "Gaps", None), tuple(parts))


def _mitigation(whole: Evaluation, slug: str, name: str) -> Line:
    cost = ItemList(f"mitigations.{slug}.cost", name, name, Group.PROGRAMME, Basis.PLANNED)
    line = whole.part(cost, 1)
    line_id = f"{MITIGATIONS}.{slug}"
    parts = tuple(part._replace(id=part.id.replace("programme", line_id, 1)) for part in line.parts)
    return line._replace(id=line_id, parts=parts)
