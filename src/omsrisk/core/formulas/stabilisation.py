"""The formulas of the stabilisation: what the weeks after go-live cost besides failure."""

from typing import Annotated

from omsrisk.core.formulas.formula import Basis, Number, formula


@formula(
    label="Support spike",
    source="effect named in [C] 6, a spike of support tickets; formula ours",
    basis=Basis.CASH,
)
def support_costs(
    *,
    extra_tickets_per_day: Annotated[Number, "ticket/day"],
    cost_per_ticket: Annotated[Number, "money/ticket"],
    stabilisation_days: Annotated[Number, "day"],
) -> Annotated[Number, "money"]:
    """
    Tickets beyond the usual number, answered until the business is stable.

        cost = extra tickets per day x cost per ticket x stabilisation days

    Args:
        extra_tickets_per_day: Tickets above the normal load, average over the window [ticket/day].
        cost_per_ticket: Cost of answering one ticket [money/ticket].
        stabilisation_days: Days from go-live until the business is stable [day].

    Returns:
        Cost of the support [money].

    Stops holding where the peak, not the average over the window, is put in.

    Not in it: correcting the order itself, which is data misalignment.

    >>> support_costs(extra_tickets_per_day=80, cost_per_ticket=12, stabilisation_days=45)
    43200
    """
    return extra_tickets_per_day * cost_per_ticket * stabilisation_days


@formula(
    label="Productivity dip",
    source="effect named in [C] 6, a productivity dip of weeks; formula ours",
    basis=Basis.CAPACITY,
)
def productivity_dip_costs(
    *,
    staff: Annotated[Number, "person"],
    hours_per_day: Annotated[Number, "hour/person*day"],
    cost_per_hour: Annotated[Number, "money/hour"],
    dip: Annotated[Number, "1"],
    dip_days: Annotated[Number, "day"],
) -> Annotated[Number, "money"]:
    """
    Paid hours in which nothing gets done.

        cost = staff x hours per day x cost per hour x dip x dip days

    Args:
        staff: People who work with the new system [person].
        hours_per_day: Working hours of one person on a day [hour/person*day].
        cost_per_hour: Cost of one working hour [money/hour].
        dip: Part of the output that is missing, average over the window, 0 to 1 [1].
        dip_days: Working days of the window where stated, else its calendar days [day].

    Returns:
        Cost of the idle hours [money].

    Stops holding where calendar days stand for working days: it is then too high by the weekends.

    Not in it: temporary staff and overtime bought as a replacement, which are cost items: count one
    or the other.

    >>> from decimal import Decimal
    >>> productivity_dip_costs(staff=60, hours_per_day=8, cost_per_hour=30,
    ...                        dip=Decimal("0.15"), dip_days=45)
    Decimal('97200.00')
    """
    return staff * hours_per_day * cost_per_hour * dip * dip_days


@formula(
    label="Inventory freeze",
    source="effect named in [C] 6, inventory freeze windows; formula ours",
    basis=Basis.REVENUE,
)
def freeze_costs(
    *,
    daily_order_volume: Annotated[Number, "order/day"],
    average_order_value: Annotated[Number, "money/order"],
    freeze_days: Annotated[Number, "day"],
    cancellation_sensitivity: Annotated[Number, "1"],
) -> Annotated[Number, "money"]:
    """
    Order value cancelled while stock is frozen for the migration.

        cost = (daily order volume x average order value) x freeze days x cancellation sensitivity

    Args:
        daily_order_volume: Orders of a day [order/day].
        average_order_value: Revenue per order [money/order].
        freeze_days: Days that end on the eve of go-live [day].
        cancellation_sensitivity: Part of the held order value that is cancelled, 0 to 1 [1].

    Returns:
        Order value lost [money].

    Stops holding where customers are told in advance: then state a lower sensitivity of its own.

    Not in it: the delay, which begins on the go-live day: the two never overlap.

    >>> from decimal import Decimal
    >>> freeze_costs(daily_order_volume=1000, average_order_value=100,
    ...              freeze_days=2, cancellation_sensitivity=Decimal("0.12"))
    Decimal('24000.00')
    """
    return (daily_order_volume * average_order_value) * freeze_days * cancellation_sensitivity


@formula(
    label="Parallel running",
    source="effect named in [C] 5, reliance on the legacy system; formula ours",
    basis=Basis.CASH,
)
def parallel_running_costs(
    *,
    cost_per_day: Annotated[Number, "money/day"],
    parallel_days: Annotated[Number, "day"],
) -> Annotated[Number, "money"]:
    """
    Running the old system beside the new one.

        cost = cost per day x parallel days

    Args:
        cost_per_day: Licences, hosting and operation of the legacy system [money/day].
        parallel_days: Days on which both systems run [day].

    Returns:
        Cost of running both [money].

    Stops holding where licences run to a fixed date whatever the days: then use a cost item.

    Not in it: staff who key twice, which belong to the productivity dip.

    >>> parallel_running_costs(cost_per_day=500, parallel_days=60)
    30000
    """
    return cost_per_day * parallel_days


@formula(
    label="Stabilisation once more",
    source="[C] 6, resolution work for 30 to 60 days; formula ours",
)
def stabilisation_once_more(
    *,
    support: Annotated[Number, "money"],
    productivity_dip: Annotated[Number, "money"],
    items: Annotated[Number, "money"],
) -> Annotated[Number, "money"]:
    """
    What a failed phase costs a second time where the roll-out pauses until it is mended.

        cost = support + productivity dip + items

    Args:
        support: The support of the phase, as it is where its go-live fails [money].
        productivity_dip: Its productivity dip, likewise [money].
        items: The cost items of its stabilisation, likewise [money].

    Returns:
        The sum; kinds of money differ, so each part carries its own basis [money].

    Stops holding where the pause is shorter than the stabilisation: it is charged whole.

    Not in it: the freeze, which lies before the go-live, and parallel running, whose days are more.

    >>> stabilisation_once_more(support=43200, productivity_dip=97200, items=5000)
    145400
    """
    return support + productivity_dip + items
