"""Totals: fields and names of the same figures, and none of them 0 where it is not assessed."""

from decimal import Decimal

import pytest

from omsrisk.analysis.assess import assess
from omsrisk.core.money import exact
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.exposure import price
from omsrisk.core.pricing.figures import TOTALS, totals_of
from omsrisk.core.pricing.lines import assessed_figure
from omsrisk.scenario.load import load
from tests.support.paths import SCENARIOS


def test_fields_are_the_totals_of_their_names() -> None:
    """A total is read by its field as by the name that metrics and limits use."""
    totals = assess(load(SCENARIOS / "retailer.yaml")).totals
    assert list(totals) == list(TOTALS)
    assert (totals.cost_of_failure, totals.exposure, totals.net_exposure) == (
        totals["cost_of_failure"],
        totals["exposure"],
        totals["net_exposure"],
    )
    assert totals.expected_cost_of_failure == totals["expected_cost_of_failure"]
    for group in Group:
        name = "expected_cost_of_failure" if group is Group.COST_OF_FAILURE else group.value
        assert totals.of(group) == totals[name]
    with pytest.raises(KeyError):
        totals["net_exposures"]


def test_totals_of_an_assessment_are_decimals() -> None:
    """What a file leaves out counts as a whole number in the model, and as a decimal in a result."""
    totals = assess(load(SCENARIOS / "retailer.yaml")).totals
    assert {type(one) for one in totals.values() if one is not None} == {Decimal}


def test_what_is_not_assessed_is_none_and_left_out_of_the_sums() -> None:
    """Stopping that nobody priced is no stopping at 0: it is in no sum, and stays None."""
    groups = dict.fromkeys(Group, None) | {
        Group.COST_OF_FAILURE: Decimal(7),
        Group.PROGRAMME: Decimal(5),
        Group.RECOVERIES: Decimal(-2),
    }
    totals = totals_of(Decimal(10), groups)
    assert totals["stopping"] is None
    assert (totals.exposure, totals.net_exposure) == (5, 10)
    nothing = totals_of(None, dict.fromkeys(Group, None))
    assert (nothing.exposure, nothing.net_exposure) == (None, None)
    assert set(nothing.each(Decimal).values()) == {None}


def test_a_figure_that_is_not_assessed_cannot_be_used_as_an_amount() -> None:
    """It is a mistake to ask for it, where `or 0` would have made it a saving."""
    assert assessed_figure(Decimal(0)) == 0
    with pytest.raises(LookupError):
        assessed_figure(None)


def test_the_net_exposure_of_a_whole_is_told() -> None:
    """Also where no category is assessed: what is planned is in it."""
    case = load(SCENARIOS / "status-quo.yaml").case
    with exact():
        exposure = price(case)
    assert exposure.net_exposure == exposure.totals["net_exposure"]
