"""`omsrisk report`: a page that a steering committee looks at, and moves."""

import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

import typer

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.board_paper import BoardPaper, board_paper
from omsrisk.checks.judge import CheckQuestion, Judge
from omsrisk.cli import options
from omsrisk.cli.more_options.number_options import given_by, with_number_options
from omsrisk.cli.more_options.over_files import asked_over, sorted_by_file
from omsrisk.cli.more_options.report_asked import PageOptions, page_options, sections_of, written
from omsrisk.cli.output import is_stdout
from omsrisk.cli.output_file import write_file
from omsrisk.cli.progress import ProgressBar
from omsrisk.cli.run import run_of
from omsrisk.cli.streams import wants_colour, width_of_stderr, write_error, write_out
from omsrisk.errors import UsageError
from omsrisk.report.board.board_page import SECTIONS, BesideThePaper, board_page
from omsrisk.report.board.changes_since import NO_DAY, READS_CLOCK, changes_since
from omsrisk.report.findings.full import to_full
from omsrisk.report.formats.output_formats import RESULT_FORMATS, OutputFormat, suffix_of
from omsrisk.report.number_style import PLAIN, style, written_as
from omsrisk.report.page.logo import logo_of
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError, in_order
from omsrisk.scenario.documents.told_once import ToldOnce
from omsrisk.scenario.own_options import file_of
from omsrisk.scenario.reading.files import STDIN_NAME, FileSet, parted, plain_name, read_bytes
from omsrisk.text import visible

_FORMATS = {
    **{name: RESULT_FORMATS[name] for name in ("html", "xlsx")},
    "pdf": OutputFormat(
        "pdf", "omsrisk.report.pdf.to_pdf:to_pdf", (".pdf",), is_binary=True, needs="typst"
    ),
}


@with_number_options
def command(
    files: options.Files,
    settings: options.Set = None,
    taken: options.With = None,
    title: Annotated[
        str | None,
        typer.Option("--title", metavar="TEXT", help="What the page is called.", show_default=False),
    ] = None,
    logo: Annotated[
        str | None,
        typer.Option("--logo", metavar="FILE", help="A small picture above the title.",
                     show_default=False),
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
    reference: Annotated[
        str | None,
        typer.Option(
            "--reference",
            metavar="FILE",
            help="One of the files that is shown and never ranked, beside a status quo.",
            show_default=False,
        ),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option("--budget", metavar="MONEY", help="What may be spent on mitigations.",
                     show_default=False),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option("--against", metavar="REF", show_default=False,
                     help="The git ref of the last report: what has changed since is told."),
    ] = None,
    sections: Annotated[
        str | None,
        typer.Option("--sections", metavar="LIST", show_default=False,
                     help=f"Only these beside the decision: {', '.join(SECTIONS)}."),
    ] = None,
    trials: options.TrialsAsked = None,
    seed: options.Seed = None,
    independent: options.Independent = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", show_default=False,
            help="The page: board.html, board.pdf on A4, or board.xlsx, a workbook of the same; "
            "standard output if left out.",
        ),
    ] = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    stdin_filename: options.StdinName = None,
) -> None:  # fmt: skip
    """Write one page of roll-outs for a committee: the decision, what it rests on, and what-if."""
    form = _FORMATS["html"] if is_stdout(output) else _format_of(str(output))
    form.require()
    if form.name == "xlsx" and logo is not None:
        raise UsageError("--logo: a workbook has no room for a picture", "a page has: -o board.html")
    given = PageOptions(
        tuple(files), title, logo, preferred, reference,
        None if budget is None else options.money_of("--budget", budget),
        against, sections_of(sections), style(),
    )  # fmt: skip
    try:
        asked = page_options(given)
    except InvalidScenarioError as error:  # of the report file
        for piece in to_full(
            list(error.findings), colour=wants_colour("auto", sys.stderr), width=width_of_stderr()
        ):
            write_error(piece)
        raise typer.Exit(1) from None
    run = run_of(asked.files, settings, stdin_filename, taken, quiet=quiet, independent=independent)
    results = run.all_or_exit("text", "never", output)
    with (
        written_as(asked.style),
        run.answering("text", "never", output),
        ProgressBar(None, "trials", quiet=quiet) as bar,
    ):
        found = board_paper(
            results,
            reference=_named_among(results, "--reference", asked.reference),
            preferred=_named_among(results, "--preferred", asked.preferred),
            budget=asked.budget,
            trials=trials,
            seed=seed,
            on_progress=bar,
            variants_of=run.variants_of,
        )
        names = [one.scenario.name for one in found.assessments]
        over = sorted_by_file(
            asked_over(settings, taken), asked.files, plain_name(stdin_filename or STDIN_NAME)
        )
        sets = _asked(("--set", settings), ("--with", taken), ("--independent", independent))
        everywhere, of_one = _asked_by_file(
            (("--set", settings), ("--with", taken), ("--independent", independent)), asked.files
        )
        sampled = [] if trials is None else [f"--trials {trials}"]
        sampled += [] if seed is None else [f"--seed {seed}"]
        beside = BesideThePaper(
            asked.title or (names[0] if len(names) == 1 else f"Which of {len(names)} roll-outs?"),
            " ".join([shlex.join(["omsrisk", "report", *files]), *sets, *sampled, *written(given)]),
            " ".join([*everywhere, *given_by(asked.style)]),
            " ".join(sampled),
            _findings(
                CheckQuestion(
                    today=NO_DAY,
                    ignore=READS_CLOCK,
                    wants_policy=False,
                    overrides=over.overrides,
                    taken=over.taken,
                    independent=tuple(independent or ()),
                    own=over.own,
                ),
                found.assessments,
            ),
            _contents([*asked.beside, *run.files_read()]),
            changes=None if asked.against is None else changes_since(asked.against, asked.files),
            sections=asked.sections,
            logo="" if asked.logo is None else logo_of(visible(asked.logo), read_bytes(asked.logo)),
            asked_of=of_one,
        )
        if is_stdout(output):
            write_out(board_page(found, beside), utf8=True)
        else:
            write_file(
                str(output),
                _pieces(form, found, beside),
                lambda: [*asked.beside, *run.files_read()],
                is_ours=None if force else form.is_ours,
            )
    run.report("never")


