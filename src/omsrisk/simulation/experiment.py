"""An experiment: what is random in one or more cases, and what is computed from it; plain data."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from omsrisk.core.algebra.kernel import Program, program_of
from omsrisk.core.algebra.symbols import Figure
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.by_slip import correlations_of, groups_of_slips
from omsrisk.core.phasing.slips import may_slip, slipped
from omsrisk.core.pricing.case import Case, Correlation, Input
from omsrisk.core.pricing.catalogue import SLIPS
from omsrisk.core.pricing.variation import uncertain_inputs, values_of
from omsrisk.core.uncertainty.correlation import cholesky, groups_of, matrix_of
from omsrisk.core.uncertainty.events import Draw, distribution_of, drawn, number_of_draw


class SampledQuantity(NamedTuple):
    """
    A random number.

    Attributes:
        stream: The name of its random numbers: quantities of one name share their quantiles.
        distribution: What it may come to.
        drawn_with: The place of the quantity whose quantile it takes; None for one of its own.
    """

    stream: str
    distribution: Distribution
    drawn_with: int | None = None


class Event(NamedTuple):
    """
    A random 1 or 0.

    Attributes:
        stream: The name of its random numbers.
        chance: The chance of a 1; the place among the quantities where that is one of them.
    """

    stream: str
    chance: float | int


class SampledGroup(NamedTuple):
    """
    Quantities that are correlated by a Gaussian copula.

    Attributes:
        members: Their places among the quantities.
        factor: The lower triangle that makes correlated normal numbers of independent ones.
    """

    members: tuple[int, ...]
    factor: tuple[tuple[float, ...], ...]


class Model(NamedTuple):
    """
    One case as far as it is random.

    Attributes:
        quantities: Its random numbers.
        events: Its draws.
        groups: What is correlated among the quantities.
        arguments: What the program takes, in its order: places among the quantities, or, counted
            from behind with -1, among the events.
        program: What is computed; where the go-lives slip, its results and constants alone count.
        slipping: What is computed on each day on which they may be; None where they do not slip.
    """

    quantities: tuple[SampledQuantity, ...]
    events: tuple[Event, ...]
    groups: tuple[SampledGroup, ...]
    arguments: tuple[int, ...]
    program: Program
    slipping: "SlippingPrograms | None" = None


class SlippingPrograms(NamedTuple):
    """
    What is computed for each number of days by which the go-lives slip.

    Attributes:
        place: That of the slip among the quantities.
        days: The days, the fewest first.
        programs: One for each.
        orders: For each which of its results are those of the model, in their order.
        arguments: For each what its program takes, as `Model.arguments`: other inputs may be in force
            after a longer slip.
    """

    place: int
    days: tuple[int, ...]
    programs: tuple[Program, ...]
    orders: tuple[tuple[int, ...], ...]
    arguments: tuple[tuple[int, ...], ...]


class Experiment(NamedTuple):
    """
    Models that are tried together, and differences between them.

    Attributes:
        models: What is tried, with the same random numbers where the names agree.
        differences: Each the model and result that is taken from, and those that are taken off.
        rivals: Two or more, each a model and a result, that is held against the least of the others.
        sums: Each the models and results that are added up.
    """

    models: tuple[Model, ...]
    differences: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    rivals: tuple[tuple[int, int], ...] = ()
    sums: tuple[tuple[tuple[int, int], ...], ...] = ()

    @property
    def channels(self) -> int:
        """
        How many numbers a trial gives: all results, the differences, three for each rival, the sums.

        Of a rival what it costs more than the least of the others; that, or 0; its part of being the
        cheapest.
        """
        return self.results + len(self.differences) + 3 * len(self.rivals) + len(self.sums)

    @property
    def results(self) -> int:
        """How many of them are results of the models."""
        return sum(_width(one) for one in self.models)

    def channel(self, model: int, result: int) -> int:
        """Return the place of a result among the numbers of a trial."""
        return sum(_width(one) for one in self.models[:model]) + result


def _width(model: Model) -> int:
    return len(set(model.program.results.values()))


def model_of(
    case: Case,
    figures: Callable[[Case], Mapping[str, Figure]],
    *,
    independent: Mapping[str, str] | None = None,
    constants_too: bool = False,
) -> Model:
    """
    Find what is random in a case, and compile what is asked of it.

    Args:
        case: A case; where nothing is uncertain its model has constants alone.
        figures: Gives the expressions to compute, by name, from the case in which each phase has
            its own likelihood.
        independent: Names of streams for sources, and for the likelihoods of events, that share
            their numbers with no other model.
        constants_too: Whether figures that do not vary are results, too.
    """
    groups = [one.case for one in groups_of_slips(case)]
    randomness = Randomness(independent or {})
    varied = [randomness.of(one) for one in groups]
    slipping = None
    with exact(ENOUGH_DIGITS):
        if may_slip(case):
            place = varied[0][SLIPS]
            program, slipping = _over_slips(case, figures, varied, place, constants_too=constants_too)
        else:
            own, _ = drawn(case)
            program = program_of(
                figures(own), tuple(varied[0]), values_of(own), constants_too=constants_too
            )
    correlations = correlations_of(case, groups)
    return Model(
        tuple(randomness.quantities),
        tuple(randomness.events),
        tuple(randomness.group(members, correlations) for members in groups_of(correlations)),
        tuple(varied[0].values()),
        program,
        slipping,
    )


class Randomness:
    """
    What is random in a case, whatever is in force in it.

    Args:
        named: Names of streams that are shared with no other model.

    Attributes:
        quantities: Its random numbers.
        events: Its draws.
        sources: For each quantity whose quantile it takes.
        draws: For each event what it decides.
    """

    def __init__(self, named: Mapping[str, str]) -> None:
        self._named = named
        self.quantities: list[SampledQuantity] = []
        self.events: list[Event] = []
        self.sources: list[str] = []
        self.draws: list[Draw] = []
        self._sources: dict[str, int] = {}
        self._places: dict[tuple[str, SampledQuantity], int] = {}
        self._drawn: dict[tuple[str, Event], int] = {}

    def of(self, case: Case) -> dict[str, int]:
        """Return the places of what varies in a case, by path; those of events from behind."""
        places = {path: self._quantity(path, one) for path, one in uncertain_inputs(case).items()}
        draws = drawn(case)[1]
        decided = {one.path: self._event(one, case, places) for one in draws}
        return {**{path: at for path, at in places.items() if path not in decided}, **decided}

    def _quantity(self, path: str, one: Input) -> int:
        assert one.spread is not None  # noqa: S101 - that makes it uncertain
        source = one.quantile_source
        stream = self._named.get(source, source)
        quantity = SampledQuantity(stream, distribution_of(one.spread), self._sources.get(source))
        key = path, quantity._replace(drawn_with=None)
        if key not in self._places:
            self._places[key] = len(self.quantities)
            self._sources.setdefault(source, len(self.quantities))
            self.quantities.append(quantity)
            self.sources.append(source)
        return self._places[key]

    def _event(self, one: Draw, case: Case, places: Mapping[str, int]) -> int:
        event = Event(
            f"draw of {number_of_draw(one, case, self._named)}",
            one.chance if one.likelihood.spread is None else places[one.likelihood.path],
        )
        key = one.path, event
        if key not in self._drawn:
            self._drawn[key] = len(self.events)
            self.events.append(event)
            self.draws.append(one)
        return -1 - self._drawn[key]

    def group(self, members: tuple[str, ...], stated: Sequence[Correlation]) -> SampledGroup:
        """Correlate some of the quantities."""
        factor = cholesky(matrix_of(members, stated))
        assert factor is not None  # noqa: S101 - a scenario whose correlations conflict is not valid
        return SampledGroup(tuple(self._sources[one] for one in members), tuple(map(tuple, factor)))


def _over_slips(
    case: Case,
    figures: Callable[[Case], Mapping[str, Figure]],
    varied: Sequence[Mapping[str, int]],
    place: int,
    *,
    constants_too: bool,
) -> tuple[Program, SlippingPrograms]:
    """
    Compile what is asked of a case for each slip of its go-lives.

    Figures that are the same number whatever slips are constants; those that are the same expression
    whatever slips are one result.

    Args:
        case: One that slips.
        figures: As for `model_of`.
        varied: For each group of slips the places of what varies.
        place: That of the slip among the quantities.
        constants_too: As for `model_of`.
    """
    days, known, arguments = [], [], []
    traced: Mapping[str, Figure] = {}
    for group, own in zip(groups_of_slips(case), varied, strict=True):
        decided, _ = drawn(group.case)
        for slip in group.slips:
            one = slipped(decided, slip.days)
            traced = figures(one)
            days.append(slip.days)
            known.append(program_of(traced, tuple(own), values_of(one), constants_too=True))
            arguments.append(tuple(own.values()))
    keys = {name: tuple(one.results[name] for one in known) for name in traced}
    fixed = {
        name: known[0].constants[name]
        for name in traced
        if not constants_too and len({one.constants.get(name) for one in known}) == 1
        and name in known[0].constants
    }  # fmt: skip
    chosen: dict[tuple[int, ...], int] = {}
    results = {
        name: chosen.setdefault(key, len(chosen)) for name, key in keys.items() if name not in fixed
    }
    orders = tuple(zip(*chosen, strict=True)) if chosen else ((),) * len(known)
    program = known[0]._replace(results=results, constants=fixed)
    return program, SlippingPrograms(place, tuple(days), tuple(known), orders, tuple(arguments))
