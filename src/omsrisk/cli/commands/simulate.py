"""`omsrisk simulate`: what it may come to."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.uncertainty.asked_figures import check_uncertain, is_uncertain
from omsrisk.analysis.uncertainty.sample_question import SampleQuestion, samples
from omsrisk.analysis.uncertainty.sampled import TRIALS, Method, Sampling, approach_of, sampling_of
from omsrisk.analysis.uncertainty.simulate import simulate, simulate_all
from omsrisk.analysis.uncertainty.uncertain_figures import Simulation
from omsrisk.cli import options
from omsrisk.cli.output import write
from omsrisk.cli.output_file import place_of
from omsrisk.cli.progress import ProgressBar
from omsrisk.cli.question import Question, question
from omsrisk.cli.workers import executor_of
from omsrisk.errors import UsageError
from omsrisk.report.document import Document, Sheet
from omsrisk.report.uncertainty import samples as build_samples
from omsrisk.report.uncertainty import simulate as build_simulate
from omsrisk.scenario.documents.nodes import JsonObject

if TYPE_CHECKING:
    from omsrisk.scenario.schema.limits import Limit


@question(leaves_out=("at",))
def command(
    asked: Question,
    trials: options.TrialsAsked = None,
    seed: options.Seed = None,
    method: options.MethodAsked = None,
    metric: options.Metric = DEFAULT,
    most: options.Most = None,
    samples_file: Annotated[
        str | None,
        typer.Option(
            "--samples",
            metavar="FILE.csv",
            help="Write every trial into this file, too.",
            show_default=False,
        ),
    ] = None,
    driven: Annotated[
        bool,
        typer.Option(
            "--drivers", help="What drives the metric, too: estimates, for what has no closed form."
        ),
    ] = False,
    together: Annotated[
        bool,
        typer.Option(
            "--together",
            help="What the scenarios come to together: the sum of the metric. Ranges of one path are "
            "one; failures are each scenario's own.",
        ),
    ] = False,
    workers: options.Workers = 1,
) -> Document:
    """What it may come to, exactly or from trials: percentiles, chances, curves."""
    limits = _limits(most) if most else ()
    results = asked.assessments()
    if together:
        if samples_file is not None or driven:
            raise UsageError("--samples and --drivers are of one scenario, not of several --together")
        return _together(asked, results, (trials, seed, method), metric, limits, workers)
    if samples_file is not None and (len(results) != 1 or _is_same(samples_file, asked.output)):
        raise UsageError("--samples takes one scenario, and a file of its own")
    if samples_file is not None and not samples_file.lower().endswith(".csv"):
        raise UsageError(f"--samples {samples_file}: trials are written as CSV", "name it all.csv")
    how = options.method_of(method)
    if samples_file is not None and how is Method.EXACT:
        raise UsageError("--samples writes trials, and an exact answer has none")
    if samples_file is not None:
        how = Method.SAMPLE
    approach = approach_of(how, trials, seed)
    sampled = sampling_of(TRIALS if trials is None else trials, seed)
    sampling = {"trials": trials, "seed": seed}
    wanted: JsonObject = {**sampling, "method": how, "metric": metric, "limits": limits}
    driven_by = (
        _drivers(results, sampled, metric, is_exact=approach.tries_exact, quiet=asked.quiet)
        if driven
        else ()
    )
    drivers = tuple(driven_by)  # what is refused comes first
    found = tuple(_simulations(results, workers, wanted, quiet=asked.quiet))
    if samples_file is not None:
        drawn = SampleQuestion.of(results[0], **sampled._asdict(), metric=metric, limits=limits)
        document = build_samples.document(results[0], samples(drawn))
        write(
            document,
            "csv",
            output=samples_file,
            inputs=asked.run.files_read,
            option="--samples",
            force=asked.force,
        )
    return build_simulate.document(found, drivers)


def _together(
    asked: Question,
    results: Sequence[Assessment],
    how: tuple[int | None, int | None, str | None],
    metric: str,
    limits: "tuple[Limit, ...]",
    workers: int,
) -> Document:
    """Add the scenarios up; most simulations do not ask."""
    from omsrisk.analysis.pairing.portfolio import portfolio
    from omsrisk.report.uncertainty import together as build_together

    trials, seed, method = how
    size = TRIALS if trials is None else trials
    with executor_of(workers) as executor, ProgressBar(size, "trials", quiet=asked.quiet) as bar:
        found = portfolio(
            results,
            metric=metric,
            limits=limits,
            independent=asked.independent,
            trials=trials,
            seed=seed,
            method=options.method_of(method),
            executor=executor,
            on_progress=bar,
        )
    return build_together.document(found)


def _limits(settings: list[str]) -> "tuple[Limit, ...]":
    """Read limits; most simulations have none but those of the file."""
    from omsrisk.checks.policy.limit_settings import limits_of

    return limits_of(settings)


def _simulations(
    results: Sequence[Assessment], workers: int, wanted: JsonObject, *, quiet: bool
) -> Iterator[Simulation]:
    """Simulate the scenarios, by several processes where that is asked for."""
    trials = wanted["trials"] or TRIALS
    size = trials * len(results)
    with executor_of(workers) as executor, ProgressBar(size, "trials", quiet=quiet) as bar:
        if not any(is_uncertain(one.scenario) for one in results):
            check_uncertain(results[0].scenario)
        if len(results) > 1:
            for at, one in enumerate(simulate_all(results, executor=executor, **wanted), start=1):
                bar(at * trials)
                yield one
            return
        yield simulate(results[0], executor=executor, on_progress=bar, **wanted)


def _drivers(
    results: Sequence[Assessment], sampling: Sampling, metric: str, *, is_exact: bool, quiet: bool
) -> Iterator[Document]:
    """Estimate what drives each scenario; most simulations do not ask."""
    from omsrisk.analysis.uncertainty.sampled_drivers import beside_the_exact_figure, sampled_drivers
    from omsrisk.report.uncertainty import drivers as build_drivers

    for one in results:
        if is_uncertain(one.scenario):
            with ProgressBar(sampling.trials, "trials of drivers", quiet=quiet) as bar:
                found = sampled_drivers(one, sampling, metric=metric, on_progress=bar)
            yield build_drivers.document(beside_the_exact_figure(found) if is_exact else found)
        else:
            yield Document((), {}, Sheet((), ()))


def _is_same(samples_file: str, output: str | None) -> bool:
    """Whether samples would go where the report goes."""
    names = {"-", "/dev/stdout"} if output in {None, "-"} else {"-", output}
    return place_of(samples_file) in {place_of(str(one)) for one in names}
