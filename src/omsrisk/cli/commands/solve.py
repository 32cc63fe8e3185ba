"""`omsrisk solve`: where it flips."""

from decimal import Decimal
from typing import Annotated

import typer

from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.sensitivity.solve import solve
from omsrisk.analysis.sensitivity.solve_uncertain import solve_uncertain
from omsrisk.analysis.uncertainty.means import At
from omsrisk.cli import options
from omsrisk.cli.more_options import rates
from omsrisk.cli.question import CommandResult, Question, question
from omsrisk.core.pricing.figures import statistic_of
from omsrisk.errors import UsageError
from omsrisk.report.sensitivity import solve as build_solve
from omsrisk.report.sensitivity import solve_uncertain as build_solve_uncertain


def _known_path(path: str) -> str:
    return options.check_path(path)


@question()
def command(
    asked: Question,
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
    target: Annotated[
        str | None,
        typer.Option(
            "--target",
            metavar="METRIC=AMOUNT",
            help="What is to be reached; p90:METRIC=AMOUNT for a percentile.",
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
    trials: options.TrialsAsked = None,
    seed: options.Seed = None,
    method: options.MethodAsked = None,
) -> CommandResult:
    """Find the value of one input at which a metric reaches a target; 1 where none does."""
    if (target is None) == (equal is None):
        raise UsageError("say what is to be reached: --target METRIC=AMOUNT, or --equal FILE")
    wanted, amount = _target(target, metric)
    at = asked.at
    statistic = statistic_of(wanted)
    if statistic is not None and statistic.is_most_likely:
        wanted, statistic, at = statistic.metric, None, At.LIKELY
    bounds = None if within is None else _bounds(within)
    known = rates.rates_of(rate)
    if equal is not None:
        asked.run.name(equal)
    results = asked.assessments()
    if len(results) != 1 + (equal is not None) or len(asked.files) != 1:
        raise UsageError(f"this takes one scenario, not {len(results) - (equal is not None)}")
    other = results[1] if len(results) > 1 else None
    if statistic is None:
        where = "a percentile: --target p90:METRIC=AMOUNT"
        options.check_goes_with(where, trials=trials, seed=seed, method=method)
    how = options.method_of(method)
    if statistic is not None:
        if amount is None:
            raise UsageError(f"--equal goes with a point value, not with {wanted}")
        found = solve_uncertain(
            results[0],
            path,
            statistic,
            amount,
            within=bounds,
            trials=trials,
            seed=seed,
            method=how,
        )
        return CommandResult(build_solve_uncertain.document(found), says_no=not found.reachable)
    result = solve(
        results[0],
        path,
        target=amount,
        equal=other,
        metric=wanted,
        within=bounds,
        rates=known,
        at=at,
    )
    asked.run.findings += result.notes
    return CommandResult(build_solve.document(result), says_no=not result.reachable)


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
