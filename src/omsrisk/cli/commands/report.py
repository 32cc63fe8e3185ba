"""`omsrisk report`: a page that a steering committee looks at, and moves."""

import shlex
from collections.abc import Sequence
from datetime import date
from pathlib import PurePath
from typing import Annotated

import typer

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.board_paper import board_paper
from omsrisk.analysis.uncertainty.simulate import TRIALS
from omsrisk.checks.judge import CheckQuestion, Judge
from omsrisk.cli import options
from omsrisk.cli.output import is_stdout
from omsrisk.cli.output_file import write_file
from omsrisk.cli.progress import ProgressBar
from omsrisk.cli.run import run_of
from omsrisk.cli.streams import write_out
from omsrisk.errors import UsageError
from omsrisk.report.page.board_page import Beside, board_page
from omsrisk.report.page.decision import as_of
from omsrisk.scenario.documents.findings import Finding
from omsrisk.scenario.reading.files import STDIN_NAME, read_bytes

_SUFFIXES = (".html", ".htm")

_NO_DAY = date(1, 1, 1)
"""A page has no clock: rules that ask for today get the day of the inputs, or one before all."""


def command(
    files: options.Files,
    settings: options.Set = None,
    taken: options.With = None,
    title: Annotated[
        str | None,
        typer.Option("--title", metavar="TEXT", help="What the page is called.", show_default=False),
    ] = None,
    preferred: Annotated[
        str | None,
        typer.Option(
            "--preferred",
            metavar="FILE",
            help="The roll-out to look at in depth; the lowest mean if left out.",
            show_default=False,
        ),
    ] = None,
    trials: options.Trials = TRIALS,
    seed: options.Seed = None,
    independent: options.Independent = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE.html", help="The page; standard output if left out.",
            show_default=False,
        ),
    ] = None,
    quiet: options.Quiet = False,
    stdin_filename: options.StdinName = None,
) -> None:  # fmt: skip
    """Write one page of roll-outs for a committee: the decision, what it rests on, and what-if."""
    if not is_stdout(output) and PurePath(str(output)).suffix.lower() not in _SUFFIXES:
        raise UsageError(f"-o {output}: a report is a page", "name it board.html")
    run = run_of(files, settings, stdin_filename, taken, quiet=quiet, independent=independent)
    results = run.all_or_exit("text", "never", output)
    with run.answering("text", "never", output), ProgressBar(None, "trials", quiet=quiet) as bar:
        found = board_paper(results, preferred=preferred, trials=trials, seed=seed, on_progress=bar)
    names = [one.scenario.name for one in found.assessments]
    beside = Beside(
        title or (names[0] if len(names) == 1 else f"{len(names)} roll-outs"),
        _command(files, settings, taken, preferred),
        _findings(
            CheckQuestion(
                today=as_of(results) or _NO_DAY,
                wants_policy=False,
                overrides=options.overrides_of(settings),
                taken=tuple(taken or ()),
                independent=tuple(independent or ()),
            ),
            results,
        ),
        {name: read_bytes(name) for name in dict.fromkeys(run.files_read()) if name != "-"},
    )
    pieces = board_page(found, beside)
    if is_stdout(output):
        write_out(pieces, utf8=True)
    else:
        write_file(str(output), pieces, run.files_read, "--output")
    run.report("never")


def _command(
    files: list[str], settings: list[str] | None, taken: list[str] | None, preferred: str | None
) -> str:
    words = ["omsrisk", "report", *files]
    words += [word for one in settings or () for word in ("--set", one)]
    words += [word for one in taken or () for word in ("--with", one)]
    words += [] if preferred is None else ["--preferred", preferred]
    return shlex.join(words)


def _findings(asked: CheckQuestion, results: Sequence[Assessment]) -> tuple[Finding, ...]:
    """Hold the files to the rules, as check does without a policy; standard input is read already."""
    judge = Judge(asked)
    files = (one.scenario.file for one in results if one.scenario.root.origin.name != STDIN_NAME)
    return tuple(finding for file in files for finding in judge.of(file).findings)
