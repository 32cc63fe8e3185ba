"""The four formulas of the exposure model, as the source states them."""

from typing import Annotated

from omsrisk.core.formulas.formula import Basis, Number, formula


@formula(label="Data misalignment costs", source="[C] 3, first formula", basis=Basis.CASH)
def data_misalignment_costs(
    *,
    number_of_orders: Annotated[Number, "order"],
    error_correction_cost: Annotated[Number, "money/order"],
    data_inaccuracy_rate: Annotated[Number, "1"],
) -> Annotated[Number, "money"]:
    """
    Correction work on orders whose data do not agree between systems.

        cost = (number of orders x error correction cost) x data inaccuracy rate

    Args:
        number_of_orders: Orders that pass while the data are wrong [order].
        error_correction_cost: Work to put one wrong order right [money/order].
        data_inaccuracy_rate: Part of the orders that are wrong, 0 to 1 [1].

    Returns:
        Cost of the correction work [money].

    Stops holding where one wrong record spoils many orders, or where an error is found only after
    delivery: then one correction costs more than the average that was put in.

    Not in it: answering the customer, which is the support spike of the stabilisation.

    >>> from decimal import Decimal
    >>> data_misalignment_costs(number_of_orders=1000, error_correction_cost=10,
    ...                         data_inaccuracy_rate=Decimal("0.05"))
    Decimal('500.00')
    """
    return (number_of_orders * error_correction_cost) * data_inaccuracy_rate


@formula(label="Delay costs", source="[C] 3, second formula", basis=Basis.REVENUE)
def delay_costs(
    *,
    daily_order_volume: Annotated[Number, "order/day"],
    average_order_value: Annotated[Number, "money/order"],
    delay_duration: Annotated[Number, "day"],
    cancellation_sensitivity: Annotated[Number, "1"],
) -> Annotated[Number, "money"]:
    """
    Order value cancelled while orders run late.

        cost = (daily order volume x average order value) x delay duration x cancellation sensitivity

    Args:
        daily_order_volume: Orders held up on a day of the delay [order/day].
        average_order_value: Revenue per order [money/order].
        delay_duration: First late day to the day orders flow again [day].
        cancellation_sensitivity: Part of the delayed order value that is cancelled, 0 to 1 [1].

    Returns:
        Order value lost [money].

    Stops holding for long delays: it is linear in the duration; customers in fact bear a few days
    and then leave, so split a long delay into phases.

    Not in it: the later orders of customers who leave, which are attrition in the hidden costs.

    >>> from decimal import Decimal
    >>> delay_costs(daily_order_volume=1000, average_order_value=100,
    ...             delay_duration=3, cancellation_sensitivity=Decimal("0.12"))
    Decimal('36000.00')
    """
    return (daily_order_volume * average_order_value) * delay_duration * cancellation_sensitivity


@formula(label="Training deficit costs", source="[C] 3, third formula", basis=Basis.CASH)
def training_deficit_costs(
    *,
    training_hours: Annotated[Number, "hour"],
    training_cost_per_hour: Annotated[Number, "money/hour"],
    training_incompletion_rate: Annotated[Number, "1"],
) -> Annotated[Number, "money"]:
    """
    Training that has to be given again, because it was not completed.

        cost = (training hours x training cost per hour) x training incompletion rate

    Args:
        training_hours: Hours of training of all people together [hour].
        training_cost_per_hour: Cost of one hour of one person in training [money/hour].
        training_incompletion_rate: Part of the hours that were not completed, 0 to 1 [1].

    Returns:
        Cost of the training to be given again [money].

    Stops holding where training was completed but not understood: the rate counts hours, not skill.

    Not in it: what untrained people cost while they work, which is the productivity dip.

    >>> from decimal import Decimal
    >>> training_deficit_costs(training_hours=400, training_cost_per_hour=45,
    ...                        training_incompletion_rate=Decimal("0.30"))
    Decimal('5400.00')
    """
    return (training_hours * training_cost_per_hour) * training_incompletion_rate


@formula(label="Hidden costs", source="[C] 3, fourth formula")
def hidden_costs(
    *,
    inventory_loss: Annotated[Number, "money"],
    customer_attrition_costs: Annotated[Number, "money"],
    brand_damage: Annotated[Number, "money"],
) -> Annotated[Number, "money"]:
    """
    Losses that no invoice shows.

        cost = inventory loss + customer attrition costs + brand damage

    Args:
        inventory_loss: Stock spoiled, lost or written down [money].
        customer_attrition_costs: Margin of the later orders of customers who leave [money].
        brand_damage: Repairing the name, and customers never won [money].

    Returns:
        The sum; three kinds of money, so each part carries its own basis [money].

    Stops holding where a part is an estimate of another one: lost customers counted as brand damage
    are counted twice.

    Not in it: the orders that leaving customers cancelled, which are delay costs.

    >>> hidden_costs(inventory_loss=25000, customer_attrition_costs=27000, brand_damage=15000)
    67000
    """
    return inventory_loss + customer_attrition_costs + brand_damage
