"""What is priced and is not a number: dates, the stop rule, decisions on gaps, mitigations taken."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.counted import NetExposures
from omsrisk.analysis.comparison.stated_once import stated_as_in
from omsrisk.core.money import add
from omsrisk.core.phasing.covered_rows import covered_in, with_rows_covered
from omsrisk.core.phasing.on_dates import days_of_taken, decided_anew, on_dates, postponed, with_taken
from omsrisk.core.pricing.case import (
    EVERY_PHASE,
    Case,
    Correlation,
    Gap,
    ListElement,
    Phase,
    own_path,
    phase_of,
)
from omsrisk.core.pricing.catalogue import (
    DAYS_OF_WORK,
    DISCOUNT_RATE,
    EARLIEST_GO_LIVE,
    GAP_LIST,
    GO_LIVE,
    GRACE_DAYS,
    HOLIDAYS,
    HORIZON,
    MITIGATION_LIST,
    PAUSE_DAYS,
    PER,
    POSTPONES_BY_DAYS,
    RECOVERIES,
)
from omsrisk.core.pricing.programme import chosen_cost, waiting_days
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.scenario.load import Scenario

PHASES_GO_LIVE = f"{EVERY_PHASE}go_live"
PHASES_COVER = f"{EVERY_PHASE}covers"
STOP_RULE = "stop rule"
"""It has two keys, and is told by those that are written."""
_CORRELATION = "correlations: "

Value = date | str
"""A day, or a word: `true`, `modify`, `taken` and the like."""


class Setting(NamedTuple):
    """
    What a scenario states beside its numbers.

    Attributes:
        path: Where it stands.
        values: What it says, one a phase where phases have their own; none where it says nothing.
        moves_dates: Whether days follow from it: of waiting, or between the go-lives.
        written: The key and the word that a file writes, where several say the same.
    """

    path: str
    values: tuple[Value, ...]
    moves_dates: bool = False
    written: tuple[str, str] | None = None

    @property
    def shown(self) -> tuple[Value, ...]:
        """What it says, in the words of the file."""
        return self.values if self.written is None else self.written[1:]


def settings_of(scenario: Scenario) -> dict[str, Setting]:
    """
    List what a scenario states beside its numbers, by path.

    Args:
        scenario: From `omsrisk.load`.
    """
    return {one.path: one for one in _settings(scenario)}


def _settings(scenario: Scenario) -> Iterator[Setting]:
    case = scenario.case
    back = timedelta(days=case.moved_by)
    calendar = case.calendar
    if calendar.go_live is not None:
        yield Setting(GO_LIVE, (calendar.go_live - back,), moves_dates=True)
    if calendar.earliest_go_live is not None:
        yield Setting(EARLIEST_GO_LIVE, (calendar.earliest_go_live,), moves_dates=True)
    if calendar.horizon is not None:
        yield Setting(HORIZON, (calendar.horizon,))
    yield from _of_the_calendar_and_items(scenario)
    own = _phases_with_dates(scenario)
    days = [phase.go_live - back for phase in case.phases if phase.slug in own and phase.go_live]
    if days:
        yield Setting(PHASES_GO_LIVE, tuple(days), moves_dates=True)
    if len(case.phases) > 1 and scenario.content.stop_rule is not None:
        stops = ("stop",) if case.stops_if_a_phase_fails else ()
        stops = ("pause",) if case.pauses_if_a_phase_fails else stops
        yield Setting(STOP_RULE, stops, written=scenario.content.stop_rule)
    covered = covered_in(case)
    if covered:
        yield Setting(PHASES_COVER, tuple(f"{phase.name}: {row.name}" for phase, row in covered))
    for gap in case.gaps:
        moves = f"{GAP_LIST}.{gap.slug}.{POSTPONES_BY_DAYS}" in case.inputs
        yield Setting(f"{GAP_LIST}.{gap.slug}.decision", (_decision(gap),), moves_dates=moves)
    for slug in case.taken:
        moves = f"{MITIGATION_LIST}.{slug}.{POSTPONES_BY_DAYS}" in case.inputs
        yield Setting(f"{MITIGATION_LIST}.{slug}", ("taken",), moves_dates=moves)
    for one in case.correlations:
        yield Setting(_path_of(one), (f"{one.rank.normalize():f}",))
    for path, value in case.settings.items():
        yield Setting(path, (_said(value),))
    for row in case.rows.get(RECOVERIES.path, ()):
        yield Setting(
            f"{RECOVERIES.path}.{row.slug}.contingent", ("true" if row.contingent else "false",)
        )


def _of_the_calendar_and_items(scenario: Scenario) -> Iterator[Setting]:
    """List the days that count, what money is discounted by, and what items are paid for each of."""
    case, written = scenario.case, scenario.content.calendar
    if written is not None and written.working_days is not None:
        yield Setting(DAYS_OF_WORK, (", ".join(written.working_days),))
    if written is not None and written.holidays is not None:
        yield Setting(HOLIDAYS, (", ".join(day.isoformat() for day in written.holidays),))
    if case.discount_rate is not None:
        yield Setting(DISCOUNT_RATE, (_said(case.discount_rate),))
    for path, rows in case.rows.items():
        for row in rows:
            if row.per is not None:
                yield Setting(f"{path}.{row.slug}.{PER}", (row.per,))
                yield Setting(f"{path}.{row.slug}.{GRACE_DAYS}", (str(row.grace_days),))


_AS_WRITTEN = (DAYS_OF_WORK, HOLIDAYS, DISCOUNT_RATE)


def _is_as_written(path: str) -> bool:
    """Whether a setting is priced from the document: much follows from it, all at once."""
    return path in _AS_WRITTEN or path.endswith((f".{PER}", f".{GRACE_DAYS}"))


def _with_what_is_written(scenario: Scenario, path: str, example: Scenario) -> Case | None:
    """State in a file what another states, with the mitigations that are taken."""
    from omsrisk.scenario.building.validation import Validation

    root = stated_as_in(scenario.root, example.root, path)
    by_hand = tuple(scenario.case.set_by_hand)
    case = None if root is None else Validation(root, by_hand, scenario.independent).case
    if case is None:
        return None
    return with_taken(case, [one for one in case.mitigations if one.slug in scenario.case.taken])


def _said(value: object) -> str:
    """Write what a file says beside its inputs: a part of a whole, or yes or no."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{Decimal(str(value)).scaleb(2).normalize():f}%"


