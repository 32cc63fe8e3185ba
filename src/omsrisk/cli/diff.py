"""`omsrisk diff`: the price of a change."""

import os
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

import typer

from omsrisk.analysis.gates import gate_of
from omsrisk.checks.policies import Policies
from omsrisk.checks.review import Reviewed, Reviewer, review_against, review_pair
from omsrisk.checks.rules import BY_CODE
from omsrisk.cli import options
from omsrisk.cli.output import check_colour, chosen_format, write
from omsrisk.cli.streams import tell, wants_colour, write_error
from omsrisk.core.text import visible
from omsrisk.errors import OmsriskError, UsageError
from omsrisk.report import build_diff
from omsrisk.report.document import Document
from omsrisk.report.findings_full import to_full
from omsrisk.scenario.findings import Finding, InvalidScenarioError
from omsrisk.scenario.git import Repository

_PAIR = 2


def command(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[OLD NEW | PATH...]",
            help="Two files; with --against the files and folders to look at.",
            show_default=False,
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            metavar="REF",
            help="Compare the work tree with this ref, from where they went apart.",
            show_default=False,
        ),
    ] = None,
    exact: Annotated[
        bool, typer.Option("--exact", help="Compare with the ref itself, not the merge base.")
    ] = False,
    gates: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-if-over",
            metavar="METRIC=+MOST",
            help="Exit 1 where a metric rises by more: net_exposure=+5%, cost_of_failure=+10000.",
            show_default=False,
        ),
    ] = None,
    tag: Annotated[
        str, typer.Option("--tag", metavar="TEXT", help="A hidden marker in the comment.")
    ] = "",
    only_if_changed: Annotated[
        str | None,
        typer.Option(
            "--only-if-changed",
            metavar="[AMOUNT|PERCENT]",
            help="Write nothing unless net exposure changes, or changes by so much: =1000, =1%.",
            show_default=False,
        ),
    ] = None,
    no_policy: Annotated[bool, typer.Option("--no-policy", help="Without any policy.")] = False,
    format_name: options.Format = None,
    output: options.Output = None,
    colour: options.Colour = "auto",
) -> None:
    """Say what a change of scenarios costs, against other files or a git ref."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    named = files or []
    if against is None and len(named) != _PAIR:
        raise UsageError("diff takes OLD and NEW, or --against REF", "such as --against main")
    least = None if only_if_changed is None else _least(only_if_changed)
    policies = Policies(None, tuple(BY_CODE), wanted=not no_policy)
    reviewer = Reviewer(date.today(), [gate_of(one) for one in gates or ()], policies)  # noqa: DTZ011 - the user's calendar
    found: list[Reviewed] = []
    findings: Sequence[Finding] = ()
    errors: list[OmsriskError] = []
    document: Document | None = None
    try:
        found, baseline = _reviewed(reviewer, named, against, exact=exact)
    except InvalidScenarioError as error:  # of a policy
        findings, code = error.findings, 1
    except OmsriskError as error:
        errors, code = [error], 2
    else:
        findings = [one for each in found for one in each.problems]
        code = int(not all(one.passes for one in found))
        if least is None or any(_is_worth_it(one, least) for one in found):
            document = build_diff.document(found, visible(baseline), tag=tag)
    if code and not found and name in {"json", "csv"}:
        document = build_diff.failure(against)
    if document is not None:
        ending = build_diff.ending(found, findings, errors, code)
        complete = document._replace(record={**document.record, **ending})
        write(complete, name, output=output, colour=colour,
              inputs=lambda: [*named, *reviewer.files_read, *policies.files_read])  # fmt: skip
    if findings:
        for piece in to_full(findings, colour=wants_colour(colour, sys.stderr)):
            write_error(piece)
    for one in errors:
        tell(one)
    raise typer.Exit(code)


def _reviewed(
    reviewer: Reviewer, named: list[str], against: str | None, *, exact: bool
) -> tuple[list[Reviewed], str]:
    """Review what was named, and say what the baseline is called."""
    if against is None:
        return [review_pair(reviewer, *named)], named[0]
    paths = named or ["."]
    repository = Repository(_folder(paths[0]))
    commit = repository.commit(against)
    base = commit if exact else repository.merge_base(commit, against)
    return list(review_against(reviewer, repository, base, paths)), f"{against} ({base[:12]})"


def _folder(path: str) -> str:
    """Give the folder of a path, or the next above it that is there: all may be deleted."""
    folder = os.path.abspath(path)  # noqa: PTH100 - any text
    while not os.path.isdir(folder) and folder != os.path.dirname(folder):  # noqa: PTH112, PTH120 - as above
        folder = os.path.dirname(folder)  # noqa: PTH120 - as above
    return folder


def _least(text: str) -> tuple[Decimal, bool]:
    """Read from how large a change on it is worth a word: an amount, or a part."""
    number = options.number_of("--only-if-changed", text, text)
    if number < 0:
        raise UsageError(f"--only-if-changed {text}: write 0 or more")
    return number, text.endswith("%")


def _is_worth_it(one: Reviewed, least: tuple[Decimal, bool]) -> bool:
    if not one.passes or one.difference is None or not one.difference.is_comparable:
        return one.status.value not in {"renamed", "unchanged in money"}
    net = one.difference.total("net_exposure")
    size, is_share = least
    change = abs(net.change or Decimal(0))
    if not is_share:
        return change > 0 and change >= size
    return change > 0 and (net.share is None or abs(net.share) >= size)
