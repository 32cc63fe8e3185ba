"""An experiment: what is random in one or more cases, and what is computed from it; plain data."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from omsrisk.core.algebra.kernel import Program, program_of
from omsrisk.core.algebra.symbols import Figure
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.slips import days_of_slips, may_slip, slipped
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.catalogue import SLIPS
from omsrisk.core.pricing.variation import uncertain_inputs, values_of
from omsrisk.core.uncertainty.correlation import cholesky, groups_of, matrix_of
from omsrisk.core.uncertainty.events import distribution_of, drawn, number_of_draw


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
        days: The days, one after the other.
        programs: One for each.
        orders: For each which of its results are those of the model, in their order.
    """

    place: int
    days: range
    programs: tuple[Program, ...]
    orders: tuple[tuple[int, ...], ...]


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
    own, draws = drawn(case)
    named = independent or {}
    uncertain = uncertain_inputs(case)
    places = {path: at for at, path in enumerate(uncertain)}
    sources: dict[str, int] = {}
    for path, one in uncertain.items():
        sources.setdefault(one.quantile_source, places[path])
    quantities = tuple(
        SampledQuantity(
            named.get(one.quantile_source, one.quantile_source),
            distribution_of(one.spread),
            None if sources[one.quantile_source] == places[path] else sources[one.quantile_source],
        )
        for path, one in uncertain.items()
        if one.spread is not None
    )
    events = tuple(
        Event(
            f"draw of {number_of_draw(one, case, named)}",
            one.chance if one.likelihood.spread is None else places[one.likelihood.path],
        )
        for one in draws
    )
    drawn_paths = {one.path: -1 - at for at, one in enumerate(draws)}
    varied = {**{path: at for path, at in places.items() if path not in drawn_paths}, **drawn_paths}
    slipping = None
    with exact(ENOUGH_DIGITS):
        if may_slip(case):
            program, slipping = _over_slips(own, figures, tuple(varied), constants_too=constants_too)
        else:
            program = program_of(
                figures(own), tuple(varied), values_of(own), constants_too=constants_too
            )
    groups = tuple(_group(members, case, sources) for members in groups_of(case.correlations))
    return Model(quantities, events, groups, tuple(varied.values()), program, slipping)


def _over_slips(
    case: Case,
    figures: Callable[[Case], Mapping[str, Figure]],
    varied: tuple[str, ...],
    *,
    constants_too: bool,
) -> tuple[Program, SlippingPrograms]:
    """
    Compile what is asked of a case for each slip of its go-lives.

    Figures that are the same number whatever slips are constants; those that are the same expression
    whatever slips are one result.
    """
    spread = case.inputs[SLIPS].spread
    assert spread is not None  # noqa: S101 - the caller has looked
    days = days_of_slips(spread)
    cases = [slipped(case, day) for day in days]
    traced = [figures(one) for one in cases]
    known = [
        program_of(own, varied, values_of(one), constants_too=True)
        for own, one in zip(traced, cases, strict=True)
    ]
    keys = {name: tuple(one.results[name] for one in known) for name in traced[0]}
    fixed = {
        name: known[0].constants[name]
        for name in traced[0]
        if not constants_too and len({one.constants.get(name) for one in known}) == 1
        and name in known[0].constants
    }  # fmt: skip
    chosen: dict[tuple[int, ...], int] = {}
    results = {
        name: chosen.setdefault(key, len(chosen)) for name, key in keys.items() if name not in fixed
    }
    place = list(uncertain_inputs(case)).index(SLIPS)
    orders = tuple(zip(*chosen, strict=True)) if chosen else ((),) * len(known)
    program = known[0]._replace(results=results, constants=fixed)
    return program, SlippingPrograms(place, days, tuple(known), orders)


def _group(members: tuple[str, ...], case: Case, sources: Mapping[str, int]) -> SampledGroup:
    factor = cholesky(matrix_of(members, case.correlations))
    assert factor is not None  # noqa: S101 - a scenario whose correlations conflict is not valid
    return SampledGroup(tuple(sources[one] for one in members), tuple(map(tuple, factor)))
