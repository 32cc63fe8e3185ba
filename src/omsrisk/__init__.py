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
    from omsrisk.analysis.changes.diff import difference
    from omsrisk.analysis.comparison.compare import compare
    from omsrisk.analysis.comparison.paired import compare_uncertain
    from omsrisk.analysis.decisions.gaps import gaps
    from omsrisk.analysis.decisions.mitigate import mitigate
    from omsrisk.analysis.sensitivity.solve import solve
    from omsrisk.analysis.sensitivity.solve_uncertain import solve_uncertain
    from omsrisk.analysis.sensitivity.sweep import sweep
    from omsrisk.analysis.sensitivity.tornado import tornado
    from omsrisk.analysis.sensitivity.tripwires import tripwires
    from omsrisk.analysis.time.schedule import schedule
    from omsrisk.analysis.time.timeline import timeline
    from omsrisk.analysis.time.timeline_bands import timeline_bands
    from omsrisk.analysis.uncertainty.drivers import drivers
    from omsrisk.analysis.uncertainty.means import means
    from omsrisk.analysis.uncertainty.sampled import sampling_of
    from omsrisk.analysis.uncertainty.sampled_drivers import sampled_drivers
    from omsrisk.analysis.uncertainty.simulate import simulate, simulate_all
    from omsrisk.checks.check import check
    from omsrisk.errors import CannotReadError, OmsriskError, UsageError
    from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError, Severity
    from omsrisk.scenario.dump import dump
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
    "Finding": "omsrisk.scenario.documents.findings",
    "InvalidScenarioError": "omsrisk.scenario.documents.findings",
    "MissingExtraError": "omsrisk.simulation.extra",
    "OmsriskError": "omsrisk.errors",
    "Scenario": "omsrisk.scenario.load",
    "Severity": "omsrisk.scenario.documents.findings",
    "UsageError": "omsrisk.errors",
    "assess": "omsrisk.analysis.assess",
    "check": "omsrisk.checks.check",
    "compare": "omsrisk.analysis.comparison.compare",
    "compare_uncertain": "omsrisk.analysis.comparison.paired",
    "difference": "omsrisk.analysis.changes.diff",
    "drivers": "omsrisk.analysis.uncertainty.drivers",
    "dump": "omsrisk.scenario.dump",
    "gaps": "omsrisk.analysis.decisions.gaps",
    "load": "omsrisk.scenario.load",
    "means": "omsrisk.analysis.uncertainty.means",
    "mitigate": "omsrisk.analysis.decisions.mitigate",
    "sampled_drivers": "omsrisk.analysis.uncertainty.sampled_drivers",
    "sampling_of": "omsrisk.analysis.uncertainty.sampled",
    "schedule": "omsrisk.analysis.time.schedule",
    "simulate": "omsrisk.analysis.uncertainty.simulate",
    "simulate_all": "omsrisk.analysis.uncertainty.simulate",
    "solve": "omsrisk.analysis.sensitivity.solve",
    "solve_uncertain": "omsrisk.analysis.sensitivity.solve_uncertain",
    "sweep": "omsrisk.analysis.sensitivity.sweep",
    "timeline": "omsrisk.analysis.time.timeline",
    "timeline_bands": "omsrisk.analysis.time.timeline_bands",
    "tornado": "omsrisk.analysis.sensitivity.tornado",
    "tripwires": "omsrisk.analysis.sensitivity.tripwires",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: `omsrisk --version` needs none of them."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    value: object = getattr(import_module(_HOMES[name]), name)
    return value
