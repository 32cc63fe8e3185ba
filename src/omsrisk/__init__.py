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
    from omsrisk.analysis.changes.diff import Difference, difference
    from omsrisk.analysis.comparison.compare import Comparison, compare
    from omsrisk.analysis.decisions.gaps import GapAnalysis, gaps
    from omsrisk.analysis.decisions.knowing import Knowing, knowing
    from omsrisk.analysis.decisions.mitigate import MitigationPlan, mitigate
    from omsrisk.analysis.pairing.paired import PairedComparison, compare_uncertain
    from omsrisk.analysis.sensitivity.solve import Answer, solve
    from omsrisk.analysis.sensitivity.solve_uncertain import UncertainAnswer, solve_uncertain
    from omsrisk.analysis.sensitivity.sweep import Sweep, sweep
    from omsrisk.analysis.sensitivity.tornado import Tornado, tornado
    from omsrisk.analysis.sensitivity.tripwires import Tripwires, tripwires
    from omsrisk.analysis.time.schedule import Schedule, schedule
    from omsrisk.analysis.time.timeline import Timeline, timeline
    from omsrisk.analysis.time.timeline_bands import TimelineBands, timeline_bands
    from omsrisk.analysis.uncertainty.drivers import Drivers, drivers
    from omsrisk.analysis.uncertainty.means import At, Means, means
    from omsrisk.analysis.uncertainty.sampled import Sampling, sampling_of
    from omsrisk.analysis.uncertainty.sampled_drivers import sampled_drivers
    from omsrisk.analysis.uncertainty.simulate import simulate, simulate_all
    from omsrisk.analysis.uncertainty.uncertain_figures import Simulation
    from omsrisk.checks.check import Verdict, check
    from omsrisk.core.pricing.exposure import Exposure
    from omsrisk.core.pricing.figures import Totals
    from omsrisk.core.pricing.lines import Line
    from omsrisk.errors import CannotReadError, OmsriskError, UsageError
    from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError, Severity
    from omsrisk.scenario.dump import dump
    from omsrisk.scenario.load import Scenario, load
    from omsrisk.simulation.extra import MissingExtraError

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Assessment",
    "At",
    "CannotReadError",
    "Comparison",
    "Difference",
    "Drivers",
    "Exposure",
    "Finding",
    "GapAnalysis",
    "InvalidScenarioError",
    "Knowing",
    "Line",
    "Means",
    "MissingExtraError",
    "MitigationPlan",
    "OmsriskError",
    "PairedComparison",
    "Sampling",
    "Scenario",
    "Schedule",
    "Severity",
    "Simulation",
    "Sweep",
    "Timeline",
    "TimelineBands",
    "Tornado",
    "Totals",
    "Tripwires",
    "UncertainAnswer",
    "UsageError",
    "Verdict",
    "__version__",
    "assess",
    "check",
    "compare",
    "compare_uncertain",
    "difference",
    "drivers",
    "dump",
    "gaps",
    "knowing",
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
    "Answer": "omsrisk.analysis.sensitivity.solve",
    "Assessment": "omsrisk.analysis.assess",
    "At": "omsrisk.analysis.uncertainty.means",
    "CannotReadError": "omsrisk.errors",
    "Comparison": "omsrisk.analysis.comparison.compare",
    "Difference": "omsrisk.analysis.changes.diff",
    "Drivers": "omsrisk.analysis.uncertainty.drivers",
    "Exposure": "omsrisk.core.pricing.exposure",
    "Finding": "omsrisk.scenario.documents.findings",
    "GapAnalysis": "omsrisk.analysis.decisions.gaps",
    "InvalidScenarioError": "omsrisk.scenario.documents.findings",
    "Knowing": "omsrisk.analysis.decisions.knowing",
    "Line": "omsrisk.core.pricing.lines",
    "Means": "omsrisk.analysis.uncertainty.means",
    "MissingExtraError": "omsrisk.simulation.extra",
    "MitigationPlan": "omsrisk.analysis.decisions.mitigate",
    "OmsriskError": "omsrisk.errors",
    "PairedComparison": "omsrisk.analysis.pairing.paired",
    "Sampling": "omsrisk.analysis.uncertainty.sampled",
    "Scenario": "omsrisk.scenario.load",
    "Schedule": "omsrisk.analysis.time.schedule",
    "Severity": "omsrisk.scenario.documents.findings",
    "Simulation": "omsrisk.analysis.uncertainty.uncertain_figures",
    "Sweep": "omsrisk.analysis.sensitivity.sweep",
    "Timeline": "omsrisk.analysis.time.timeline",
    "TimelineBands": "omsrisk.analysis.time.timeline_bands",
    "Tornado": "omsrisk.analysis.sensitivity.tornado",
    "Totals": "omsrisk.core.pricing.figures",
    "Tripwires": "omsrisk.analysis.sensitivity.tripwires",
    "UncertainAnswer": "omsrisk.analysis.sensitivity.solve_uncertain",
    "UsageError": "omsrisk.errors",
    "Verdict": "omsrisk.checks.check",
    "assess": "omsrisk.analysis.assess",
    "check": "omsrisk.checks.check",
    "compare": "omsrisk.analysis.comparison.compare",
    "compare_uncertain": "omsrisk.analysis.pairing.paired",
    "difference": "omsrisk.analysis.changes.diff",
    "drivers": "omsrisk.analysis.uncertainty.drivers",
    "dump": "omsrisk.scenario.dump",
    "gaps": "omsrisk.analysis.decisions.gaps",
    "knowing": "omsrisk.analysis.decisions.knowing",
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


def __dir__() -> list[str]:
    """List the public names, as they are imported when they are first used."""
    return sorted(__all__)
