"""Ranges and intervals as authors write them: what they mean, and what makes no sense of one."""

from decimal import Decimal, localcontext

from pydantic_core import PydanticCustomError

from omsrisk.core.pricing.case import Spread
from omsrisk.scenario.documents.nodes import JsonObject
from omsrisk.scenario.schema.choices import Choice, nearest
from omsrisk.scenario.schema.quantities import DISTRIBUTIONS, QUANTITY_KEYS, SPREAD_KEYS, Kind, refuse
from omsrisk.scenario.written.mean_and_sd import misfits_of_mean, spread_of_mean

_CHOICE = Choice(*DISTRIBUTIONS)
_INTERVALS = {("p5", "p95"): Decimal("0.05"), ("p10", "p90"): Decimal("0.1")}
_OF_RANGES = ("pert", "triangular", "uniform")
_OF_INTERVALS = ("lognormal", "normal", "pert")

Problem = tuple[str, str, JsonObject]


def spread_of(kind: Kind, value: JsonObject) -> tuple[Decimal, Spread]:
    """
    Read a range or an interval.

    Args:
        kind: The kind of number.
        value: Its keys and nodes; what is said of it is read already.

    Returns:
        The point value (the likely one, the middle of a uniform range, the median of an interval),
        and the spread.

    Raises:
        PydanticCustomError: `problems` of its context lists all that is wrong, key by key.
    """
    problems: list[Problem] = []
    numbers: dict[str, Decimal] = {}
    name = ""
    for key, node in value.items():
        try:
            if key == "distribution":
                name = _CHOICE.pick(node)
            elif key in SPREAD_KEYS:
                numbers[key] = kind.number(node)
            else:
                known = (*QUANTITY_KEYS, *SPREAD_KEYS)
                hint = nearest(key, known) or f"keys: {', '.join(known)}"
                problems.append((key, "SCN107", _context(f"`{key}` is not a key of a range", hint)))
        except PydanticCustomError as error:
            problems.append((key, error.type, error.context or {}))
    of_mean = not numbers.keys().isdisjoint(("mean", "sd"))
    if not problems:
        problems += (misfits_of_mean if of_mean else _misfits)(numbers, name, kind)
    if problems:
        raise PydanticCustomError("quantity", "{problems}", {"problems": problems})
    try:
        spread = (spread_of_mean if of_mean else _made)(numbers, name, kind)
    except ValueError as error:
        context = _context(f"no distribution within 0 to 1 has this `mean` and `sd`: {error}")
        raise PydanticCustomError(
            "quantity", "{problems}", {"problems": [("sd", "SCN502", context)]}
        ) from None
    _check_bounds(spread, kind)
    return point_of(spread), spread


def _context(message: str, hint: str = "") -> JsonObject:
    return {"message": message, "hint": hint}


def _interval_of(numbers: dict[str, Decimal]) -> tuple[str, str] | None:
    found = [pair for pair in _INTERVALS if not numbers.keys().isdisjoint(pair)]
    return found[0] if len(found) == 1 else None


def _misfits(  # noqa: PLR0911 - one return a fault
    numbers: dict[str, Decimal], name: str, kind: Kind
) -> list[Problem]:
    """List what is missing, out of order, or does not go together."""
    pair = _interval_of(numbers)
    is_range = not numbers.keys().isdisjoint(("low", "high"))
    several = sum(not numbers.keys().isdisjoint(one) for one in _INTERVALS) > 1
    first = next(iter(numbers), "distribution")
    if several or (pair is not None and is_range):
        text = "says its spread twice: take low and high, or p5 and p95, or p10 and p90"
        return [(first, "SCN501", _context(text))]
    ends = pair or ("low", "high")
    for key in ends:
        if key not in numbers:
            text = f"`{key}` is missing: a spread has two ends, {ends[0]} and {ends[1]}"
            return [(first, "SCN501", _context(text))]
    low, high, likely = numbers[ends[0]], numbers[ends[1]], numbers.get("likely")
    if low >= high:
        word = "equals" if low == high else "lies above"
        text = f"`{ends[0]}` {word} `{ends[1]}`"
        return [(ends[0], "SCN501", _context(text, "state one `value`, or a real range"))]
    if likely is not None and not low <= likely <= high:
        text = f"`likely` lies outside {_said(low, kind)} to {_said(high, kind)}"
        return [("likely", "SCN501", _context(text, "it lies between the two ends"))]
    if pair is not None and likely in {low, high}:
        text = f"`likely` is `{ends[0] if likely == low else ends[1]}`"
        hint = "of an interval it lies between the two points; a range {low, likely, high} takes both"
        return [("likely", "SCN501", _context(text, hint))]
    known = _OF_RANGES if pair is None else _OF_INTERVALS
    if name and name not in known:
        text = f"{name} does not go with {ends[0]} and {ends[1]}; there are {', '.join(known)}"
        return [("distribution", "SCN501", _context(text))]
    chosen = name or _usual(pair, kind, has_likely=likely is not None)
    if kind.is_share and pair is not None and not name and not 0 < low < high < 1:
        text = f"a share of `{ends[0]}: 0%` or `{ends[1]}: 100%` leaves nothing beyond it"
        hint = "state points above 0 and below 100%, or a range of low, likely and high"
        return [(first, "SCN501", _context(text, hint))]
    if likely is None and chosen in {"pert", "triangular"}:
        hint = "or `distribution: uniform`" if pair is None else "or `distribution: normal`"
        return [(first, "SCN501", _context(f"`likely` is missing for {chosen}", hint))]
    if likely is not None and chosen in {"uniform", "lognormal", "normal"}:
        text = f"`likely` has no effect on {chosen}"
        return [("likely", "SCN501", _context(text, "remove it, or choose pert"))]
    if chosen == "lognormal" and low <= 0:
        return [(ends[0], "SCN501", _context("a lognormal number is above 0", "state a low above 0"))]
    return []


