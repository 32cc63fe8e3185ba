"""The formulas of what a failed phase does to the rest: left undone by a stop, or put off."""

from typing import Annotated

from omsrisk.core.formulas.formula import Basis, Number, formula


@formula(label="Days of waiting", source="[C] 5, phased: reliance on the legacy system; formula ours")
def days_of_waiting(
    *,
    days_to_go_live: Annotated[Number, "day"],
    days_to_horizon: Annotated[Number, "day"],
    chance_of_going_live: Annotated[Number, "1"],
) -> Annotated[Number, "day"]:
    """
    Days that the orders of a phase wait for the new system, in the mean.

        days = days to go live x chance of going live + days to horizon x (1 - chance of going live)

    Args:
        days_to_go_live: From the earliest possible go-live to that of the phase [day].
        days_to_horizon: From the earliest possible go-live to the horizon [day].
        chance_of_going_live: Chance that the phase is reached, 0 to 1 [1].

    Returns:
        Days of waiting [day].

    Stops holding where a roll-out that stopped is taken up again before the horizon.

    Not in it: a phase that went live and failed; it counts as reached.

    >>> from decimal import Decimal
    >>> days_of_waiting(days_to_go_live=31, days_to_horizon=365, chance_of_going_live=Decimal("0.7"))
    Decimal('131.2')
    """
    return days_to_go_live * chance_of_going_live + days_to_horizon * (1 - chance_of_going_live)


@formula(
    label="System written off",
    source="[P] 85 % to 100 % of the cost paid before go-live; formula ours",
    basis=Basis.WRITE_OFF,
)
def system_written_off(
    *,
    system_cost: Annotated[Number, "money"],
    share_not_live: Annotated[Number, "1"],
) -> Annotated[Number, "money"]:
    """
    The part of the system's cost that serves no orders when the roll-out stops.

        cost = system cost x share not live

    Args:
        system_cost: The whole cost of the system, not the part paid before go-live [money].
        share_not_live: Share of orders of the phases after the stop, 0 to 1 [1].

    Returns:
        Cost written off [money].

    Stops holding where a contract lets money be claimed back: put that into the recoveries.

    Not in it: exit fees and other write-offs, which are cost items of `stopping`.

    >>> from decimal import Decimal
    >>> system_written_off(system_cost=900000, share_not_live=Decimal("0.9"))
    Decimal('810000.0')
    """
    return system_cost * share_not_live


@formula(
    label="Days with pauses",
    source="[C] 5, phased: prolonged change management, reliance on the legacy system; formula ours",
)
def days_with_pauses(
    *,
    days_as_planned: Annotated[Number, "day"],
    pause_days: Annotated[Number, "day"],
    pauses: Annotated[Number, "1"],
) -> Annotated[Number, "day"]:
    """
    Days that pass where a roll-out pauses after each phase that fails, in the mean.

        days = days as planned + pause days x pauses

    Args:
        days_as_planned: Where nothing fails [day].
        pause_days: Days of one pause [day].
        pauses: How many pauses there are in the mean: the sum of the chances that a phase fails, of
            those before it, or of all but the last [1].

    Returns:
        Days in the mean [day].

    Stops holding where later phases catch up, or where a second failure pauses for longer.

    Not in it: what the moved dates change of the season, or of what holds from a day on.

    >>> from decimal import Decimal
    >>> days_with_pauses(days_as_planned=112, pause_days=30, pauses=Decimal("0.5"))
    Decimal('127.0')
    """
    return days_as_planned + pause_days * pauses
