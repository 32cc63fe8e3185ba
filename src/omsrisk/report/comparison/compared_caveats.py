"""What to mind with the figures of a comparison: part of every report, in every format."""

from collections.abc import Iterator

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.report.caveats import notes_of, what_ranges_count_with
from omsrisk.report.comparison.compared_names import labels


def caveats(result: Comparison) -> tuple[str, ...]:
    """
    Say what the figures of a comparison rest on; nothing where they are exact and nothing is open.

    Args:
        result: From `compare`.
    """
    return tuple(dict.fromkeys(_caveats(result)))


def _caveats(result: Comparison) -> Iterator[str]:
    ranges = what_ranges_count_with(result.assessments, result.at)
    yield from ranges
    for name, state in zip(labels(result), result.states, strict=True):
        if not state.is_told:
            yield (
                f"The mean of {name} has no closed form: its figures are most likely values, and it "
                "is not ranked. omsrisk compare --simulate estimates it, --at likely ranks by these."
            )
    for one, state in zip(result.assessments, result.states, strict=True):
        if state.is_told:
            notes = notes_of(one, state.figures, is_mean=state.has_ranges)
            yield from notes[1:] if result.has_ranges(one) else notes