def _said(number: Decimal, kind: Kind) -> str:
    """Write a number as its author would have."""
    if kind.is_share:
        return f"{(number * 100).normalize():f}%"
    return f"{number.normalize():f}"


def _usual(pair: tuple[str, str] | None, kind: Kind, *, has_likely: bool) -> str:
    if pair is None:
        return "pert"
    if kind.is_share:
        return "pert" if has_likely else "logit-normal"
    return "lognormal"


def _made(numbers: dict[str, Decimal], name: str, kind: Kind) -> Spread:
    pair = _interval_of(numbers)
    ends = pair or ("low", "high")
    share = None if pair is None else _INTERVALS[pair]
    likely = numbers.get("likely")
    chosen = name or _usual(pair, kind, has_likely=likely is not None)
    spread = Spread(chosen, numbers[ends[0]], numbers[ends[1]], likely, share)
    if kind.is_share and share is not None and not name:
        return _within_the_whole(spread)
    return spread


def _within_the_whole(spread: Spread) -> Spread:
    """Choose a distribution that lives in 0 to 1, where a pert through the same points does not."""
    from omsrisk.core.uncertainty.events import beyond_bounds

    within = spread._replace(ends=(Decimal(0), Decimal(1)))
    if spread.likely is None:
        return within
    try:
        beyond = beyond_bounds(spread, is_share=True)
    except ValueError:
        return spread  # the likely value is no inner one: that is told where bounds are checked
    return spread if beyond is None else within._replace(kind="two-sided power")


def point_of(spread: Spread) -> Decimal:
    """Return the number that stands for a spread where one number is asked for."""
    if spread.likely is not None:
        return spread.likely
    with localcontext() as context:
        context.prec = 40
        if spread.kind == "lognormal":
            middle = (spread.low * spread.high).sqrt()
        elif spread.kind == "logit-normal":
            odds = [end / (1 - end) for end in (spread.low, spread.high)]
            middle_odds = (odds[0] * odds[1]).sqrt()
            middle = middle_odds / (1 + middle_odds)
        else:
            middle = (spread.low + spread.high) / 2
        return Decimal(f"{round(middle, 12).normalize():f}")


def _check_bounds(spread: Spread, kind: Kind) -> None:
    """
    Refuse a distribution that can leave the bounds of its kind: nothing is clipped.

    Raises:
        PydanticCustomError: It can, or no distribution fits the two points.
    """
    from omsrisk.core.uncertainty.events import beyond_bounds

    try:
        beyond = beyond_bounds(spread, is_share=kind.is_share)
    except ValueError as error:
        raise refuse("SCN501", str(error)) from None
    if beyond is not None and not kind.is_signed:
        side = "100 %" if beyond[0] else "0"
        text = f"the {spread.kind} distribution would go beyond {side}, which {kind.noun} cannot"
        if kind.is_share and spread.share is not None:
            hint = "leave `distribution` out: one within 0 to 1 is then fitted to both points"
        elif spread.share is not None and spread.likely is not None:
            hint = "leave out `likely` and `distribution`: a lognormal stays above 0"
        elif spread.share is not None:
            hint = "leave `distribution` out: a lognormal stays above 0"
        else:
            hint = "choose another distribution, or a narrower range"
        raise refuse("SCN502", text, hint)
