"""What if an input is different? A metric over a grid of one or two inputs."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.result import Result
from omsrisk.analysis.sensitivity.grid import (
    MOST_POINTS,
    Dates,
    Grid,
    parse,
    parse_dates,
    refuse_percentages,
    split,
)
from omsrisk.analysis.sensitivity.solve import solve
from omsrisk.analysis.sensitivity.varying import (
    HIGHEST_POWER,
    HeldByCapError,
    VariedInput,
    check_bounds,
    check_not_held,
    note_of_kept,
    varied,
)
from omsrisk.analysis.time.stated_dates import is_go_live, stated_go_live, with_go_live
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import Valuing, values_of_all
from omsrisk.core.algebra.polynomial import Polynomial, TooManyTermsError, compiled_row, polynomial_of
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.pricing.case import EVERY_PHASE, Case
from omsrisk.core.pricing.variation import fixed, stands_in_no_formula
from omsrisk.errors import UsageError
from omsrisk.scenario.building.keeping import note_of
from omsrisk.scenario.documents.findings import Finding
from omsrisk.scenario.schema.quantities import RATE

if TYPE_CHECKING:
    from omsrisk.scenario.schema.limits import Limit

MOST_EXACT = 1_000
"""Up to so many points are computed exactly; more go through a compiled kernel, in floats."""


class Point(NamedTuple):
    """
    One point of a sweep.

    Attributes:
        inputs: The number, or the day, of each varied input.
        values: For each file the metrics, in their order: exact, or floats in a large sweep.
    """

    inputs: tuple[Decimal | date, ...]
    values: tuple[tuple[Decimal | float, ...], ...]


class GridStretch(NamedTuple):
    """
    Points in a row: the last input runs, the one before it stands still.

    Attributes:
        still: The number of the first of two inputs; empty where there is one.
        running: The numbers, or days, of the last input.
        values: For each file and each metric its values, one for each number that runs.
    """

    still: tuple[Decimal, ...]
    running: Sequence[Decimal | date]
    values: tuple[tuple[Sequence[Decimal | float], ...], ...]

    def points(self) -> Iterator[Point]:
        """Take it apart, point by point."""
        by_file = [zip(*own, strict=True) for own in self.values]
        for number, *values in zip(self.running, *by_file, strict=True):
            yield Point((*self.still, number), tuple(values))


class Crossing(NamedTuple):
    """
    Where a limit of a file is crossed.

    Attributes:
        file: Number of the file.
        limit: The limit.
        at: The numbers of the input, within the grid, at which the metric comes to it.
    """

    file: int
    limit: "Limit"
    at: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Sweep(Result):
    """
    A metric over a grid.

    Attributes:
        assessments: The files, as they stand.
        grids: The points of each varied input.
        units: The unit of each varied input; empty for a date.
        own: For each varied input the number in the first file; None where it has several.
        metrics: What is watched.
        at: What ranges count with, other than those of the inputs that vary.
        base: For each file the metrics as it stands.
        laid_out: Lays the points out, the last input fastest; they stream.
        count: How many points there are.
        is_exact: Whether they are exact, as against floats.
        kept: For each varied input that phases state for themselves, its path and theirs, which do
            not move.
        crossings: Where limits on the metrics are crossed, for one input that is a number.
        notes: Which phases keep a number, or a day, of their own.
    """

    assessments: tuple[Assessment, ...]
    grids: tuple[Grid | Dates, ...]
    units: tuple[str, ...]
    own: tuple[Decimal | date | None, ...]
    metrics: tuple[str, ...]
    at: At
    base: tuple[tuple[Decimal, ...], ...]
    laid_out: Callable[[], Iterator[GridStretch]]
    count: int
    is_exact: bool
    crossings: tuple[Crossing, ...] = ()
    kept: tuple[tuple[str, tuple[str, ...]], ...] = ()
    notes: tuple[Finding, ...] = ()

    @property
    def stretches(self) -> Iterator[GridStretch]:
        """The points, the last input fastest; they stream, each time anew."""
        return self.laid_out()

    @property
    def points(self) -> Iterator[Point]:
        """The points one by one; they stream, each time anew."""
        for stretch in self.stretches:
            yield from stretch.points()


def sweep(
    assessments: Sequence[Assessment],
    vary: Sequence[str],
    *,
    metrics: Sequence[str] = (DEFAULT,),
    at: At = At.MEAN,
) -> Sweep:
    """
    Vary one or two inputs of one or more scenarios.

    Args:
        assessments: From `assess`.
        vary: One or two of `PATH=GRID`.
        metrics: What to watch.
        at: What ranges count with; a number takes the place of a varied input's own range.

    Raises:
        UsageError: A path, a grid or a metric makes no sense, or there are too many points.
    """
    if not 1 <= len(vary) <= 2:  # noqa: PLR2004 - one input or two
        raise UsageError(f"--vary takes one input or two, not {len(vary)}")
    settings = [split(one) for one in vary]
    if len({path for path, _ in settings}) < len(settings):
        raise UsageError(f"--vary {settings[0][0]} is given twice")
    at, base = values_of_all([one.scenario.case for one in assessments], metrics, at)
    if any(is_go_live(path) for path, _ in settings):
        return _by_date(assessments, settings, metrics, base, at)
    inputs = [[varied(one.scenario, path) for path, _ in settings] for one in assessments]
    for (path, text), first in zip(settings, inputs[0], strict=True):
        is_part = first.kind.is_share or first.kind == RATE
        refuse_percentages(path, text, is_share=is_part)
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
    each = [one for own in inputs for one in own]
    polynomials = None
    if not any(stands_in_no_formula(one.path) or one.is_factor for one in each):
        polynomials = _polynomials_of_all(inputs, metrics, at)
    if polynomials is not None:
        laid_out = partial(_exactly if is_exact else _in_floats, grids, polynomials)
    elif is_exact:
        laid_out = partial(_priced, grids, inputs, metrics, at)
    else:
        why = "over the season, by a factor, under a cap, or of a gap that is not decided"
        message = f"a sweep of {count:,} points {why}"
        raise UsageError(message, f"at most {MOST_EXACT:,}: each is priced anew")
    return Sweep(
        assessments=tuple(assessments),
        grids=grids,
        units=tuple(one.unit for one in inputs[0]),
        own=tuple(one.value for one in inputs[0]),
        metrics=tuple(metrics),
        at=at,
        base=base,
        laid_out=laid_out,
        count=count,
        is_exact=is_exact,
        crossings=_crossings(assessments, grids[0], metrics, at) if len(grids) == 1 else (),
        kept=tuple((one.path, one.restated_by) for own in inputs for one in own if one.restated_by),
        notes=_each_once(note_of_kept(one, "--vary") for own in inputs for one in own),
    )


def _each_once(notes: Iterable[Iterable[Finding]]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(note for some in notes for note in some))


def _crossings(
    assessments: Sequence[Assessment], grid: Grid, metrics: Sequence[str], at: At
) -> tuple[Crossing, ...]:
    """Find where the limits of the files are crossed between the ends of a grid."""
    if stands_in_no_formula(grid.path) or grid.path.startswith(EVERY_PHASE):
        return ()
    within = min(grid.ends()), max(grid.ends())
    try:
        return tuple(
            Crossing(number, limit, tuple(one.value for one in found.solutions))
            for number, assessment in enumerate(assessments)
            for limit in assessment.scenario.limits
            if limit.metric in metrics
            for found in (
                solve(
                    assessment,
                    grid.path,
                    target=limit.maximum,
                    metric=limit.metric,
                    within=within,
                    at=at,
                ),
            )
        )
    except HeldByCapError:
        return ()


def _polynomials_of_all(
    inputs: Sequence[Sequence[VariedInput]], metrics: Sequence[str], at: At
) -> list[tuple[Polynomial, ...]] | None:
    """Trace each scenario once; None where an amount with a cap is no polynomial of what varies."""
    try:
        return [_polynomials(own, metrics, at) for own in inputs]
    except (HeldByCapError, TooManyTermsError):
        return None


def _polynomials(
    inputs: Sequence[VariedInput], metrics: Sequence[str], at: At
) -> tuple[Polynomial, ...]:
    """Trace a scenario once, and fold all but the varied inputs."""
    case = _with_all(inputs)
    variables = {path: f"x{at}" for at, one in enumerate(inputs) for path in one.paths}
    many = len(case.phases) > HIGHEST_POWER
    rests = {f"x{at}" for at, one in enumerate(inputs) if one.kind.is_share and many}
    scales = {
        path: part
        for one in inputs
        if one.scales
        for path, part in zip(one.paths, one.scales, strict=True)
    }
    valued = Valuing(case, at).metrics(metrics, variables)
    for one in inputs:
        check_not_held(one, valued.held)
    with exact(ENOUGH_DIGITS):
        return tuple(
            polynomial_of(one, variables, valued.values, rests=rests, scales=scales)
            for one in valued.figures
        )


def _priced(
    grids: Sequence[Grid], inputs: Sequence[Sequence[VariedInput]], metrics: Sequence[str], at: At
) -> Iterator[GridStretch]:
    """Price each point anew: an index of the season stands in no formula."""
    cases = [_with_all(own) for own in inputs]

    def values_at(*numbers: Decimal) -> Iterator[tuple[Decimal, ...]]:
        for case, own in zip(cases, inputs, strict=True):
            there: dict[str, Decimal] = {}
            for one, number in zip(own, numbers, strict=True):
                there |= one.numbers_at(number)
            yield Valuing(fixed(case, there), at).amounts(metrics)

    return _one_by_one(grids, values_at)


def _one_by_one(
    grids: Sequence[Grid], values_at: Callable[..., Iterator[tuple[Decimal, ...]]]
) -> Iterator[GridStretch]:
    """Make stretches of points that are computed one after the other."""
    *outer, inner = grids
    running = tuple(inner.numbers())
    for still in product(*(grid.numbers() for grid in outer)):
        by_point = [tuple(values_at(*still, number)) for number in running]
        by_file = zip(*by_point, strict=True)
        yield GridStretch(still, running, tuple(tuple(zip(*own, strict=True)) for own in by_file))


def _with_all(inputs: Sequence[VariedInput]) -> Case:
    case = inputs[0].case
    for one in inputs[1:]:
        case = _with_both(case, one)
    return case


def _with_both(case: Case, other: VariedInput) -> Case:
    """State in one case also what had to be stated for another input."""
    inputs = {**other.case.inputs, **case.inputs}
    phases = tuple(
        mine._replace(inputs={**theirs.inputs, **mine.inputs})
        for mine, theirs in zip(case.phases, other.case.phases, strict=True)
    )
    return case._replace(inputs=inputs, phases=phases)


def _exactly(
    grids: Sequence[Grid], polynomials: Sequence[tuple[Polynomial, ...]]
) -> Iterator[GridStretch]:
    def values_at(*numbers: Decimal) -> Iterator[tuple[Decimal, ...]]:
        at = {f"x{number}": value for number, value in enumerate(numbers)}
        for own in polynomials:
            with exact(ENOUGH_DIGITS):
                yield tuple(one(at) for one in own)

    return _one_by_one(grids, values_at)


def _in_floats(
    grids: Sequence[Grid], polynomials: Sequence[tuple[Polynomial, ...]]
) -> Iterator[GridStretch]:
    names = tuple(f"x{at}" for at in range(len(grids)))
    kernels = [compiled_row(own, names) for own in polynomials]
    *outer, inner = grids
    pieces: list[tuple[list[Decimal], list[float]]] | None = None
    if inner.length <= _AT_ONCE:  # the same numbers for each of the outer ones
        some = list(inner.numbers())
        pieces = [(some, list(map(float, some)))]
    for still in product(*(grid.numbers() for grid in outer)):
        fixed = tuple(map(float, still))
        for some, row in pieces or _pieces(inner):
            yield GridStretch(still, some, tuple(kernel(*fixed, row) for kernel in kernels))


def _pieces(grid: Grid) -> Iterator[tuple[list[Decimal], list[float]]]:
    numbers = grid.numbers()
    while some := list(islice(numbers, _AT_ONCE)):
        yield some, list(map(float, some))


_AT_ONCE = 10_000


def _by_date(
    assessments: Sequence[Assessment],
    settings: Sequence[tuple[str, str]],
    metrics: Sequence[str],
    base: tuple[tuple[Decimal, ...], ...],
    at: At,
) -> Sweep:
    """State one go-live after the other; phases that state their own keep it."""
    path = settings[0][0]
    if len(settings) > 1:
        path = next(path for path, _ in settings if is_go_live(path))
        raise UsageError(f"--vary {path} goes alone: a date moves all windows")
    dates = parse_dates(*settings[0])
    if len(dates.days) > MOST_EXACT:
        raise UsageError(f"{len(dates.days):,} days", f"at most {MOST_EXACT:,}; take a longer step")
    cases = [one.scenario.case for one in assessments]
    for case in cases:
        earliest = case.calendar.earliest_go_live
        if earliest is not None and min(dates.days) < earliest:
            raise UsageError(f"{min(dates.days)} lies before the earliest go-live, {earliest}")
    notes = (note_of(case, "--vary", path) for case in cases)

    def stretches() -> Iterator[GridStretch]:
        by_day = ([one.amounts(metrics) for one in _by_day(case, path, dates, at)] for case in cases)
        yield GridStretch((), dates.days, tuple(tuple(zip(*own, strict=True)) for own in by_day))

    return Sweep(
        assessments=tuple(assessments),
        grids=(dates,),
        units=("",),
        own=(stated_go_live(cases[0], path),),
        metrics=tuple(metrics),
        at=at,
        base=base,
        laid_out=stretches,
        count=len(dates.days),
        is_exact=True,
        notes=_each_once((note,) for note in notes if note is not None),
    )


def _by_day(case: Case, path: str, dates: Dates, at: At) -> Iterator[Valuing]:
    first = Valuing(case, at)
    for day in dates.days:
        yield Valuing(with_go_live(case, path, day), at, like=first)
