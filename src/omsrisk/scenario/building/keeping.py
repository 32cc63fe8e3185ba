"""What a value given for the whole scenario does not reach: the phases that keep their own."""

from collections.abc import Sequence

from omsrisk.core.pricing.case import Case, Phase, is_of_a_phase
from omsrisk.core.pricing.catalogue import GO_LIVE
from omsrisk.scenario.building.resolver import as_slugs, phase_takes
from omsrisk.scenario.documents.codes import CODES
from omsrisk.scenario.documents.findings import Finding
from omsrisk.text import visible


def note_of(case: Case, option: str, target: str) -> Finding | None:
    """
    Tell of a value of the command line that does not reach every phase.

    Args:
        case: The case that states the input.
        option: The option that gives the value, such as `--set`.
        target: The path that the value is for.

    Returns:
        Information that names the phases; None where there are none.
    """
    inherited = _inherited(case, target)
    keep = [one for one in case.phases if _restates(one, target, inherited)]
    if not keep:
        return None
    kept = visible(", ".join(one.name for one in keep))
    message = f"{option} {visible(target)}: phases that keep their own: {kept}"
    tail = "go_live" if target == GO_LIVE else visible(target)
    hint = f"to change one of them: {option} {keep[0].prefix}{tail}"
    hint += "" if option == "--for" else "=..."
    if target == GO_LIVE:
        hint += "; omsrisk schedule moves all together"
    return Finding("SCN307", CODES["SCN307"].severity, message, path=target, hint=hint)


def _inherited(case: Case, target: str) -> list[str]:
    """List the inputs of the scenario that a target names, and that phases inherit."""
    path = as_slugs(target)
    if is_of_a_phase(target):
        return []
    return [
        stated
        for stated in case.inputs
        if phase_takes(stated)
        and (as_slugs(stated) == path or as_slugs(stated).startswith(f"{path}."))
    ]


def _restates(phase: Phase, target: str, inherited: Sequence[str]) -> bool:
    """Whether a value of the scenario does not reach a phase, because it has its own."""
    if target == GO_LIVE:
        return phase.has_own_go_live
    if not inherited:
        return False
    inputs = phase.inputs.values()
    reached = {(one.learned_from or one).path for one in inputs}
    return any(stated not in reached for stated in inherited)
