"""Inputs of scenarios side by side: what they are called, and who answers for them."""

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.core.pricing.case import Case
from omsrisk.scenario.labels import label_of, owner_of


def label_in(result: Comparison, path: str) -> str:
    """
    Name an input as the first scenario does that states it.

    Args:
        result: From `compare`.
        path: Of the input; `phases.*.` stands for every phase.
    """
    return label_of(_case_of(result, path), path)


def owner_in(result: Comparison, path: str) -> str | None:
    """
    Tell who answers for an input in the first scenario that says so.

    Args:
        result: From `compare`.
        path: Of the input.
    """
    owners = (owner_of(one.scenario.case, path) for one in result.assessments)
    return next(filter(None, owners), None)


def item_in(result: Comparison, item: str) -> str:
    """
    Name a cost item as the first scenario does that has it.

    Args:
        result: From `compare`.
        item: Its path, without what is stated of it.
    """
    for key in ("quantity", "amount"):
        case = _case_of(result, f"{item}.{key}")
        if _states(case, f"{item}.{key}"):
            return label_of(case, f"{item}.amount")
    return item


def _case_of(result: Comparison, path: str) -> Case:
    cases = [one.scenario.case for one in result.assessments]
    return next((case for case in cases if _states(case, path)), cases[0])


def _states(case: Case, path: str) -> bool:
    return any(path in inputs for inputs in (case.inputs, *(one.inputs for one in case.phases)))
