"""`omsrisk diff`: the price of a change."""

import os
from datetime import date
from decimal import Decimal
from typing import Annotated

import typer

from omsrisk.analysis.changes.gates import gate_of
from omsrisk.checks.changes.review import Reviewer, review_against, review_pair
from omsrisk.checks.policy.discovery import Policies
from omsrisk.checks.rules import BY_CODE
from omsrisk.cli import options
from omsrisk.cli.change_reports import CHANGE_FORMATS, ChangeReports, Review
from omsrisk.cli.more_options.number_options import with_number_options
from omsrisk.cli.output import check_colour
from omsrisk.core.money import add
from omsrisk.errors import OmsriskError, UsageError
from omsrisk.git.repository import Repository
from omsrisk.report.changes import diff as build_diff
from omsrisk.report.changes.changed_file import ChangedFile, changed_file
from omsrisk.report.formats.output_formats import listed
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError, Severity
from omsrisk.scenario.reading.files import parted, plain_name
from omsrisk.text import visible

_PAIR = 2


@with_number_options
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
    fail_on_new: Annotated[
        str | None,
        typer.Option("--fail-on-new", metavar="error|warning", show_default=False,
                     help="Exit 1 where a change brings a finding of that weight."),
    ] = None,
    independent: options.Independent = None,
    at: options.AtOption = "mean",
    policy_file: options.PolicyFile = None,
    policy_root: options.PolicyRoot = None,
    no_policy: Annotated[bool, typer.Option("--no-policy", help="Without any policy.")] = False,
    format_name: Annotated[
        str | None,
        typer.Option("--format", "-f", metavar="FORMAT", show_default=False,
                     help=f"{listed(CHANGE_FORMATS)}.",
                     autocompletion=options.completion_of(CHANGE_FORMATS)),
    ] = None,
    report: Annotated[
        list[str] | None,
        typer.Option("--report", metavar="FORMAT=FILE", help="Write a report, too. Repeatable.",
                     show_default=False),
    ] = None,
    output: options.Output = None,
    force: options.Force = False,
    quiet: options.Quiet = False,  # noqa: ARG001 - it tells errors alone in any case
    colour: options.Colour = "auto",
) -> None:  # fmt: skip
    """Say what a change of scenarios costs, against other files or a git ref."""
    check_colour(colour)
    outputs = ChangeReports(format_name, output, report or (), colour, force=force)
    named = [plain_name(one) for one in files or ()]
    if against is None and len(named) != _PAIR:
        raise UsageError("diff takes OLD and NEW, or --against REF", "such as --against main")
    if policy_file is not None and no_policy:
        raise UsageError("--policy and --no-policy exclude each other")
    if fail_on_new not in {None, "error", "warning"}:
        raise UsageError(f"--fail-on-new {visible(str(fail_on_new))}: there are error, warning")
    figures_at = options.at_of(at)
    least = None if only_if_changed is None else _least(only_if_changed)
    # what is judged cannot loosen what judges it: the policies are those of the ref
    judging = f"{against}:" if policy_file is None and against is not None else policy_file
    policies = Policies(judging, tuple(BY_CODE), wanted=not no_policy, root=policy_root)
    reviewer = Reviewer(
        date.today(),  # noqa: DTZ011 - the user's calendar
        [gate_of(one) for one in gates or ()],
        policies,
        fail_on_new=None if fail_on_new is None else Severity(fail_on_new),
        at=figures_at,
        independent=independent or (),
    )
    found: list[ChangedFile] = []
    problems: list[Finding] = []
    errors: list[OmsriskError] = []
    told, document, code = build_diff.NOTHING_TOLD, None, 0
    try:
        baseline = _review(reviewer, named, against, found, exact=exact)
        told = build_diff.Told(reviewer.policy_findings, tuple(reviewer.notes))
    except InvalidScenarioError as error:  # of a policy
        found, problems, code = [], [*error.findings], 1
    except OmsriskError as error:
        found, errors, code = [], [error], 2
    else:
        problems = [one for each in found for one in each.problems]
        problems += [one for one in told.policies if one.severity is Severity.ERROR]
        code = int(not told.passes or not all(one.passes for one in found))
        if least is None or told.policies or any(_is_worth_it(one, least) for one in found):
            document = build_diff.document(found, visible(baseline), tag=tag, told=told)
    review = Review(tuple(found), told, tuple(problems), tuple(errors), code)
    outputs.write(
        review,
        document,
        visible(named[0] if against is None else against),
        lambda: [*named, *reviewer.files_read, *policies.files_read],
    )
    raise typer.Exit(code)


def _review(
    reviewer: Reviewer,
    named: list[str],
    against: str | None,
    found: list[ChangedFile],
    *,
    exact: bool,
) -> str:
    """Review what was named, and say what the baseline is called."""
    if against is None:
        found.append(changed_file(review_pair(reviewer, *named)))
        return named[0]
    paths = named or ["."]
    for one in paths:
        file, variant = parted(one)
        if variant:
            raise UsageError(
                f"{visible(one)}: --against compares whole files, and tells which variants change",
                f"name {visible(file)}",
            )
    repository = Repository(_folder(paths[0]))
    commit = repository.commit(against)
    base = commit if exact else repository.merge_base(commit, against)
    # what a review holds of a file goes before the next one comes
    found.extend(map(changed_file, review_against(reviewer, repository, base, paths)))
    return f"{against} ({base[:12]})"


def _folder(path: str) -> str:
    """Return the folder of a path, or the next above it that is there: all may be deleted."""
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


def _is_worth_it(one: ChangedFile, least: tuple[Decimal, bool]) -> bool:
    if one.is_worth_telling or one.net is None or not one.passes:
        return not one.is_quiet
    size, is_share = least
    change = abs(add(one.net.new, one.net.old.copy_negate()))
    if not is_share:
        return change > 0 and change >= size
    return change > 0 and (one.net.share is None or abs(one.net.share) >= size)
