"""The small formulas that the lines share: cost items, orders of a window, money held up."""

from typing import Annotated

from omsrisk.core.formulas.formula import Basis, Number, formula


@formula(label="Cost item", source="[C] 5, fees, upskilling and knowledge transfer")
def cost_item(
    *,
    quantity: Annotated[Number, "unit"],
    unit_cost: Annotated[Number, "money/unit"],
) -> Annotated[Number, "money"]:
    """
    What is bought or written off: so many units at so much each.

        cost = quantity x unit cost

    Args:
        quantity: Number of units, such as days or accounts [unit].
        unit_cost: Cost of one unit [money/unit].

    Returns:
        The cost; its basis is that of the item or of its group [money].

    Stops holding where the price depends on the quantity: write one item for each price.

    Not in it: what another line prices already: an item stands beside the formulas.

    >>> cost_item(quantity=220, unit_cost=1400)
    308000
    """
    return quantity * unit_cost


@formula(
    label="Days of a part of a course",
    source="effect named in [C] 3, second formula, cancellations; formula ours",
)
def days_at_level(
    *,
    days: Annotated[Number, "day"],
    index: Annotated[Number, "1"],
) -> Annotated[Number, "day"]:
    """
    Days that count as much as a course over time says, where 1 is a day as stated.

        effective days = days x index

    Args:
        days: Days of the window that lie in the part, weighted by the season where it touches [day].
        index: What one of them counts as, 0 or more [1].

    Returns:
        Effective days [day].

    Stops holding where what counts is the wait of one order, and not the day of the window.

    Not in it: a level that changes within the part: then state more parts.

    >>> from decimal import Decimal
    >>> days_at_level(days=5, index=Decimal("0.5"))
    Decimal('2.5')
    """
    return days * index


@formula(
    label="Learned from the phases before",
    source="effect named in [C] 5, phased: gradual adaptation; formula ours",
)
def learned_value(
    *,
    value: Annotated[Number, "unit"],
    part_kept: Annotated[Number, "1"],
) -> Annotated[Number, "unit"]:
    """
    What a phase has of an input, where each phase leaves a part of it behind.

        learned value = value x part kept

    Args:
        value: The input as the phase inherits it [unit].
        part_kept: What the phases before it leave: (1 - learning rate) once for each of them, 0 to 1
            [1].

    Returns:
        The input in that phase [unit].

    Stops holding where phases that follow closely have no time to learn.

    Not in it: what the lessons cost, which is a programme item.

    >>> from decimal import Decimal
    >>> learned_value(value=8, part_kept=Decimal("0.25"))
    Decimal('2.00')
    """
    return value * part_kept


@formula(
    label="Multiplied by an effect",
    source="effect named in [C] 7, owners and governance; formula ours",
)
def multiplied_value(
    *,
    value: Annotated[Number, "unit"],
    factor: Annotated[Number, "1"],
) -> Annotated[Number, "unit"]:
    """
    What an input is where a mitigation, or a modification, multiplies it by what nobody knows.

        multiplied value = value x factor

    Args:
        value: The input without it [unit].
        factor: What is left of it, 0 or more [1].

    Returns:
        The input with it [unit].

    Stops holding where how well the measure works depends on how large the input is.

    Not in it: what the measure costs, and the days that it takes.

    >>> from decimal import Decimal
    >>> multiplied_value(value=8, factor=Decimal("0.75"))
    Decimal('6.00')
    """
    return value * factor


@formula(
    label="Moved by an effect", source="effect named in [C] 7, owners and governance; formula ours"
)
def moved_value(
    *,
    value: Annotated[Number, "unit"],
    addition: Annotated[Number, "unit"],
) -> Annotated[Number, "unit"]:
    """
    What an input is where a mitigation, or a modification, adds to it what nobody knows.

        moved value = value + addition

    Args:
        value: The input without it [unit].
        addition: What it adds; below 0 where it takes something away [unit].

    Returns:
        The input with it [unit].

    Stops holding where it would take away more than there is: that is refused.

    Not in it: what the measure costs, and the days that it takes.

    >>> from decimal import Decimal
    >>> moved_value(value=8, addition=Decimal("-1.5"))
    Decimal('6.5')
    """
    return value + addition


@formula(label="Number of orders", source="[C] 3, first formula")
def orders_in_window(
    *,
    daily_volume: Annotated[Number, "order/day"],
    exposure_days: Annotated[Number, "day"],
) -> Annotated[Number, "order"]:
    """
    Orders that pass while the data are wrong.

        orders = daily volume x exposure days

    Args:
        daily_volume: Orders of a day [order/day].
        exposure_days: Days on which wrong data meet orders [day].

    Returns:
        Number of orders [order].

    Stops holding where the volume changes within the window: then state the number of orders.

    Not in it: orders corrected before they reach the system.

    >>> orders_in_window(daily_volume=1000, exposure_days=30)
    30000
    """
    return daily_volume * exposure_days


