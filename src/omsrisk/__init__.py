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
    from omsrisk.errors import CannotReadError, OmsriskError, UsageError
    from omsrisk.scenario.dump import dump
    from omsrisk.scenario.findings import Finding, InvalidScenarioError, Severity
    from omsrisk.scenario.load import Scenario, load

__version__ = "0.1.0"

__all__ = [
    "Assessment",
    "CannotReadError",
    "Finding",
    "InvalidScenarioError",
    "OmsriskError",
    "Scenario",
    "Severity",
    "UsageError",
    "__version__",
    "assess",
    "dump",
    "load",
]

_HOMES = {
    "Assessment": "omsrisk.analysis.assess",
    "CannotReadError": "omsrisk.errors",
    "Finding": "omsrisk.scenario.findings",
    "InvalidScenarioError": "omsrisk.scenario.findings",
    "OmsriskError": "omsrisk.errors",
    "Scenario": "omsrisk.scenario.load",
    "Severity": "omsrisk.scenario.findings",
    "UsageError": "omsrisk.errors",
    "assess": "omsrisk.analysis.assess",
    "dump": "omsrisk.scenario.dump",
    "load": "omsrisk.scenario.load",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: `omsrisk --version` needs none of them."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    value: object = getattr(import_module(_HOMES[name]), name)
    return value
