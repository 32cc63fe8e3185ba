"""`omsrisk drivers`: what drives the uncertainty."""

from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.cli import options
from omsrisk.cli.question import Question, question
from omsrisk.report.document import Document
from omsrisk.report.uncertainty import drivers as build_drivers


@question(leaves_out=("at",))
def command(
    asked: Question,
    metric: options.Metric = DEFAULT,
) -> Document:
    """Find what makes the uncertainty of a metric, exactly and without sampling."""
    return build_drivers.document(drivers(asked.assessment(), metric=metric))
