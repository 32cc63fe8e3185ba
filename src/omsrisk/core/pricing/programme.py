"""Planned lines that are no items of the programme: waiting, decided gaps and mitigations taken."""

from collections.abc import Iterator

from omsrisk.core.formulas.formula import Basis, N, Number
from omsrisk.core.formulas.items import cheaper_way
from omsrisk.core.formulas.undone import days_of_waiting, days_with_pauses
from omsrisk.core.pricing import catalogue
from omsrisk.core.pricing.case import Case, Gap, Phase
from omsrisk.core.pricing.declarations import (
    Argument,
    ComputedArgument,
    Group,
    KnownArgument,
    LineType,
    StatedArgument,
)
from omsrisk.core.pricing.lines import Evaluation, Line, sum_of_parts

GAPS, MITIGATIONS = "programme.gaps", "programme.mitigations"


def waiting(case: Case) -> LineType | None:
    """Price the days from the earliest go-live to the go-live, where a day has a price."""
    days = waiting_days(case)
    if days is None or not _has_price(case):
        return None
    return _over_days(KnownArgument(_in_the_mean(case, days), _waited(case)))


def waiting_of_phase(
    case: Case, phase: Phase, reached: Number, pauses: Number = 0
) -> LineType | None:
    """
    Price the days that the orders of one phase wait, in a case where `waits_by_phase`.

    Args:
        case: The case.
        phase: One of its phases.
        reached: Chance that the phase goes live, in the numbers that are computed with.
        pauses: How many of the phases before it fail in the mean, where the roll-out pauses then.
    """
    if not _has_price(case):
        return None
    to_go_live = _in_the_mean(case, days_to_go_live(case, phase))
    days: Argument = KnownArgument(to_go_live, _waited(case))
    if case.prices_what_is_undone and phase is not case.phases[0]:
        parts = {
            "days_to_go_live": days,
            "days_to_horizon": KnownArgument(
                days_to_horizon(case), "earliest go-live to the horizon"
            ),
            "chance_of_going_live": KnownArgument(reached, "chance that all phases before it hold"),
        }
        days = ComputedArgument(days_of_waiting, parts)
    if case.may_pause and phase is not case.phases[0]:
        days = with_pauses(days, pauses, "phases before it that fail, in the mean")
    return _over_days(days)


def with_pauses(days: Argument, pauses: Number, note: str) -> ComputedArgument:
    """
    Let days last longer by the pauses of a roll-out.

    Args:
        days: As planned.
        pauses: How many pauses there are in the mean, in the numbers that are computed with.
        note: What is counted.
    """
    arguments: dict[str, Argument] = {
        "days_as_planned": days,
        "pause_days": StatedArgument((catalogue.PAUSE_DAYS,)),
        "pauses": KnownArgument(pauses, note),
    }
    return ComputedArgument(days_with_pauses, arguments)


def waits_by_phase(case: Case) -> bool:
    """Whether each phase waits for a day of its own, or may never be reached, and is priced so."""
    if case.may_pause:
        return True
    if case.calendar.earliest_go_live is None or case.first_go_live is None or not case.phases:
        return False
    return case.days_between_go_lives > 0 or case.prices_what_is_undone


def waiting_days(case: Case) -> int | None:
    """
    Count the days from the earliest go-live to the last go-live: the longest that any order waits.

    Where a date is missing, the days by which modifications postpone it; None where nothing is told.
    """
    earliest, go_live = case.calendar.earliest_go_live, case.last_go_live
    if earliest is None or go_live is None:
        return case.postponed_by or None
    return (go_live - earliest).days


def days_to_go_live(case: Case, phase: Phase) -> int:
    """Count the days from the earliest go-live to that of a phase; without one, to the first."""
    earliest, go_live = case.calendar.earliest_go_live, phase.go_live or case.first_go_live
    return case.postponed_by if earliest is None or go_live is None else (go_live - earliest).days


def days_to_horizon(case: Case) -> int:
    """Count the days from the earliest go-live to the horizon."""
    earliest, horizon = case.calendar.earliest_go_live, case.calendar.horizon
    return 0 if earliest is None or horizon is None else (horizon - earliest).days


def _has_price(case: Case) -> bool:
    return catalogue.COST_OF_WAITING in case.inputs


def _over_days(days: Argument) -> LineType:
    kind = catalogue.WAITING
    return kind._replace(arguments={**kind.arguments, "waiting_days": days})


def _in_the_mean(case: Case, days: int) -> Number:
    """Add the mean slip where nobody knows it: else days are whole, in numbers of any kind."""
    slip = case.calendar.mean_slip
    return days + slip if slip else days


def _waited(case: Case) -> str:
    waited = "earliest go-live to go-live"
    slips = f"{case.slipped_by} of them slipped" if case.slipped_by else ""
    if not case.postponed_by:
        return f"{waited}, {slips}" if slips else waited
    if case.calendar.earliest_go_live is None or case.first_go_live is None:
        return f"by which {postponed_for(case)} postpone the go-live"
    told = f"{waited}, {case.postponed_by} of them by {postponed_for(case)}"
    return f"{told}, {slips}" if slips else told


def chosen_cost(gap: Gap) -> str | None:
    """Return the path of the cost that was decided on; None where nothing was."""
    if gap.modify is None:
        return None
    return cost_of_gap(gap, modify=gap.modify)


def cost_of_gap(gap: Gap, *, modify: bool) -> str:
    """Return the path of what one way to close a gap costs."""
    return (
        f"{catalogue.GAP_LIST}.{gap.slug}.{'modification_cost' if modify else 'process_change_cost'}"
    )


