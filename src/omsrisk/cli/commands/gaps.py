"""`omsrisk gaps`: modify the software or change the process."""

from omsrisk.analysis.decisions.gaps import gaps
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.cli import options
from omsrisk.cli.question import Question, question
from omsrisk.report.decisions import gaps as build_gaps
from omsrisk.report.document import Document


@question()
def command(
    asked: Question,
    metric: options.Metric = DEFAULT,
) -> Document:
    """Price each gap of the gap analysis both ways."""
    return build_gaps.document(gaps(asked.assessment(), metric=metric, at=asked.at))