@formula(
    label="Orders through the integration point",
    source="effect named in [C] 1, integration breaks first; formula ours",
)
def orders_through_point(
    *,
    number_of_orders: Annotated[Number, "order"],
    share_of_orders: Annotated[Number, "1"],
) -> Annotated[Number, "order"]:
    """
    Orders of the window that pass one integration point.

        orders = number of orders x share of orders

    Args:
        number_of_orders: Orders of the window [order].
        share_of_orders: Part of them that pass this point, 0 to 1 [1].

    Returns:
        Number of orders [order].

    Stops holding where an order passes a point several times.

    Not in it: the other points: an order counts at each point it passes.

    >>> from decimal import Decimal
    >>> orders_through_point(number_of_orders=30000, share_of_orders=Decimal("0.4"))
    Decimal('12000.0')
    """
    return number_of_orders * share_of_orders


@formula(label="Orders delayed per day", source="[C] 3, second formula")
def orders_delayed_per_day(
    *,
    daily_volume: Annotated[Number, "order/day"],
    share_of_orders_delayed: Annotated[Number, "1"],
) -> Annotated[Number, "order/day"]:
    """
    Orders held up on a day of the delay.

        orders = daily volume x share of orders delayed

    Args:
        daily_volume: Orders of a day [order/day].
        share_of_orders_delayed: Part of them that run late, 0 to 1 [1].

    Returns:
        Orders held up a day [order/day].

    Stops holding where the share changes during the delay: then use its average over the window.

    Not in it: orders that arrive on time.

    >>> from decimal import Decimal
    >>> orders_delayed_per_day(daily_volume=1000, share_of_orders_delayed=Decimal("0.2"))
    Decimal('200.0')
    """
    return daily_volume * share_of_orders_delayed


@formula(
    label="Part of a phase", source="effect named in [C] 5, phased: gradual adaptation; formula ours"
)
def part_of_phase(
    *,
    whole: Annotated[Number, "unit"],
    share_of_orders: Annotated[Number, "1"],
) -> Annotated[Number, "unit"]:
    """
    What falls to one phase of a number that grows with the business.

        part = whole x share of orders

    Args:
        whole: The number for the whole roll-out [unit].
        share_of_orders: Share of the orders that the phase covers, 0 to 1 [1].

    Returns:
        The part of the phase; the parts of all phases add up to the whole [unit].

    Stops holding where a phase has more work to an order than another: then restate the number.

    Not in it: rates and unit costs, which a phase inherits as they stand.

    >>> from decimal import Decimal
    >>> part_of_phase(whole=1000, share_of_orders=Decimal("0.1"))
    Decimal('100.0')
    """
    return whole * share_of_orders


@formula(
    label="Days of parallel running",
    source="effect named in [C] 5, reliance on the legacy system; formula ours",
)
def days_of_parallel_running(
    *,
    days_between_go_lives: Annotated[Number, "day"],
    days_after_the_last: Annotated[Number, "day"],
) -> Annotated[Number, "day"]:
    """
    Days on which the legacy system still runs when phases go live one after the other.

        days = days between go lives + days after the last

    Args:
        days_between_go_lives: From the first go-live to the last [day].
        days_after_the_last: From then until it is switched off [day].

    Returns:
        Days on which both systems run [day].

    Stops holding where the legacy system is switched off between two phases.

    Not in it: days before the first go-live, on which the old system runs alone.

    >>> days_of_parallel_running(days_between_go_lives=90, days_after_the_last=60)
    150
    """
    return days_between_go_lives + days_after_the_last


@formula(
    label="Waiting",
    source="effect named in [C] 5, longer development; formula ours",
    basis=Basis.CASH,
)
def waiting_costs(
    *,
    cost_of_waiting_per_day: Annotated[Number, "money/day"],
    waiting_days: Annotated[Number, "day"],
) -> Annotated[Number, "money"]:
    """
    What it costs to go live later than one could.

        cost = cost of waiting per day x waiting days

    Args:
        cost_of_waiting_per_day: Benefit forgone, or team kept waiting [money/day].
        waiting_days: From the earliest possible go-live to the go-live [day].

    Returns:
        Cost of waiting [money].

    Stops holding where the benefit itself depends on the season.

    Not in it: what a go-live in the slow season saves, which the season prices.

    >>> waiting_costs(cost_of_waiting_per_day=700, waiting_days=31)
    21700
    """
    return cost_of_waiting_per_day * waiting_days


