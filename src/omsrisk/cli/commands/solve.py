"""`omsrisk solve`: where it flips."""

from decimal import Decimal
from typing import Annotated

import typer

from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.sensitivity.solve import solve
from omsrisk.analysis.sensitivity.solve_uncertain import solve_uncertain
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.simulate import TRIALS
from omsrisk.cli import options
from omsrisk.cli.more_options import rates
from omsrisk.cli.output import check_colour, chosen_format
from omsrisk.cli.run import run_of
from omsrisk.core.pricing.figures import statistic_of
from omsrisk.errors import UsageError
from omsrisk.report.sensitivity import solve as build_solve
from omsrisk.report.sensitivity import solve_uncertain as build_solve_uncertain


def _known_path(path: str) -> str:
    return options.check_path(path)


def command(
    files: options.Files,
    path: Annotated[
        str,
        typer.Option(
            "--for",
            metavar="PATH",
            help="The input whose value is sought.",
            autocompletion=options.complete_bare_path,
            callback=_known_path,
            show_default=False,
        ),
    ],
    settings: options.Set = None,
    taken: options.With = None,
    target: Annotated[
        str | None,
        typer.Option(
            "--target",
            metavar="METRIC=AMOUNT",
            help="What is to be reached; p90:METRIC=AMOUNT for a percentile, by simulation.",
            show_default=False,
        ),
    ] = None,
    equal: Annotated[
        str | None,
        typer.Option(
            "--equal",
            metavar="FILE",
            help="Reach what this scenario costs instead.",
            show_default=False,
        ),
    ] = None,
    rate: rates.Rate = None,
    within: Annotated[
        str | None,
        typer.Option("--within", metavar="LOW:HIGH", help="Search only there.", show_default=False),
    ] = None,
    metric: options.Metric = DEFAULT,
    trials: options.Trials = TRIALS,
    seed: options.Seed = None,
    at: options.AtOption = "mean",
    independent: options.Independent = None,
    format_name: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    colour: options.Colour = "auto",
    quiet: options.Quiet = False,
    stdin_filename: options.StdinName = None,
) -> None:
    """Find the value of one input at which a metric reaches a target; 1 where none does."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    figures_at = options.at_of(at)
    if (target is None) == (equal is None):
        raise UsageError("say what is to be reached: --target METRIC=AMOUNT, or --equal FILE")
    wanted, amount = _target(target, metric)
    statistic = statistic_of(wanted)
    if statistic is not None and statistic.is_most_likely:
        wanted, statistic, figures_at = statistic.metric, None, At.LIKELY
    bounds = None if within is None else _bounds(within)
    known = rates.rates_of(rate)
    named = [*files, *([equal] if equal is not None else [])]
    run = run_of(
        named, settings, stdin_filename, taken, quiet=quiet, independent=independent, force=force
    )
    results = run.all_or_exit(name, colour, output)
    if len(results) != len(named) or len(files) != 1:
        raise UsageError(f"this takes one scenario, not {len(results) - (equal is not None)}")
    other = results[1] if len(results) > 1 else None
    if statistic is None and (trials != TRIALS or seed is not None):
        raise UsageError("--trials and --seed go with a percentile: --target p90:METRIC=AMOUNT")
    if statistic is not None:
        if amount is None:
            raise UsageError(f"--equal goes with a point value, not with {wanted}")
        with run.answering(name, colour, output):
            found = solve_uncertain(
                results[0], path, statistic, amount, within=bounds, trials=trials, seed=seed
            )
        run.finish(build_solve_uncertain.document(found), name, colour, output)
        raise typer.Exit(0 if found.reachable else 1)
    with run.answering(name, colour, output):
        result = solve(
            results[0],
            path,
            target=amount,
            equal=other,
            metric=wanted,
            within=bounds,
            rates=known,
            at=figures_at,
        )
    run.findings += result.notes
    run.finish(build_solve.document(result), name, colour, output)
    raise typer.Exit(0 if result.reachable else 1)


def _target(text: str | None, metric: str) -> tuple[str, Decimal | None]:
    if text is None:
        return metric, None
    name, equals, amount = text.rpartition("=")
    number = options.number_of("--target", text, amount)
    if not equals:
        return metric, number
    name = options.check_metric(name.strip())
    if metric not in {DEFAULT, name}:
        raise UsageError(f"--target {text} and --metric {metric} name two metrics")
    return name, number


def _bounds(text: str) -> tuple[Decimal, Decimal]:
    parts = text.split(":")
    if len(parts) != 2:  # noqa: PLR2004 - low and high
        raise UsageError(f"--within {text}: write it as LOW:HIGH")
    low, high = (options.number_of("--within", text, part) for part in parts)
    return low, high
