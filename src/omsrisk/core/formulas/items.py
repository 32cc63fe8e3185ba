"""The formulas of cost items that are no plain sum: what may fall due, or moves with the model."""

from typing import Annotated

from omsrisk.core.formulas.formula import Number, formula


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
