"""What if an input is different? A metric over a grid of one or two inputs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice, product
from math import prod
from typing import Any, NamedTuple

from omsrisk.analysis.assess import Assessment, exact_exposure
from omsrisk.analysis.grid import MOST_POINTS, Dates, Grid, parse, parse_dates, split
from omsrisk.analysis.metrics import DEFAULT, metric_of
from omsrisk.analysis.schedule import moved
from omsrisk.analysis.varying import Varied, check_bounds, varied
from omsrisk.core.case import Case
from omsrisk.core.exposure import price, traced_value
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.polynomial import Polynomial, compiled_row, polynomial_of
from omsrisk.core.variation import replaced, shapes_season, values_of
from omsrisk.errors import UsageError

MOST_EXACT = 1_000
"""Up to so many points are computed exactly; more go through a compiled kernel, in floats."""

_GO_LIVE = "calendar.go_live"


class Point(NamedTuple):
    """
    One point of a sweep.

    Attributes:
        inputs: The number, or the day, of each varied input.
        values: For each file the metrics, in their order: exact, or floats in a large sweep.
    """

    inputs: tuple[Decimal | date, ...]
    values: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Sweep:
    """
    A metric over a grid.

    Attributes:
        assessments: The files, as they stand.
        grids: The points of each varied input.
        units: The unit of each varied input; empty for a date.
        own: For each varied input the number in the first file; None where it has several.
        metrics: What is watched.
        base: For each file the metrics as it stands, exact.
        points: One by one, the last input fastest; they stream, and can be had once.
        count: How many points there are.
        is_exact: Whether they are exact, as against floats.
    """

    assessments: tuple[Assessment, ...]
    grids: tuple[Grid | Dates, ...]
    units: tuple[str, ...]
    own: tuple[Decimal | date | None, ...]
    metrics: tuple[str, ...]
    base: tuple[tuple[Decimal, ...], ...]
    points: Iterator[Point]
    count: int
    is_exact: bool


def sweep(
    assessments: Sequence[Assessment],
    vary: Sequence[str],
    *,
    metrics: Sequence[str] = (DEFAULT,),
) -> Sweep:
    """
    Vary one or two inputs of one or more scenarios.

    Args:
        assessments: From `assess`.
        vary: One or two of `PATH=GRID`.
        metrics: What to watch.

    Raises:
        UsageError: A path, a grid or a metric makes no sense, or there are too many points.
    """
    if not 1 <= len(vary) <= 2:  # noqa: PLR2004 - one input or two
        raise UsageError(f"--vary takes one input or two, not {len(vary)}")
    settings = [split(one) for one in vary]
    if len({path for path, _ in settings}) < len(settings):
        raise UsageError(f"--vary {settings[0][0]} is given twice")
    base = tuple(
        tuple(Decimal(metric_of(one.exposure, name)) for name in metrics) for one in assessments
    )
    if any(path == _GO_LIVE for path, _ in settings):
        return _by_date(assessments, settings, metrics, base)
    inputs = [[varied(one.scenario, path) for path, _ in settings] for one in assessments]
    grids = tuple(
        parse(path, text, first.value)
        for (path, text), first in zip(settings, inputs[0], strict=True)
    )
    for grid, first in zip(grids, inputs[0], strict=True):
        for end in grid.ends():
            check_bounds(first, end)
    count = prod(grid.length for grid in grids)
    if count > MOST_POINTS:
        raise UsageError(f"a sweep of {count:,} points", f"at most {MOST_POINTS:,}")
    is_exact = count <= MOST_EXACT
    if any(shapes_season(path) for path, _ in settings):
        if not is_exact:
            message = f"a sweep of {count:,} points over the season"
            raise UsageError(message, f"at most {MOST_EXACT:,}: each is priced anew")
        points = _priced_points(grids, inputs, metrics)
    else:
        polynomials = [_polynomials(own, metrics) for own in inputs]
        points = (_exact_points if is_exact else _float_points)(grids, polynomials)
    return Sweep(
        assessments=tuple(assessments),
        grids=grids,
        units=tuple(one.unit for one in inputs[0]),
        own=tuple(one.value for one in inputs[0]),
        metrics=tuple(metrics),
        base=base,
        points=points,
        count=count,
        is_exact=is_exact,
    )


def _polynomials(inputs: Sequence[Varied], metrics: Sequence[str]) -> tuple[Polynomial, ...]:
    """Trace a scenario once, and fold all but the varied inputs."""
    case = _with_all(inputs)
    variables = {path: f"x{at}" for at, one in enumerate(inputs) for path in one.paths}
    with exact(ENOUGH_DIGITS):
        traced = price(case, traced_value)
        values = values_of(case)
        return tuple(polynomial_of(metric_of(traced, name), variables, values) for name in metrics)


def _priced_points(
    grids: Sequence[Grid], inputs: Sequence[Sequence[Varied]], metrics: Sequence[str]
) -> Iterator[Point]:
    """Price each point anew: an index of the season stands in no formula."""
    cases = [_with_all(own) for own in inputs]
    for numbers in product(*(tuple(grid.numbers()) for grid in grids)):
        values = []
        for case, own in zip(cases, inputs, strict=True):
            at = {path: value for one, value in zip(own, numbers, strict=True) for path in one.paths}
            exposure = exact_exposure(replaced(case, at))
            values.append(tuple(Decimal(metric_of(exposure, name)) for name in metrics))
        yield Point(numbers, tuple(values))


def _with_all(inputs: Sequence[Varied]) -> Case:
    case = inputs[0].case
    for one in inputs[1:]:
        case = _with_both(case, one)
    return case


def _with_both(case: Case, other: Varied) -> Case:
    """State in one case also what had to be stated for another input."""
    inputs = {**other.case.inputs, **case.inputs}
    phases = tuple(
        mine._replace(inputs={**theirs.inputs, **mine.inputs})
        for mine, theirs in zip(case.phases, other.case.phases, strict=True)
    )
    return case._replace(inputs=inputs, phases=phases)


def _exact_points(
    grids: Sequence[Grid], polynomials: Sequence[tuple[Polynomial, ...]]
) -> Iterator[Point]:
    for numbers in product(*(tuple(grid.numbers()) for grid in grids)):
        at = {f"x{number}": value for number, value in enumerate(numbers)}
        with exact(ENOUGH_DIGITS):
            values = tuple(tuple(one(at) for one in own) for own in polynomials)
        yield Point(numbers, values)


def _float_points(
    grids: Sequence[Grid], polynomials: Sequence[tuple[Polynomial, ...]]
) -> Iterator[Point]:
    names = tuple(f"x{at}" for at in range(len(grids)))
    kernels = [compiled_row(own, names) for own in polynomials]
    *outer, inner = grids
    for first in product(*(grid.numbers() for grid in outer)):
        numbers = inner.numbers()
        while some := list(islice(numbers, _AT_ONCE)):
            row = list(map(float, some))
            columns = [zip(*kernel(*map(float, first), row), strict=True) for kernel in kernels]
            for number, *values in zip(some, *columns, strict=True):
                yield Point((*first, number), tuple(values))


_AT_ONCE = 1_000


def _by_date(
    assessments: Sequence[Assessment],
    settings: Sequence[tuple[str, str]],
    metrics: Sequence[str],
    base: tuple[tuple[Decimal, ...], ...],
) -> Sweep:
    """Move the go-live from day to day, all phases together."""
    if len(settings) > 1:
        raise UsageError(f"--vary {_GO_LIVE} goes alone: a date moves all windows")
    dates = parse_dates(*settings[0])
    if len(dates.days) > MOST_EXACT:
        raise UsageError(f"{len(dates.days):,} days", f"at most {MOST_EXACT:,}; take a longer step")
    for one in assessments:
        earliest = one.scenario.case.calendar.earliest_go_live
        if earliest is not None and min(dates.days) < earliest:
            raise UsageError(f"{min(dates.days)} lies before the earliest go-live, {earliest}")

    def points() -> Iterator[Point]:
        for day in dates.days:
            values = tuple(
                tuple(
                    Decimal(metric_of(exact_exposure(moved(one.scenario.case, day)), name))
                    for name in metrics
                )
                for one in assessments
            )
            yield Point((day,), values)

    return Sweep(
        assessments=tuple(assessments),
        grids=(dates,),
        units=("",),
        own=(assessments[0].scenario.case.first_go_live,),
        metrics=tuple(metrics),
        base=base,
        points=points(),
        count=len(dates.days),
        is_exact=True,
    )
