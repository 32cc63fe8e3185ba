"""Effects that act: of gaps modified and mitigations taken, by the file and by `--with`."""

from collections.abc import Callable, Sequence

from omsrisk.core.phasing.on_dates import with_taken
from omsrisk.core.pricing.case import Case, Mitigation
from omsrisk.core.pricing.catalogue import GAP_LIST, MITIGATION_LIST
from omsrisk.core.pricing.mitigations import acted_on, breaches_of, excluded, stating
from omsrisk.errors import UsageError
from omsrisk.scenario.documents.codes import CODES
from omsrisk.scenario.documents.findings import Finding, at
from omsrisk.scenario.documents.nodes import Node
from omsrisk.scenario.documents.places import Location
from omsrisk.scenario.schema.choices import nearest
from omsrisk.text import slug_of, visible

_KEPT = CODES["SCN405"].severity


def take(
    case: Case,
    names: Sequence[str],
    file: str,
    place_of: Callable[[Location], Node],
    decided: Sequence[str] = (),
) -> tuple[Case, list[Finding]]:
    """
    Take some of the mitigations of a case, and what its file decides on: mitigations, and gaps.

    Args:
        case: From a valid file.
        names: Their names, as written or as slugs; the order does not matter.
        file: What the file is called.
        place_of: Finds the node of a location in the file.
        decided: Slugs of those that the file decides on.

    Returns:
        The case with their effects and costs, and what there is to say of it; with an error among
        that, the case is of no use.

    Raises:
        UsageError: There is no such mitigation, one is named twice, or two exclude each other.
    """
    named = _chosen(case, names, file)
    chosen = [one for one in case.mitigations if one in named or one.slug in decided]
    for at_, second in enumerate(chosen):
        for first in chosen[:at_]:
            if excluded(first, second):
                message = f"`{visible(first.name)}` and `{visible(second.name)}` exclude each other"
                where: Location = ("mitigations", case.mitigations.index(second), "taken")
                if {first.slug, second.slug} <= set(decided):
                    return case, [at(place_of(where), "SCN406", message, path=file)]
                raise UsageError(f"--with: {message}", "take one of them")
    result = with_taken(case, chosen)._replace(decided=tuple(decided))
    beyond = _beyond_horizon(result, chosen, place_of)
    placed = _acting(case, chosen, decided)
    stated = stating(case, [one for _, _, one in placed])
    findings = [] if beyond is None else [beyond]
    told: set[str] = set()
    for place, asked, one in placed:
        for effect in one.effects:
            where = (*place, "effects", effect.path)
            paths = acted_on(stated, effect.path)
            for path in paths:
                if path in stated.set_by_hand:
                    message = f"{asked}{visible(one.name)}: `{path}` keeps the value of --set"
                    findings.append(
                        at(
                            place_of(where),
                            "SCN405",
                            message,
                            path=path,
                            severity=_KEPT,
                        )
                    )
            for path in set(paths) - told if _has_range(placed) else ():
                why = _why_one_range(result, path)
                if why:
                    told.add(path)
                    message = f"together they act with ranges on `{path}`, which takes one: {why}"
                    findings.append(at(place_of(where), "SCN407", message, path=path))
            for breach in breaches_of(result, set(paths) - told):
                told.add(breach.path)
                number = f"{breach.number.normalize():f}"
                message = f"together they make `{breach.path}` {number}, {breach.problem}"
                findings.append(at(place_of(where), "SCN403", message, path=breach.path))
    return result, findings


def _has_range(placed: Sequence[tuple[Location, str, Mitigation]]) -> bool:
    return any(effect.spread is not None for _, _, one in placed for effect in one.effects)


def _why_one_range(case: Case, path: str) -> str:
    from omsrisk.core.phasing.ranged_effects import why_one_range  # most effects are one number

    slices = (case.inputs, *(one.inputs for one in case.phases))
    found = next((one for each in slices for one in each.values() if one.path == path), None)
    return why_one_range(case, found) if found is not None and found.acted_on else ""


def _acting(
    case: Case, chosen: Sequence[Mitigation], decided: Sequence[str]
) -> list[tuple[Location, str, Mitigation]]:
    """List what acts on inputs: where it stands, the option that asks for it, and its effects."""
    found: list[tuple[Location, str, Mitigation]] = [
        ((GAP_LIST, index), "", one.modification)
        for index, one in enumerate(case.gaps)
        if one.modify and one.effects
    ]
    for one in chosen:
        place = (MITIGATION_LIST, case.mitigations.index(one))
        found.append((place, "" if one.slug in decided else "--with ", one))
    return found


def _beyond_horizon(
    result: Case, chosen: Sequence[Mitigation], place_of: Callable[[Location], Node]
) -> Finding | None:
    """Tell of a go-live that mitigations postpone beyond the day up to which is counted."""
    last, horizon = result.last_go_live, result.calendar.horizon
    if last is None or horizon is None or last <= horizon or not chosen:
        return None
    longest = max(chosen, key=lambda one: one.postpones_by)
    where: Location = ("mitigations", result.mitigations.index(longest), "postpones_by_days")
    message = f"moves the last go-live to {last}, beyond `calendar.horizon`, {horizon}"
    return at(place_of(where), "SCN302", message, path=".".join(map(str, where)))


def _chosen(case: Case, names: Sequence[str], file: str) -> list[Mitigation]:
    known = {one.slug: one for one in case.mitigations}
    found: dict[str, Mitigation] = {}
    for name in names:
        slug = slug_of(name)
        if slug not in known:
            there = f"there are: {', '.join(known)}" if known else "it has no `mitigations`"
            raise UsageError(
                f"--with {visible(name)}: {file} has no such mitigation",
                nearest(slug, tuple(known)) or there,
            )
        if slug in found:
            raise UsageError(f"--with {visible(name)} is given twice")
        found[slug] = known[slug]
    return [one for one in case.mitigations if one.slug in found]
