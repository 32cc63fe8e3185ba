"""`omsrisk simulate`: what it may come to."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.uncertainty.simulate import (
    TRIALS,
    SampleQuestion,
    Simulation,
    check_uncertain,
    is_uncertain,
    samples,
    simulate,
    simulate_all,
)
from omsrisk.cli import options
from omsrisk.cli.output import check_colour, chosen_format, write
from omsrisk.cli.output_file import place_of
from omsrisk.cli.progress import ProgressBar
from omsrisk.cli.run import run_of
from omsrisk.cli.workers import executor_of
from omsrisk.errors import UsageError
from omsrisk.report.document import Document, Sheet
from omsrisk.report.uncertainty import samples as build_samples
from omsrisk.report.uncertainty import simulate as build_simulate
from omsrisk.scenario.documents.nodes import JsonObject

if TYPE_CHECKING:
    from omsrisk.scenario.schema.limits import Limit


def command(
    files: options.Files,
    settings: options.Set = None,
    taken: options.With = None,
    trials: options.Trials = TRIALS,
    seed: options.Seed = None,
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
    workers: options.Workers = 1,
    independent: options.Independent = None,
    format_name: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    colour: options.Colour = "auto",
    quiet: options.Quiet = False,
    stdin_filename: options.StdinName = None,
) -> None:
    """Try every range and every draw of a failure at random: percentiles, chances, curves."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    limits = _limits(most) if most else ()
    run = run_of(
        files, settings, stdin_filename, taken, quiet=quiet, independent=independent, force=force
    )
    results = run.all_or_exit(name, colour, output)
    if samples_file is not None and (len(results) != 1 or _is_same(samples_file, output)):
        raise UsageError("--samples takes one scenario, and a file of its own")
    if samples_file is not None and not samples_file.lower().endswith(".csv"):
        raise UsageError(f"--samples {samples_file}: trials are written as CSV", "name it all.csv")
    asked: JsonObject = {"trials": trials, "seed": seed, "metric": metric, "limits": limits}
    with run.answering(name, colour, output):
        driven_by = _drivers(results, asked, quiet=quiet) if driven else ()
        drivers = tuple(driven_by)  # what is refused comes first
        found = tuple(_simulations(results, workers, asked, quiet=quiet))
    if samples_file is not None:
        document = build_samples.document(results[0], samples(SampleQuestion.of(results[0], **asked)))
        write(
            document,
            "csv",
            output=samples_file,
            inputs=run.files_read,
            option="--samples",
            force=force,
        )
    run.finish(build_simulate.document(found, drivers), name, colour, output)


def _limits(settings: list[str]) -> "tuple[Limit, ...]":
    """Read limits; most simulations have none but those of the file."""
    from omsrisk.checks.policy.limit_settings import limits_of

    return limits_of(settings)


def _simulations(
    results: Sequence[Assessment], workers: int, asked: JsonObject, *, quiet: bool
) -> Iterator[Simulation]:
    """Simulate the scenarios, by several processes where that is asked for."""
    trials = asked["trials"]
    size = trials * len(results)
    with executor_of(workers) as executor, ProgressBar(size, "trials", quiet=quiet) as bar:
        if not any(is_uncertain(one.scenario) for one in results):
            check_uncertain(results[0].scenario)
        if len(results) > 1:
            for at, one in enumerate(simulate_all(results, executor=executor, **asked), start=1):
                bar(at * trials)
                yield one
            return
        yield simulate(results[0], executor=executor, on_progress=bar, **asked)


def _drivers(results: Sequence[Assessment], asked: JsonObject, *, quiet: bool) -> Iterator[Document]:
    """Estimate what drives each scenario; most simulations do not ask."""
    from omsrisk.analysis.uncertainty.sampled import sampling_of
    from omsrisk.analysis.uncertainty.sampled_drivers import sampled_drivers
    from omsrisk.report.uncertainty import drivers as build_drivers

    sampling = sampling_of(asked["trials"], asked["seed"])
    for one in results:
        if is_uncertain(one.scenario):
            with ProgressBar(sampling.trials, "trials of drivers", quiet=quiet) as bar:
                found = sampled_drivers(one, sampling, metric=asked["metric"], on_progress=bar)
            yield build_drivers.document(found)
        else:
            yield Document((), {}, Sheet((), ()))


def _is_same(samples_file: str, output: str | None) -> bool:
    """Whether samples would go where the report goes."""
    names = {"-", "/dev/stdout"} if output in {None, "-"} else {"-", output}
    return place_of(samples_file) in {place_of(str(one)) for one in names}
