"""From the gaps, mitigations and correlations that a file writes to those that the core takes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from omsrisk.core.phasing.above_today import least_by_today
from omsrisk.core.pricing.case import (
    Case,
    Effect,
    Gap,
    Input,
    Mitigation,
    Operation,
    is_of_a_phase,
    own_path,
)
from omsrisk.core.pricing.catalogue import (
    GAP_LIST,
    LEARNING,
    MITIGATION_LIST,
    POSTPONES_BY_DAYS,
    SEASON,
    TODAY,
)
from omsrisk.core.pricing.mitigations import (
    acted_on,
    breaches_among,
    clashes,
    excluded,
    inputs_after,
    stating,
)
from omsrisk.core.pricing.variation import is_phase_share
from omsrisk.scenario.building.merging import nearest_path
from omsrisk.scenario.building.resolver import Report, as_slugs
from omsrisk.scenario.documents.places import Location
from omsrisk.scenario.schema.choices import nearest
from omsrisk.scenario.schema.mitigations import MODIFY, GapModel, MitigationModel
from omsrisk.scenario.schema.paths import kind_of
from omsrisk.scenario.schema.quantities import LAST_YEAR, Quantity
from omsrisk.scenario.schema.scenario_file import ScenarioFile
from omsrisk.text import slug_of, visible

MOST_DAYS_POSTPONED = 3_650

_OUT_OF_REACH = tuple(f"{one}." for one in (MITIGATION_LIST, GAP_LIST, SEASON, TODAY))
"""What a mitigation costs, what moves or shapes the calendar, and today, no effect can act on."""


def with_plans(file: ScenarioFile, case: Case, report: Report) -> Case:
    """
    Take what was decided on the gaps, the mitigations that can be taken, and what is correlated.

    Args:
        file: The validated file.
        case: Its case so far.
        report: Takes what makes no sense of them.

    Returns:
        The case with its dates moved by the largest postponement among the gaps that are modified.
    """
    for index, variant in enumerate(file.variants or ()):
        if variant.set_ is None:
            report(("variants", index, "set"), "SCN103", "", "such as `delay.duration_days: 10`")
    case = _with_gaps(file, case, report)
    if file.correlations:
        from omsrisk.scenario.building.correlations import with_correlations  # most files have none

        case = with_correlations(file, case, report)
    return _with_mitigations(file, case, report)


def _with_gaps(file: ScenarioFile, case: Case, report: Report) -> Case:
    rows, models = case.rows.get(GAP_LIST, ()), file.gaps or ()
    gaps, postponed = [], 0
    by_slugs = _stated_by_slugs(case) if any(one.effects for one in models) else {}
    for index, (row, model) in enumerate(zip(rows, models, strict=False)):
        decision, where = model.decision, (GAP_LIST, index)
        effects = tuple(_effects(model, case, by_slugs, where, report))
        modify = None if decision is None else decision == MODIFY
        gaps.append(Gap(row.slug, row.name, modify, effects, model.source or ""))
        days = _days_postponed(model.postpones_by_days, where, report)
        if decision == MODIFY:
            postponed = max(postponed, days)
    return _postponed(case._replace(gaps=tuple(gaps)), postponed)


def _days_postponed(stated: Quantity | None, where: Location, report: Report) -> int:
    """Take the days by which a modification or a mitigation moves the go-lives; 0 for none."""
    if stated is None:
        return 0
    days, here = stated.value, (*where, POSTPONES_BY_DAYS)
    if days != int(days):
        report(here, "SCN106", f"{days} is not a whole number: it moves a date", "")
    elif days > MOST_DAYS_POSTPONED:
        message = f"{days} days are more than {MOST_DAYS_POSTPONED:,}"
        report(here, "SCN106", message, "is it a typo?")
    else:
        return int(days)
    return 0


def _postponed(case: Case, days: int) -> Case:
    """Move every go-live that the file states."""

    def later(day: date | None) -> date | None:
        if day is None or day.year > LAST_YEAR:
            return day
        return day + timedelta(days=days)

    if not days:
        return case
    phases = tuple(one._replace(go_live=later(one.go_live)) for one in case.phases)
    calendar = case.calendar._replace(go_live=later(case.calendar.go_live))
    return case._replace(calendar=calendar, phases=phases, postponed_by=days)


def _with_mitigations(file: ScenarioFile, case: Case, report: Report) -> Case:
    models = file.mitigations or ()
    rows = case.rows.get("mitigations", ())
    if len(models) != len(rows):
        return case  # one has no name of its own: that is told already
    names = {row.slug: None for row in rows}
    by_slugs = _stated_by_slugs(case) if models else {}
    mitigations = []
    for index, (row, model) in enumerate(zip(rows, models, strict=True)):
        where: Location = ("mitigations", index)
        for key in ("cost", "effects"):
            if getattr(model, key) is None:
                report((*where, key), "SCN103", "", f"omsrisk explain mitigations.*.{key}")
        effects = tuple(_effects(model, case, by_slugs, where, report))
        excludes = _excludes(model, names, where, report)
        days = _days_postponed(model.postpones_by_days, where, report)
        owner, rests_on = model.owner or "", model.source or ""
        mitigations.append(Mitigation(row.slug, row.name, owner, effects, excludes, days, rests_on))
    _judge_effects(case, mitigations, report)
    return case._replace(mitigations=tuple(mitigations))


def _judge_effects(case: Case, mitigations: Sequence[Mitigation], report: Report) -> None:
    """Report what is wrong with effects, of gaps and of mitigations, each alone and in pairs."""
    placed: list[tuple[Location, Mitigation]] = [
        ((GAP_LIST, index), one.modification) for index, one in enumerate(case.gaps) if one.effects
    ]
    placed += [((MITIGATION_LIST, index), one) for index, one in enumerate(mitigations)]
    stated = stating(case, [one for _, one in placed])
    for where, one in placed:
        _judge_alone(one, stated, where, report)
    for first, second, path in clashes([one for _, one in placed], stated):
        where = next(where for where, one in placed if one is second)
        message = f"`{visible(first.name)}` sets `{path}` to another number"
        both = all(any(one is other for other in mitigations) for one in (first, second))
        hint = "if they cannot be taken together, name one in the other's `excludes`"
        report((*where, "effects", path), "SCN402", message, hint if both else "")
    if any(effect.spread is not None for _, one in placed for effect in one.effects):
        _judge_ranges_in_pairs(placed, stated, report)


def _judge_ranges(
    one: Mitigation, stated: Case, after: Sequence[Input], where: Location, report: Report
) -> None:
    """Report ranges where an effect takes one number, or the input has a range that stays."""
    ranged = {effect.path for effect in one.effects if effect.spread is not None}
    if not ranged:
        return
    from omsrisk.core.phasing.ranged_effects import why_no_range, why_one_range

    told: set[str] = set()
    for path in ranged:
        why = why_no_range(stated, path)
        if why:
            told.add(path)
            message = f"takes one number for `{path}`, and no range: {why}"
            report((*where, "effects", path), "SCN407", message, "")
    for each in after:
        path = next((path for path in ranged if each.path in acted_on(stated, path)), "")
        why = why_one_range(stated, each) if path and each.acted_on else ""
        if why and path not in told:
            told.add(path)
            message = f"acts with a range on `{each.path}`, which has one already: {why}"
            hint = "state one of the two as one number, or `set` the input to a range"
            report((*where, "effects", path), "SCN407", message, hint)


def _judge_ranges_in_pairs(
    placed: Sequence[tuple[Location, Mitigation]], stated: Case, report: Report
) -> None:
    """Report two effects with a range on one input that takes one range."""
    from omsrisk.core.phasing.ranged_effects import why_one_range

    before: dict[str, list[Mitigation]] = {}
    known = {one.path: one for inputs in _every_inputs(stated) for one in inputs.values()}
    for where, one in placed:
        for effect in one.effects:
            if effect.spread is None or effect.operation is Operation.SET:
                continue
            for path in acted_on(stated, effect.path):
                others = [other for other in before.get(path, ()) if not excluded(one, other)]
                why = why_one_range(stated, known[path]) if others and path in known else ""
                if why and known[path].spread is None:
                    message = f"acts with a range on `{path}`, as `{visible(others[0].name)}` does"
                    hint = "state one of the two as one number, or keep them apart by `excludes`"
                    report((*where, "effects", effect.path), "SCN407", f"{message}: {why}", hint)
        for effect in one.effects:
            if effect.spread is not None:
                for path in acted_on(stated, effect.path):
                    before.setdefault(path, []).append(one)


def _every_inputs(case: Case) -> Iterator[Mapping[str, Input]]:
    yield case.inputs
    yield from (phase.inputs for phase in case.phases)


def _excludes(
    model: MitigationModel, names: Mapping[str, None], where: Location, report: Report
) -> frozenset[str]:
    found = set()
    for name in model.excludes or ():
        slug = slug_of(name)
        if slug in names and slug != slug_of(model.name or ""):
            found.add(slug)
            continue
        message = f"excludes `{visible(name)}`, which is not one of the other mitigations"
        report((*where, "excludes"), "SCN404", message, nearest(slug, tuple(names)))
    return frozenset(found)


def _effects(
    model: MitigationModel | GapModel,
    case: Case,
    stated: Mapping[str, str],
    where: Location,
    report: Report,
) -> Iterator[Effect]:
    source_of = f"{where[0]}.{slug_of(model.element_name or '')}.effects"
    slugs = {one.slug: None for one in case.phases}
    for written in model.effects or ():
        here = (*where, "effects", written.path)
        kind = kind_of(written.path)
        if kind is None or _is_out_of_reach(written.path):
            message = f"acts on `{visible(written.path)}`, "
            noun = "mitigation" if isinstance(model, MitigationModel) else "modification"
            message += "which is not an input" if kind is None else f"which no {noun} can change"
            report(here, "SCN401", message, nearest_path(written.path) if kind is None else "")
            continue
        phase = written.path.split(".")[1] if is_of_a_phase(written.path) else ""
        if phase and slug_of(phase) not in slugs:
            message = f"acts on `{visible(written.path)}`, and there is no such phase"
            report(here, "SCN401", message, nearest(slug_of(phase), tuple(slugs)))
            continue
        if written.operation is not Operation.MULTIPLY:
            if written.is_percentage and not kind.expected.may_be_part:
                message = f"`{written.path}` takes {kind.noun}, no percentage"
                report((*here, written.operation), "SCN105", message, "write the number")
                continue
            if kind.is_share and abs(written.number) > 1 and written.spread is None:
                message = f"{written.number} is more than 1, the whole"
                hint = f"write {written.number}%" if abs(written.number) <= 100 else ""  # noqa: PLR2004 - percent
                report((*here, written.operation), "SCN106", message, hint)
                continue
        path = stated.get(as_slugs(written.path), written.path)
        if is_of_a_phase(path):
            head, name, rest = path.split(".", 2)
            path = f"{head}.{slug_of(name)}.{rest}"
        source = f"{source_of}.{path}"
        yield Effect(path, written.operation, written.number, written.spread, source)


def _stated_by_slugs(case: Case) -> Mapping[str, str]:
    phases = (path for phase in case.phases for path in phase.inputs)
    return {as_slugs(path): path for path in dict.fromkeys((*case.inputs, *phases))}


def _is_out_of_reach(path: str) -> bool:
    return path.startswith(_OUT_OF_REACH) or is_phase_share(path)


def _judge_alone(one: Mitigation, stated: Case, where: Location, report: Report) -> None:
    """Report effects that change nothing, and numbers out of bounds, of one mitigation by itself."""
    for effect in one.effects:
        here = (*where, "effects", effect.path)
        if not acted_on(stated, effect.path):
            message = f"has no effect: `{effect.path}` is not stated here"
            report(here, "SCN113", message, "state it, or remove the effect")
        rate = stated.inputs.get(LEARNING + own_path(effect.path))
        if (
            rate is not None
            and rate.spread is not None
            and effect.operation is not Operation.MULTIPLY
        ):
            message = f"comes after what phases learn of `{effect.path}`, at a rate that has a range"
            report(here, "SCN407", message, "state the rate as one number, or `multiply`")
    with_it = inputs_after(stated._replace(set_by_hand=frozenset()), [one])
    paths = {path: effect for effect in one.effects for path in acted_on(stated, effect.path)}
    _judge_ranges(one, stated, list(with_it.values()), where, report)
    for breach in breaches_among(with_it.values(), least_by_today(stated)):
        message = f"makes `{breach.path}` {breach.number.normalize():f}, {breach.problem}"
        report((*where, "effects", paths[breach.path].path), "SCN403", message, "")
