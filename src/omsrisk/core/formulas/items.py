"""The formulas of cost items that are no plain sum: what may fall due, has a cap, or moves along."""

from typing import Annotated

from omsrisk.core.formulas.formula import Basis, Number, formula
from omsrisk.core.formulas.least import least_of


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
    label="Cost item that moves with the model",
    source="effect named in [C] 3, compensation to customers; formula ours",
)
def item_by_driver(
    *,
    quantity: Annotated[Number, "unit"],
    unit_cost: Annotated[Number, "money/unit"],
    driver: Annotated[Number, "1"],
) -> Annotated[Number, "money"]:
    """
    What an item costs that is paid for each of something that the model counts.

        cost = quantity x unit cost x driver

    Args:
        quantity: How many units for each of the driver; 1 if left out [unit].
        unit_cost: Cost of one unit [money/unit].
        driver: How many the model counts: orders, delayed orders, tickets, days [1].

    Returns:
        The cost; its basis is that of the item or of its group [money].

    Stops holding where a contract pays by steps; where it limits the amount, state a cap.

    Not in it: what the line of the driver prices already.

    >>> item_by_driver(quantity=1, unit_cost=3, driver=1600)
    4800
    """
    return quantity * unit_cost * driver


@formula(
    label="Cost item with a cap",
    source="effect named in [C] 3, compensation to customers, as contracts limit it; formula ours",
)
def item_with_cap(
    *,
    amount: Annotated[Number, "money"],
    cap: Annotated[Number, "money"],
) -> Annotated[Number, "money"]:
    """
    What an item costs of which a contract limits the amount.

        cost = least of (amount; cap)

    Args:
        amount: What it would come to without the cap [money].
        cap: The most that it comes to; of a phase, its share of that [money].

    Returns:
        The cost; its basis is that of the item or of its group [money].

    Stops holding where one cap is shared by several items, or by all phases together whatever each
    of them comes to.

    Not in it: the likelihood of the item and that of the go-live, which weigh what it comes to.

    >>> item_with_cap(amount=4800, cap=3000)
    3000
    """
    return least_of(amount, cap)


@formula(label="Orders delayed", source="[C] 3, second formula, before the order value")
def orders_delayed(
    *,
    daily_order_volume: Annotated[Number, "order/day"],
    days: Annotated[Number, "day"],
) -> Annotated[Number, "order"]:
    """
    Orders that are late over the whole delay.

        orders = daily order volume x days

    Args:
        daily_order_volume: Orders held up on a day of the delay [order/day].
        days: Days of the delay, without the days of grace, weighted by the season [day].

    Returns:
        Number of orders [order].

    Stops holding where an order that is late on several days is paid for on each of them.

    Not in it: orders that arrive on time.

    >>> orders_delayed(daily_order_volume=400, days=4)
    1600
    """
    return daily_order_volume * days


@formula(label="Orders with wrong data", source="[C] 3, first formula, before the cost")
def orders_wrong(
    *,
    number_of_orders: Annotated[Number, "order"],
    data_inaccuracy_rate: Annotated[Number, "1"],
) -> Annotated[Number, "order"]:
    """
    Orders that meet wrong data.

        orders = number of orders x data inaccuracy rate

    Args:
        number_of_orders: Orders of the window, or through one integration point [order].
        data_inaccuracy_rate: Part of them that is wrong, 0 to 1 [1].

    Returns:
        Number of orders [order].

    Stops holding where an order is wrong at several points and is paid for once.

    Not in it: orders corrected before they reach the system.

    >>> from decimal import Decimal
    >>> orders_wrong(number_of_orders=30000, data_inaccuracy_rate=Decimal("0.05"))
    Decimal('1500.00')
    """
    return number_of_orders * data_inaccuracy_rate


@formula(label="Extra tickets", source="[P] surge of support, before its cost; formula ours")
def extra_tickets(
    *,
    extra_tickets_per_day: Annotated[Number, "ticket/day"],
    days: Annotated[Number, "day"],
) -> Annotated[Number, "ticket"]:
    """
    Tickets of the stabilisation beyond those of an ordinary day.

        tickets = extra tickets per day x days

    Args:
        extra_tickets_per_day: Beyond those of an ordinary day [ticket/day].
        days: Days until the business is stable, without the days of grace [day].

    Returns:
        Number of tickets [ticket].

    Stops holding where tickets ebb away evenly: then state a profile.

    Not in it: tickets of an ordinary day.

    >>> extra_tickets(extra_tickets_per_day=80, days=45)
    3600
    """
    return extra_tickets_per_day * days


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


@formula(
    label="Gap that is not decided",
    source="[P] each gap closed by modifying the software or changing the process; formula ours",
    basis=Basis.PLANNED,
)
def cheaper_way(
    *,
    modification_cost: Annotated[Number, "money"],
    process_change_cost: Annotated[Number, "money"],
) -> Annotated[Number, "money"]:
    """
    What a gap costs at the least on which nobody has decided.

        cost = least of (modification cost; process change cost)

    Args:
        modification_cost: Cost of modifying the software [money].
        process_change_cost: Cost of changing the process [money].

    Returns:
        A floor of what closing it will cost, whichever way is taken [money].

    Stops holding where one of both has a range: then the way counts that is cheaper at the most
    likely values.

    Not in it: what a later go-live costs, and what the modification does to other inputs.

    >>> cheaper_way(modification_cost=6000, process_change_cost=5500)
    5500
    """
    return least_of(modification_cost, process_change_cost)
