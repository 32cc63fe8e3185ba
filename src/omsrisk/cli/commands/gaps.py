"""`omsrisk gaps`: modify the software or change the process."""

from omsrisk.analysis.decisions.gaps import gaps
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.cli import options
from omsrisk.cli.output import check_colour, chosen_format
from omsrisk.cli.run import run_of
from omsrisk.report.decisions import gaps as build_gaps


def command(
    files: options.Files,
    settings: options.Set = None,
    taken: options.With = None,
    metric: options.Metric = DEFAULT,
    at: options.AtOption = "mean",
    independent: options.Independent = None,
    format_name: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    colour: options.Colour = "auto",
    quiet: options.Quiet = False,
    stdin_filename: options.StdinName = None,
) -> None:
    """Price each gap of the gap analysis both ways."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    figures_at = options.at_of(at)
    run = run_of(
        files, settings, stdin_filename, taken, quiet=quiet, independent=independent, force=force
    )
    assessment = run.one_or_exit(name, colour, output)
    with run.answering(name, colour, output):
        result = gaps(assessment, metric=metric, at=figures_at)
    run.finish(build_gaps.document(result), name, colour, output)
