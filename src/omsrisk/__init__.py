"""
What a bad go-live of an order management system costs.

    >>> from omsrisk import assess, load
    >>> result = assess(load("scenarios/worked-example.yaml"))
    >>> result.totals["cost_of_failure"]
    Decimal('500.00')
"""

TYPE_CHECKING = False  # as type checkers know it; importing `typing` would double a bare start
if TYPE_CHECKING:
    from omsrisk.analysis.assess import Assessment, assess
    from omsrisk.analysis.compare import compare
    from omsrisk.analysis.diff import difference
    from omsrisk.analysis.drivers import drivers
    from omsrisk.analysis.gaps import gaps
    from omsrisk.analysis.means import means
    from omsrisk.analysis.mitigate import mitigate
    from omsrisk.analysis.paired import compare_uncertain
    from omsrisk.analysis.sampled import sampling_of
    from omsrisk.analysis.sampled_drivers import sampled_drivers
    from omsrisk.analysis.schedule import schedule
    from omsrisk.analysis.simulate import simulate, simulate_all
    from omsrisk.analysis.solve import solve
    from omsrisk.analysis.solve_uncertain import solve_uncertain
    from omsrisk.analysis.sweep import sweep
    from omsrisk.analysis.timeline import timeline
    from omsrisk.analysis.timeline_bands import timeline_bands
    from omsrisk.analysis.tornado import tornado
    from omsrisk.analysis.tripwires import tripwires
    from omsrisk.checks.check import check
    from omsrisk.errors import CannotReadError, OmsriskError, UsageError
    from omsrisk.scenario.dump import dump
    from omsrisk.scenario.findings import Finding, InvalidScenarioError, Severity
    from omsrisk.scenario.load import Scenario, load
    from omsrisk.simulation.extra import MissingExtraError

__version__ = "0.1.0"

__all__ = [
    "Assessment",
    "CannotReadError",
    "Finding",
    "InvalidScenarioError",
    "MissingExtraError",
    "OmsriskError",
    "Scenario",
    "Severity",
    "UsageError",
    "__version__",
    "assess",
    "check",
    "compare",
    "compare_uncertain",
    "difference",
    "drivers",
    "dump",
    "gaps",
    "load",
    "means",
    "mitigate",
    "sampled_drivers",
    "sampling_of",
    "schedule",
    "simulate",
    "simulate_all",
    "solve",
    "solve_uncertain",
    "sweep",
    "timeline",
    "timeline_bands",
    "tornado",
    "tripwires",
]

_HOMES = {
    "Assessment": "omsrisk.analysis.assess",
    "CannotReadError": "omsrisk.errors",
    "Finding": "omsrisk.scenario.findings",
    "InvalidScenarioError": "omsrisk.scenario.findings",
    "MissingExtraError": "omsrisk.simulation.extra",
    "OmsriskError": "omsrisk.errors",
    "Scenario": "omsrisk.scenario.load",
    "Severity": "omsrisk.scenario.findings",
    "UsageError": "omsrisk.errors",
    "assess": "omsrisk.analysis.assess",
    "check": "omsrisk.checks.check",
    "compare": "omsrisk.analysis.compare",
    "compare_uncertain": "omsrisk.analysis.paired",
    "difference": "omsrisk.analysis.diff",
    "drivers": "omsrisk.analysis.drivers",
    "dump": "omsrisk.scenario.dump",
    "gaps": "omsrisk.analysis.gaps",
    "load": "omsrisk.scenario.load",
    "means": "omsrisk.analysis.means",
    "mitigate": "omsrisk.analysis.mitigate",
    "sampled_drivers": "omsrisk.analysis.sampled_drivers",
    "sampling_of": "omsrisk.analysis.sampled",
    "schedule": "omsrisk.analysis.schedule",
    "simulate": "omsrisk.analysis.simulate",
    "simulate_all": "omsrisk.analysis.simulate",
    "solve": "omsrisk.analysis.solve",
    "solve_uncertain": "omsrisk.analysis.solve_uncertain",
    "sweep": "omsrisk.analysis.sweep",
    "timeline": "omsrisk.analysis.timeline",
    "timeline_bands": "omsrisk.analysis.timeline_bands",
    "tornado": "omsrisk.analysis.tornado",
    "tripwires": "omsrisk.analysis.tripwires",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: `omsrisk --version` needs none of them."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    value: object = getattr(import_module(_HOMES[name]), name)
    return value