def is_of_a_row(path: str) -> bool:
    """Whether a setting is a property of a cost item, and comes and goes with it."""
    return path.startswith(f"{RECOVERIES.path}.") or path.endswith((f".{PER}", f".{GRACE_DAYS}"))


def written_path(path: str, stated: Sequence[Mapping[str, Setting]]) -> str:
    """
    Name a setting as the files write it: by both keys where they write it differently.

    Args:
        path: As `settings_of` has it.
        stated: What `settings_of` lists of each scenario.
    """
    own = (one[path].written for one in stated if path in one)
    return " / ".join(dict.fromkeys(one[0] for one in own if one is not None)) or path


def _path_of(one: Correlation) -> str:
    return _CORRELATION + " and ".join(sorted((one.first, one.second)))


def _decision(gap: Gap) -> str:
    if gap.modify is None:
        return "not decided"
    return "modify" if gap.modify else "change_process"


def _phases_with_dates(scenario: Scenario) -> frozenset[str]:
    """List the phases, by slug, that state a go-live of their own."""
    written = getattr(scenario.content, "phases", None) or ()
    pairs = zip(scenario.case.phases, written, strict=False)
    return frozenset(phase.slug for phase, model in pairs if model.go_live is not None)


def derived_days(case: Case) -> dict[str, int | None]:
    """
    Count the days that follow from the dates of a case.

    Args:
        case: Complete inputs.
    """
    return {
        "days of waiting": waiting_days(case),
        "days between go-lives": case.days_between_go_lives if case.phases else None,
    }


def effect_of(path: str, old: Assessment, new: Assessment, nets: NetExposures) -> Decimal | None:
    """
    Price what one setting moves alone.

    Args:
        path: A setting that is not the same in both.
        old: Where it is to move; where that cannot be, it is taken back in `new`.
        new: Where it stands as it is to be.
        nets: What values both.

    Returns:
        What the net exposure changes by, exact but for the rounding of means [money of the one it is
        moved in]; None where neither can be.
    """
    before, after = settings_of(old.scenario).get(path), settings_of(new.scenario).get(path)
    forth = _net_with(old.scenario, path, after, new.scenario, nets)
    if forth is not None:
        return _less(forth, nets.of(old.scenario.case))
    back = _net_with(new.scenario, path, before, old.scenario, nets)
    return None if back is None else _less(nets.of(new.scenario.case), back)


