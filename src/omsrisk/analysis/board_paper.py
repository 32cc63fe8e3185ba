"""What a steering committee asks of roll-outs, all of it: each question with its own analysis."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import Comparison, compare
from omsrisk.analysis.decisions.gaps import GapAnalysis, gaps
from omsrisk.analysis.decisions.mitigate import MitigationPlan, mitigate
from omsrisk.analysis.sensitivity.tornado import Tornado, tornado
from omsrisk.analysis.sensitivity.tripwires import Tripwires, tripwires
from omsrisk.analysis.time.schedule import Schedule, schedule
from omsrisk.analysis.time.timeline import Timeline, timeline
from omsrisk.analysis.uncertainty.drivers import Drivers, drivers
from omsrisk.analysis.uncertainty.means import At, Means, means
from omsrisk.errors import OmsriskError, UsageError

if TYPE_CHECKING:
    from omsrisk.analysis.comparison.paired import PairedComparison
    from omsrisk.analysis.uncertainty.simulate import Simulation

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class BoardPaper:
    """
    Roll-outs, and what each question about them came to.

    Attributes:
        assessments: The roll-outs, as they were named.
        means: What each comes to on average.
        preferred: The place of the one that is looked at in depth.
        comparison: All of them side by side; None for one.
        paired: The same under uncertainty; None where that is not to be had.
        simulations: What each may come to; None likewise.
        tornado: What moves the preferred one.
        drivers: What drives its uncertainty.
        schedule: What it costs by go-live.
        timeline: When it falls.
        mitigations: What to pay for first.
        gaps: Modify or change, each gap.
        tripwires: At which value of an input a limit is passed.
        left_out: Why a question has no answer, by the name of the command that answers it.
    """

    assessments: tuple[Assessment, ...]
    means: tuple[Means, ...]
    preferred: int
    comparison: Comparison | None
    paired: "PairedComparison | None"
    simulations: "tuple[Simulation | None, ...]"
    tornado: Tornado
    drivers: Drivers | None
    schedule: Schedule | None
    timeline: Timeline | None
    mitigations: MitigationPlan | None
    gaps: GapAnalysis | None
    tripwires: Tripwires | None
    left_out: dict[str, str]

    @property
    def chosen(self) -> Assessment:
        """The roll-out that is looked at in depth."""
        return self.assessments[self.preferred]


def board_paper(
    assessments: Sequence[Assessment],
    *,
    preferred: str | None = None,
    trials: int | None = None,
    seed: int | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> BoardPaper:
    """
    Ask every question of some roll-outs.

    Args:
        assessments: From `assess`; one at least, in one currency.
        preferred: The file of the one to look at in depth; the lowest mean, if left out.
        trials: How many trials; the usual number if left out.
        seed: What their random numbers follow from.
        on_progress: Called now and then with how many trials are done.

    Raises:
        UsageError: The preferred one is not among them, or currencies differ.
    """
    currencies = dict.fromkeys(one.scenario.currency for one in assessments)
    if len(currencies) > 1:
        raise UsageError(f"a report is of one currency, not of {', '.join(currencies)}")
    told = tuple(means(one) for one in assessments)
    place = _preferred(assessments, told, preferred)
    chosen = assessments[place]
    asking = _Asking()
    sampling = {"seed": seed, **({} if trials is None else {"trials": trials})}
    comparison = compare(assessments) if len(assessments) > 1 else None
    simulations = tuple(
        asking.ask("simulate", _simulation, one, sampling, on_progress) for one in assessments
    )
    return BoardPaper(
        tuple(assessments),
        told,
        place,
        comparison,
        None if comparison is None else asking.ask("compare", _paired, comparison, sampling),
        simulations,
        tornado(chosen),
        asking.ask("drivers", drivers, chosen),
        asking.ask("schedule", schedule, chosen.scenario),
        asking.ask("timeline", timeline, chosen),
        asking.ask("mitigate", mitigate, chosen),
        asking.ask("gaps", gaps, chosen),
        asking.ask("tripwires", _watched, chosen),
        asking.left_out,
    )


class _Asking:
    """Asks question after question, and keeps why one has no answer."""

    def __init__(self) -> None:
        self.left_out: dict[str, str] = {}

    def ask(self, name: str, question: Callable[..., Answer], *given: object) -> Answer | None:
        try:
            return question(*given)
        except OmsriskError as refused:
            self.left_out.setdefault(name, str(refused))
            return None


def _preferred(
    assessments: Sequence[Assessment], told: Sequence[Means], preferred: str | None
) -> int:
    if preferred is not None:
        names = [one.scenario.file for one in assessments]
        if preferred not in names:
            known = ", ".join(names)
            raise UsageError(
                f"--preferred {preferred} must be one of the files", f"there are {known}"
            )
        return names.index(preferred)
    among = [at for at, one in enumerate(assessments) if not one.scenario.is_status_quo]
    nets = {at: told[at].totals["net_exposure"] for at in among}
    known_nets = {at: net for at, net in nets.items() if net is not None}
    return min(known_nets, key=lambda at: known_nets[at], default=(among or [0])[0])


def _simulation(
    one: Assessment, sampling: dict[str, Any], on_progress: Callable[[int], None] | None
) -> "Simulation":
    from omsrisk.analysis.uncertainty.simulate import check_uncertain, simulate

    check_uncertain(one.scenario)
    return simulate(one, on_progress=on_progress, **sampling)


def _paired(comparison: Comparison, sampling: dict[str, Any]) -> "PairedComparison":
    from omsrisk.analysis.comparison.paired import compare_uncertain

    return compare_uncertain(comparison, **sampling)


def _watched(one: Assessment) -> Tripwires:
    return tripwires(one, at=At.MEAN)
