"""Every trial of a simulation as rows of a spreadsheet."""

from collections.abc import Iterator
from itertools import chain

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.uncertainty.sample_question import Samples
from omsrisk.report.document import Column, Document, Sheet, Stretch


def document(assessment: Assessment, found: Samples) -> Document:
    """
    Report every trial.

    Args:
        assessment: What was simulated.
        found: Its trials; they stream, and can be had once.
    """
    names = (
        "trial",
        *(f"input:{path}" for path in found.inputs),
        *(f"draw:{path}" for path in found.draws),
        *(f"figure:{name}" for name in found.figures),
    )
    sheet = Sheet(tuple(Column(name) for name in names), _rows(assessment, found))
    return Document((), {}, sheet)


def _rows(assessment: Assessment, found: Samples) -> Iterator[Stretch]:
    digits = assessment.scenario.minor_digits
    before = 0
    for columns in found.parts:
        random = len(found.inputs) + len(found.draws)
        inputs, figures = columns[:random], columns[random:]
        count = len(columns[0])
        trials = map(str, range(before + 1, before + count + 1))
        before += count
        yield Stretch(
            tuple(
                chain(
                    (trials,),
                    ([f"{number:.12g}" for number in column] for column in inputs),
                    ([f"{number:z.{digits}f}" for number in column] for column in figures),
                )
            )
        )
