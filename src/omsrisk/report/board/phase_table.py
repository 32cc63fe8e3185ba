"""The phases of a roll-out: how much of it each one is, and how likely it comes that far."""

from collections.abc import Iterator
from decimal import Decimal

from omsrisk.analysis.assess import Assessment
from omsrisk.core.pricing.phase_figures import totals_of_phase
from omsrisk.report import numbers
from omsrisk.report.document import Block, Column, Content, Lines, Notes, Row, Table


def phase_table(assessment: Assessment) -> Iterator[Block]:
    """
    List the phases, in their order.

    Args:
        assessment: A roll-out that has some.
    """
    scenario = assessment.scenario
    digits = scenario.minor_digits
    rule = (
        "The first phase that fails is the last."
        if scenario.case.stops_if_a_phase_fails
        else "Each phase goes live, whether those before it held or failed."
    )
    yield Lines((rule,))
    columns = (
        Column("phase"),
        Column("go-live"),
        Column("share of orders", Content.SHARE),
        Column("is reached", Content.SHARE),
        Column("likely to fail", Content.SHARE),
        Column(f"if it fails, {numbers.currency(scenario.currency)}", Content.MONEY, digits),
    )
    rows = []
    for one in assessment.exposure.phases:
        day = one.phase.go_live or scenario.case.calendar.go_live
        failing = totals_of_phase(one)["cost_of_failure"]
        rows.append(
            Row(
                (
                    one.phase.name,
                    "-" if day is None else numbers.day(day),
                    one.phase.share.value,
                    Decimal(one.weight),
                    Decimal(one.likelihood),
                    "-" if failing is None else Decimal(failing),
                )
            )
        )
    yield Table(columns, tuple(rows))
    yield Notes(("At the most likely values.",))
