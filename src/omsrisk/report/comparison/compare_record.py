"""A comparison as records that a program or a spreadsheet takes."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.differing import Value
from omsrisk.analysis.comparison.pair import ComparedPair, Unranked
from omsrisk.analysis.comparison.paired import PairedComparison
from omsrisk.analysis.uncertainty.means import At, Means, means
from omsrisk.core.pricing.case import Spread
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.figures import MEMOS, SHARES, TOTALS
from omsrisk.report.changes.changed_record import range_record
from omsrisk.report.comparison import compare as build_compare
from omsrisk.report.comparison import paired as build_paired
from omsrisk.report.comparison.compared_caveats import caveats
from omsrisk.report.comparison.compared_names import labels
from omsrisk.report.comparison.compared_sentences import headline, pair_sentences
from omsrisk.report.document import Column, Content, Document, Row, Sheet
from omsrisk.report.exposure import assessment_record
from omsrisk.report.exposure.assessment_record import rounded


def document(result: Comparison, paired: PairedComparison | None = None) -> Document:
    """
    Report a comparison in every format.

    Args:
        result: From `compare`.
        paired: The same under uncertainty, where that was asked.
    """
    names = labels(result)
    columns = (
        Column("id"),
        Column("group"),
        Column("label"),
        *(Column(label, Content.MONEY) for label in names),
        *(Column(f"{label} - base", Content.MONEY) for label in names),
    )
    sheet = Sheet(columns, _sheet_rows(result))
    if paired is None:
        return Document(build_compare.blocks(result), record(result), sheet)
    uncertain = {
        "trials": paired.trials,
        "seed": paired.seed,
        "paired": build_paired.records(paired),
    }
    blocks = chain(islice(build_compare.blocks(result), _HEAD), build_paired.blocks(paired))
    told = record(result)
    if len(names) > _PAIR:
        for own, found in zip(told["scenarios"], paired.cheapest, strict=True):
            own.update(build_paired.cheapest_record(found))
    return Document(blocks, {**told, **uncertain}, build_paired.sheet(paired))


_HEAD = 1
"""The title; line by line it is the report without simulation."""


def record(result: Comparison) -> dict[str, Any]:
    """Say a comparison as a program wants it; amounts in the currency of the base."""
    digits = _digits(result)
    base = result.assessments[result.base].scenario
    by_mean = result.at is At.MEAN
    return {
        "currency": base.currency,
        "base": base.file,
        "at": result.at.value,
        "scenarios": [
            {
                "file": one.scenario.file,
                "name": one.scenario.name,
                "currency": one.scenario.currency,
                "rate": rate,
                "totals": {name: rounded(one.exposure.totals[name], digits) for name in TOTALS},
                "memo": {
                    name: assessment_record.shown_share(one.exposure.memos[name])
                    if name in SHARES
                    else rounded(one.exposure.memos[name], digits)
                    for name in MEMOS
                },
                "means": {name: rounded(mean.totals[name], digits) for name in TOTALS},
                "chances": assessment_record.chances_record(state.chances),
                "failing_looks_cheaper": assessment_record.failing_record(one),
            }
            for one, rate, state, mean in zip(
                result.assessments, result.rates, result.states, _means(result), strict=True
            )
        ],
        "headline": [*build_compare.failing_first(result), *headline(result)],
        "lines": [
            {
                "id": line.id,
                "group": line.group.value,
                "label": line.label,
                "amounts": [rounded(one, digits) for one in line.amounts],
                "differences": [rounded(one, digits) for one in line.difference(result.base)],
                "means": [rounded(one, digits) for one in line.amounts] if by_mean else None,
                "comparable": line.is_comparable,
                "if_it_fails": line.if_it_fails,
            }
            for line in result.lines
        ],
        "like_for_like": _like_for_like(result, digits),
        "ranking": [result.assessments[at].scenario.file for at in result.ranked],
        "pairs": [_pair(result, pair, digits) for pair in result.pairs],
        "switching_values": [
            {
                "file": None if one.file is None else result.assessments[one.file].scenario.file,
                "path": one.path,
                "unit": one.unit,
                "value": one.value,
                "at": one.at,
            }
            for one in result.flips
        ],
        "differing_inputs": [
            {
                "path": one.path,
                "unit": one.unit,
                "values": [_value(value) for value in one.values],
                "reason": one.reason or None,
                "ranges": [_ranges(spreads) for spreads in one.ranges] or None,
                "effects": [rounded(effect, digits) for effect in one.effects],
                "derived": {name: list(days) for name, days in one.derived},
            }
            for one in result.differing
        ],
        "not_priced": [
            [{"approach": one.approach, "text": one.text, "is_cost": one.is_cost} for one in own]
            for own in result.unpriced
        ],
        "warnings": list(result.warnings),
        "caveats": [*build_compare.left_out_sentences(result), *caveats(result)],
    }


def _means(result: Comparison) -> Iterator[Means]:
    """Return the means of each scenario, as `calc` has them, whatever is compared."""
    for one, state in zip(result.assessments, result.states, strict=True):
        yield state.figures if state.has_ranges else means(one)


def _digits(result: Comparison) -> int:
    return result.assessments[result.base].scenario.minor_digits


def _figures(values: Sequence[Decimal | None], digits: int) -> list[Decimal | None]:
    return [rounded(value, digits) for value in values]


def _like_for_like(result: Comparison, digits: int) -> dict[str, Any]:
    """Say what all scenarios know; of three and more only where they know the same lines."""
    complete = not result.is_like_for_like
    nothing = (None,) * len(result.assessments)

    def common(*groups: Group, if_it_fails: bool | None = None) -> list[Decimal | None]:
        told = complete or len(nothing) == _PAIR
        figures = result.like_for_like(*groups, if_it_fails=if_it_fails) if told else nothing
        return _figures(figures, digits)

    return {
        "complete": complete,
        "net_exposure": common(),
        "cost_of_failure": common(Group.COST_OF_FAILURE),
        "if_it_fails": common(if_it_fails=True),
        "in_any_case": common(if_it_fails=False),
        "differences": _figures([result.against_base(at) for at in range(len(nothing))], digits),
    }


_PAIR = 2


def _pair(result: Comparison, pair: ComparedPair, digits: int) -> dict[str, Any]:
    first, second = (result.assessments[at].scenario for at in pair.files)
    expected = pair.like_for_like(if_it_fails=True)
    given = pair.if_a_go_live_fails()
    known = pair.unranked is not Unranked.NOTHING_IN_COMMON
    return {
        "files": [first.file, second.file],
        "names": [first.name, second.name],
        "like_for_like": _figures(pair.like_for_like(), digits) if known else None,
        "difference": rounded(pair.difference, digits) if known else None,
        "left_out": rounded(pair.left_out, digits),
        "left_out_lines": [line.id for line in pair.left_out_lines],
        "ranked": pair.unranked is None,
        "reason": None if pair.unranked is None else pair.unranked.value,
        "cheaper": None if pair.cheaper is None else result.assessments[pair.cheaper].scenario.file,
        "failures": {
            "expected": _figures(expected, digits),
            "if_a_go_live_fails": _figures(given, digits),
            "chances": list(pair.chances),
        },
        "means": None
        if result.at is not At.MEAN or not known
        else {
            "like_for_like": _figures(pair.like_for_like(), digits),
            "difference": rounded(pair.difference, digits),
        },
        "sentences": pair_sentences(result, pair),
    }


def _value(values: tuple[Value, ...]) -> Any:
    shown = [one.isoformat() if isinstance(one, date) else one for one in values]
    if not shown:
        return None
    return shown[0] if len(shown) == 1 else shown


def _ranges(spreads: Sequence[Spread | None]) -> Any:
    shown = [range_record(one) for one in spreads]
    return shown[0] if len(shown) == 1 else shown or None


def _sheet_rows(result: Comparison) -> Iterator[Row]:
    digits = _digits(result)
    for line in result.lines:
        amounts = (rounded(one, digits) for one in line.amounts)
        differences = (rounded(one, digits) for one in line.difference(result.base))
        yield Row((line.id, line.group.value, line.label, *amounts, *differences))
    for name, figure in TOTALS.items():
        totals = (rounded(one, digits) for one in result.converted(name))
        blank = (None,) * len(result.assessments)
        yield Row((name, "total", figure.label, *totals, *blank))
    for caveat in (*build_compare.left_out_sentences(result), *result.warnings, *caveats(result)):
        yield Row(("caveat", "", caveat, *(None,) * (2 * len(result.assessments))))
