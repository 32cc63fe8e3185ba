"""The report of `schedule`: each possible go-live, priced and ranked."""

from collections.abc import Iterator
from decimal import Decimal

from omsrisk.analysis.time.schedule import Candidate, GoOrWait, Schedule
from omsrisk.analysis.uncertainty.means import At
from omsrisk.core.money import add, share_of, to_minor_unit
from omsrisk.core.pricing.programme import postponed_for
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report import numbers
from omsrisk.report.caveats import said_of_ranges
from omsrisk.report.common_fields import (
    accuracy_field,
    at_of,
    notes,
    sampling_fields,
    scenario_fields,
)
from omsrisk.report.document import (
    Block,
    Chart,
    ChartKind,
    Column,
    Content,
    Document,
    Facts,
    Headline,
    Notes,
    Row,
    Table,
    Title,
)
from omsrisk.report.records import LEFT_OUT, Field, Records
from omsrisk.report.shapes import COUNT, DAY, FLAG, MONEY, Many, Maybe, one_of
from omsrisk.report.uncertainty.uncertain_numbers import accuracy_text, digits_of, told_statistic

_ROLES = {"go_live": "go-live", "backup_go_live": "backup", "": ""}


def document(result: Schedule) -> Document:
    """Report what each possible go-live would cost."""
    digits = result.scenario.minor_digits
    band = _BAND if result.has_bands else ()
    sheet = _CANDIDATE.sheet(
        result.candidates, digits, "go_live", "net_exposure", "rank", "role", *band
    )
    return Document(tuple(_blocks(result)), DOCUMENT.plain(result, digits), sheet)


def _blocks(result: Schedule) -> Iterator[Block]:
    scenario = result.scenario
    digits = scenario.minor_digits
    yield Title(scenario.name, scenario.file)
    facts = (numbers.currency(scenario.currency), "net exposure by go-live")
    yield Facts.beside((*facts, "undiscounted, before tax"))
    postponed = scenario.case.postponed_by
    if postponed:
        days = numbers.with_unit(postponed, "day")
        yield Notes((f"every go-live is postponed by {days} for {postponed_for(scenario.case)}",))
    yield Headline(tuple(_headline(result)))
    cheapest = min(one.net_exposure for one in result.candidates)
    above = {one.go_live: add(one.net_exposure, cheapest.copy_negate()) for one in result.candidates}
    most = max(above.values())
    first = result.candidates[0].band
    rough = digits if first is None else digits_of(first, digits)
    columns = (
        Column("go-live"),
        Column("rank"),
        Column(_named_value(result), Content.MONEY, digits),
        *(Column(name.upper(), Content.MONEY, rough) for name in _BAND if result.has_bands),
        Column("above", Content.CHANGE, digits, give_way=1),
        Column("", Content.BAR),
        Column("", give_way=2, called="what the day is"),
    )
    rows = tuple(
        Row(
            (
                numbers.day(one.go_live),
                str(one.rank),
                one.net_exposure,
                *_band(one, digits).values(),
                above[one.go_live],
                share_of(above[one.go_live], most),
                ", ".join(_remarks(one)),
            )
        )
        for one in result.candidates
    )
    yield Chart(ChartKind.BARS, Table(columns, rows))
    if result.has_bands:
        yield Notes(
            (
                f"P10 to P90: {_found(result)}",
                f"{_named_value(result)}, rank and above: {_counted(result)}",
            ),
        )
    said = _notes(result)
    if said:
        yield Notes(said)


def _found(result: Schedule) -> str:
    """Say how percentiles were found."""
    if result.sampling is None:
        return f"exact to {accuracy_text(result.accuracy or 0.0)} of the standard deviation"
    trials, seed = result.sampling
    return f"{numbers.number(trials)} trials for each day, all with the same numbers, seed {seed}"


def _named_value(result: Schedule) -> str:
    """Name the column of the net exposure; beside percentiles it is one figure of several."""
    if not result.has_bands:
        return numbers.currency(result.scenario.currency)
    if not uncertain_inputs(result.scenario.case):
        return "expected"
    return "mean" if result.at is At.MEAN else "most likely"


def _counted(result: Schedule) -> str:
    return "by the mean" if result.at is At.MEAN else "at the most likely values"


