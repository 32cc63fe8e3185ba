"""
A question: scenario files, the options that every question takes, and one answer.

A command says what it asks beside its files, and returns what it found; which files those are, what
is put over them, and where and how the answer goes is the same for all and stands here.
"""

import inspect
from collections.abc import Callable, Collection
from functools import wraps
from typing import TYPE_CHECKING, NamedTuple, cast

import typer

from omsrisk.analysis.assess import Assessment
from omsrisk.cli import options
from omsrisk.cli.more_options.number_options import with_number_options
from omsrisk.cli.output import check_colour, chosen_format
from omsrisk.cli.run import Run, run_of
from omsrisk.report.document import Document
from omsrisk.scenario.documents.nodes import JsonObject

if TYPE_CHECKING:
    from omsrisk.analysis.uncertainty.means import At

_FIRST: JsonObject = {
    "files": (options.Files, inspect.Parameter.empty),
    "settings": (options.Set, None),
    "taken": (options.With, None),
}
_LAST: JsonObject = {
    "at": (options.AtOption, "mean"),
    "independent": (options.Independent, None),
    "format_name": (options.Format, None),
    "output": (options.Output, None),
    "force": (options.Force, False),
    "colour": (options.Colour, "auto"),
    "quiet": (options.Quiet, False),
    "stdin_filename": (options.StdinName, None),
}
"""The shared options, before and behind those of the command, with what they are if left out."""


class CommandResult(NamedTuple):
    """
    What a command found.

    Attributes:
        document: The report of it.
        says_no: Whether the files say no, so that the exit code is 1.
    """

    document: Document
    says_no: bool = False


class Question:
    """The files that are asked about, and how the answer is to be written."""

    def __init__(self, given: JsonObject, *, allows_missing: bool) -> None:
        check_colour(given["colour"])
        self.files: list[str] = given["files"]
        self.output: str | None = given["output"]
        self.force: bool = given["force"]
        self.quiet: bool = given["quiet"]
        self.independent: list[str] = given.get("independent") or []
        self._colour: str = given["colour"]
        self._format = chosen_format(given["format_name"], self.output)
        self._at = options.at_of(given.get("at", "mean"))
        self.run: Run = run_of(
            self.files,
            given["settings"],
            given["stdin_filename"],
            given.get("taken"),
            quiet=self.quiet,
            independent=self.independent,
            force=self.force,
            allows_missing=allows_missing,
        )

    @property
    def at(self) -> "At":
        """What ranges count with."""
        return self._at

    def assessment(self) -> Assessment:
        """
        Price the one file there is to be.

        Raises:
            UsageError: There are several.
            typer.Exit: It cannot be priced; why is told.
        """
        return self.run.one_or_exit(self._format, self._colour, self.output)

    def assessments(self, base: str | None = None) -> list[Assessment]:
        """
        Price all files.

        Args:
            base: A file that has to be among them.

        Raises:
            typer.Exit: One of them cannot be priced, or the base is not among them; why is told.
        """
        return self.run.all_or_exit(self._format, self._colour, self.output, base)

    def answered(self, find: Callable[[], Document | CommandResult]) -> int:
        """
        Write what is found, and what was wrong.

        Args:
            find: Finds it; what it refuses is told in the format that was asked for.

        Returns:
            The exit code.

        Raises:
            typer.Exit: It refused; why is told.
        """
        with self.run.answering(self._format, self._colour, self.output):
            found = find()
        answer = found if isinstance(found, CommandResult) else CommandResult(found)
        self.run.finish(answer.document, self._format, self._colour, self.output)
        return self.run.exit_code or int(answer.says_no)


def question(
    *, leaves_out: Collection[str] = (), allows_missing: bool = False
) -> Callable[[Callable[..., Document | CommandResult]], Callable[..., None]]:
    """
    Make a command of a function that answers a question about scenario files.

    The function takes a `Question` and options of its own; the command takes the shared ones, too.

    Args:
        leaves_out: Shared options that would have no effect, by the names of their parameters.
        allows_missing: Whether files that only lack inputs are taken, too.
    """

    def made(answer: Callable[..., Document | CommandResult]) -> Callable[..., None]:
        own = list(inspect.signature(answer).parameters.values())[1:]
        names = [one.name for one in own]

        @wraps(answer)
        def command(**given: object) -> None:
            asked = Question(given, allows_missing=allows_missing)
            code = asked.answered(lambda: answer(asked, **{name: given[name] for name in names}))
            raise typer.Exit(code)

        parameters = [
            *_shared(_FIRST, leaves_out),
            *(one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own),
            *_shared(_LAST, leaves_out),
        ]
        vars(command)["__signature__"] = inspect.Signature(parameters)  # what Typer reads
        command.__annotations__ = {one.name: one.annotation for one in parameters}
        return with_number_options(cast("Callable[..., None]", command))

    return made


def _shared(options_of: JsonObject, leaves_out: Collection[str]) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
        )
        for name, (annotation, default) in options_of.items()
        if name not in leaves_out
    ]
