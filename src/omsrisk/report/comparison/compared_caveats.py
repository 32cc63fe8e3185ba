"""What to mind with the figures of a comparison: part of every report, in every format."""

from collections.abc import Iterator

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.counted import Counted
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report.caveats import notes_of, of_ranges
from omsrisk.report.comparison.compared_names import labels
from omsrisk.report.said_of_files import said_of_files


def caveats(result: Comparison) -> tuple[str, ...]:
    """
    Say what the figures of a comparison rest on; nothing where they are exact and nothing is open.

    Args:
        result: From `compare`.
    """
    files = zip(result.assessments, result.states, strict=True)
    return said_of_files(labels(result), [list(_of_file(*one)) for one in files])


def _of_file(one: Assessment, state: Counted) -> Iterator[str]:
    if not state.is_told:
        yield (
            "The mean has no closed form: its figures are most likely values, and it is not ranked. "
            "omsrisk compare --simulate estimates it, --at likely ranks by these."
        )
        return
    notes = notes_of(one, state.figures, is_mean=state.has_ranges)
    if Comparison.has_ranges(one):
        # the first of the notes tells of figures beside the means, which stand in no comparison
        count = len(uncertain_inputs(one.scenario.case))
        yield f"{of_ranges(count, is_mean=state.has_ranges)}."
        notes = notes[1:]
    yield from notes
