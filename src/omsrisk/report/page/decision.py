"""The decision: one page that says which roll-out, by how much, how sure, and what would turn it."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.board_paper import BoardPaper
from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.switching_values import Flip
from omsrisk.report import numbers
from omsrisk.report.comparison.compare import failing_first
from omsrisk.report.comparison.compared_caveats import caveats
from omsrisk.report.comparison.compared_names import labels
from omsrisk.report.comparison.compared_sentences import headline
from omsrisk.report.document import Lines
from omsrisk.report.exposure import calc as build_calc
from omsrisk.report.page.html import text
from omsrisk.report.uncertainty.uncertain_numbers import chance_text, digits_of
from omsrisk.scenario.documents.nodes import List, Map, Node, Scalar
from omsrisk.scenario.labels import label_of

_MOST_SWITCHES = 3


def html(board: BoardPaper, title: str) -> Iterator[str]:
    """
    Write the decision.

    Args:
        board: What every question came to.
        title: Of the page.
    """
    scenario = board.chosen.scenario
    yield f'<section id="decision">\n<h1>{text(title)}</h1>\n'
    facts = (scenario.currency, "undiscounted, before tax", *_as_of(board))
    yield f'<p class="quiet">{text(" | ".join(facts))}</p>\n'
    yield from _verdict(board)
    yield from _may_come_to(board)
    yield from _chances(board)
    if board.comparison is not None:
        yield from _list("This turns round if", _turns(board.comparison))
    yield from _list("Not in these figures", _not_in(board))
    yield "</section>\n"


def as_of(assessments: Sequence[Assessment]) -> date | None:
    """
    Tell how fresh the inputs of roll-outs are: the latest day that one of them was true.

    Args:
        assessments: From `assess`.
    """
    days = [day for one in assessments for day in _days(one.scenario.root)]
    return date.fromisoformat(max(days)) if days else None


def _as_of(board: BoardPaper) -> tuple[str, ...]:
    day = as_of(board.assessments)
    return () if day is None else (f"inputs as of {day}",)


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


def _verdict(board: BoardPaper) -> Iterator[str]:
    """Say which is cheaper; that nothing can be ranked stands in a box, so that nobody misses it."""
    result = board.comparison
    if result is None:
        document = build_calc.document([board.chosen], dict)
        spoken = (one for one in document.blocks if isinstance(one, Lines) and not one.quiet)
        said = " ".join(next(spoken).lines)
        yield f'<p class="lead">{text(said)}</p>\n'
        return
    said = " ".join([*failing_first(result), *headline(result)])
    ranked = bool(result.ranked)
    attribute = "lead" if ranked else "lead refused"
    yield f'<p class="{attribute}">{text(said)}</p>\n'


def _may_come_to(board: BoardPaper) -> Iterator[str]:
    found = board.simulations[board.preferred]
    if found is None or not found.shown.varies:
        return
    scenario = board.chosen.scenario
    summary = found.shown.summary
    digits = digits_of(summary, scenario.minor_digits)
    dear = numbers.money(Decimal(summary.percentiles[90].value), digits)
    said = [f"{scenario.name}: in one of ten outcomes it comes to {dear} or more."]
    for limit in found.limits_on(found.metric):
        most = numbers.money(limit.maximum, scenario.minor_digits)
        chance = chance_text(found.shown.above(limit.maximum))
        said.append(f"It passes the limit of {most} in {chance} of the outcomes.")
    yield f"<p>{text(' '.join(said))}</p>\n"


def _chances(board: BoardPaper) -> Iterator[str]:
    told = board.chosen.chances
    said = [
        sentence.format(numbers.share(Decimal(chance)))
        for sentence, chance in (
            ("At least one go-live fails: {}.", told.at_least_one_fails),
            ("The roll-out completes: {}.", told.every_phase_goes_live),
            ("It reaches {} of the orders on average.", told.expected_share_of_orders),
        )
        if chance is not None
    ]
    yield f"<p>{text(' '.join(said))}</p>\n"


def _turns(result: Comparison) -> list[str]:
    """Say which numbers of which input turn it over, the nearest first."""
    names = labels(result)
    found = sorted((one for one in result.flips if one.at is not None), key=_distance)
    said = []
    for one in found[:_MOST_SWITCHES]:
        first = result.assessments[one.file or 0].scenario.case
        place = "both" if one.file is None else names[one.file]
        at = numbers.threshold_text(one.at or one.value, one.unit, is_more=one.is_more)
        value = numbers.value_text(one.value, one.unit)
        said.append(f"{label_of(first, one.path)} is {at}, instead of {value} (in {place}).")
    return said


def _distance(one: Flip) -> Decimal:
    """Tell by what part of itself an input would have to change."""
    change = abs((one.at or Decimal(0)) - one.value)
    return change / abs(one.value) if one.value else Decimal("Infinity")


def _not_in(board: BoardPaper) -> list[str]:
    said = [] if board.comparison is None else list(caveats(board.comparison))
    said += [f"{question}: {reason}." for question, reason in board.left_out.items()]
    return list(dict.fromkeys(said))


def _list(heading: str, sentences: list[str]) -> Iterator[str]:
    if sentences:
        items = "".join(f"<li>{text(one)}</li>\n" for one in sentences)
        yield f"<h3>{text(heading)}</h3>\n<ul>\n{items}</ul>\n"
