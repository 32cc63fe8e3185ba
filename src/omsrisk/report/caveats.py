"""What to mind with the figures of a scenario: part of every report, in every format."""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.uncertainty.dearest_phase import failures_exclude_each_other
from omsrisk.analysis.uncertainty.means import At, Means, open_go_lives
from omsrisk.core.phasing.go_live_chances import follows_failures, shares_its_cause
from omsrisk.core.phasing.slips import may_slip
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.catalogue import COMMON_CAUSE, LIKELIHOOD, PAUSE_DAYS, SLIPS
from omsrisk.core.pricing.programme import gaps_at_a_floor
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.core.uncertainty.sharing import EVERY_RANGE, sources_shared
from omsrisk.report.numbers import day, money, value_text

_SEEN = Decimal("0.005")
"""An error that moves no printed cent is not told."""


def notes_of(assessment: Assessment, figures: Means, *, is_mean: bool) -> tuple[str, ...]:
    """
    Say what the figures rest on.

    Args:
        assessment: The scenario.
        figures: Its means, or its most likely values.
        is_mean: Whether the figures are means over ranges.
    """
    return tuple(_notes(assessment, figures, is_mean=is_mean))


def counted_in(case: Case) -> tuple[str, ...]:
    """
    Say what of the sentences of `notes_of` is in the figures: what is stated, and what follows of it.

    The others say what is left out of them, or taken as independent.

    Args:
        case: Of the scenario.
    """
    return tuple(filter(None, (*_together(case), _dependence(case), *_pause(case), *_slips(case))))


def of_ranges(count: int, *, is_mean: bool) -> str:
    """
    Say what ranges count with.

    >>> of_ranges(5, is_mean=True), of_ranges(1, is_mean=False)
    ('Means over 5 ranges', 'Computed with the most likely value of 1 range')
    """
    number = "1 range" if count == 1 else f"{count} ranges"
    if is_mean:
        return f"Means over {number}"
    return f"Computed with the most likely {'value' if count == 1 else 'values'} of {number}"


def ranges_apart(independent: Sequence[str]) -> str:
    """
    Name the inputs whose ranges were separated.

    >>> ranges_apart(["delay.duration_days"]), ranges_apart(["*"])
    ('delay.duration_days', 'all ranges')
    """
    return "all ranges" if EVERY_RANGE in independent else ", ".join(independent)


def what_ranges_count_with(
    assessments: Sequence[Assessment], at: At, varied: Collection[str] = ()
) -> tuple[str, ...]:
    """
    Say what ranges count with in figures over which inputs vary; nothing where there are none.

    Of several scenarios each sentence names those that it is said of.

    Args:
        assessments: The scenarios.
        at: What ranges count with.
        varied: The inputs that vary, by the paths where they are stated.
    """
    from omsrisk.report.comparison.compared_names import names_of
    from omsrisk.report.said_of_files import said_of_files

    told = []
    for one in assessments:
        ranges = uncertain_inputs(one.scenario.case)
        said = list(said_of_ranges(len(ranges), at))
        own = [path for path in dict.fromkeys(varied) if path in ranges]
        if own:
            said.append(f"A number takes the place of the range of {', '.join(own)}.")
        told.append(said)
    return said_of_files(names_of([one.scenario for one in assessments]), told)


def numbers_before_effects(
    assessments: Sequence[Assessment], varied: Collection[str]
) -> tuple[str, ...]:
    """
    Say of which inputs numbers are told that effects act on; `--set` takes the place of both.

    Args:
        assessments: The scenarios.
        varied: The inputs of which numbers are told, by the paths where they are stated.
    """
    acting: dict[str, dict[str, None]] = {}
    for scenario in (one.scenario for one in assessments):
        case = scenario.case
        if not case.taken and not case.gaps:
            continue
        for inputs in (case.inputs, *(phase.inputs for phase in case.phases)):
            for one in inputs.values():
                if one.acted_on and one.path in varied:
                    acting.setdefault(one.path, {}).update(dict.fromkeys(one.changed_by))
    return tuple(
        f"Numbers of {path} are those before {' and '.join(names)}: write them into the file, "
        "as --set takes the place of the effect."
        for path, names in acting.items()
    )


