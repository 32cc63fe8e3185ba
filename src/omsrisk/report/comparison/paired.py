"""The report of `compare --simulate`: the difference of two roll-outs, whatever happens."""

from collections.abc import Iterator
from decimal import Decimal

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.pairing.paired import Cheapest, PairedComparison, SampledPair
from omsrisk.core.money import as_known
from omsrisk.report import numbers
from omsrisk.report.caveats import ranges_apart
from omsrisk.report.comparison.compare import failing_first, read_with_care
from omsrisk.report.comparison.compared_names import labels
from omsrisk.report.comparison.compared_sentences import first_sentence, pair_sentences
from omsrisk.report.comparison.paired_record import is_ranked
from omsrisk.report.document import (
    Block,
    Column,
    Content,
    Facts,
    Heading,
    Headline,
    Lines,
    Notes,
    Row,
    Table,
)
from omsrisk.report.uncertainty.uncertain_numbers import (
    EXACT,
    accuracy_text,
    chance_text,
    digits_of,
    rough_digits,
    told_deviation,
    told_statistic,
)
from omsrisk.simulation.estimates import PERCENTILES, Dominance, SampleSummary

_PAIR = 2
_MOST_COLUMNS = 3
_SURE = 2
"""Standard errors from which a difference is told from none."""


def blocks(result: PairedComparison) -> Iterator[Block]:
    """Say how likely the base is the cheaper one, and by how much; the point values come last."""
    comparison = result.comparison
    names = labels(comparison)
    base = names[comparison.base]
    currency = comparison.assessments[comparison.base].scenario.currency
    how: tuple[str, ...] = (
        () if result.accuracy is None else (f"exact to {accuracy_text(result.accuracy)}",)
    )
    if result.trials is not None:
        of_all = "" if result.accuracy is None else "which is the cheapest of all: "
        how += (f"{of_all}{numbers.number(result.trials)} trials", f"seed {result.seed}")
    yield Facts.beside((numbers.currency(currency), *how, "undiscounted, before tax"))
    first = tuple(failing_first(comparison))
    if first:
        yield Headline(first)
    for pair in result.pairs:
        yield Headline(tuple(_sentences(result, pair, base, names[pair.file])))
    many = len(comparison.assessments) > _MOST_COLUMNS
    yield _as_rows(result, names) if many else _table(result, base, names)
    if not many and any(result.cheapest):
        yield Heading(("Which is the cheapest of all",))
        yield _chances_of_all(result, names)
    yield Lines((f"{_told_by(comparison)}:", *first_sentence(comparison)))
    yield Notes((*_notes(result), *read_with_care(comparison)))


def _told_by(comparison: Comparison) -> str:
    return "By the mean" if comparison.is_expected else "At the most likely values"


def _sentences(result: PairedComparison, pair: SampledPair, base: str, other: str) -> list[str]:
    comparison = result.comparison
    held = comparison.pair(comparison.base, pair.file)
    if held.unranked is not None:
        return pair_sentences(comparison, held)
    digits = digits_of(result.own[pair.file], _minor_digits(result))
    about = pair.about_nothing

    def money(value: float, error: float = pair.difference.known_to) -> str:
        return numbers.money(as_known(value, error), digits)

    said = [
        f"{name} is cheaper in {chance_text(chance_)} of outcomes, by {money(saved)} on average."
        for name, chance_, saved in (
            (base, about.above, about.mean_above),
            (other, about.below, -about.mean_below),
        )
        if chance_.value
    ]
    if not said:
        return [f"{base} and {other} cost the same in every outcome."]
    mean, error = pair.difference.mean
    cheaper = base if mean > 0 else other
    averaged = abs(mean), error if result.accuracy is not None else 0.0
    than = f" than {other if cheaper == base else base}" if len(result.own) > _PAIR else ""
    average = f"On average {cheaper} is cheaper{than} by {money(*averaged)}"
    noise = "the sampling error" if result.accuracy is None else "what it may be off"
    within = f", within {noise}" if abs(mean) < _SURE * error else ""
    said.insert(0, f"{average}{within}.")
    for first, second, order in (
        (base, other, pair.base_dominates),
        (other, base, pair.file_dominates),
    ):
        if order is Dominance.FIRST:
            said.append(
                f"{first} dominates {second} in the first order: it exceeds no amount more often "
                "than the other does."
            )
        elif order is Dominance.SECOND:
            said.append(
                f"{first} dominates {second} in the second order: whoever shuns risk prefers it."
            )
    if Dominance.NONE is pair.base_dominates is pair.file_dominates:
        said.append("Neither dominates the other: it depends on the risk one is ready to take.")
    return said


def _minor_digits(result: PairedComparison) -> int:
    return result.comparison.assessments[result.comparison.base].scenario.minor_digits


