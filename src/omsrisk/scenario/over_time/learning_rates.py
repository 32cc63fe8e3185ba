"""What must hold of what phases learn, beyond the shape of the rates."""

from collections.abc import Iterator

from omsrisk.core.phasing.learning import is_weighed
from omsrisk.core.pricing.case import Case, Input, Phase, own_path
from omsrisk.core.pricing.catalogue import LEARNING
from omsrisk.scenario.building.merging import nearest_path
from omsrisk.scenario.building.resolver import as_slugs
from omsrisk.scenario.documents.places import Location
from omsrisk.scenario.over_time.set_by_path import SetValue
from omsrisk.scenario.schema.paths import known_input
from omsrisk.text import visible

Problem = tuple[Location, str, str, str]
"""Where, the code, the message and the hint of a finding."""


def problems_of_learning(rates: tuple[SetValue, ...], case: Case) -> Iterator[Problem]:
    """
    List what is wrong with the rates at which phases learn.

    Args:
        rates: As the file states them.
        case: Its case.
    """
    stated = {as_slugs(path): path for path in case.inputs}
    for rate in rates:
        here: Location = (LEARNING.rstrip("."), rate.path)
        name = visible(rate.path)
        path = stated.get(as_slugs(rate.path), rate.path)
        if rate.quantity is None:
            known = known_input(rate.path) is not None
            why = "which no phase learns on" if known else "which is not an input"
            yield here, "SCN312", f"names `{name}`, {why}", "" if known else nearest_path(rate.path)
        elif path not in case.inputs:
            message = f"has no effect: `{name}` is not stated here"
            yield here, "SCN113", message, "state what the first phase has of it, or remove it"
        elif not any(_learns(one, case.inputs[path]) for one in case.phases[1:]):
            message = "has no effect: no phase after the first inherits it"
            yield here, "SCN113", message, "remove it, or let a phase inherit it"
        elif is_weighed(case, path) and rate.quantity.spread is not None:
            message = "takes no range: a season or a profile weighs days that phases learn on"
            yield here, "SCN312", message, "state the likely rate"


def _learns(phase: Phase, stated: Input) -> bool:
    """Whether a phase has an input from the scenario, as it is or as it has learned it."""
    own = phase.inputs.get(own_path(stated.path))
    return own is not None and (not own.restated or own.drawn_with == stated.quantile_source)
