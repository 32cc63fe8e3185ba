"""`omsrisk check`: business-case files held to rules, limits and a policy."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, islice
from typing import Annotated

import typer

from omsrisk.analysis.many_files import MANY_FILES, processors
from omsrisk.checks.judge import CheckQuestion, FileVerdict, Judge, by_many
from omsrisk.checks.policy.limit_settings import limits_of
from omsrisk.checks.policy.policy import Baseline, Policy, is_known
from omsrisk.checks.rules import BY_CODE
from omsrisk.cli import options
from omsrisk.cli.check_tally import CheckTally, FilesToCheck
from omsrisk.cli.more_options.over_files import asked_over, sorted_by_file
from omsrisk.cli.output import check_colour
from omsrisk.cli.reporting import Reports, Telling
from omsrisk.cli.streams import width_of_stdout, write_out
from omsrisk.errors import UsageError
from omsrisk.report.findings.formats import FINDINGS_FORMATS, SHOW_STAKES
from omsrisk.report.formats.output_formats import listed
from omsrisk.scenario.documents.findings import InvalidScenarioError, Severity
from omsrisk.scenario.reading.files import STDIN, STDIN_NAME, parted, plain_name
from omsrisk.scenario.schema.choices import nearest
from omsrisk.scenario.schema.limits import Limit
from omsrisk.text import visible

_FAIL_ON = {"error": Severity.ERROR, "warning": Severity.WARNING, "never": None}


def command(
    files: options.FilesOrHere = None,
    settings: options.Set = None,
    taken: options.With = None,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar="CODE", help="Only these rules; GOV means all of GOV.",
                     show_default=False),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="CODE", help="Not these rules.", show_default=False),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="PATTERN", help="Not these files.", show_default=False),
    ] = None,
    only_marked: Annotated[
        bool,
        typer.Option(
            "--only-marked",
            help="Pass over named files that a walk would: bases, and without the key omsrisk.",
        ),
    ] = False,
    fail_on: Annotated[
        str, typer.Option("--fail-on", metavar="error|warning|never", help="What makes it exit 1.")
    ] = "error",
    most: Annotated[
        list[str] | None,
        typer.Option("--max", metavar="METRIC=AMOUNT", help="A limit. Repeatable.",
                     show_default=False),
    ] = None,
    variants: Annotated[
        bool, typer.Option("--variants", help="Each file in each of its variants, too.")
    ] = False,
    severity: Annotated[
        str | None,
        typer.Option("--severity", metavar="error|warning|info", show_default=False,
                     help="The least that is shown; by default warning in full and concise, else "
                     "info. What makes it exit 1 stays."),
    ] = None,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="Count the findings of each rule.")
    ] = False,
    today: Annotated[
        str | None,
        typer.Option("--today", metavar="DAY", help="The day to ask for; today if left out.",
                     show_default=False),
    ] = None,
    policy_file: options.PolicyFile = None,
    policy_root: options.PolicyRoot = None,
    no_policy: Annotated[bool, typer.Option("--no-policy", help="Without any policy.")] = False,
    show_policy: Annotated[
        bool, typer.Option("--show-policy", help="Show the policy of each file, and check nothing.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", show_default=False,
                     parser=options.whole_number("--workers", 1),
                     help="How many processes; for many files one for each processor."),
    ] = None,
    format_name: Annotated[
        str | None,
        typer.Option("--format", "-f", metavar="FORMAT",
                     help=f"{listed(FINDINGS_FORMATS)}.",
                     autocompletion=options.completion_of(FINDINGS_FORMATS),
                     show_default=False),
    ] = None,
    report: Annotated[
        list[str] | None,
        typer.Option("--report", metavar="FORMAT=FILE", help="Write a report, too. Repeatable.",
                     show_default=False),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the result into this file.",
                     show_default=False),
    ] = None,
    force: options.Force = False,
    at: options.AtOption = "mean",
    independent: options.Independent = None,
    colour: options.Colour = "auto",
    quiet: options.Quiet = False,
    stdin_filename: options.StdinName = None,
) -> None:  # fmt: skip
    """Hold scenarios to rules, limits and a policy; 1 where one is broken."""
    check_colour(colour)
    if fail_on not in _FAIL_ON:
        raise UsageError(f"--fail-on {fail_on}: there are {', '.join(_FAIL_ON)}")
    if policy_file is not None and no_policy:
        raise UsageError("--policy and --no-policy exclude each other")
    named = files or ["."]
    if named.count(STDIN) > 1:
        raise UsageError("standard input can be read only once: `-` is given twice")
    least = None if severity is None else _severity(severity)
    if show_policy and (format_name or output or report):
        raise UsageError("--show-policy is text for people: it has no --format, --output or --report")
    reports = Reports(
        format_name, output, report or (), colour, least=least, quiet=quiet, force=force, at=at
    )
    chosen, left_out = _codes("--select", select), _codes("--ignore", ignore)
    if most and any("LIM001".startswith(one) for one in left_out):
        raise UsageError("--max and --ignore LIM exclude each other")
    stdin_name = plain_name(stdin_filename or STDIN_NAME)
    over = sorted_by_file(
        asked_over(settings, taken),
        dict.fromkeys(map(plain_name, named)),
        stdin_name,
        has_variants=variants,
    )
    question = CheckQuestion(
        today=_today() if today is None else options.day_of("--today", today),
        select=(*chosen, "LIM") if chosen and most else chosen,  # a limit asked for is judged
        ignore=left_out,
        limits=limits_of(most or ()),
        policy=None if policy_file is None else plain_name(policy_file),
        policy_root=policy_root,
        wants_policy=not no_policy,
        overrides=over.overrides,
        taken=over.taken,
        stdin_name=stdin_name,
        at=options.at_of(at),
        independent=tuple(independent or ()),
        own=over.own,
        wants_variants=variants,
        wants_stakes=not reports.is_read_by_people_alone,
    )
    asked = [code for code in BY_CODE if code.startswith(question.select or ("",))]
    if question.ignore and all(code.startswith(question.ignore) for code in asked):
        raise UsageError("--select and --ignore leave no rule to ask")
    judge = Judge(question)
    if show_policy:
        _show_policies(judge, named, question)
        return
    found = FilesToCheck(tuple(named), tuple(exclude or ()), judge, only_marked=only_marked)
    tally = CheckTally(_FAIL_ON[fail_on], found, wants_variants=variants)
    telling = None if found.has_variants else reports.telling
    verdicts = _verdicts(judge, question, found, workers, telling)
    reports.write(
        verdicts,
        tally,
        lambda: [*found.taken, *judge.files_read()],
        judge.of,
        statistics=statistics,
    )
    raise typer.Exit(tally.exit_code)


def _verdicts(
    judge: Judge,
    question: CheckQuestion,
    found: FilesToCheck,
    workers: int | None,
    telling: Telling | None,
) -> Iterator[FileVerdict]:
    """Judge all files, by several processes where they are many."""
    items = iter(found)
    first = list(islice(items, MANY_FILES if workers is None else 0))
    wanted = workers or (processors() if len(first) == MANY_FILES else 1)
    if wanted == 1:
        yield from (judge.of(path, content) for path, content in chain(first, items))
        return
    from omsrisk.cli.workers import executor_of

    # no threads are started here, and a fork has imported already what judging takes
    with executor_of(wanted, method=None) as executor:
        assert executor is not None, "one process has judged all by now"  # noqa: S101 - for the types
        tell = None
        if telling is not None:
            tell = telling.told
            question = replace(question, wants_stakes=telling.format_name in SHOW_STAKES)
        yield from by_many(executor, question, chain(first, items), wanted, tell)


def _show_policies(judge: Judge, files: list[str], question: CheckQuestion) -> None:
    """Write the policy of each file; one that is not valid is told as findings."""
    try:
        write_out(
            (f"{line}\n" for file in files for line in _policy(judge, file, question)), utf8=False
        )
    except InvalidScenarioError as error:
        from omsrisk.report.findings.full import to_full

        write_out(to_full(error.findings, width=width_of_stdout()), utf8=False)
        raise typer.Exit(1) from None


def _policy(judge: Judge, file: str, question: CheckQuestion) -> Iterator[str]:
    """Write which policy a file has, and what it says."""
    inside = os.path.join(file, "x") if os.path.isdir(file) else parted(file)[0]  # noqa: PTH112, PTH118 - any text
    policy = judge.policy_of(inside)
    severities = ", ".join(
        f"{code} {word}" for one in policy.chain() for code, word in one.severities.items()
    )
    limits = ", ".join(map(_limit, (*policy.limits_for(inside), *question.limits)))
    files = ", ".join(one.file for one in policy.chain() if one.file)
    yield visible(f"{file}: {files or 'no policy'}")
    for name, value in (
        ("select", ", ".join(policy.asked or policy.select) or "all"),
        ("ignore", ", ".join((*policy.highest.ignore, *policy.left_out)) or "none"),
        ("severities", severities or "usual"),
        ("limits", limits or "none"),
        ("required", ", ".join(policy.needed_limits) or "none"),
        ("max_new", ", ".join(map(_limit, policy.max_new_for(inside))) or "none"),
        ("increase", ", ".join(map(str, policy.gates)) or "any"),
        ("deletions", "allowed" if policy.allows_deletions else "forbidden"),
        ("baseline", ", ".join(map(_baseline, policy.baselines_for(inside))) or "none"),
        ("exclude", ", ".join(policy.highest.exclude) or "none"),
        ("waivers", _waivers(policy)),
    ):
        yield visible(f"  {name + ':':<11} {value}")


def _baseline(one: Baseline) -> str:
    return one.ref or ", ".join(f"{metric} {amount:f}" for metric, amount in one.figures)


def _waivers(policy: Policy) -> str:
    if not policy.allows_waivers:
        return "forbidden"
    needed = policy.needed_of_waivers
    return f"allowed with {', '.join(needed)}" if needed else "allowed"


def _limit(one: Limit) -> str:
    return f"{one.metric} {one.maximum:f} ({one.origin})"


def _severity(word: str) -> Severity:
    if word not in list(Severity):
        hint = nearest(word, tuple(Severity))
        raise UsageError(f"--severity {visible(word)}: there are {', '.join(Severity)}", hint)
    return Severity(word)


def _codes(option: str, texts: Sequence[str] | None) -> tuple[str, ...]:
    codes = [part.strip().upper() for text in texts or () for part in text.split(",")]
    for code in codes:
        if not is_known(code, tuple(BY_CODE)):
            hint = nearest(code, tuple(BY_CODE)) or "omsrisk rules lists them"
            raise UsageError(f"{option} {visible(code)}: there is no such rule", hint)
    return tuple(codes)


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day on the user's own calendar
