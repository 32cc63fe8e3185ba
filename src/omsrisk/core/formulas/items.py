"""The formulas of cost items that are no plain sum: what may fall due, or moves with the model."""

from typing import Annotated

from omsrisk.core.formulas.formula import Basis, Number, formula


@formula(
    label="Cost item that may fall due",
    source="effect named in [C] 3, hidden costs that may or may not come; formula ours",
)
def item_with_likelihood(
    *,
    amount: Annotated[Number, "money"],
    likelihood: Annotated[Number, "1"],
) -> Annotated[Number, "money"]:
    """
    What an item with a likelihood of its own costs on average.

        cost = amount x likelihood

    Args:
        amount: What it costs where it falls due [money].
        likelihood: Chance that it falls due, 0 to 1 [1].

    Returns:
        The cost; its basis is that of the item or of its group [money].

    Stops holding where it may fall due more than once: then state the mean number as a quantity.

    Not in it: the likelihood of failure, which weighs the groups that it weighs as well; the two are
    independent.

    >>> from decimal import Decimal
    >>> item_with_likelihood(amount=90000, likelihood=Decimal("0.2"))
    Decimal('18000.0')
    """
    return amount * likelihood


@formula(
    label="Overrun",
    source="[P] projects that exceed their budget; formula ours",
    basis=Basis.CASH,
)
def overrun_costs(
    *,
    planned_cost: Annotated[Number, "money"],
    overrun_rate: Annotated[Number, "1"],
    likelihood: Annotated[Number, "1"],
) -> Annotated[Number, "money"]:
    """
    What a plan costs beyond what was planned.

        cost = planned cost x overrun rate x likelihood

    Args:
        planned_cost: What the plan says: the programme without waiting, or the system [money].
        overrun_rate: Part of it by which it is exceeded if it overruns, 0 or more [1].
        likelihood: Chance that it overruns, 0 to 1 [1].

    Returns:
        Cost beyond the plan: it may go wrong, so it is never in the programme [money].

    Stops holding where a longer project also goes live later: then move the go-live, too.

    Not in it: waiting for the go-live, and what a bad go-live costs.

    >>> from decimal import Decimal
    >>> overrun_costs(planned_cost=900000, overrun_rate=Decimal("0.27"), likelihood=Decimal("0.5"))
    Decimal('121500.000')
    """
    return planned_cost * overrun_rate * likelihood
