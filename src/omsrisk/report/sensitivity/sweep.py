"""The report of `sweep`: a metric over one input as a table, over two as a matrix."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from omsrisk.analysis.sensitivity.sweep import Crossing, Point, Sweep
from omsrisk.analysis.sensitivity.varying import FACTOR, changed_by
from omsrisk.core.money import add, as_stated, share_of, to_minor_unit
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report import numbers
from omsrisk.report.caveats import numbers_before_effects, what_ranges_count_with
from omsrisk.report.common_fields import at_of, notes
from omsrisk.report.comparison.compared_names import stems_of
from omsrisk.report.document import (
    Around,
    Block,
    Cell,
    Chart,
    ChartKind,
    Column,
    Content,
    Document,
    Facts,
    Heading,
    Headline,
    Lines,
    Notes,
    Role,
    Row,
    Sheet,
    Table,
    Title,
)
from omsrisk.report.document import Stretch as SheetStretch
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import DAY_OR_NUMBER, FLAG, NUMBER, TEXT, Many, Maybe, Named, ScalarShape
from omsrisk.scenario.labels import label_of, owner_of

_MOST_ROWS = 1_000


def document(result: Sweep) -> Document:
    """Report a sweep; in machine formats its points stream."""
    digits = result.assessments[0].scenario.minor_digits
    heads = [f"{name}" for name in (grid.path for grid in result.grids)]
    heads += [
        f"{stem}: {name}" if len(result.assessments) > 1 else name
        for stem in _stems(result)
        for name in result.metrics
    ]
    sheet = Sheet(
        tuple(Column(head) for head in heads),
        _stretches(result, digits),
    )
    return Document(_blocks(result), DOCUMENT.plain(result, digits), sheet)


def _stretches(result: Sweep, digits: int) -> Iterator[SheetStretch]:
    """Write points in a row as texts, column by column; what runs is often the same as before."""
    running: Sequence[Decimal | date] = ()
    texts: list[str] = []
    for one in result.stretches:
        if one.running is not running:
            running = one.running
            texts = [_text(number) for number in running]
        still = [[f"{number:f}"] * len(texts) for number in one.still]
        values = [_texts(values, digits) for own in one.values for values in own]
        yield SheetStretch((*still, texts, *values))


def _text(number: Decimal | date) -> str:
    return number.isoformat() if isinstance(number, date) else f"{number:f}"


def _texts(values: Sequence[Decimal | float], digits: int) -> list[str]:
    if isinstance(values[0], float):
        shape = f"%.{digits}f"
        return [shape % value for value in values]
    return [f"{to_minor_unit(Decimal(value), digits):f}" for value in values]


def _flat(point: Point) -> Iterator[Decimal | float]:
    for values in point.values:
        yield from values


def _figure(value: Decimal | float, digits: int) -> Decimal:
    """Round a figure as the report shows it; a float of a large sweep as well."""
    if isinstance(value, Decimal):
        return to_minor_unit(value, digits)
    return Decimal(f"{value:.{digits}f}")


def _stems(result: Sweep) -> tuple[str, ...]:
    return stems_of([one.scenario for one in result.assessments])


def _ranges(result: Sweep) -> tuple[str, ...]:
    varied = [one.path for one in result.grids]
    before = numbers_before_effects(result.assessments, varied)
    return (*what_ranges_count_with(result.assessments, result.at, varied), *before)


def _blocks(result: Sweep) -> Iterator[Block]:
    first = result.assessments[0].scenario
    digits = first.minor_digits
    files = ", ".join(one.scenario.file for one in result.assessments)
    yield Title(first.name if len(result.assessments) == 1 else "Sweep", files)
    kind = "exact" if result.is_exact else "computed in floats"
    yield Facts.beside((numbers.currency(first.currency), ", ".join(result.metrics), kind))
    own = [
        f"{grid.path} is a factor on what each phase has"
        if unit == FACTOR
        else f"{grid.path} is {'most likely ' if _has_range(result, grid.path) else ''}"
        f"{_shown(value, unit)} {_where(result, grid.path)}"
        for grid, value, unit in zip(result.grids, result.own, result.units, strict=True)
        if value is not None
    ]
    base = numbers.money(result.base[0][0], digits)
    yield Headline((f"{base} as it stands" + (f": {', '.join(own)}." if own else "."),))
    days = [note for note in result.notes if note.path not in dict(result.kept)]
    if days:
        yield Notes(tuple(f"{note.message}." for note in days))
    if result.count > _MOST_ROWS:
        many = numbers.number(result.count)
        few = f"{many} points are too many to read: --format csv or json writes them all."
        yield Lines((few,))
    elif len(result.grids) == 1:
        yield from _one_input(result, digits)
    else:
        yield from _two_inputs(result, digits)
    for path, restated_by in dict.fromkeys(result.kept):
        yield Notes((numbers.kept(path, restated_by),))
    ranges = _ranges(result)
    if ranges:
        yield Notes(ranges)


def _label(result: Sweep, path: str) -> str:
    """Name an input as the first file does."""
    return label_of(result.assessments[0].scenario.case, path)


def _has_range(result: Sweep, path: str) -> bool:
    return path in uncertain_inputs(result.assessments[0].scenario.case)


def _shown(value: Decimal | date | None, unit: str) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return numbers.day(value)
    return numbers.percentage(value) if unit == "1" else numbers.number(value)


def _one_input(result: Sweep, digits: int) -> Iterator[Block]:
    several = len(result.assessments) * len(result.metrics) > 1
    heads = [
        (stem if len(result.assessments) > 1 else name)
        + (f": {name}" if len(result.assessments) > 1 and len(result.metrics) > 1 else "")
        for stem in _stems(result)
        for name in result.metrics
    ]
    points = list(result.points)
    changes = [add(Decimal(_first(point)), result.base[0][0].copy_negate()) for point in points]
    most = max(map(abs, changes))
    columns = (
        Column(_label(result, result.grids[0].path), whole=True),
        *(Column(head, Content.MONEY, digits) for head in heads),
        *(
            ()
            if several
            else (
                Column("change", Content.CHANGE, digits, give_way=1),
                Column("- base +", Content.BAR),
            )
        ),
        *((Column("cheapest", give_way=1),) if len(result.assessments) > 1 else ()),
        *((Column("limits", give_way=1),) if result.crossings else ()),
    )
    rows = []
    for point, change in zip(points, changes, strict=True):
        mark = " *" if point.inputs[0] == result.own[0] else ""
        cells: list[Cell] = [_shown(point.inputs[0], result.units[0]) + mark]
        cells += [Decimal(value) for value in _flat(point)]
        if not several:
            cells += [change, _bar(change, most)]
        if len(result.assessments) > 1:
            cells.append(_cheapest(result, point))
        if result.crossings:
            cells.append(", ".join(_over(result, point)))
        rows.append(Row(tuple(cells)))
    table = Table(columns, tuple(rows))
    yield table if several else Chart(ChartKind.CURVE, table)
    yield from _crossings(result, digits)
    if any(point.inputs[0] == result.own[0] for point in points):
        yield Notes((f"* as {_where(result, result.grids[0].path)}",))
    if len(result.assessments) > 1:
        yield from _changes(result, points)


def _bar(change: Decimal, most: Decimal) -> Around:
    """Draw a change from the middle, which is the scenario as it stands."""
    half = Decimal("0.5")
    end = half + half * (share_of(change, most) or Decimal(0))
    return Around(min(end, half), half, max(end, half))


def _over(result: Sweep, point: Point) -> Iterator[str]:
    """Name the limits that a point exceeds."""
    for one in result.crossings:
        value = point.values[one.file][result.metrics.index(one.limit.metric)]
        if value > one.limit.maximum:
            several = len(result.assessments) > 1
            yield f"over: {_stems(result)[one.file] if several else one.limit.metric}"


def _crossings(result: Sweep, digits: int) -> Iterator[Block]:
    lines = []
    for one in result.crossings:
        of = f" of {result.assessments[one.file].scenario.file}"
        limit = f"The limit of {numbers.money(one.limit.maximum, digits)} on {one.limit.metric}"
        limit += of if len(result.assessments) > 1 else ""
        shown = ", ".join(numbers.value_text(at, result.units[0]) for at in one.at)
        lines.append(f"{limit} is crossed at {shown}." if shown else f"{limit} is not crossed.")
    if lines:
        yield Lines(tuple(lines))


def _where(result: Sweep, *paths: str) -> str:
    """Say where the numbers of inputs are from: the file, or what mitigations make of them."""
    names = changed_by(result.assessments[0].scenario.case, paths)
    return f"with {' and '.join(names)}" if names else "in the file"


def _first(point: Point) -> Decimal | float:
    return point.values[0][0]


def _cheapest(result: Sweep, point: Point) -> str:
    least = min(values[0] for values in point.values)
    names = [
        stem for stem, values in zip(_stems(result), point.values, strict=True) if values[0] == least
    ]
    return names[0] if len(names) == 1 else "="


def _changes(result: Sweep, points: list[Point]) -> Iterator[Block]:
    """Say between which points the cheapest changes."""
    lines = []
    for before, after in pairwise(points):
        first, second = _cheapest(result, before), _cheapest(result, after)
        if first != second:
            here = _shown(before.inputs[0], result.units[0])
            there = _shown(after.inputs[0], result.units[0])
            lines.append(f"The cheapest changes between {here} and {there}: {first} -> {second}.")
    yield Lines(tuple(lines) or ("The cheapest is the same at every point.",))


def _two_inputs(result: Sweep, digits: int) -> Iterator[Block]:
    """Lay a matrix out for each file and metric: the first input down, the second across."""
    points = list(result.points)
    across = list(dict.fromkeys(point.inputs[1] for point in points))
    for number, one in enumerate(result.assessments):
        for at, metric in enumerate(result.metrics):
            across_by = _label(result, result.grids[1].path)
            yield Heading((f"{metric}, {one.scenario.file}: {across_by} across",))
            columns = (
                Column(_label(result, result.grids[0].path), whole=True),
                *(
                    Column(
                        _shown(value, result.units[1]) + (" *" if value == result.own[1] else ""),
                        Content.MONEY,
                        digits,
                    )
                    for value in across
                ),
            )
            rows = []
            for start in range(0, len(points), len(across)):
                line = points[start : start + len(across)]
                value = line[0].inputs[0]
                mark = " *" if value == result.own[0] else ""
                cells = (Decimal(point.values[number][at]) for point in line)
                rows.append(Row((_shown(value, result.units[0]) + mark, *cells), Role.LINE))
            yield Chart(ChartKind.HEAT_MAP, Table(columns, tuple(rows)))
    yield Notes((f"* as {_where(result, *(one.path for one in result.grids))}",))


_FIGURES = Many(Many(ScalarShape({"type": "number"}, _figure)))
_CROSSING = Records[tuple[Sweep, Crossing]](
    "crossing",
    "Where a limit of a file is crossed.",
    Field("file", "The file.", TEXT, lambda one: one[0].assessments[one[1].file].scenario.file),
    Field("metric", "What the limit is on.", TEXT, lambda one: one[1].limit.metric),
    Field("limit", "The most that it may come to.", NUMBER, lambda one: one[1].limit.maximum),
    Field(
        "at",
        "The values of the input.",
        Many(DAY_OR_NUMBER),
        lambda one: [*map(as_stated, one[1].at)],
    ),
)
_POINT = Records[tuple[Sweep, Point]](
    "point",
    "Values of the inputs, and the metrics there.",
    Field(
        "inputs",
        "The value of each input, by path.",
        Named(DAY_OR_NUMBER),
        lambda one: dict(zip((grid.path for grid in one[0].grids), one[1].inputs, strict=True)),
    ),
    Field("values", "For each file the metrics there [money].", _FIGURES, lambda one: one[1].values),
)
_INPUT = Records[tuple[Sweep, str]](
    "varied_input",
    "An input that varies.",
    Field("path", "The input.", TEXT, lambda one: one[1]),
    Field("label", "What reports call it.", TEXT, lambda one: _label(*one)),
    Field(
        "owner",
        "Who answers for it, where the author says so.",
        Maybe(TEXT),
        lambda one: owner_of(one[0].assessments[0].scenario.case, one[1]),
    ),
)
DOCUMENT = Records[Sweep](
    "sweep",
    "Metrics over a grid of one or two inputs.",
    Field(
        "files",
        "The files, as they were named.",
        Many(TEXT),
        lambda result: [one.scenario.file for one in result.assessments],
    ),
    Field(
        "currency",
        "Of all amounts: a code of ISO 4217.",
        TEXT,
        lambda result: result.assessments[0].scenario.currency,
    ),
    Field(
        "inputs",
        "What varies, in the order in which it was named.",
        Many(_INPUT),
        lambda result: [(result, grid.path) for grid in result.grids],
    ),
    Field("metrics", "What is watched.", Many(TEXT)),
    at_of(),
    notes(_ranges),
    Field("exact", "Whether the figures are exact, and not computed in floats.", FLAG, "is_exact"),
    Field(
        "crossings",
        "Where limits are crossed.",
        Many(_CROSSING),
        lambda result: [(result, one) for one in result.crossings],
    ),
    Field("base", "For each file the metrics as it stands [money].", _FIGURES),
    Field(
        "points",
        "The points, the last input running fastest.",
        Many(_POINT),
        lambda result: ((result, point) for point in result.points),
    ),
)
