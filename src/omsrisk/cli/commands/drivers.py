"""`omsrisk drivers`: what drives the uncertainty."""

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.uncertainty.drivers import Drivers, NoClosedFormError, drivers
from omsrisk.cli import options
from omsrisk.cli.progress import ProgressBar
from omsrisk.cli.question import Question, question
from omsrisk.report.document import Document
from omsrisk.report.uncertainty import drivers as build_drivers


@question(leaves_out=("at",))
def command(
    asked: Question,
    metric: options.Metric = DEFAULT,
) -> Document:
    """Find what makes the uncertainty of a metric: exactly, or by trials where that cannot be."""
    assessment = asked.assessment()
    try:
        return build_drivers.document(drivers(assessment, metric=metric))
    except NoClosedFormError as error:
        found = _estimated(assessment, metric, quiet=asked.quiet)
        return build_drivers.document(found, error.message)


def _estimated(assessment: Assessment, metric: str, *, quiet: bool) -> Drivers:
    """Estimate what drives a metric, with the trials and the seed that `simulate` takes."""
    from omsrisk.analysis.uncertainty.sampled import TRIALS
    from omsrisk.analysis.uncertainty.sampled_drivers import estimated_drivers

    with ProgressBar(TRIALS, "trials of drivers", quiet=quiet) as bar:
        return estimated_drivers(assessment, metric=metric, on_progress=bar)
