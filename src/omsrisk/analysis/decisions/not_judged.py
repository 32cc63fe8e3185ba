"""Mitigations on which there is no advice: they look dear because failing looks cheap."""

from collections.abc import Sequence

from omsrisk.analysis.decisions.mitigate import Benefit
from omsrisk.analysis.sensitivity.likelier import failing_looks_cheaper
from omsrisk.core.pricing.case import Case, Mitigation, own_path
from omsrisk.core.pricing.catalogue import LIKELIHOOD


def not_judged(case: Case, alone: Sequence[Benefit]) -> tuple[Mitigation, ...]:
    """
    List the mitigations that act on a likelihood and do not pay, where failing looks cheaper.

    Where a likelier failure lowers the net exposure, one that makes it less likely looks dear. So
    does one that avoids less than nothing: a phase that holds lets dearer ones begin.

    Args:
        case: With mitigations, none taken.
        alone: What each is worth by itself.
    """
    suspect = [
        one
        for one in alone
        if one.net_benefit < 0
        and any(own_path(effect.path) == LIKELIHOOD for effect in one.mitigation.effects)
    ]
    if not suspect:
        return ()
    looks_cheaper = failing_looks_cheaper(case) is not None
    return tuple(one.mitigation for one in suspect if looks_cheaper or one.avoided < 0)