def said_of_ranges(count: int, at: At) -> tuple[str, ...]:
    """Say in a sentence what some ranges count with; nothing where there are none."""
    return (f"{of_ranges(count, is_mean=at is At.MEAN)}.",) if count else ()


def said_of_failure(assessment: Assessment, metrics: Collection[str]) -> tuple[str, ...]:
    """
    Say which figures of trials are those of the one phase that fails; nothing where none is.

    Args:
        assessment: The scenario.
        metrics: Figures that are simulated, or statistics of them other than a mean.
    """
    from omsrisk.analysis.uncertainty.trial_figures import is_of_the_phase_that_fails

    case = assessment.scenario.case
    if not any(is_of_the_phase_that_fails(case, metric) for metric in metrics):
        return ()
    return ("Cost of failure: of the phase that fails, as the first failure stops the rest; else 0.",)


def named_few(names: Sequence[str]) -> str:
    """
    Name things, the first of them where they are many.

    >>> named_few(["A", "B"]), named_few(["A", "B", "C", "D", "E"])
    ('A, B', 'A, B, C and 2 more')
    """
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


_MOST_NAMES = 3


def _left_undone(assessment: Assessment) -> Iterator[str]:
    """Say what a stop costs and leaves undone that nobody prices."""
    case = assessment.scenario.case
    if not failures_exclude_each_other(case):
        return
    if assessment.totals["stopping"] is None:
        yield "Stopping is priced at nothing: a likelier failure looks cheaper."
    elif case.phases_without_stopping:
        names = named_few([phase.name for phase in case.phases_without_stopping])
        yield f"What stopping costs after {names}: not assessed, and priced at nothing."
    if not case.prices_what_is_undone:
        yield "What a stop leaves undone: not assessed without `calendar.horizon`."
    elif "capital" not in case.sections:
        yield "The system written off at a stop: not assessed without `capital`."


def _floor(assessment: Assessment, figures: Means, *, is_mean: bool) -> str:
    """
    Say what the net exposure is at the least, whatever is decided on gaps.

    It is below what is shown where a modification postpones the go-live into days that weigh less,
    or where the way that is cheaper at the most likely values is dearer in the mean.
    """
    scenario, shown = assessment.scenario, figures.totals["net_exposure"]
    if shown is None or figures.not_told:
        return ""
    from omsrisk.analysis.decisions.undecided import at_the_cheapest

    least = at_the_cheapest(scenario.case, "net_exposure", At.MEAN if is_mean else At.LIKELY)
    if least is None:
        return ""
    # a mean is right to the last of its 50 digits: the same sum in another order is no other one
    if shown - least < _SEEN:
        return ": the net exposure is at least what is shown"
    return f": decided otherwise, the net exposure may fall to {money(least, scenario.minor_digits)}"


def _why_not_told(case: Case) -> str:
    """Say why a mean has no closed form."""
    from omsrisk.core.phasing.by_slip import tells_of_others  # most means have one

    if tells_of_others(case):
        return "Means have no closed form: the slip of the go-lives is correlated with another input."
    return (
        "Not every mean has a closed form: too many correlated inputs meet in one product, or "
        "they are correlated too strongly."
    )


