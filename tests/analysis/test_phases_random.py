"""What phases cost adds up to the whole, and each id names one line, over random scenarios."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from omsrisk.analysis.assess import Assessment
from omsrisk.core.money import add
from omsrisk.report.document import Role, Row, Table
from omsrisk.report.exposure import assessment as build_assessment
from omsrisk.report.exposure import assessment_record
from tests.support.random_plans import written

SEEDS = range(100)


def table_by_phase(one: Assessment) -> Iterator[Row]:
    """Give the rows of a result itemised by phase."""
    table = next(
        block for block in build_assessment.blocks(one, by_phase=True) if isinstance(block, Table)
    )
    yield from table.rows


def expected(one: Assessment, row: Row) -> Decimal:
    """Take what a row expects: its amount, where the table has no column for it."""
    lines = [line for line in one.exposure.lines if line.assessed]
    cell = row.cells[3 if any(line.expected != line.amount for line in lines) else 2]
    return cell if isinstance(cell, Decimal) else Decimal(0)


@pytest.mark.parametrize("seed", SEEDS)
def test_blocks_by_phase_add_up(seed: int) -> None:
    """The lines of a phase add up to its total; these and what is charged once to the whole."""
    one = written(seed)
    blocks: list[Decimal] = []
    lines: list[Decimal] = []
    for row in table_by_phase(one) if one.exposure.phases else ():
        if row.role is Role.HEADING:
            lines = []
        elif row.role is Role.LINE and row.level == 1:
            lines.append(expected(one, row))
        elif row.role is Role.TOTAL:
            assert expected(one, row) == add(*lines)
            blocks.append(expected(one, row))
            lines = []
        elif row.role is Role.GRAND_TOTAL:
            assert add(*blocks, *lines) == one.totals["net_exposure"]
            break


def repeated_ids(record: Any) -> Iterator[str]:
    """List the ids that stand twice in one list, anywhere in a record."""
    if isinstance(record, dict):
        for value in record.values():
            yield from repeated_ids(value)
    elif isinstance(record, list):
        ids = [one["id"] for one in record if isinstance(one, dict) and "id" in one]
        yield from (one for one in set(ids) if ids.count(one) > 1)
        for value in record:
            yield from repeated_ids(value)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_id_names_one_line(seed: int) -> None:
    """No list of lines holds an id twice, whatever phases add under the names of the scenario."""
    record = assessment_record.record(written(seed))
    assert record["lines"]
    assert not list(repeated_ids(record))