def _table(result: PairedComparison, base: str, names: tuple[str, ...]) -> Table:
    order = [result.comparison.base, *(one.file for one in result.pairs)]
    own: list[tuple[str, SampleSummary]] = [(names[at], result.own[at]) for at in order]
    different = [(names[one.file], one.difference) for one in result.pairs]
    digits = min(digits_of(one, _minor_digits(result)) for one in result.own)
    errors = different if result.accuracy is None else []
    columns = (
        Column(""),
        *(Column(name, Content.MONEY, digits) for name, _ in own),
        *(
            Column(
                f"{name} less {base}" if len(own) > _PAIR else "difference", Content.CHANGE, digits
            )
            for name, _ in different
        ),
        *(Column("+/-", Content.MONEY, digits, give_way=1) for _ in errors),
    )
    rows = [
        Row(
            (
                label,
                *(told_statistic(one, key) for _, one in (*own, *different)),
                *(Decimal(one.statistic(key).error) for _, one in errors),
            )
        )
        for label, key in (("Mean", "mean"), *((f"P{at}", f"p{at}") for at in PERCENTILES))
    ]
    deviations = (told_deviation(one) for _, one in (*own, *different))
    rows.insert(1, Row(("Standard deviation", *deviations, *(None for _ in errors))))
    return Table(columns, tuple(rows))


def _as_rows(result: PairedComparison, names: tuple[str, ...]) -> Table:
    """Lay many roll-outs out as rows, with what decides between them."""
    digits = min(digits_of(one, _minor_digits(result)) for one in result.own)
    columns = (
        Column("roll-out", whole=True),
        *(
            Column(head, Content.MONEY, digits, give_way=way)
            for head, way in (("mean", 0), ("P10", 7), ("P50", 6), ("P90", 4))
        ),
        Column("less base", Content.CHANGE, digits, give_way=1),
        Column("cheaper in", give_way=3),
        Column("cheapest in"),
        Column("regret", Content.MONEY, _regret_digits(result), give_way=8),
        Column("any failure", give_way=2),
        Column("completes", give_way=5),
    )
    pairs = {pair.file: pair for pair in result.pairs}
    rows = []
    for at, own in enumerate(result.own):
        chances = result.comparison.assessments[at].chances
        pair = pairs.get(at)
        ranked = pair is not None and is_ranked(result, pair)
        rows.append(
            Row(
                (
                    names[at] + ("*" if at == result.comparison.base else ""),
                    *(told_statistic(own, key) for key in ("mean", "p10", "p50", "p90")),
                    told_statistic(pair.difference, "mean") if pair and ranked else None,
                    chance_text(pair.about_nothing.below) if pair and ranked else "",
                    _cheapest_text(result.cheapest[at]),
                    _regret(result.cheapest[at]),
                    _share(chances.at_least_one_fails),
                    _share(chances.every_phase_goes_live),
                )
            )
        )
    return Table(columns, tuple(rows))


def _chances_of_all(result: PairedComparison, names: tuple[str, ...]) -> Table:
    """Say of each how often it is the cheapest, and what choosing it costs where it is not."""
    columns = (
        Column("roll-out", whole=True),
        Column("cheapest in"),
        Column("expected regret", Content.MONEY, _regret_digits(result)),
        *((Column("+/-", Content.MONEY, _regret_digits(result)),) if result.trials else ()),
    )
    rows = []
    for name, found in zip(names, result.cheapest, strict=True):
        regret = _regret(found)
        error = None if found is None else Decimal(found.regret_error)
        rows.append(Row((name, _cheapest_text(found), regret, *((error,) if result.trials else ()))))
    return Table(columns, tuple(rows))


def _cheapest_text(found: Cheapest | None) -> str:
    return "" if found is None else chance_text(found.share)


def _regret(found: Cheapest | None) -> Decimal | None:
    return None if found is None else Decimal(found.regret)


def _regret_digits(result: PairedComparison) -> int:
    largest = max((one.regret for one in result.cheapest if one is not None), default=0.0)
    return rough_digits(_minor_digits(result), largest)


def _share(found: Decimal | int | None) -> str:
    return "" if found is None else numbers.share(Decimal(found))


def _of_the_cheapest(result: PairedComparison) -> Iterator[str]:
    told = [one for one in result.cheapest if one is not None]
    if not told:
        yield "cheapest in: not told where some pair is not ranked"
        return
    if len(result.own) > _MOST_COLUMNS:
        yield "cheaper in: than the base"
    yield "cheapest in: than each other one, by the whole net exposure; a tie is shared equally"
    yield "regret: what choosing it costs more on average than knowing everything beforehand"


def _notes(result: PairedComparison) -> Iterator[str]:
    count = len(result.shared)
    yield (
        "no uncertain input is common to them"
        if not count
        else f"{count} uncertain inputs take the same quantile in all of them"
        if count > 1
        else f"{result.shared[0]} takes the same quantile in all of them"
    )
    if result.independent:
        yield f"with numbers of its own in each: {ranges_apart(result.independent)}"
    if result.comparison.is_like_for_like:
        yield "differences like for like: over the lines that both of a pair know"
    if len(result.own) > _MOST_COLUMNS:
        yield "* the base; a pair that is not ranked has no difference here"
    if len(result.own) > _PAIR:
        yield from _of_the_cheapest(result)
    if result.accuracy is not None:
        yield EXACT
    yield "percentiles of the difference are not differences of percentiles"
    yield "ranges are independent but for what is stated as correlated"
    yield "first go-lives fail or hold together, and later ones of one name; others each by itself"