def _slips(case: Case) -> Iterator[str]:
    """Say by how many days the go-lives slip, and how likely that touches the peak."""
    risks = None
    if SLIPS in case.inputs:
        from omsrisk.analysis.time.slip_risks import slip_risks  # most files have no slip

        risks = slip_risks(case)
    if risks is None:
        return
    days = value_text(risks.mean_days.quantize(Decimal("0.1")), "day")
    average = " on average" if may_slip(case) else ""
    yield f"All go-lives slip by {days}{average}; the most likely dates are those shown."
    if may_slip(case) and case.live_from:
        yield "Means weigh what is in force on each of the slipped dates."
    if risks.touches_peak is not None:
        chance = value_text(risks.touches_peak.quantize(_CHANCE), "1")
        yield f"The weeks after a go-live touch the busiest month with {chance}."
    backup = case.calendar.backup_go_live
    if risks.passes_backup is not None and backup is not None:
        chance = value_text(risks.passes_backup.quantize(_CHANCE), "1")
        yield f"The first go-live passes the backup, {day(backup)}, with {chance}."


_CHANCE = Decimal("0.001")


def _dependence(case: Case) -> str:
    """Say how phases depend on each other; empty where each fails or holds by itself."""
    cause = case.inputs.get(COMMON_CAUSE)
    if cause is not None and shares_its_cause(case):
        chance = value_text(cause.value, "1")
        return (
            f"With a chance of {chance} one cause decides for all go-lives; else they fail or hold "
            "independently of each other."
        )
    if follows_failures(case) and not case.stops_if_a_phase_fails:
        return "A go-live fails with another likelihood where the one before it failed."
    return ""


def _together(case: Case) -> Iterator[str]:
    """Say which ranges of the phases are one."""
    shared = [source for source in sources_shared(case) if source != LIKELIHOOD]
    if shared:
        from omsrisk.scenario.labels import label_of, within_a_sentence  # few files have phases

        named = " and for ".join(within_a_sentence(label_of(case, one)) for one in shared)
        yield (
            f"The ranges of the phases move together for {named} (--independent PATH separates them)."
        )


def _pause(case: Case) -> Iterator[str]:
    """Say what follows a failure where the roll-out pauses."""
    if case.may_pause:
        days = value_text(case.inputs[PAUSE_DAYS].value, "day")
        yield (
            f"After a phase that fails, and is not the last, the roll-out pauses for {days}: dates, "
            "the season and what holds from a day on stay as planned."
        )


def _notes(assessment: Assessment, figures: Means, *, is_mean: bool) -> Iterator[str]:
    case = assessment.scenario.case
    ranges = uncertain_inputs(case)
    events = open_go_lives(case)
    if ranges:
        beside = ", beside the most likely values" if is_mean else ""
        yield f"{of_ranges(len(ranges), is_mean=is_mean)}{beside}."
    numbers = [path for path in ranges if path.rpartition(".")[2] != LIKELIHOOD]
    if is_mean and len(numbers) + events > 1:
        tied = ", but for what is stated as correlated" if case.correlations else ""
        together = _dependence(case)
        if together:
            yield together
        what = "Ranges" if together else "Ranges and failures"
        yield f"{what} are independent of each other{tied}."
    if is_mean:
        yield from _together(case)
    if events > 1 and not (is_mean and len(numbers) + events > 1):
        yield _dependence(case) or "Go-lives fail or hold independently of each other."
    yield from _left_undone(assessment)
    yield from _pause(case)
    yield from _slips(case)
    undecided = len(gaps_at_a_floor(case))
    if undecided:
        gaps = (
            "1 gap is not decided and counts"
            if undecided == 1
            else (f"{undecided} gaps are not decided and count")
        )
        yield f"{gaps} with the cheaper way{_floor(assessment, figures, is_mean=is_mean)}."
    if figures.not_told:
        yield _why_not_told(case)
        if figures.estimated:
            net = figures.errors.get("net_exposure", 0.0)
            within = money(Decimal(net), 2)
            yield f"Such totals are estimated by simulation, the net exposure within {within}."
        else:
            yield "omsrisk simulate estimates such means."
    largest = max(figures.errors.values(), default=0.0)
    if is_mean and largest > _SEEN and not figures.estimated:
        yield f"Means of correlated products are right to {money(Decimal(largest), 2)}."