def _less(net: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if net is None or other is None else add(net, other.copy_negate())


def _net_with(
    scenario: Scenario, path: str, wanted: Setting | None, example: Scenario, nets: NetExposures
) -> Decimal | None:
    """Price a scenario with another setting; None where it has no place for it."""
    if _is_as_written(path):
        found = _with_what_is_written(scenario, path, example)
        return None if found is None else nets.of(found)
    for begin, change in _CHANGES.items():
        if path.startswith(begin):
            case = change(scenario, path, wanted, example)
            return None if case is None else nets.of(case)
    return None


def _with_go_live(
    scenario: Scenario, _path: str, wanted: Setting | None, _example: Scenario
) -> Case | None:
    if wanted is None or not isinstance(wanted.values[0], date):
        return None
    case = scenario.case
    day = wanted.values[0] + timedelta(days=case.moved_by)
    own = _phases_with_dates(scenario)
    if case.phases and all(phase.slug in own for phase in case.phases):
        return None  # no phase takes it: they have dates of their own
    phases = tuple(
        phase if phase.slug in own else phase._replace(go_live=day) for phase in case.phases
    )
    calendar = case.calendar._replace(go_live=day)
    return on_dates(case._replace(calendar=calendar, phases=phases))


def _with_earliest(
    scenario: Scenario, _path: str, wanted: Setting | None, _example: Scenario
) -> Case | None:
    day = None if wanted is None else wanted.values[0]
    if not isinstance(day, date):
        return None
    case = scenario.case
    return case._replace(calendar=case.calendar._replace(earliest_go_live=day))


def _with_horizon(
    scenario: Scenario, _path: str, wanted: Setting | None, _example: Scenario
) -> Case | None:
    day = None if wanted is None else wanted.values[0]
    case = scenario.case
    last = case.last_go_live
    if isinstance(day, str) or (day is not None and last is not None and day < last):
        return None
    return case._replace(calendar=case.calendar._replace(horizon=day))


def _with_correlation(
    scenario: Scenario, path: str, wanted: Setting | None, example: Scenario
) -> Case | None:
    case = scenario.case
    kept = [one for one in case.correlations if _path_of(one) != path]
    if wanted is not None:
        new = next(one for one in example.case.correlations if _path_of(one) == path)
        sources = {one.quantile_source for one in uncertain_inputs(case).values()}
        if not {new.first, new.second} <= sources:
            return None
        kept.append(new)
    return case._replace(correlations=tuple(kept))


def _with_phase_dates(
    scenario: Scenario, _path: str, wanted: Setting | None, example: Scenario
) -> Case | None:
    case = scenario.case
    if wanted is None:
        return _without_phase_dates(scenario)
    alike = [one.slug for one in case.phases] == [one.slug for one in example.case.phases]
    own = _phases_with_dates(example)
    if not alike or own != _phases_with_dates(scenario):
        return None
    days = iter(wanted.values)
    shift = timedelta(days=case.moved_by)
    phases = tuple(_moved(phase, next(days), shift) if phase.slug in own else phase
                   for phase in case.phases)  # fmt: skip
    return on_dates(case._replace(phases=phases))


def _without_phase_dates(scenario: Scenario) -> Case | None:
    """Let all phases go live on the day of the scenario; None where it has none."""
    case = scenario.case
    day, last = case.calendar.go_live, case.calendar.horizon
    if day is None or (last is not None and last < day):
        return None
    return case._replace(phases=tuple(phase._replace(go_live=day) for phase in case.phases))


def _moved(phase: Phase, day: Value, shift: timedelta) -> Phase:
    return phase._replace(go_live=day + shift) if isinstance(day, date) else phase


def _with_rule(
    scenario: Scenario, _path: str, wanted: Setting | None, _example: Scenario
) -> Case | None:
    case = scenario.case
    word = wanted.values[0] if wanted is not None and wanted.values else ""
    pauses = word == "pause"
    if len(case.phases) < 2 or (pauses and PAUSE_DAYS not in case.inputs):  # noqa: PLR2004 - two
        return None
    return case._replace(stops_if_a_phase_fails=word == "stop", pauses_if_a_phase_fails=pauses)


def _with_coverage(
    scenario: Scenario, _path: str, wanted: Setting | None, example: Scenario
) -> Case | None:
    case = scenario.case
    if wanted is None:
        return with_rows_covered(case, {})
    if [one.slug for one in case.phases] != [one.slug for one in example.case.phases]:
        return None
    by_row = {
        (of_rows, row.slug): row.covered_by
        for of_rows, rows in example.case.rows.items()
        for row in rows
        if row.covered_by
    }
    known = {(of_rows, row.slug) for of_rows, rows in case.rows.items() for row in rows}
    return with_rows_covered(case, by_row) if by_row.keys() <= known else None


def _with_decision(
    scenario: Scenario, path: str, wanted: Setting | None, _example: Scenario
) -> Case | None:
    case = scenario.case
    slug = path.split(".")[1]
    if slug not in {gap.slug for gap in case.gaps}:
        return None
    word = "not decided" if wanted is None else wanted.values[0]
    modify = {"modify": True, "change_process": False}.get(str(word))
    gaps = tuple(
        gap._replace(modify=modify) if gap.slug == slug else gap
        for gap in case.gaps
        if wanted is not None or gap.slug != slug
    )
    for gap in gaps:
        cost = chosen_cost(gap)
        if cost is not None and cost not in case.inputs:
            return None
    days = [_postpones(case, gap) for gap in gaps if gap.modify]
    case = decided_anew(case._replace(gaps=gaps))
    return postponed(case, max([*days, days_of_taken(case)]))


def _postpones(case: Case, gap: Gap) -> int:
    stated = case.inputs.get(f"{GAP_LIST}.{gap.slug}.{POSTPONES_BY_DAYS}")
    return 0 if stated is None else int(stated.value)


def _with_mitigation(
    scenario: Scenario, path: str, wanted: Setting | None, _example: Scenario
) -> Case | None:
    from omsrisk.scenario.building.validation import Validation

    case = scenario.case
    slug = path.removeprefix(f"{MITIGATION_LIST}.")
    untaken = Validation(scenario.root, tuple(case.set_by_hand), scenario.independent).case
    if untaken is None or slug not in {one.slug for one in case.mitigations}:
        return None
    slugs = {one for one in case.taken if one != slug} | ({slug} if wanted is not None else set())
    chosen = [one for one in untaken.mitigations if one.slug in slugs]
    return with_taken(untaken, chosen)


def _with_setting(
    scenario: Scenario, path: str, wanted: Setting | None, example: Scenario
) -> Case | None:
    """Say something else beside the inputs, in the scenario and where phases have it from there."""
    case, new = scenario.case, example.case.settings.get(path)
    if wanted is not None and new is None:
        return None
    own, slug = own_path(path), phase_of(path)

    def other(settings: Mapping[str, Decimal | bool], key: str) -> dict[str, Decimal | bool]:
        kept = {name: one for name, one in settings.items() if name != key}
        return kept if wanted is None or new is None else {**kept, key: new}

    if slug and wanted is None and own in case.settings:
        new, wanted = case.settings[own], Setting(own, ())  # the phase has it from there again
    phases = tuple(
        one._replace(settings=other(one.settings, own))
        if (one.slug == slug if slug else one.prefix + own not in case.settings)
        else one
        for one in case.phases
    )
    return case._replace(settings=other(case.settings, path), phases=phases)


def _with_contingent(
    scenario: Scenario, path: str, wanted: Setting | None, _example: Scenario
) -> Case | None:
    case = scenario.case
    slug = path.split(".")[1]
    if wanted is None or slug not in {row.slug for row in case.rows.get(RECOVERIES.path, ())}:
        return None
    contingent = wanted.values == ("true",)

    def other(rows: Mapping[str, tuple[ListElement, ...]]) -> dict[str, tuple[ListElement, ...]]:
        changed = tuple(
            row._replace(contingent=contingent) if row.slug == slug else row
            for row in rows.get(RECOVERIES.path, ())
        )
        return {**rows, RECOVERIES.path: changed} if RECOVERIES.path in rows else dict(rows)

    phases = tuple(phase._replace(rows=other(phase.rows)) for phase in case.phases)
    return case._replace(rows=other(case.rows), phases=phases)


_CHANGES: dict[str, Callable[[Scenario, str, Setting | None, Scenario], Case | None]] = {
    GO_LIVE: _with_go_live,
    EARLIEST_GO_LIVE: _with_earliest,
    HORIZON: _with_horizon,
    _CORRELATION: _with_correlation,
    PHASES_GO_LIVE: _with_phase_dates,
    PHASES_COVER: _with_coverage,
    STOP_RULE: _with_rule,
    f"{GAP_LIST}.": _with_decision,
    f"{MITIGATION_LIST}.": _with_mitigation,
    f"{RECOVERIES.path}.": _with_contingent,
    "": _with_setting,
}
"""How a case takes another setting, by the beginning of its path."""
