"""What a steering committee asks of roll-outs, all of it: each question with its own analysis."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import Comparison, compare
from omsrisk.analysis.decisions.gaps import GapAnalysis, gaps
from omsrisk.analysis.decisions.knowing import Known, worth_of_each
from omsrisk.analysis.decisions.mitigate import MitigationPlan, mitigate
from omsrisk.analysis.sensitivity.tornado import Tornado, tornado
from omsrisk.analysis.sensitivity.tripwires import Tripwires, tripwires
from omsrisk.analysis.time.schedule import Schedule, schedule
from omsrisk.analysis.time.timeline import Timeline, timeline
from omsrisk.analysis.uncertainty.drivers import Drivers, NoClosedFormError, drivers
from omsrisk.analysis.uncertainty.means import At, Means, means
from omsrisk.errors import OmsriskError, UsageError

if TYPE_CHECKING:
    from omsrisk.analysis.pairing.paired import Cheapest, PairedComparison
    from omsrisk.analysis.time.timeline_bands import TimelineBands
    from omsrisk.analysis.uncertainty.uncertain_figures import Simulation

Answer = TypeVar("Answer")
_PAIR = 2


class BoardOption(NamedTuple):
    """
    A roll-out that a committee may choose, or what it is held against.

    Attributes:
        assessment: The roll-out.
        means: What it comes to on average.
        simulation: What it may come to; None where nothing is uncertain.
        timeline: When it falls; None where that is not to be had.
        cheapest: How often it is the cheapest; None where that is not to be had, or it is not ranked.
        is_reference: Whether it is shown and never ranked.
    """

    assessment: Assessment
    means: Means
    simulation: "Simulation | None"
    timeline: Timeline | None
    cheapest: "Cheapest | None"
    is_reference: bool

    @property
    def net(self) -> Decimal | None:
        """What it costs on average [money]; None where that is not told."""
        return self.means.totals["net_exposure"]


@dataclass(frozen=True, slots=True)
class BoardPaper:
    """
    Roll-outs, and what each question about them came to.

    Attributes:
        options: The roll-outs, those that are ranked first; in each part by the names of their files,
            so that the order in which they were named changes nothing.
        preferred: The place of the one that is looked at in depth.
        comparison: Those that may be chosen side by side, against the preferred one; None for one.
        paired: The same under uncertainty; None where that is not to be had.
        closest: The preferred one beside the one that is the next best; None where nothing is ranked.
        tornado: What moves the preferred one.
        drivers: What drives its uncertainty.
        drivers_estimated: Why that is estimated by trials; empty where it is exact.
        known: What knowing each input and event is worth to the choice, the most valuable first; None
            where there is no choice, or that is not to be had.
        bands: Between what its cost of each month lies; None where nothing is uncertain.
        schedule: What it costs by go-live.
        mitigations: What to pay for first.
        plans: The same of each option, by its place; None where that is not to be had.
        gaps: Modify or change, each gap.
        tripwires: At which value of an input a limit is passed.
        left_out: Why a question has no answer, by the name of the command that answers it.
        variants: The preferred one beside the variants that its file names; None where it names none.
    """

    options: tuple[BoardOption, ...]
    preferred: int
    comparison: Comparison | None
    paired: "PairedComparison | None"
    closest: Comparison | None
    tornado: Tornado
    drivers: Drivers | None
    drivers_estimated: str
    known: tuple[Known, ...] | None
    bands: "TimelineBands | None"
    schedule: Schedule | None
    mitigations: MitigationPlan | None
    plans: tuple[MitigationPlan | None, ...]
    gaps: GapAnalysis | None
    tripwires: Tripwires | None
    left_out: dict[str, str]
    variants: Comparison | None = None

    @property
    def chosen(self) -> BoardOption:
        """The roll-out that is looked at in depth."""
        return self.options[self.preferred]

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        """The roll-outs."""
        return tuple(one.assessment for one in self.options)

    @property
    def shown(self) -> tuple[BoardOption, ...]:
        """The options as they are listed: in the order of their rank, where there is one."""
        ranked = () if self.comparison is None else self.comparison.ranked
        order = [*ranked, *(at for at in range(len(self.options)) if at not in ranked)]
        return tuple(self.options[at] for at in order)


def board_paper(
    assessments: Sequence[Assessment],
    *,
    reference: str | None = None,
    preferred: str | None = None,
    budget: Decimal | None = None,
    trials: int | None = None,
    seed: int | None = None,
    on_progress: Callable[[int], None] | None = None,
    variants_of: Callable[[Assessment], Sequence[Assessment]] = lambda _: (),
) -> BoardPaper:
    """
    Ask every question of some roll-outs.

    Args:
        assessments: From `assess`; one at least, in one currency.
        reference: The file of one that is shown and never ranked, beside those with the approach
            `status-quo`.
        preferred: The file of the one to look at in depth; the lowest mean, if left out.
        budget: What may be spent on mitigations [money].
        trials: How many trials; asks for sampling.
        seed: What their random numbers follow from; asks for sampling, too.
        on_progress: Called now and then with how many trials are done.
        variants_of: Prices the variants that the file of a roll-out names.

    Raises:
        UsageError: The preferred one is not among those that may be chosen, or currencies differ.
    """
    currencies = dict.fromkeys(one.scenario.currency for one in assessments)
    if len(currencies) > 1:
        raise UsageError(f"a report is of one currency, not of {', '.join(currencies)}")
    sampling = {"seed": seed, **({} if trials is None else {"trials": trials})}
    asking = _Asking()
    in_order = sorted(assessments, key=lambda one: (_is_reference(one, reference), one.scenario.file))
    some = [one for one in in_order if not _is_reference(one, reference)]
    told = [means(one) for one in in_order]
    place = _preferred(some or in_order, told, preferred)
    comparison = compare(some, base=place) if len(some) > 1 else None
    closest = None if comparison is None else _closest(comparison, place)
    paired = None if comparison is None else asking.ask("compare", _paired, comparison, sampling)
    won = _cheapest(comparison, paired, len(in_order))
    chosen = in_order[place]
    driving, estimated = asking.ask("drivers", _driving, chosen, on_progress) or (None, "")
    plan = asking.ask("mitigate", _mitigated, chosen, budget)
    known = None if closest is None else asking.ask("knowing", worth_of_each, comparison)
    options = tuple(
        BoardOption(
            one,
            told[at],
            asking.ask("simulate", _simulation, one, sampling, on_progress),
            asking.ask("timeline", timeline, one),
            won[at],
            _is_reference(one, reference),
        )
        for at, one in enumerate(in_order)
    )
    return BoardPaper(
        options,
        place,
        comparison,
        paired,
        closest,
        tornado(chosen),
        driving,
        estimated,
        known,
        _bands(options[place], trials, seed, asking),
        asking.ask("schedule", schedule, chosen.scenario),
        plan,
        tuple(
            plan if one is chosen else asking.ask("mitigate", _mitigated, one, budget)
            for one in in_order
        ),
        asking.ask("gaps", gaps, chosen),
        asking.ask("tripwires", _watched, chosen),
        asking.left_out,
        _beside_its_variants(chosen, variants_of(chosen)),
    )


class _Asking:
    """Asks question after question, and keeps why one has no answer."""

    def __init__(self) -> None:
        self.left_out: dict[str, str] = {}

    def ask(self, name: str, question: Callable[..., Answer], *given: object) -> Answer | None:
        try:
            return question(*given)
        except OmsriskError as refused:
            self.left_out.setdefault(name, refused.message)
            return None


def _is_reference(one: Assessment, reference: str | None) -> bool:
    return one.scenario.is_status_quo or one.scenario.file == reference


def _preferred(some: Sequence[Assessment], told: Sequence[Means], preferred: str | None) -> int:
    names = [one.scenario.file for one in some]
    if preferred is not None:
        if preferred not in names:
            known = ", ".join(names)
            raise UsageError(
                f"--preferred {preferred} must be one of the files that may be chosen",
                f"there are {known}",
            )
        return names.index(preferred)
    nets = ((one.totals["net_exposure"], at) for at, one in enumerate(told[: len(some)]))
    return min(((net, at) for net, at in nets if net is not None), default=(None, 0))[1]


def _closest(comparison: Comparison, place: int) -> Comparison | None:
    """Hold the preferred one against the best of the others; nothing, where nothing is ranked."""
    others = [at for at in comparison.ranked if at != place]
    if not others:
        return None
    both = (comparison.assessments[place], comparison.assessments[others[0]])
    return comparison if len(comparison.assessments) == _PAIR and place == 0 else compare(both)


def _beside_its_variants(one: Assessment, variants: Sequence[Assessment]) -> Comparison | None:
    return compare([one, *variants]) if variants else None


def _simulation(
    one: Assessment, sampling: dict[str, Any], on_progress: Callable[[int], None] | None
) -> "Simulation":
    from omsrisk.analysis.uncertainty.asked_figures import check_uncertain
    from omsrisk.analysis.uncertainty.simulate import simulate

    check_uncertain(one.scenario)
    return simulate(one, on_progress=on_progress, **sampling)


def _bands(
    one: BoardOption, trials: int | None, seed: int | None, asking: _Asking
) -> "TimelineBands | None":
    """Find between what the cost of each month lies, where it is uncertain."""
    if one.timeline is None or one.simulation is None:
        return None
    from omsrisk.analysis.time.timeline_bands import TRIALS, timeline_bands
    from omsrisk.analysis.uncertainty.sampled import approach_of

    asked = approach_of(None, trials, seed, usual=TRIALS)
    return asking.ask("timeline --simulate", timeline_bands, one.assessment, asked)


def _paired(comparison: Comparison, sampling: dict[str, Any]) -> "PairedComparison":
    from omsrisk.analysis.pairing.paired import compare_uncertain

    return compare_uncertain(comparison, rivals=comparison.ranked, **sampling)


def _cheapest(
    comparison: Comparison | None, paired: "PairedComparison | None", count: int
) -> "tuple[Cheapest | None, ...]":
    """Tell how often each is the cheapest."""
    nothing = (None,) * count
    if comparison is None or paired is None or not comparison.ranked:
        return nothing
    return (*paired.cheapest, *nothing)[:count]


def _driving(one: Assessment, on_progress: Callable[[int], None] | None) -> tuple[Drivers, str]:
    """Find what drives the uncertainty: exactly, or by the trials that `drivers` takes."""
    try:
        return drivers(one), ""
    except NoClosedFormError as error:
        from omsrisk.analysis.uncertainty.sampled_drivers import estimated_drivers

        return estimated_drivers(one, on_progress=on_progress), error.message


def _mitigated(one: Assessment, budget: Decimal | None) -> MitigationPlan:
    return mitigate(one, budget=budget)


def _watched(one: Assessment) -> Tripwires:
    return tripwires(one, at=At.MEAN)