def _format_of(output: str) -> OutputFormat:
    suffix = suffix_of(output)
    for form in _FORMATS.values():
        if suffix in form.suffixes:
            return form
    raise UsageError(
        f"-o {output}: a report is a page or a workbook",
        "name it board.html, board.pdf or board.xlsx",
    )


def _pieces(
    form: OutputFormat, found: BoardPaper, beside: BesideThePaper
) -> Iterable[str] | Iterable[bytes]:
    if form.name == "xlsx":
        return _workbook(found, beside)
    page = board_page(found, beside)
    return _set(page, beside.title) if form.name == "pdf" else page


def _workbook(found: BoardPaper, beside: BesideThePaper) -> list[bytes]:
    from omsrisk.report.board.board_workbook import board_document

    with written_as(PLAIN):  # cells are numbers, which the spreadsheet shows in its own language
        told = board_document(found, beside)
        return list(_FORMATS["xlsx"].written_bytes(told))


def _set(page: Iterable[str], title: str) -> Iterator[bytes]:
    """Set the page on A4, when its turn comes."""
    from omsrisk.report.pdf.to_pdf import to_pdf

    yield to_pdf(page, title)


def _contents(names: Sequence[str]) -> dict[str, bytes]:
    """Read files by their names from here: the page holds no path of this machine's."""
    here = {_from_here(one): one for one in names if one != "-"}
    return {shown: read_bytes(one) for shown, one in here.items()}


def _from_here(name: str) -> str:
    try:
        return os.path.relpath(name) if os.path.isabs(name) else plain_name(name)  # noqa: PTH117 - any text
    except ValueError:  # on another drive
        return name


def _named_among(results: Sequence[Assessment], option: str, file: str | None) -> str | None:
    """
    Find the file that an option names, however it is spelt.

    Raises:
        UsageError: It is not one of the files.
    """
    if file is None:
        return None
    names = [one.scenario.file for one in results]
    if plain_name(file) not in names:
        raise UsageError(
            f"{option} {visible(file)}: must be one of the files", f"there are {', '.join(names)}"
        )
    return plain_name(file)


def _asked(*given: tuple[str, list[str] | None]) -> list[str]:
    """Write repeatable options as a shell takes them."""
    return [shlex.join([option, one]) for option, values in given for one in values or ()]


def _asked_by_file(
    given: Iterable[tuple[str, list[str] | None]], files: Sequence[str]
) -> tuple[list[str], dict[str, str]]:
    """Write the options that are for all files, and by file those that are for it alone."""
    names = [path for path, _ in FileSet(tuple(files))]
    everywhere: list[str] = []
    of_one: dict[str, list[str]] = {}
    for option, values in given:
        for one in values or ():
            file = None if option == "--independent" else file_of(option, one, names)
            own = everywhere if file is None else of_one.setdefault(file, [])
            own.append(shlex.join([option, one]))
    return everywhere, {file: " ".join(own) for file, own in of_one.items()}


def _findings(asked: CheckQuestion, results: Sequence[Assessment]) -> tuple[Finding, ...]:
    """
    Hold the files to the rules, as check does without a policy; standard input is read already.

    What is found in a base is told once; each says which files it concerns.
    """
    judge = Judge(asked)
    files = dict.fromkeys(
        parted(one.scenario.file)[0] for one in results if one.scenario.root.origin.name != STDIN_NAME
    )
    once = ToldOnce()
    own = [
        finding._replace(roll_outs=(file,))
        for file in files
        for finding in once.own(file, judge.of(file).findings)
    ]
    return tuple(in_order([*own, *once.each()]))
