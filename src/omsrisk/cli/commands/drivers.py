"""`omsrisk drivers`: what drives the uncertainty."""

from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.cli import options
from omsrisk.cli.output import check_colour, chosen_format
from omsrisk.cli.run import run_of
from omsrisk.report.uncertainty import drivers as build_drivers


def command(
    files: options.Files,
    settings: options.Set = None,
    taken: options.With = None,
    metric: options.Metric = DEFAULT,
    independent: options.Independent = None,
    format_name: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    colour: options.Colour = "auto",
    quiet: options.Quiet = False,
    stdin_filename: options.StdinName = None,
) -> None:
    """Find what makes the uncertainty of a metric, exactly and without sampling."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    run = run_of(
        files, settings, stdin_filename, taken, quiet=quiet, independent=independent, force=force
    )
    assessment = run.one_or_exit(name, colour, output)
    with run.answering(name, colour, output):
        result = drivers(assessment, metric=metric)
    run.finish(build_drivers.document(result), name, colour, output)