def _notes(result: Schedule) -> tuple[str, ...]:
    """Say what ranges count with, and what tells the candidates from each other."""
    case = result.scenario.case
    said = said_of_ranges(len(uncertain_inputs(case)), result.at)
    if not result.has_season and not case.live_from:
        said = (*said, "No season is stated: only waiting tells one go-live from another.")
    return said


def _band(one: Candidate, digits: int) -> dict[str, Decimal]:
    """Return the percentiles of a candidate, where it was simulated."""
    if one.band is None:
        return {}
    found = {name: told_statistic(one.band, name) for name in _BAND}
    return {name: to_minor_unit(amount, digits) for name, amount in found.items()}


def _headline(result: Schedule) -> Iterator[str]:
    digits = result.scenario.minor_digits
    cheapest = min(result.candidates, key=lambda one: one.rank)
    price = numbers.money(cheapest.net_exposure, digits)
    yield f"Cheapest: go-live on {numbers.day(cheapest.go_live)}, {price}."
    for one in result.candidates:
        if one.role:
            more = numbers.money(add(one.net_exposure, cheapest.net_exposure.copy_negate()), digits)
            place = f"rank {one.rank} of {len(result.candidates)}, {more} above the cheapest"
            yield f"The {_ROLES[one.role]}, {numbers.day(one.go_live)}: {place}."
    if result.slipping is not None:
        change = numbers.change(result.slipping, digits)
        yield f"Slipping from the go-live to the backup: {change}."
    if result.go_or_wait is not None and result.slipping is not None:
        yield _choice(result.go_or_wait, result.slipping, digits)


def _choice(choice: GoOrWait, slipping: Decimal, digits: int) -> str:
    """Say whether waiting for the backup pays for itself."""
    waiting = numbers.money(choice.waiting, digits)
    moves = "saves" if choice.saved >= 0 else "costs another"
    saved = numbers.money(abs(choice.saved), digits)
    if not slipping:
        told = "as dear as the go-live"
    else:
        than = "cheaper" if slipping < 0 else "dearer"
        told = f"{than} by {numbers.money(abs(slipping), digits)}"
    return f"Go or wait: the backup costs {waiting} of waiting and {moves} {saved}: it is {told}."


def _remarks(one: Candidate) -> Iterator[str]:
    if one.role:
        yield _ROLES[one.role]
    if one.is_slowest_season:
        yield "slowest season"
    if not one.waiting_assessed:
        yield "waiting: not assessed"


_BAND = ("p10", "p50", "p90")


def _percentile(name: str) -> Field[Candidate]:
    """Declare a percentile, of candidates that were simulated."""
    says = f"{name.upper()} of the net exposure [money]."
    return Field(
        name,
        says,
        MONEY,
        lambda one: LEFT_OUT if one.band is None else one.band.statistic(name).value,
        optional=True,
    )


_CANDIDATE = Records[Candidate](
    "candidate",
    "A possible go-live.",
    Field("go_live", "The day.", DAY),
    Field("net_exposure", "What it would come to [money].", MONEY),
    Field("rank", "Its place, the cheapest first.", COUNT),
    Field(
        "role",
        "What the file says of the day.",
        Maybe(one_of("go_live", "backup_go_live")),
        lambda one: one.role or None,
    ),
    Field("slowest_season", "Whether fewest orders come then.", FLAG, "is_slowest_season"),
    Field("waiting_assessed", "Whether waiting is priced.", FLAG),
    *map(_percentile, _BAND),
)
_GO_OR_WAIT = Records[GoOrWait](
    "go_or_wait",
    "What waiting for the backup means, where other values hold by then.",
    Field("waiting", "What the days of waiting cost more [money].", MONEY),
    Field("saved", "What else is saved; negative where it is dearer [money].", MONEY),
)
DOCUMENT = Records[Schedule](
    "schedule",
    "The net exposure of each possible go-live.",
    *sampling_fields(),
    accuracy_field(),
    *scenario_fields("scenario"),
    at_of(),
    notes(_notes),
    Field(
        "postponed_by_days", "What modifications postpone [day].", COUNT, "scenario.case.postponed_by"
    ),
    Field("slipping", "What slipping to the backup costs [money].", Maybe(MONEY)),
    Field("go_or_wait", _GO_OR_WAIT.says, Maybe(_GO_OR_WAIT)),
    Field("candidates", "Each possible go-live.", Many(_CANDIDATE)),
)