def days_of_gap(case: Case, gap: Gap) -> int:
    """Return by how many days modifying for a gap postpones the go-live."""
    stated = case.inputs.get(f"{catalogue.GAP_LIST}.{gap.slug}.{catalogue.POSTPONES_BY_DAYS}")
    return 0 if stated is None else int(stated.value)


def postponed_for(case: Case) -> str:
    """Say what postpones the go-lives: modifications, or mitigations that are taken."""
    days = max((days_of_gap(case, gap) for gap in case.gaps if gap.modify), default=0)
    return "modifications" if days == case.postponed_by else "mitigations"


def floor_of_gap(case: Case, gap: Gap) -> str | None:
    """
    Return the path of the cheaper way to close a gap on which nobody has decided.

    Args:
        case: The case.
        gap: One of its gaps.

    Returns:
        None where it is decided, or where one way has no cost: it might be the cheaper one. Ranges
        count with their most likely values; a later go-live is not part of a floor.
    """
    ways = [cost_of_gap(gap, modify=modify) for modify in (True, False)]
    if gap.modify is not None or any(path not in case.inputs for path in ways):
        return None
    return min(ways, key=lambda path: case.inputs[path].value)


def gaps_at_a_floor(case: Case) -> tuple[Gap, ...]:
    """List the gaps on which nobody has decided and that count with the cheaper way."""
    return tuple(gap for gap in case.gaps if floor_of_gap(case, gap) is not None)


def costs_that_choose(case: Case) -> frozenset[str]:
    """
    List the costs that decide which way to close a gap counts, where a range leaves one out.

    The way that is cheaper at the most likely values counts then, and no formula has the other: with
    another number the case is priced anew.
    """
    return frozenset(path for gap in case.gaps for path in _choosing(case, gap))


def is_choosing(case: Case, path: str) -> bool:
    """Whether an input is one of `costs_that_choose`, without a look at the other gaps."""
    if not path.startswith(f"{catalogue.GAP_LIST}."):
        return False
    slug = path.split(".")[1]
    return any(path in _choosing(case, gap) for gap in case.gaps if gap.slug == slug)


def _choosing(case: Case, gap: Gap) -> tuple[str, ...]:
    if floor_of_gap(case, gap) is None or _is_certain(case, gap):
        return ()
    return tuple(cost_of_gap(gap, modify=modify) for modify in (True, False))


def measure_lines(whole: Evaluation[N], case: Case) -> Iterator[Line[N]]:
    """Price what was decided on the gaps, and the mitigations that are taken."""
    if case.gaps:
        yield _gaps(whole, case)
    if case.taken:
        names = {row.slug: row.name for row in case.rows.get(catalogue.MITIGATION_LIST, ())}
        parts = tuple(_mitigation(whole, slug, names[slug]) for slug in case.taken)
        head: Line[N] = Line(MITIGATIONS, Group.PROGRAMME, "Mitigations", "Mitigations", None)
        yield sum_of_parts(head, parts)


def planned_costs(line: Line[N], case: Case) -> Iterator[Line[N]]:
    """
    List what of a line is bought and may overrun.

    Items, mitigations that are taken and gaps that are modified: waiting is no purchase, and neither
    is a changed process.
    """
    if not line.counts or line.group is not Group.PROGRAMME or line.id == catalogue.WAITING.id:
        return
    if line.id != GAPS:
        yield line
        return
    modified = {f"{GAPS}.{gap.slug}" for gap in case.gaps if gap.modify}
    yield from (part for part in line.parts if part.id in modified and part.counts)


def _gaps(whole: Evaluation[N], case: Case) -> Line[N]:
    parts: list[Line[N]] = []
    for gap in case.gaps:
        head: Line[N] = Line(f"{GAPS}.{gap.slug}", Group.PROGRAMME, gap.name, gap.name, Basis.PLANNED)
        floor = floor_of_gap(case, gap)
        path = chosen_cost(gap) or floor
        if gap.modify is None:
            note = "not decided" if floor is None else "not decided: the cheaper way, at least"
            head = head._replace(complete=False, note=note, is_floor=floor is not None)
        else:
            head = head._replace(note="modify the software" if gap.modify else "change the process")
        if path is not None and path == floor and _is_certain(case, gap):
            terms = (whole.compute(cheaper_way, _ways_of(gap))._replace(name="amount"),)
        elif path is not None:
            terms = (whole.stated("amount", "money", path),)
        if path is not None:
            amount = terms[0].number
            head = head._replace(amount=amount, expected=amount, terms=terms)
        parts.append(head)
    return sum_of_parts(Line(GAPS, Group.PROGRAMME, "Gaps", "Gaps", None), tuple(parts))


def _ways_of(gap: Gap) -> dict[str, Argument]:
    modifying, changing = (cost_of_gap(gap, modify=modify) for modify in (True, False))
    return {
        "modification_cost": StatedArgument((modifying,)),
        "process_change_cost": StatedArgument((changing,)),
    }


def _is_certain(case: Case, gap: Gap) -> bool:
    """Whether both ways to close a gap have one cost each, so that the cheaper one is known."""
    ways = (cost_of_gap(gap, modify=modify) for modify in (True, False))
    return all(case.inputs[path].spread is None for path in ways)


def _mitigation(whole: Evaluation[N], slug: str, name: str) -> Line[N]:
    declared = catalogue.MITIGATION_COST
    cost = declared._replace(path=declared.path.replace("*", slug), label=name, short=name)
    line = whole.part(cost, 1)
    line_id = f"{MITIGATIONS}.{slug}"
    parts = tuple(part._replace(id=part.id.replace("programme", line_id, 1)) for part in line.parts)
    return line._replace(id=line_id, parts=parts)