@formula(label="Order value held up", source="[C] 3, second formula, before the sensitivity")
def order_value_held_up(
    *,
    daily_order_volume: Annotated[Number, "order/day"],
    average_order_value: Annotated[Number, "money/order"],
    days: Annotated[Number, "day"],
) -> Annotated[Number, "money"]:
    """
    Order value that is late, whether it is cancelled in the end or not.

        value = (daily order volume x average order value) x days

    Args:
        daily_order_volume: Orders held up on a day [order/day].
        average_order_value: Revenue per order [money/order].
        days: Days of the delay or of the freeze [day].

    Returns:
        Order value held up: a memo, never in a total [money].

    Stops holding where late orders are replaced by new ones before they are delivered.

    Not in it: nothing is lost by it; what is lost is the delay line.

    >>> order_value_held_up(daily_order_volume=1000, average_order_value=100, days=3)
    300000
    """
    return (daily_order_volume * average_order_value) * days


@formula(
    label="Rate above today's",
    source="effect named in [C] 3, errors and cancellations beyond the usual; formula ours",
)
def rate_above_today(
    *,
    rate: Annotated[Number, "1"],
    rate_today: Annotated[Number, "1"],
) -> Annotated[Number, "1"]:
    """
    Part of the orders that a go-live adds to what goes wrong on any day.

        rate = rate - rate today

    Args:
        rate: Part of the orders with the new system, 0 to 1 [1].
        rate_today: Part of the orders without it, no more than that, 0 to 1 [1].

    Returns:
        What the formulas take: the part that comes of the go-live [1].

    Stops holding where the new system is better than the old one from its first day: that is a
    benefit, and never counted as a cost below 0.

    Not in it: what goes wrong today, which goes on whatever is done.

    >>> from decimal import Decimal
    >>> rate_above_today(rate=Decimal("0.05"), rate_today=Decimal("0.02"))
    Decimal('0.03')
    """
    return rate - rate_today


@formula(
    label="Capital at risk",
    source="effect named in [P], 85 % to 100 % of the cost paid before go-live; formula ours",
)
def capital_at_risk(
    *,
    system_cost: Annotated[Number, "money"],
    paid_before_go_live: Annotated[Number, "1"],
) -> Annotated[Number, "money"]:
    """
    Part of the system's cost that is paid before anybody knows whether it works.

        capital = system cost x paid before go live

    Args:
        system_cost: Licences and services of the system [money].
        paid_before_go_live: Part of it paid before go-live, 0 to 1 [1].

    Returns:
        Money already spent on the go-live day: a memo, never in a total [money].

    Stops holding where a contract lets money be claimed back: put that into the recoveries.

    Not in it: the programme's planned costs.

    >>> from decimal import Decimal
    >>> capital_at_risk(system_cost=900000, paid_before_go_live=Decimal("0.85"))
    Decimal('765000.00')
    """
    return system_cost * paid_before_go_live


@formula(label="Lost margin", source="effect named in [C] 1, a question of margin; formula ours")
def lost_margin(
    *,
    lost_revenue: Annotated[Number, "money"],
    contribution_margin: Annotated[Number, "1"],
) -> Annotated[Number, "money"]:
    """
    Profit that the lost revenue would have brought.

        margin = lost revenue x contribution margin

    Args:
        lost_revenue: The lines whose basis is revenue [money].
        contribution_margin: Part of the revenue left after its variable costs, 0 to 1 [1].

    Returns:
        Lost margin: a memo, never in a total [money].

    Stops holding where the goods of a cancelled order cannot be sold again.

    Not in it: costs that go on without the order.

    >>> from decimal import Decimal
    >>> lost_margin(lost_revenue=60000, contribution_margin=Decimal("0.35"))
    Decimal('21000.00')
    """
    return lost_revenue * contribution_margin


@formula(label="Total at margin", source="effect named in [C] 1, a question of margin; formula ours")
def at_margin(
    *,
    total: Annotated[Number, "money"],
    lost_revenue: Annotated[Number, "money"],
    contribution_margin: Annotated[Number, "1"],
) -> Annotated[Number, "money"]:
    """
    A total in which lost revenue counts only with its margin.

        total = total - lost revenue x (1 - contribution margin)

    Args:
        total: A total that mixes lost revenue with costs [money].
        lost_revenue: Lost revenue in it [money].
        contribution_margin: Part of the revenue left after its variable costs, 0 to 1 [1].

    Returns:
        The total at margin: it stands beside the total, never instead of it [money].

    Stops holding where the goods of a cancelled order cannot be sold again.

    Not in it: any other change of basis.

    >>> from decimal import Decimal
    >>> at_margin(total=123400, lost_revenue=36000, contribution_margin=Decimal("0.35"))
    Decimal('100000.00')
    """
    return total - lost_revenue * (1 - contribution_margin)
