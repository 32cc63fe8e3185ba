"""`omsrisk check`: business-case files held to rules, limits and a policy."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

import typer

from omsrisk.checks.check import check, is_violation
from omsrisk.checks.policy import Policies, Policy, is_excluded, is_known, limits_of
from omsrisk.checks.rules import BY_CODE
from omsrisk.cli import options
from omsrisk.cli.output import check_colour
from omsrisk.cli.reporting import Reports
from omsrisk.cli.run import Run, run_of
from omsrisk.cli.streams import tell, write_out
from omsrisk.core.text import visible
from omsrisk.errors import CannotReadError, UsageError
from omsrisk.report.findings_report import FindingsReport, Meaning
from omsrisk.scenario.choices import nearest
from omsrisk.scenario.codes import CODES
from omsrisk.scenario.findings import Finding, InvalidScenarioError, Severity, in_order
from omsrisk.scenario.oversight import Limit

_FAIL_ON = {"error": Severity.ERROR, "warning": Severity.WARNING, "never": None}


def command(
    files: options.Files,
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
    fail_on: Annotated[
        str, typer.Option("--fail-on", metavar="error|warning|never", help="What makes it exit 1.")
    ] = "error",
    most: Annotated[
        list[str] | None,
        typer.Option("--max", metavar="METRIC=AMOUNT", help="A limit. Repeatable.",
                     show_default=False),
    ] = None,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="Count the findings of each rule.")
    ] = False,
    today: Annotated[
        str | None,
        typer.Option("--today", metavar="DAY", help="The day to ask for; today if left out.",
                     show_default=False),
    ] = None,
    policy_file: Annotated[
        str | None,
        typer.Option("--policy", metavar="FILE", help="This policy, for all files.",
                     show_default=False),
    ] = None,
    no_policy: Annotated[bool, typer.Option("--no-policy", help="Without any policy.")] = False,
    show_policy: Annotated[
        bool, typer.Option("--show-policy", help="Show the policy of each file, and check nothing.")
    ] = False,
    format_name: Annotated[
        str | None,
        typer.Option("--format", "-f", metavar="FORMAT",
                     help="full, concise, json, github, gitlab, sarif or junit.",
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
    colour: options.Colour = "auto",
    stdin_filename: options.StdinName = None,
) -> None:  # fmt: skip
    """Hold scenarios to rules, limits and a policy; 1 where one is broken."""
    check_colour(colour)
    if fail_on not in _FAIL_ON:
        raise UsageError(f"--fail-on {fail_on}: there are {', '.join(_FAIL_ON)}")
    if policy_file is not None and no_policy:
        raise UsageError("--policy and --no-policy exclude each other")
    reports = Reports(format_name, output, report or (), colour)
    call = _Call(
        today=_day(today),
        select=_codes("--select", select),
        ignore=_codes("--ignore", ignore),
        exclude=tuple(exclude or ()),
        limits=limits_of(most or ()),
        policies=Policies(policy_file, tuple(BY_CODE), wanted=not no_policy),
    )
    run = run_of(files, settings, stdin_filename, taken)
    if show_policy:
        call.show(files)
        raise typer.Exit(0)
    judged = call.judge(run)
    violations = sum(is_violation(one, _FAIL_ON[fail_on]) for one in judged)
    finding_list = in_order([*judged, *run.findings])
    exit_code = 2 if run.errors else int(run.invalid > 0 or violations > 0)
    levels = [one.severity for one in finding_list]
    summary = {
        "files": run.priced + run.invalid + run.unreadable,
        "errors": levels.count(Severity.ERROR),
        "warnings": levels.count(Severity.WARNING),
        "infos": levels.count(Severity.INFO),
        "waived": call.waived,
        "invalid": run.invalid,
        "violations": violations,
        "skipped": run.skipped,
        "exit_code": exit_code,
    }
    found = FindingsReport(
        tuple(finding_list),
        tuple(call.files),
        {one.code: _meaning(one.code) for one in finding_list},
        summary,
        tuple((one.message, one.hint) for one in run.errors),
    )
    reports.write(found, run.files_read, statistics=statistics)
    if not reports.tells_errors:
        for error in run.errors:
            tell(error)
    raise typer.Exit(exit_code)


class _Call:
    """What one call asks, and what has come of it so far."""

    def __init__(
        self,
        *,
        today: date,
        select: tuple[str, ...],
        ignore: tuple[str, ...],
        exclude: tuple[str, ...],
        limits: tuple[Limit, ...],
        policies: Policies,
    ) -> None:
        self._today, self._select, self._ignore = today, select, ignore
        self._exclude, self._limits, self._policies = exclude, limits, policies
        self.files: list[str] = []
        self.waived = 0

    def judge(self, run: Run) -> list[Finding]:
        """Hold every file of a run to its policy; what is wrong with a policy goes to the run."""
        found: list[Finding] = []
        broken: set[str] = set()
        for assessment in run.results(self._leaves_out, once=True):
            file = assessment.scenario.file
            self.files.append(file)
            try:
                policy = self.policy_of(file)
            except CannotReadError as error:
                run.errors.append(error)
                break
            except InvalidScenarioError as error:
                where = error.findings[0].file
                run.findings += [] if where in broken else error.findings
                run.invalid += where not in broken
                broken.add(where)
                continue
            verdict = check(assessment, today=self._today, policy=policy, more_limits=self._limits)
            found += verdict.findings
            self.waived += verdict.waived
        if not run.errors and not run.priced and not run.invalid:
            left_out = f": {run.left_out} left out" if run.left_out else ""
            run.errors.append(UsageError(f"nothing was checked{left_out}"))
        return found

    def policy_of(self, file: str) -> Policy:
        """Give the policy of a file, as the command line changes it."""
        policy = self._policies.of(file)
        return replace(
            policy, select=self._select or policy.select, ignore=(*policy.ignore, *self._ignore)
        )

    def _leaves_out(self, file: str, walked: bool) -> bool:  # noqa: FBT001 - as `results` calls it
        if is_excluded(os.path.normpath(file), self._exclude):
            return True
        if not walked:
            return False  # a file that is named outright is checked
        try:
            return self._policies.of(file).excludes(file)
        except (CannotReadError, InvalidScenarioError):
            return False  # told where the file is judged

    def show(self, files: Sequence[str]) -> None:
        """Write which policy each file has, and what it says."""
        for file in files:
            policy = self.policy_of(file if not os.path.isdir(file) else os.path.join(file, "x"))  # noqa: PTH112, PTH118 - any text
            lines = [
                f"{visible(file)}: {visible(policy.file) or 'no policy'}",
                f"  select:     {', '.join(policy.select) or 'all'}",
                f"  ignore:     {', '.join(policy.ignore) or 'none'}",
                "  severities: "
                + (
                    ", ".join(f"{code} {word}" for code, word in policy.severities.items()) or "usual"
                ),
                "  limits:     "
                + (", ".join(map(_limit, (*policy.limits_for(file), *self._limits))) or "none"),
                f"  exclude:    {', '.join((*policy.exclude, *self._exclude)) or 'none'}",
                f"  waivers:    {'allowed' if policy.waivers_allowed else 'forbidden'}",
            ]
            write_out((visible(line) + "\n" for line in lines), utf8=False)


def _limit(one: Limit) -> str:
    return f"{one.metric} {one.maximum:f} ({one.origin})"


def _codes(option: str, texts: Sequence[str] | None) -> tuple[str, ...]:
    codes = [part.strip().upper() for text in texts or () for part in text.split(",")]
    for code in codes:
        if not is_known(code, tuple(BY_CODE)):
            hint = nearest(code, tuple(BY_CODE)) or "omsrisk rules lists them"
            raise UsageError(f"{option} {visible(code)}: there is no such rule", hint)
    return tuple(codes)


def _day(text: str | None) -> date:
    if text is None:
        return date.today()  # noqa: DTZ011 - the day on the user's own calendar
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--today {text} is no day", "write it as 2027-02-15") from None


def _meaning(code: str) -> Meaning:
    if code in BY_CODE:
        one = BY_CODE[code]
        return Meaning(one.name, one.reason, one.hint, one.source)
    return Meaning(CODES[code].title, CODES[code].reason)
