"""Which window days go through, by what is said of them: a season, working days, catching up."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from omsrisk.core.calendar import Calendar, Window
from omsrisk.core.pricing.declarations import SeasonDays, StatedArgument


def window_of(
    argument: StatedArgument | SeasonDays,
    settings: Mapping[str, Decimal | bool],
    calendar: Calendar,
    go_live: date | None,
    path: str = "",
) -> Window | None:
    """
    Return the window that days go through; None where all count alike.

    Args:
        argument: Days.
        settings: What is stated and is no input.
        calendar: The dates.
        go_live: On which the window hangs.
        path: Which of its paths states the days; the last, if left out.
    """
    if isinstance(argument, SeasonDays):
        window = None
        if not argument.is_flat:
            window = calendar.window(go_live, backwards=argument.backwards)
        capacity = settings.get(argument.capacity)
        return window if capacity is None else calendar.caught_up(window, go_live, Decimal(capacity))
    if settings.get(argument.follows):
        return calendar.in_season(go_live)
    works = argument.is_worked and path in {"", argument.paths[-1]}
    return calendar.working_days(go_live) if works else None
