"""The decision: one page that says which roll-out, by how much, how sure, and what would turn it."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.board_paper import BoardOption, BoardPaper
from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.switching_values import Flip
from omsrisk.analysis.decisions.knowing import Known, most_of_one
from omsrisk.analysis.uncertainty.dearest_phase import failures_exclude_each_other
from omsrisk.analysis.uncertainty.means import At
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.derived import CATEGORIES
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report import numbers
from omsrisk.report.board import options_table
from omsrisk.report.board.page_words import in_words
from omsrisk.report.caveats import counted_in, notes_of, what_ranges_count_with
from omsrisk.report.comparison.compare import failing_first, left_out_sentences
from omsrisk.report.comparison.compared_caveats import caveats
from omsrisk.report.comparison.compared_files import has_chances
from omsrisk.report.comparison.compared_names import labels, names_of
from omsrisk.report.comparison.compared_sentences import first_sentence, headline
from omsrisk.report.decisions.knowing import best_to_know, what_of
from omsrisk.report.decisions.knowing import digits_of as digits_of_comparison
from omsrisk.report.document import Headline
from omsrisk.report.exposure import calc as build_calc
from omsrisk.report.filled import capital
from omsrisk.report.page.blocks import prose
from omsrisk.report.page.html import text
from omsrisk.report.uncertainty.uncertain_numbers import (
    chance_text,
    digits_of,
    rough_digits,
    told,
)
from omsrisk.scenario.documents.nodes import List, Map, Node, Scalar
from omsrisk.scenario.labels import label_of, within_a_sentence
from omsrisk.simulation.estimates import Estimate

_SEVERAL = 2
_ONE_OF_TEN, _TOLD_APART = 0.1, 0.002
_MOST_SWITCHES = 3
_MOST_TO_FIND_OUT = 2


def html(paper: BoardPaper, title: str) -> Iterator[str]:
    """
    Write the decision.

    Args:
        paper: What every question came to.
        title: Of the page.
    """
    scenario = paper.chosen.assessment.scenario
    yield f'<section id="decision">\n<h1>{text(title)}</h1>\n'
    facts = (numbers.currency(scenario.currency), "undiscounted, before tax", *_as_of(paper))
    yield f'<p class="quiet">{text(" | ".join(facts))}</p>\n'
    yield from _verdict(paper)
    yield from options_table.chart(paper)
    for said in (_through_what(paper), _may_come_to(paper), _chances(paper), _in_depth(paper)):
        sentences = " ".join(said)
        if sentences:
            yield f"<p>{text(sentences)}</p>\n"
    if paper.closest is not None:
        yield from _list("This turns round if", _turns(paper.closest))
    yield from _list("Before deciding", _before_deciding(paper))
    counted = tuple(one for each in paper.assessments for one in counted_in(each.scenario.case))
    told = _not_in(paper)
    yield from _list("In these figures", [one for one in told if one.endswith(counted)])
    yield from _list("Not in these figures", [one for one in told if not one.endswith(counted)])
    yield "</section>\n"


def as_of(assessments: Sequence[Assessment]) -> date | None:
    """
    Tell how fresh the inputs of roll-outs are: the latest day that one of them was true.

    Args:
        assessments: From `assess`.
    """
    days = [day for one in assessments for day in _days(one.scenario.root)]
    return date.fromisoformat(max(days)) if days else None


def _as_of(paper: BoardPaper) -> tuple[str, ...]:
    day = as_of(paper.assessments)
    return () if day is None else (f"inputs as of {numbers.day(day)}",)


def _days(node: Node) -> Iterator[str]:
    """Walk the days that the file says its values were true on."""
    if isinstance(node, Map):
        for key, value in node.entries.items():
            if key == "as_of" and isinstance(value, Scalar):
                yield value.text
            else:
                yield from _days(value)
    elif isinstance(node, List):
        for one in node.items:
            yield from _days(one)


def _verdict(paper: BoardPaper) -> Iterator[str]:
    """Say which is cheaper; that nothing can be ranked stands in a box, so that nobody misses it."""
    result = paper.comparison
    if result is None:
        document = build_calc.document([paper.chosen.assessment], dict)
        spoken = (one for one in document.blocks if isinstance(one, Headline))
        said = " ".join(next(spoken).lines)
        yield f'<p class="lead">{text(said)}</p>\n'
        return
    if not _is_decided(paper):
        said = " ".join([*failing_first(result), *headline(result)])
        yield f'<p class="lead refused">{text(said)}</p>\n'
        return
    average = "On average" if result.shows_means else ""
    first = first_sentence(result, average)
    said = " ".join([*failing_first(result), *first, *_how_often(paper)])
    yield f'<p class="lead">{text(said)}</p>\n'


def _through_what(paper: BoardPaper) -> Iterator[str]:
    """Say what follows the first sentence of the comparison."""
    result = paper.comparison
    if result is not None and _is_decided(paper):
        first, whole = (" ".join(one(result)) for one in (first_sentence, headline))
        yield whole.removeprefix(first).strip()


def _is_decided(paper: BoardPaper) -> bool:
    """Whether there is a ranking, and its gap is more than the means are right to."""
    closest = paper.closest
    return closest is not None and closest.pairs[0].cheaper is not None


def _how_often(paper: BoardPaper) -> Iterator[str]:
    won = paper.chosen.cheapest
    if won is not None:
        name = _name(paper)
        tied = f", and as cheap as another in {numbers.share(Decimal(won.tied))}" if won.tied else ""
        yield f"{capital(name)} is the cheapest in {chance_text(won.alone)} of the outcomes{tied}."


def _name(paper: BoardPaper) -> str:
    return names_of([one.scenario for one in paper.assessments])[paper.preferred]


def _subject(paper: BoardPaper) -> str:
    """Name the roll-out within a sentence; where the page is about one, everybody knows which."""
    return _name(paper) if len(paper.options) >= _SEVERAL else "it"


def _may_come_to(paper: BoardPaper) -> Iterator[str]:
    found = paper.chosen.simulation
    if found is None or not found.shown.varies:
        return
    scenario = paper.chosen.assessment.scenario
    summary = found.shown.summary
    digits = digits_of(summary, scenario.minor_digits)
    dear = summary.percentiles[90].value
    shown = numbers.money(told(summary, dear), digits)
    # an amount of its own, such as that of a failure, may be far likelier than one in ten
    reached = next((chance for amount, chance in summary.pictured if amount == dear), _ONE_OF_TEN)
    how_often = "In one of ten outcomes"
    if abs(reached - _ONE_OF_TEN) >= _TOLD_APART:
        how_often = f"In {chance_text(Estimate(reached))} of the outcomes"
    yield f"{how_often} {_subject(paper)} comes to {shown} or more."
    for limit in found.limits_on(found.metric):
        most = numbers.money(limit.maximum, scenario.minor_digits)
        where = "above" if Decimal(dear) > limit.maximum else "within"
        chance = chance_text(found.shown.above(limit.maximum))
        yield f"That is {where} the limit of {most}, which {chance} of the outcomes pass."


def _chances(paper: BoardPaper) -> Iterator[str]:
    if not has_chances(paper.chosen.assessment):
        return
    told = paper.chosen.assessment.chances
    fails, completes = told.at_least_one_fails, told.every_phase_goes_live
    reaches = told.expected_share_of_orders
    if fails is not None:
        fails_with = numbers.chance(fails)
        single = len(paper.chosen.assessment.scenario.case.phases) < _SEVERAL
        which = "The go-live" if single else "At least one go-live"
        whose = "" if len(paper.options) < _SEVERAL else f" of {_name(paper)}"
        yield f"{which}{whose} fails with a chance of {fails_with}."
    if completes is not None and completes != 1:
        yield f"It completes with a chance of {numbers.chance(completes)}."
    if reaches is not None and reaches != 1:
        yield f"It reaches {numbers.chance(reaches)} of the orders on average."


def _in_depth(paper: BoardPaper) -> Iterator[str]:
    """Say what the sections in depth are about, where no ranking says it."""
    if paper.comparison is not None and not _is_decided(paper):
        yield f"The sections in depth are about {_name(paper)}; that does not say that it is cheaper."


def _turns(result: Comparison) -> list[str]:
    """Say which numbers of which input turn it over, the nearest first."""
    names = labels(result)
    found = sorted((one for one in result.flips if one.at is not None), key=_distance)
    said = []
    for one in found[:_MOST_SWITCHES]:
        case = result.assessments[one.file or 0].scenario.case
        place = "both" if one.file is None else names[one.file]
        at = numbers.threshold_text(one.at or one.value, one.unit, is_more=one.is_more)
        value = numbers.value_text(one.value, one.unit)
        stated = uncertain_inputs(case).get(one.path)
        within = ""
        if stated is not None and stated.spread is not None:
            is_within = stated.spread.low <= (one.at or one.value) <= stated.spread.high
            within = ", within its range" if is_within else ", outside its range"
            value += " on average" if result.shows_means else ""
        said.append(f"{label_of(case, one.path)} is {at}, instead of {value} (in {place}){within}.")
    return said


def _distance(one: Flip) -> Decimal:
    """Tell by what part of itself an input would have to change."""
    change = abs((one.at or Decimal(0)) - one.value)
    return change / abs(one.value) if one.value else Decimal("Infinity")


def _before_deciding(paper: BoardPaper) -> list[str]:
    """Say what knowing more is worth, and what is most worth finding out, from whom."""
    said = []
    won = paper.chosen.cheapest
    if won is not None:
        scenario = paper.chosen.assessment.scenario
        digits = rough_digits(scenario.minor_digits, won.regret)
        least = most_of_one(paper.known or ())  # all is worth no less than a part of it
        worth = numbers.money(Decimal(max(won.regret, least)), digits)
        said.append(
            f"Knowing beforehand which one will be the cheapest is worth at most {worth} on average."
        )
    if paper.known is not None and paper.comparison is not None:
        said += _worth_knowing(paper.known, digits_of_comparison(paper.comparison))
    else:
        said += [f"Find out more about {one}{share}." for one, share in _most_uncertain(paper)]
    return said


def _worth_knowing(known: Sequence[Known], digits: int) -> Iterator[str]:
    """Say what the most valuable inputs and events are worth, and whose they are."""
    least = Decimal(1).scaleb(-digits)
    found = [one for one in known if one.worth is not None and one.worth >= least]
    if not found:
        yield best_to_know((), digits)
    for one in found[:_MOST_TO_FIND_OUT]:
        worth = numbers.money(Decimal(one.worth or 0), digits)
        what = _owned(what_of(one), one.owner)
        beforehand = f"beforehand {what}" if one.is_event else f"{what} beforehand"
        yield f"Knowing {beforehand} is worth up to {worth}."


def _most_uncertain(paper: BoardPaper) -> list[tuple[str, str]]:
    """List what drives the uncertainty most; where that is not told, the widest of the tornado."""
    if paper.drivers is not None:
        # of what is correlated the share alone tells what knowing it takes away
        found = [
            (max(one.first_order, one.total_order), one)
            for one in paper.drivers.drivers
            if not one.is_draw
        ]
        return [
            (
                _owned(within_a_sentence(one.label), one.owner),
                f": {numbers.share(Decimal(part))} of the variance",
            )
            for part, one in sorted(found, key=lambda each: -each[0])[:_MOST_TO_FIND_OUT]
            if part >= _WORTH_FINDING_OUT
        ]
    wide = [one for one in paper.tornado.bars if one.is_range]
    return [(_owned(within_a_sentence(one.label), one.owner), "") for one in wide[:_MOST_TO_FIND_OUT]]


_WORTH_FINDING_OUT = 0.01
"""Of the variance: whoever finds out what makes less of it changes nothing."""


def _owned(label: str, owner: str | None) -> str:
    return f"{label} ({owner})" if owner else label


def _not_in(paper: BoardPaper) -> list[str]:
    if paper.comparison is None:
        return [*_not_assessed(paper.assessments), *_of_one(paper.chosen)]
    # beside a table they are what its `~` stands for; here they are sentences
    beside = [f"{capital(one.removeprefix('~ '))}." for one in left_out_sentences(paper.comparison)]
    said = [*beside, *paper.comparison.warnings]
    undecided = [one.name for one in paper.chosen.assessment.scenario.case.gaps if one.modify is None]
    if undecided:
        said.append(f"Not decided, and priced at the cheaper way: {', '.join(undecided)}.")
    counts = what_ranges_count_with(paper.comparison.assessments, At.MEAN)
    told = (one for one in caveats(paper.comparison) if one not in counts)
    said += _not_assessed(paper.comparison.assessments)
    return list(dict.fromkeys((*said, *told)))


def _of_one(option: BoardOption) -> Iterator[str]:
    """Say what to mind of a roll-out that stands by itself; figures that it is beside have notes."""
    ranges = len(uncertain_inputs(option.assessment.scenario.case))
    notes = notes_of(option.assessment, option.means, is_mean=ranges > 0)
    undecided = [one.name for one in option.assessment.scenario.case.gaps if one.modify is None]
    if undecided:
        yield f"Not decided, and priced at the cheaper way: {', '.join(undecided)}."
    yield from notes[1:] if ranges else notes


def _not_assessed(assessments: Sequence[Assessment]) -> Iterator[str]:
    """Name the categories, and what stands around them, that nobody states anything of."""
    first, *others = (_lacking(one) for one in assessments)
    lacking = [one for one in first if all(one in other for other in others)]
    if lacking:
        yield f"Not assessed, which is not zero: {', '.join(map(within_a_sentence, lacking))}."


def _lacking(assessment: Assessment) -> list[str]:
    exposure = assessment.exposure
    assessed = {line.id for line in exposure.lines if line.assessed}
    lacking = [kind.short for kind in CATEGORIES if kind.id not in assessed]
    for group in Group:
        if group.is_optional or group is Group.COST_OF_FAILURE:
            continue
        # a roll-out that goes on whatever fails need not say what stopping costs
        stops = failures_exclude_each_other(assessment.scenario.case)
        if exposure.totals[group.value] is None and (stops or group is not Group.STOPPING):
            lacking.append(group.label)
    return lacking


def _list(heading: str, sentences: list[str]) -> Iterator[str]:
    if sentences:
        items = "".join(f"<li>{prose(in_words(one))}</li>\n" for one in sentences if in_words(one))
        yield f"<h2>{text(heading)}</h2>\n<ul>\n{items}</ul>\n"
