"""What to mind with the figures of a comparison: part of every report, in every format."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.counted import Counted
from omsrisk.analysis.comparison.side_by_side import times
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report import numbers
from omsrisk.report.caveats import notes_of, numbers_before_effects, of_ranges
from omsrisk.report.comparison.compared_names import labels
from omsrisk.report.said_of_files import said_of_files

if TYPE_CHECKING:
    from omsrisk.analysis.time.present_value import PresentValue


def caveats(result: Comparison) -> tuple[str, ...]:
    """
    Say what the figures of a comparison rest on; nothing where they are exact and nothing is open.

    Args:
        result: From `compare`.
    """
    files = zip(result.assessments, result.states, strict=True)
    turning = {flip.path for flip in result.flips if flip.at is not None}
    told = [[*_of_file(*one), *numbers_before_effects(one[:1], turning)] for one in files]
    return said_of_files(labels(result), told)


def discounted(result: Comparison) -> "tuple[PresentValue | None, ...]":
    """
    Discount the scenarios to the earliest day of all; None where one states no rate or no dates.

    Args:
        result: From `compare`.
    """
    if all(one.scenario.case.discount_rate is None for one in result.assessments):
        return (None,) * len(result.assessments)
    from omsrisk.analysis.time.present_value import present_values  # most files state no rate

    return present_values(result.assessments)


def present_value_sentences(result: Comparison) -> Iterator[str]:
    """
    Say what each scenario comes to in money of one day, in the currency of the comparison.

    Args:
        result: From `compare`.
    """
    digits = result.assessments[result.base].scenario.minor_digits
    for name, rate, found in zip(labels(result), result.rates, discounted(result), strict=True):
        amount = None
        if found is not None:
            amount = found.mean if result.is_expected else found.most_likely
        if found is not None and amount is not None:
            shown = numbers.money(times(amount, rate), digits)
            yearly = f"{numbers.share(found.rate)} a year"
            day = numbers.day(found.valued_on)
            yield f"Present value of {name}: {shown} on {day}, at {yearly}; all else is undiscounted."


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
