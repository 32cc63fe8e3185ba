"""What the exposure model prices: the inputs of one scenario, by path, and its named rows."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from omsrisk.core.calendar import Calendar
from omsrisk.core.formulas.formula import Basis

PHASES = "phases"
"""The list of the phases of a roll-out, and what the paths and ids within one begin with."""

EVERY_PHASE = f"{PHASES}.*."
"""What a path begins with that means the same input in all phases."""

COMMAND_LINE = "command line"
"""The source of an input that was set on the command line: no source that anybody can check."""


def own_path(path: str) -> str:
    """
    Return the path that an input of a phase has in the scenario; of another, its own.

    >>> own_path("phases.pilot.delay.duration_days"), own_path("delay.duration_days")
    ('delay.duration_days', 'delay.duration_days')
    """
    return path.split(".", 2)[-1] if is_of_a_phase(path) else path


def is_of_a_phase(path: str) -> bool:
    """Whether a path, or the name of a figure, lies within a phase."""
    return path.startswith(f"{PHASES}.") and path.count(".") > 1


def phase_of(path: str) -> str:
    """Return the slug of the phase that a path lies within, empty where it lies within none."""
    return path.split(".", 2)[1] if is_of_a_phase(path) else ""


class Treatment(StrEnum):
    """How the phases of a roll-out treat an input they do not restate."""

    EXTENSIVE = "extensive"
    INTENSIVE = "intensive"
    SHARED = "shared"


class Spread(NamedTuple):
    """
    What is known of a number that nobody knows: a range, or an interval between two quantiles.

    Attributes:
        kind: `pert`, `triangular`, `uniform`, `lognormal`, `normal`, `two-sided power` or
            `logit-normal`.
        low: The low end, or the lower quantile.
        high: The high end, or the upper quantile.
        likely: The most likely number, where one is stated.
        share: Which quantiles the two are, 0.05 for P5 and P95; None for the ends of a range.
        ends: The bounds that it lives in, of the kinds that have some beside the two quantiles.
        moments: Its mean and its standard deviation, where it was stated by these.
    """

    kind: str
    low: Decimal
    high: Decimal
    likely: Decimal | None = None
    share: Decimal | None = None
    ends: tuple[Decimal, Decimal] | None = None
    moments: tuple[Decimal, Decimal] | None = None


class Input(NamedTuple):
    """
    One number of a scenario.

    Attributes:
        path: Where it stands, such as `delay.duration_days`; rows of a list go by their slug.
        value: The number, exact, in `unit`.
        unit: Such as `order/day`; the author's own word for the units of a cost item.
        treatment: How phases treat it.
        source: Where the author has it from, if she says so.
        restated: Whether a phase states it for itself, so that it is not split.
        changed_by: The names of the mitigations that changed it, where any did.
        part: The share that its value is of what it was split off from, for effects in one phase.
        note: What its author remarks on it, or on the element it stands in.
        spread: What is known of it, where its value is the likely one of several.
        drawn_with: The path by which the source is named whose quantile it takes, where it shares
            that with others: see `sharing`.
        stands_for: The path at which it is stated, where it is a row's or a section's own name for
            what counts there: what acts on that acts on it, too.
        owner: Who answers for it, if the author says so.
        written: A time as its author wrote it, such as `72 h`, where that is not the number.
        as_of: The day it was true, if the author says so.
        learned_from: The input of the scenario that a phase learned it from, where it is not stated.
        acted_on: What effects do to it in every formula, in their order: those whose ranges are
            sources beside its own.
        is_dated: Whether a phase has it from a day on, in place of what it would inherit.
    """

    path: str
    value: Decimal
    unit: str
    treatment: Treatment = Treatment.INTENSIVE
    source: str | None = None
    restated: bool = False
    changed_by: tuple[str, ...] = ()
    part: Decimal = Decimal(1)
    note: str | None = None
    spread: Spread | None = None
    drawn_with: str | None = None
    stands_for: str | None = None
    owner: str | None = None
    written: str | None = None
    as_of: date | None = None
    learned_from: "Input | None" = None
    acted_on: "tuple[ActingEffect, ...]" = ()
    is_dated: bool = False

    @property
    def quantile_source(self) -> str:
        """The name of the source whose quantile it takes; inputs of one source move together."""
        return self.drawn_with or self.path


class ListElement(NamedTuple):
    """
    One named element of a list: a cost item, an integration point, a department.

    Attributes:
        slug: The name as paths and ids write it.
        name: The name as the author wrote it.
        basis: What kind of money a cost item is, where the author says so.
        contingent: Whether a recovery is paid only if the go-live fails.
        kind: What a cost item is spent on, where the author says so.
        days: The first and the last day on which it is paid, evenly, where the author says so.
        per: What a cost item is paid for each of, one of `DRIVERS`; None for a plain sum.
        grace_days: Days at the beginning of the driver's window of which nothing is paid.
        until_day: Of a part of a course over time, the last of its days; None where it goes on.
        covered_by: The slug of the phase that it goes live with as a whole; empty where all phases
            have their share of it.
    """

    slug: str
    name: str
    basis: Basis | None = None
    contingent: bool = True
    kind: str | None = None
    days: tuple[date, date] | None = None
    per: str | None = None
    grace_days: int = 0
    until_day: int | None = None
    covered_by: str = ""


class Operation(StrEnum):
    """What an effect does to a number, in the order in which effects meet."""

    SET = "set"
    MULTIPLY = "multiply"
    ADD = "add"


class Effect(NamedTuple):
    """
    What a mitigation does to one input.

    Attributes:
        path: The input; a path of the scenario acts on the value in force in every phase.
        operation: What is done to it.
        number: What it is set to, multiplied by, or what is added; that may be negative.
        spread: What is known of that number, where nobody knows it.
        source: The path of the effect itself: its range is a source of that name.
    """

    path: str
    operation: Operation
    number: Decimal
    spread: Spread | None = None
    source: str = ""


class ActingEffect(NamedTuple):
    """
    What an effect does to an input wherever a formula takes that.

    Attributes:
        operation: Multiplies it, or adds to it.
        path: The input that says by how much.
        number: By how much, at the likely value.
        spread: What is known of that, where nobody knows it.
    """

    operation: Operation
    path: str
    number: Decimal
    spread: Spread | None = None


class Mitigation(NamedTuple):
    """
    What costs money and lowers the exposure.

    Attributes:
        slug: Its name as paths and ids write it.
        name: Its name as the author wrote it.
        owner: Who answers for it; empty where nobody does.
        effects: What it does.
        excludes: Slugs of those that cannot be taken together with it.
        postpones_by: Days by which it moves the go-lives where it is taken.
        rests_on: Where its effects come from; empty where nobody says so.
    """

    slug: str
    name: str
    owner: str = ""
    effects: tuple[Effect, ...] = ()
    excludes: frozenset[str] = frozenset()
    postpones_by: int = 0
    rests_on: str = ""


class Gap(NamedTuple):
    """
    A gap between the software and a procedure, and what was decided on it.

    Attributes:
        slug: The area as paths and ids write it.
        name: The area as the author wrote it.
        modify: Whether the software is modified, as against the process changed; None where nobody
            has decided.
        effects: What a modification does to inputs, in force where the software is modified.
        rests_on: Where its numbers come from; empty where nobody says so.
    """

    slug: str
    name: str
    modify: bool | None = None
    effects: tuple[Effect, ...] = ()
    rests_on: str = ""

    @property
    def modification(self) -> Mitigation:
        """What modifying the software does to inputs, which acts as a mitigation does."""
        return Mitigation(f"gap {self.slug}", self.name, effects=self.effects, rests_on=self.rests_on)


class Correlation(NamedTuple):
    """
    How two sources of uncertainty are correlated.

    Attributes:
        first: The one, by the name of its source.
        second: The other.
        rank: Their rank correlation, above -1 and below 1, not 0.
    """

    first: str
    second: str
    rank: Decimal


class ValuesFrom(NamedTuple):
    """
    What holds of a go-live from a day on.

    Attributes:
        day: The first day of which it holds.
        inputs: The inputs that take the place of those that are inherited, by path.
    """

    day: date
    inputs: Mapping[str, Input]


class Case(NamedTuple):
    """
    A scenario as numbers.

    Attributes:
        inputs: Every number that is stated, by path.
        rows: The elements of every list that is stated, by the path of the list.
        sections: Paths of the sections that are stated.
        calendar: Its dates and its season.
        phases: Its phases in order; none for a big-bang.
        stops_if_a_phase_fails: Whether a phase happens only if all before it held.
        pauses_if_a_phase_fails: Whether what is not yet live is put off where a phase fails.
        gaps: What the gap analysis found, and what was decided.
        postponed_by: Days by which modifications move the go-lives that the file states; the dates
            of the case are moved already.
        slipped_by: Days by which the go-lives slip at the likely value; the dates of the case are
            moved already.
        mitigations: The mitigations that can be taken.
        taken: Slugs of those that are taken: their effects are in the inputs already, what they
            cost joins the programme.
        decided: Slugs of those of them that the file decides on: they are taken in any case.
        set_by_hand: Paths of the inputs that were set on the command line.
        correlations: Pairs of inputs that have a spread and are not drawn by themselves.
        settings: What is stated and is no input, by path: a number without a range, or yes or no.
        discount_rate: What a year takes off a sum, 0 or more [1]; None where nothing is discounted.
        live_from: What holds of go-lives from a day on, in order of the days; what is in force at the
            go-lives is in the inputs already.
        undated: The case before any of that took effect, and before mitigations were taken.
        unmitigated: The case before mitigations that are taken and gaps that are modified acted on
            its inputs; None where none does.
    """

    inputs: Mapping[str, Input]
    rows: Mapping[str, tuple[ListElement, ...]] = MappingProxyType({})
    sections: frozenset[str] = frozenset()
    calendar: Calendar = Calendar()
    phases: "tuple[Phase, ...]" = ()
    stops_if_a_phase_fails: bool = False
    pauses_if_a_phase_fails: bool = False
    gaps: tuple[Gap, ...] = ()
    postponed_by: int = 0
    slipped_by: int = 0
    mitigations: tuple[Mitigation, ...] = ()
    taken: tuple[str, ...] = ()
    set_by_hand: frozenset[str] = frozenset()
    correlations: tuple[Correlation, ...] = ()
    live_from: tuple[ValuesFrom, ...] = ()
    undated: "Case | None" = None
    discount_rate: Decimal | None = None
    settings: Mapping[str, Decimal | bool] = MappingProxyType({})
    decided: tuple[str, ...] = ()
    unmitigated: "Case | None" = None

    @property
    def first_go_live(self) -> date | None:
        """The day of the first go-live, of the scenario or of its phases."""
        days = [phase.go_live for phase in self.phases if phase.go_live is not None]
        return min(days) if days else self.calendar.go_live

    @property
    def stated_first_go_live(self) -> date | None:
        """The day of the first go-live as the file states it, before anything moves it."""
        here = self.first_go_live
        return None if here is None else here - timedelta(days=self.moved_by)

    @property
    def moved_by(self) -> int:
        """Days by which the go-lives lie later than the file states: postponed, and slipped."""
        return self.postponed_by + self.slipped_by

    @property
    def phases_without_stopping(self) -> tuple["Phase", ...]:
        """The phases after which the roll-out may stop, and that do not say what that costs."""
        may_stop = self.phases[:-1] if self.stops_if_a_phase_fails else ()
        return tuple(phase for phase in may_stop if "stopping.items" not in phase.rows)

    @property
    def last_go_live(self) -> date | None:
        """The day of the last go-live, of the scenario or of its phases."""
        days = [phase.go_live for phase in self.phases if phase.go_live is not None]
        return max(days) if days else self.calendar.go_live

    @property
    def days_between_go_lives(self) -> int:
        """Days from the first go-live to the last; 0 where the phases have no dates."""
        days = [phase.go_live for phase in self.phases if phase.go_live is not None]
        return (max(days) - min(days)).days if days else 0

    @property
    def days_since_go_lives_before(self) -> tuple[int, ...]:
        """
        Days by which each phase, in order, stretches the time from the first go-live to the last.

        They add up to `days_between_go_lives`; where phases go live in their order, each is the days
        since the go-live before. 0 for the first, and for a phase without a date.
        """
        days: list[int] = []
        first = last = None
        for phase in self.phases:
            here = phase.go_live
            if here is None or first is None or last is None:
                days.append(0)
                first, last = first or here, last or here
                continue
            days.append(max(0, (here - last).days) + max(0, (first - here).days))
            first, last = min(first, here), max(last, here)
        return tuple(days)

    @property
    def may_pause(self) -> bool:
        """Whether a phase may fail that others come after, which it then puts off."""
        return self.pauses_if_a_phase_fails and len(self.phases) > 1

    @property
    def prices_what_is_undone(self) -> bool:
        """Whether what a stop leaves undone has a price: only up to a stated horizon."""
        may_stop = self.stops_if_a_phase_fails and len(self.phases) > 1
        return may_stop and self.calendar.horizon is not None


class Phase(NamedTuple):
    """
    A phase as numbers: all that is in force in it, inherited or restated.

    Attributes:
        slug: Its name as paths and ids write it.
        name: Its name as the author wrote it.
        share: The share of orders it covers.
        go_live: Its go-live, or that of the scenario.
        inputs: Every number in force, by the path it has in the scenario.
        rows: The lists in force, by the path they have in the scenario.
        sections: The sections in force.
        own_rows: Lists that are added to those of the scenario, by their full path.
        restated_sections: The sections that the phase writes itself.
        restated_lists: The lists that it writes itself, or an amount in their place: it inherits no
            element of them, by the path they have in the scenario.
        has_own_go_live: Whether it states its go-live, as against having that of the scenario.
        settings: What is stated and is no input, by the path it has in the scenario.
    """

    slug: str
    name: str
    share: Input
    go_live: date | None
    inputs: Mapping[str, Input]
    rows: Mapping[str, tuple[ListElement, ...]]
    sections: frozenset[str]
    own_rows: Mapping[str, tuple[ListElement, ...]] = MappingProxyType({})
    restated_sections: frozenset[str] = frozenset()
    restated_lists: frozenset[str] = frozenset()
    has_own_go_live: bool = False
    settings: Mapping[str, Decimal | bool] = MappingProxyType({})

    @property
    def prefix(self) -> str:
        """What the paths and ids begin with that are its own."""
        return f"{PHASES}.{self.slug}."

    def inherits(self, path: str) -> bool:
        """Whether an input of the scenario holds in it: not what is of a list that it restates."""
        return not any(path.startswith(f"{one}.") for one in self.restated_lists)
