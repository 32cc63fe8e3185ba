"""Limits from several places: read from the command line, and put together."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from omsrisk.analysis.changes.gates import check_metric
from omsrisk.core.pricing.figures import is_share, statistic_of
from omsrisk.errors import UsageError
from omsrisk.scenario.schema.limits import Limit
from omsrisk.text import visible


def tightened(own: Sequence[Limit], others: Sequence[Limit]) -> tuple[Limit, ...]:
    """
    Put limits together: a file can tighten those of others, and never widen them.

    A limit is left out where another one on the metric is as low, fails as hard and lets no more be
    missing: one that only warns does not stand for a higher one that fails.
    """
    every = (*own, *others)
    return tuple(
        one
        for at, one in enumerate(every)
        if not any(
            stands_for(other, one) and (here > at or not stands_for(one, other))
            for here, other in enumerate(every)
            if here != at
        )
    )


def stands_for(one: Limit, other: Limit) -> bool:
    """Whether whatever breaks the other limit breaks this one, and as hard."""
    return (
        one.metric == other.metric
        and one.currency == other.currency
        and one.maximum <= other.maximum
        and (one.level == "error" or other.level != "error")
        and set(one.allow_not_assessed) <= set(other.allow_not_assessed)
    )


def limits_of(settings: Iterable[str], origin: str = "--max") -> tuple[Limit, ...]:
    """
    Read limits of the command line, `METRIC=AMOUNT`.

    Raises:
        UsageError: One is none.
    """
    found = []
    for setting in settings:
        metric, _, text = (part.strip() for part in setting.partition("="))
        share = is_share(metric)
        number = _amount_of(text)
        percent = text.endswith("%")
        if not metric or number is None or (number > 1 if share else percent):
            hint = "chance_of_stopping_early=10%" if share else "net_exposure=500000"
            raise UsageError(f"{origin} {visible(setting)}: write it as METRIC=AMOUNT", hint)
        asked = statistic_of(metric)
        check_metric(metric if asked is None else asked.metric)
        found.append(Limit(metric, number, origin=origin))
    return tuple(found)


_AMOUNT = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,12})?%?")


def _amount_of(text: str) -> Decimal | None:
    """Read an amount or a share, as large and as fine as a file may state one; None for no number."""
    if not _AMOUNT.fullmatch(text):
        return None
    return Decimal(text[:-1]).scaleb(-2) if text.endswith("%") else Decimal(text)
