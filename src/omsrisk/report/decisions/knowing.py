"""The report of `knowing`: what it is worth to know more before a roll-out is chosen."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.pair import Unranked
from omsrisk.analysis.decisions.knowing import Knowing, Known, RollOutChoice
from omsrisk.core.pricing.case import own_path
from omsrisk.core.pricing.catalogue import LIKELIHOOD
from omsrisk.core.pricing.derived import is_likelihood_of_cost
from omsrisk.report import numbers
from omsrisk.report.common_fields import INPUT, accuracy_field, notes, sampling_fields
from omsrisk.report.comparison.compared_names import labels
from omsrisk.report.document import (
    Block,
    Column,
    Content,
    Document,
    Facts,
    Headline,
    Notes,
    Row,
    Table,
    Title,
)
from omsrisk.report.records import LEFT_OUT, Field, Records
from omsrisk.report.shapes import CHANCE, FLAG, MONEY, NUMBER, TEXT, Many, Maybe
from omsrisk.report.uncertainty.uncertain_numbers import accuracy_text, chance_text, rough_digits
from omsrisk.scenario.labels import within_a_sentence
from omsrisk.simulation.estimates import Estimate

_SEEN = 0.005
"""Money from which a bound on an error is told."""


class _ChoiceToWrite(NamedTuple):
    result: Knowing
    choice: RollOutChoice

    @property
    def file(self) -> str:
        """The file, as it was named."""
        return self.result.comparison.assessments[self.choice.file].scenario.file

    @property
    def mean(self) -> Decimal:
        """The mean of its net exposure [money]."""
        return _mean(self.result.comparison, self.choice)

    @property
    def name(self) -> str:
        """What reports call the scenario."""
        return labels(self.result.comparison)[self.choice.file]


def _mean(comparison: Comparison, choice: RollOutChoice) -> Decimal:
    """Return a mean as `compare` has it: in floats half a cent may fall to the other side."""
    exact = comparison.converted("net_exposure")[choice.file]
    return Decimal(choice.mean) if exact is None else exact


def _of_share(read: Callable[[Estimate], float]) -> Callable[[_ChoiceToWrite], object]:
    return lambda told: LEFT_OUT if told.choice.share is None else read(told.choice.share)


def _of_everything(read: Callable[[Estimate], float]) -> Callable[[Knowing], object]:
    return lambda result: None if result.everything is None else read(result.everything)


_CHOICE = Records[_ChoiceToWrite](
    "choice",
    "A roll-out that may be chosen.",
    Field("file", "The file, as it was named.", TEXT),
    Field("name", "What reports call the scenario.", TEXT),
    Field("mean", "The mean of its net exposure [money].", MONEY, "mean"),
    Field(
        "probability_cheapest",
        "How likely it is the cheapest of all; a tie is shared equally.",
        CHANCE,
        _of_share(lambda found: found.value),
        optional=True,
    ),
    Field(
        "probability_cheapest_error",
        "The standard error of that, or how far off it may be where it was worked out.",
        CHANCE,
        _of_share(lambda found: found.error),
        optional=True,
    ),
    Field(
        "regret",
        "What choosing it costs more on average than knowing everything beforehand [money].",
        Maybe(MONEY),
        "choice.regret",
    ),
)
_KNOWN = Records[Known](
    "known",
    "What knowing one thing is worth before a roll-out is chosen.",
    *INPUT,
    Field("event", "Whether it is an event that comes or not, and not a number.", FLAG, "is_event"),
    Field(
        "worth",
        "What the choice costs less on average if it is known [money]; null where that has no closed "
        "form.",
        Maybe(MONEY),
    ),
    Field("error", "A bound on the error of that; 0 where it is exact.", NUMBER),
)
DOCUMENT = Records[Knowing](
    "knowing",
    "What it is worth to know more before a roll-out is chosen.",
    *sampling_fields(),
    accuracy_field(),
    Field("currency", "Of all amounts: a code of ISO 4217.", TEXT, lambda told: told.currency),
    notes(lambda result: tuple(_caveats(result))),
    Field(
        "choices",
        "What may be chosen, the cheapest on average first.",
        Many(_CHOICE),
        lambda result: [_ChoiceToWrite(result, one) for one in result.choices],
    ),
    Field("known", "What may be found out, the most valuable first.", Many(_KNOWN)),
    Field(
        "everything",
        "What knowing all of it is worth [money]; null without the extra of simulations.",
        Maybe(MONEY),
        _of_everything(lambda found: found.value),
    ),
    Field(
        "everything_error",
        "The standard error of that, or how far off it may be where it was worked out.",
        Maybe(MONEY),
        _of_everything(lambda found: found.error),
    ),
)


def document(result: Knowing) -> Document:
    """Report what it is worth to know more before choosing."""
    digits = digits_of(result.comparison)
    columns = ("path", "label", "owner", "event", "worth", "error")
    sheet = _KNOWN.sheet(result.known, digits, *columns)
    return Document(tuple(_blocks(result)), DOCUMENT.plain(result, digits), sheet)


def worth(comparison: Comparison, known: Sequence[Known]) -> Iterator[Block]:
    """
    Report what knowing each thing alone is worth, without what takes a simulation.

    Args:
        comparison: The roll-outs.
        known: From `worth_of_each`.
    """
    yield Headline((best_to_know(known, digits_of(comparison)),))
    yield _known(known, digits_of(comparison))
    yield Notes((*_not_told(known), *_worth_explained(known)))


def digits_of(comparison: Comparison) -> int:
    """Return how many digits of the amounts follow the point."""
    return comparison.assessments[comparison.base].scenario.minor_digits


def _money(value: float, digits: int) -> str:
    return numbers.money(Decimal(value), digits)


def _blocks(result: Knowing) -> Iterator[Block]:
    names = (one.scenario.name for one in result.comparison.assessments)
    yield Title(f"What knowing more is worth: {' or '.join(names)}")
    facts = [numbers.currency(result.currency)]
    if result.sampling is not None:
        facts += [f"{result.sampling.trials:,} trials", f"seed {result.sampling.seed}"]
    elif result.accuracy is not None:
        facts.append(f"exact to {accuracy_text(result.accuracy)}")
    yield Facts.beside((*facts, "undiscounted, before tax"))
    yield Headline(tuple(_sentences(result)))
    yield _choices(result)
    yield _known(result.known, digits_of(result.comparison))
    yield Notes((*_caveats(result), *_explained(result)))


def _sentences(result: Knowing) -> Iterator[str]:
    """Say what is chosen without knowing more, and what the best piece of knowledge is worth."""
    digits, names = digits_of(result.comparison), labels(result.comparison)
    first, second = result.choices[:2]
    means = [_mean(result.comparison, one) for one in (first, second)]
    gap, nothing = numbers.money(means[1] - means[0], digits), _money(0, digits)
    if gap == nothing:
        yield (
            f"Without knowing more, {names[first.file]} and {names[second.file]} cost the same on "
            "average."
        )
    else:
        yield (
            f"Without knowing more, the choice is {names[first.file]}: on average {gap} cheaper than "
            f"{names[second.file]}."
        )
    yield best_to_know(result.known, digits)
    everything = result.everything
    if everything is not None:
        rough = rough_digits(digits, everything.value) if everything.error > _SEEN else digits
        error = _money(everything.error, rough)
        within = f" +/- {error}" if error != _money(0, rough) else ""
        yield f"Knowing everything is worth {_money(everything.value, rough)}{within}."


def best_to_know(known: Sequence[Known], digits: int) -> str:
    """
    Say what knowing the most valuable thing is worth.

    Args:
        known: The most valuable first.
        digits: Those after the point of an amount.
    """
    best = next((one for one in known if one.worth), None)
    if best is None or best.worth is None:
        return "Nothing that may be found out by itself would change that choice."
    owner = "nobody is named to find it out" if best.owner is None else f"its owner is {best.owner}"
    worth = _money(best.worth, digits)
    return f"Knowing {what_of(best)} is worth up to {worth} to this decision; {owner}."


def what_of(one: Known) -> str:
    """
    Say within a sentence what may be known: a number, or what comes of an event.

    >>> what_of(Known("delay.duration_days", "Days of delay", None, False, 1.0))
    'days of delay'
    >>> what_of(Known("phases.west.likelihood", "West: likelihood of failure", None, True, 1.0))
    'whether the go-live of West fails'
    >>> what_of(Known("recoveries.fine.likelihood", "Fine: likelihood", None, True, 1.0))
    'whether Fine falls due'
    """
    name, _, _ = one.label.rpartition(": ")
    if not one.is_event:
        return within_a_sentence(one.label)
    if is_likelihood_of_cost(one.path):
        return f"whether {name or one.label} falls due"
    if own_path(one.path) == LIKELIHOOD:
        return f"whether the go-live of {name} fails" if name else "whether the first go-live fails"
    return f"what comes of {within_a_sentence(one.label)}"


def _choices(result: Knowing) -> Table:
    names, digits = labels(result.comparison), digits_of(result.comparison)
    rough = rough_digits(digits, *(one.regret or 0 for one in result.choices))
    told = any(one.share is not None for one in result.choices)
    columns = (
        Column("roll-out", whole=True),
        Column("mean", Content.MONEY, digits),
        *((Column("cheapest in"),) if told else ()),
        Column("expected regret", Content.MONEY, rough),
    )
    rows = (
        Row(
            (
                names[one.file],
                _mean(result.comparison, one),
                *(() if one.share is None else (chance_text(one.share),)),
                None if one.regret is None else Decimal(one.regret),
            )
        )
        for one in result.choices
    )
    return Table(columns, tuple(rows))


def _known(known: Sequence[Known], digits: int) -> Table:
    columns = (
        Column("to find out"),
        Column("worth", Content.MONEY, digits),
        Column("owner", give_way=1),
    )
    rows = (
        Row(
            (
                f"{one.label} (event)" if one.is_event else one.label,
                "not told" if one.worth is None else Decimal(one.worth),
                one.owner or "-",
            )
        )
        for one in known
    )
    return Table(columns, tuple(rows))


def _caveats(result: Knowing) -> Iterator[str]:
    """Say what to mind: what is not ranked, and what could not be told."""
    comparison = result.comparison
    names = labels(comparison)
    chosen_from = {one.file for one in result.choices}
    for pair in comparison.pairs:
        if pair.unranked in _WHOLE and chosen_from >= set(pair.files):
            first, second = (names[at] for at in pair.files)
            yield f"{first} and {second} count with all they state; not ranked: {pair.unranked}"
    yield from _not_told(result.known)
    if result.everything is None:
        yield "chances, regret and everything take a simulation: pip install 'omsrisk[simulation]'"


def _not_told(known: Sequence[Known]) -> Iterator[str]:
    if any(one.worth is None for one in known):
        yield (
            "not told: what has no closed form, because correlated inputs meet, ranges differ, or "
            "go-lives slip"
        )


_WHOLE = (Unranked.NOTHING_IN_COMMON, Unranked.LEFT_OUT)


def _worth_explained(known: Sequence[Known]) -> Iterator[str]:
    yield "worth: what the choice costs less on average if this alone is known beforehand; what"
    yield "finding it out may cost at most"
    if any(one.is_event for one in known):
        yield "event: whether a go-live fails, or an item falls due, known before the choice"


def _explained(result: Knowing) -> Iterator[str]:
    yield from _worth_explained(result.known)
    if any(one.share is not None for one in result.choices):
        yield "cheapest in: share of the outcomes, a tie shared equally"
        yield "expected regret: what choosing it costs more on average than knowing everything"
