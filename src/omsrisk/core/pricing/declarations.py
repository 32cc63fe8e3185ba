"""What the model is declared with: groups of lines, lines, lists of cost items, and arguments."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, Self

from omsrisk.core.formulas.formula import Basis, Formula
from omsrisk.core.pricing.case import Input, Treatment


class Group(StrEnum):
    """
    The groups of lines, in the order of the reports; each has a total of its name.

    Attributes:
        label: What the total is called in a report.
        meaning: What it is the sum of, in words.
        in_sum: How the meaning of the net exposure writes it; empty where it stands in there in
            words of its own.
        is_planned: Whether it is spent whatever happens: in the net exposure, not in the exposure.
        is_optional: Whether a file that says nothing of it lacks nothing.
    """

    label: str
    meaning: str
    in_sum: str
    is_planned: bool
    is_optional: bool

    def __new__(
        cls, name: str, label: str, meaning: str = "", in_sum: str = "", role: str = ""
    ) -> Self:
        """Make a group; the attributes say what the arguments are."""
        group = str.__new__(cls, name)
        group._value_ = name
        group.label, group.meaning, group.in_sum = label, meaning, in_sum
        group.is_planned, group.is_optional = role == "planned", role == "optional"
        return group

    COST_OF_FAILURE = "cost_of_failure", "Cost of failure"
    STOPPING = "stopping", "Stopping", "likelihood of stopping x its cost items", "stopping"
    STABILISATION = (
        "stabilisation",
        "Stabilisation",
        "support + productivity dip + freeze + parallel running + items",
        "stabilisation",
    )
    PROGRAMME = (
        "programme",
        "Programme",
        "planned costs that differ between the roll-outs compared",
        "programme",
        "planned",
    )
    OVERRUN = (
        "overrun",
        "Overrun",
        "planned costs x rate of overrun x likelihood: beyond the plan, so never in the programme",
        "overrun",
        "optional",
    )
    RECOVERIES = (
        "recoveries",
        "Recoveries",
        "money that comes back, negative: contingent ones x likelihood, the others in full",
        "",
        "optional",
    )


class Charged(StrEnum):
    """When a line, or an item of a list, is charged."""

    IF_FAILED = "in each phase that happens and fails"
    EACH_PHASE = "in each phase that happens"
    IF_STOPPED = "where the failure of a phase stops the roll-out"
    IF_PAUSED = "where a phase fails that is not the last, and the roll-out pauses"
    IF_CONTINGENT = "a contingent one in each phase that fails, the others once"
    ONCE = "once for the whole roll-out"


class Falls(StrEnum):
    """On which days money falls."""

    ON_GO_LIVE = "on the day of the go-live"
    OVER_ITS_WINDOW = "over the days that its formula counts, weighted by the season"
    OVER_STABILISATION = "over the stabilisation"
    OVER_DAYS_OF_ITS_OWN = "over days that follow from the dates"
    WHEN_PLANNED = "on the days that its author states, else at the go-live"


class StatedArgument(NamedTuple):
    """
    An argument that stands in the scenario.

    Attributes:
        paths: The first of these that is stated counts; `*` is the slug of the row.
        default: A whole number that counts where none is; without it the input is needed.
        course: The list that says how much each of the days counts, where the last path says days.
        is_worked: Whether the days of the last path are worked, so that closed days do not count.
        follows: Where a file says that the days follow the season of the orders, if it may.
        today: The input that states the rate of today, which is taken off where it is stated.
    """

    paths: tuple[str, ...]
    default: int | None = None
    course: str = ""
    is_worked: bool = False
    follows: str = ""
    today: str = ""


class ComputedArgument(NamedTuple):
    """
    An argument that another formula gives.

    Attributes:
        formula: What computes it.
        arguments: Where its own arguments come from.
        unless: An input that, where stated, counts instead.
    """

    formula: Formula
    arguments: "Mapping[str, Argument]"
    unless: str | None = None


class SeasonDays(NamedTuple):
    """
    Days of a window that a season weighs.

    Attributes:
        path: The input that states the days.
        backwards: Whether the window ends on the eve of go-live instead of beginning on that day.
        course: The list that says how much each of the days counts, where there may be one.
        is_flat: Whether the season leaves them alone: days of the calendar.
        capacity: Where a file says how fast what these days leave undone is caught up, if it may:
            the days after them until that is done then count, too.
    """

    path: str
    backwards: bool = False
    course: str = ""
    is_flat: bool = False
    capacity: str = ""


class KnownArgument(NamedTuple):
    """
    A number that follows from the dates of the scenario, or from what is computed elsewhere.

    Attributes:
        number: The number, of the kind that is computed with.
        note: What it counts.
        of: The inputs that it rests on, where it rests on any.
    """

    number: Any
    note: str
    of: tuple[Input, ...] = ()


Argument = StatedArgument | ComputedArgument | SeasonDays | KnownArgument


class ItemDriver(NamedTuple):
    """
    What a cost item may be paid for each of.

    Attributes:
        argument: Where its number comes from.
        unit: What is counted.
        says: What it is, in words.
        instead: An input that states the number without days, of which none can be left out.
        rows: The list over whose elements it is added up, where that is stated.
        row_argument: Where the number of one element comes from.
        is_split: Whether phases split the quantity, as the driver is the same in each of them.
    """

    argument: Argument
    unit: str
    says: str
    instead: str = ""
    rows: str = ""
    row_argument: Argument | None = None
    is_split: bool = False


class ItemList(NamedTuple):
    """
    A place of the scenario that takes an amount or a list of cost items.

    Attributes:
        path: Where it stands.
        label: What it is called where it is one line of its own; empty where each item is a line.
        short: The same in a narrow table.
        group: The group whose total it joins.
        basis: The kind of money of an item that does not say.
        noun: What an element is called.
        charged: When an item is charged.
        falls: On which days.
        treatment: How phases treat its numbers, where that is not what a cost item declares.
        is_added_to: Whether what a phase lists is added to the list of the scenario, as against
            replacing it.
        is_estimate: Whether the items guess what may go wrong: one that is deleted is no longer
            assessed. A planned item that is deleted is known not to be bought.
        may_move: Whether an item may be paid for each of something that the model counts.
    """

    path: str
    label: str
    short: str
    group: Group
    basis: Basis
    noun: str = "cost item"
    charged: Charged = Charged.EACH_PHASE
    falls: Falls = Falls.OVER_STABILISATION
    treatment: Treatment | None = None
    is_added_to: bool = False
    is_estimate: bool = False
    may_move: bool = False

    @property
    def section(self) -> str:
        """The section of the scenario that it stands in, or is."""
        return self.path.removesuffix(".items")


class LineType(NamedTuple):
    """
    A line of the model: a formula and where its arguments come from.

    Attributes:
        id: As metrics and limits name it; `*` is the slug of the row.
        short: What the line is called in a narrow table.
        group: The group whose total it joins.
        section: The section of the scenario that asks for it.
        formula: What computes it.
        arguments: Where the formula's arguments come from.
        charged: When it is charged.
        falls: On which days.
        rows: The list whose elements the formula is applied to one by one, where it has any.
        row_arguments: What an element changes in `arguments`.
        row_noun: What an element is called.
        parts: The lists that the formula adds up, by its arguments, where it is a sum: each is an
            amount or cost items, and is assessed or not by itself.
        held_up: The memo of the order value that is late in it, lost or not, and the arguments of
            `order_value_held_up`; None where it holds no orders up.
    """

    id: str
    short: str
    group: Group
    section: str
    formula: Formula
    arguments: "Mapping[str, Argument]"
    charged: Charged
    falls: Falls
    rows: str | None = None
    row_arguments: "Mapping[str, Argument] | None" = None
    row_noun: str = ""
    parts: Mapping[str, ItemList] | None = None
    held_up: "tuple[str, Mapping[str, Argument]] | None" = None

    @property
    def all_arguments(self) -> "Mapping[str, Argument]":
        """The arguments of an element of `rows`: its own, and the line's for the others."""
        return {**self.arguments, **(self.row_arguments or {})}

    def window(self) -> SeasonDays | None:
        """Return the days that its formula counts and a season weighs; None where it has none."""
        return next((one for one in walk(self.arguments) if isinstance(one, SeasonDays)), None)

    def timed(self) -> "SeasonDays | StatedArgument | None":
        """Return the days that a season, a course or working days may weigh; None where none are."""
        for one in walk(self.arguments):
            if isinstance(one, SeasonDays) or (isinstance(one, StatedArgument) and one.course):
                return one
        return None

    def timed_by(self, path: str) -> "SeasonDays | StatedArgument | None":
        """Return them if they are stated at a path; None where they are not."""
        timed = self.timed()
        if isinstance(timed, SeasonDays):
            return timed if path == timed.path else None
        return timed if timed is not None and path in timed.paths else None

    def course(self) -> str:
        """Return the list that says how much each of its days counts; empty where there is none."""
        timed = (SeasonDays, StatedArgument)
        every = (one for one in walk(self.arguments) if isinstance(one, timed))
        return next((one.course for one in every if one.course), "")

    def needed_inputs(self) -> tuple[str, ...]:
        """Return the paths that a file states for the line at the least, or its parts."""
        needed = [
            one.path if isinstance(one, SeasonDays) else one.paths[0]
            for one in walk(self.arguments)
            if isinstance(one, SeasonDays)
            or (isinstance(one, StatedArgument) and one.default is None)
        ]
        return (*needed, *(part.path for part in (self.parts or {}).values()))

    def defaults(self) -> dict[str, int]:
        """Return what its inputs count as where they are left out, by their paths."""
        return {
            path: one.default
            for one in (*walk(self.arguments), *walk(self.row_arguments or {}))
            if isinstance(one, StatedArgument) and one.default is not None
            for path in one.paths
        }

    def fallbacks(self) -> dict[str, tuple[str, ...]]:
        """Return which inputs count, in this order, where one of its own is left out, by its path."""
        arguments = (*walk(self.arguments), *walk(self.row_arguments or {}))
        return fallbacks_among(arguments)


def fallbacks_among(arguments: "Iterable[Argument]") -> dict[str, tuple[str, ...]]:
    """Return what counts, in this order, where an argument's own path is not stated, by that path."""
    return {
        one.paths[0]: one.paths[1:]
        for one in arguments
        if isinstance(one, StatedArgument) and len(one.paths) > 1
    }


def walk(arguments: "Mapping[str, Argument]") -> "Iterator[Argument]":
    """Walk arguments, and those of what computes them."""
    for argument in arguments.values():
        yield argument
        if isinstance(argument, ComputedArgument):
            yield from walk(argument.arguments)
