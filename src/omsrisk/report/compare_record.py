"""A comparison as records that a program or a spreadsheet takes."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from omsrisk.analysis.compare import Comparison
from omsrisk.analysis.paired import PairedComparison
from omsrisk.core.catalogue import Group
from omsrisk.core.figures import MEMOS, SHARES, TOTALS
from omsrisk.core.money import add
from omsrisk.report import assessment_record, build_compare, build_paired
from omsrisk.report.assessment_record import rounded
from omsrisk.report.document import Column, Content, Document, Row, Sheet


def document(result: Comparison, paired: PairedComparison | None = None) -> Document:
    """
    Report a comparison in every format.

    Args:
        result: At the point values.
        paired: The same under uncertainty, where that was asked.
    """
    labels = build_compare.labels(result)
    columns = (
        Column("id"),
        Column("group"),
        Column("label"),
        *(Column(label, Content.MONEY) for label in labels),
        *(Column(f"{label} - base", Content.MONEY) for label in labels),
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
    return Document(blocks, {**record(result), **uncertain}, build_paired.sheet(paired))


_HEAD = 1
"""The title; line by line it is the report without simulation."""


def record(result: Comparison) -> dict[str, Any]:
    """Say a comparison as a program wants it; amounts in the currency of the base."""
    digits = _digits(result)
    base = result.assessments[result.base].scenario
    return {
        "currency": base.currency,
        "base": base.file,
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
            }
            for one, rate in zip(result.assessments, result.rates, strict=True)
        ],
        "headline": build_compare.headline(result),
        "lines": [
            {
                "id": line.id,
                "group": line.group.value,
                "label": line.label,
                "amounts": [rounded(one, digits) for one in line.amounts],
                "differences": [rounded(one, digits) for one in line.difference(result.base)],
                "comparable": line.is_comparable,
                "if_it_fails": line.if_it_fails,
            }
            for line in result.lines
        ],
        "like_for_like": {
            "complete": not result.is_like_for_like,
            "net_exposure": _figures(result.like_for_like(), digits),
            "cost_of_failure": _figures(result.like_for_like(Group.COST_OF_FAILURE), digits),
            "if_it_fails": _figures(result.like_for_like(if_it_fails=True), digits),
            "in_any_case": _figures(result.like_for_like(if_it_fails=False), digits),
            "differences": _figures(_against_base(result), digits),
        },
        "flips": [
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
            }
            for one in result.differing
        ],
        "not_priced": [
            [{"approach": one.approach, "text": one.text, "is_cost": one.is_cost} for one in own]
            for own in result.unpriced
        ],
        "warnings": list(result.warnings),
    }


def _digits(result: Comparison) -> int:
    return result.assessments[result.base].scenario.minor_digits


def _figures(values: tuple[Decimal, ...], digits: int) -> list[Decimal | None]:
    return [rounded(value, digits) for value in values]


def _against_base(result: Comparison) -> tuple[Decimal, ...]:
    net = result.like_for_like()
    return tuple(add(one, net[result.base].copy_negate()) for one in net)


def _value(values: tuple[Decimal, ...]) -> Decimal | list[Decimal] | None:
    if not values:
        return None
    return values[0] if len(values) == 1 else list(values)


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
