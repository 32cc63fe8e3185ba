"""A run: the files of one call, loaded one by one, and what was wrong with the others."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Protocol, TypeVar

import typer

from omsrisk.analysis.assess import Assessment, assess
from omsrisk.analysis.many_files import (
    MANY_FILES,
    FileOutcome,
    Item,
    Making,
    outcomes_by_many,
    processors,
)
from omsrisk.cli.more_options.over_files import asked_over, sorted_by_file
from omsrisk.cli.output import is_stdout, write
from omsrisk.cli.streams import tell, wants_colour, width_of_stderr, write_error
from omsrisk.errors import OmsriskError, UsageError
from omsrisk.report.document import Column, Document, LaterRecord, Sheet
from omsrisk.report.formats.output_formats import RESULT_FORMATS
from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.scenario.documents.nodes import JsonObject
from omsrisk.scenario.documents.told_once import ToldOnce
from omsrisk.scenario.load import Loader, Scenario
from omsrisk.scenario.own_options import OverFiles
from omsrisk.scenario.reading.files import STDIN, STDIN_NAME, FileSet, parted, plain_name

T = TypeVar("T")


class Run:
    """The files of one call: priced one by one, with what was wrong with the others."""

    def __init__(
        self,
        named: list[str],
        loader: Loader,
        *,
        quiet: bool = False,
        force: bool = False,
        over: OverFiles | None = None,
    ) -> None:
        self._over = over
        self._named: list[str] = []
        self.name(*named)
        self._loader = loader
        self.wants_total = False
        self.wants_variants = False
        self._quiet = quiet
        self._force = force
        self._stdin_name = loader.stdin_name
        self.priced = 0
        self.invalid = 0
        self.skipped = 0
        self.currencies: dict[str, None] = {}
        self.findings: list[Finding] = []
        self._once = ToldOnce()
        self.errors: list[OmsriskError] = []
        self.unreadable = 0
        self._read: list[str] = []

    def name(self, *files: str) -> None:
        """
        Name files that belong to the run, too.

        Raises:
            UsageError: `-` is given twice.
        """
        self._named += files
        if self._named.count(STDIN) > 1:
            raise UsageError("standard input can be read only once: `-` is given twice")

    def results(self) -> Iterator[Assessment]:
        """Price one file after the other; what fails is kept for the report."""
        return map(assess, self.scenarios())

    def scenarios(self) -> Iterator[Scenario]:
        """Load one file after the other; what fails is kept for the report."""
        return self._each(_itself, _one_by_one)

    def each(self, make: Callable[[Scenario], T]) -> Iterator[T]:
        """
        Make something of each file, by several processes where they are many.

        Args:
            make: Makes it; it may go to another process, and so may what it makes.
        """
        return self._each(make, _by_many)

    def _each(self, make: Callable[[Scenario], T], outcomes: "Outcomes") -> Iterator[T]:
        try:
            self._put_over_files()
        except UsageError as error:
            self.errors.append(error)
            return
        found = FileSet(tuple(self._named))
        has_variants = False
        for one in outcomes(Making(self._loader, make, self.wants_variants), found):
            self._read += (one.path, *one.read)
            if one.error is not None:
                self.errors.append(one.error)
                if isinstance(one.error, UsageError):
                    break  # the command line is as wrong for the next file
                self.unreadable += 1
                continue
            self.findings += self._once.own(self._name_of(one.file), one.findings)
            if not one.made:
                self.invalid += 1
                continue
            self.currencies[one.currency] = None
            has_variants = has_variants or len(one.made) > 1
            for made in one.made:
                self.priced += 1
                yield made
        if self.wants_variants and self.priced and not has_variants:
            no_variants = "--variants: no file has `variants`", "omsrisk explain variants"
            self.errors.append(UsageError(*no_variants))
        self.errors += found.errors
        self.skipped = found.skipped
        if self.wants_total and len(self.currencies) > 1:
            currencies = ", ".join(self.currencies)
            self.errors.append(UsageError(f"no grand total of different currencies: {currencies}"))

    def variants_of(self, one: Assessment) -> list[Assessment]:
        """
        Price the variants that the file of a scenario names.

        Args:
            one: From this run.
        """
        scenario = one.scenario
        path = STDIN if scenario.file == self._stdin_name else scenario.file
        slugs = scenario.variants
        return [assess(self._loader.load(path, scenario.written, slug)) for slug in slugs]

    def _put_over_files(self) -> None:
        """Find the files that values and mitigations of one file alone are put over."""
        if self._over is not None:
            self._loader.put_over(
                sorted_by_file(
                    self._over, self._named, self._stdin_name, has_variants=self.wants_variants
                )
            )

    def _name_of(self, path: str) -> str:
        return self._stdin_name if path == STDIN else path

    def _all_findings(self) -> list[Finding]:
        """List what was found, what stands in a base once."""
        return [*self.findings, *self._once.in_common()]

    def files_read(self) -> list[str]:
        """List what was named and what was read, bases included: no output may overwrite it."""
        named = (parted(one)[0] for one in (*self._named, *self._read))
        return [*dict.fromkeys(named), *self._loader.files_read()]

    @property
    def exit_code(self) -> int:
        """What the call comes to: 2 wins over 1."""
        return 2 if self.errors else int(self.invalid > 0)

    def ending(self) -> JsonObject:
        """Say what became of the files, for machine formats."""
        from omsrisk.report.findings.record import FAILURE, Ending, finding_of

        summary = {
            "files": self.priced + self.invalid + self.unreadable,
            "priced": self.priced,
            "invalid": self.invalid,
            "unreadable": self.unreadable,
            "skipped": self.skipped,
            "exit_code": self.exit_code,
        }
        diagnostics = [*map(finding_of, self.errors), *self._all_findings()]
        return FAILURE.plain(Ending(summary, diagnostics))

    def report(self, colour: str) -> None:
        """Write to standard error what was wrong, and unless that is not wanted what to know."""
        wanted = self._all_findings()
        told = [one for one in wanted if not self._quiet or one.severity is Severity.ERROR]
        if told:
            from omsrisk.report.findings.full import count_of_errors, to_full

            for piece in to_full(
                told, colour=wants_colour(colour, sys.stderr), width=width_of_stderr()
            ):
                write_error(piece)
            write_error(count_of_errors(told))
        for error in self.errors:
            tell(error)
        if not self._quiet:
            self._note()

    def _note(self) -> None:
        """Write to standard error what was passed over."""
        if self.skipped and self.priced:
            scenarios = "1 scenario" if self.priced == 1 else f"{self.priced} scenarios"
            others = "file" if self.skipped == 1 else "files"
            write_error(f"{scenarios}, {self.skipped} other YAML {others} skipped\n")

    def all_or_exit(
        self, name: str, colour: str, output: str | None, base: str | None = None
    ) -> list[Assessment]:
        """
        Price all files; where one cannot be priced, say why and exit.

        Args:
            name: The format: a machine format gets one document, also on failure.
            colour: When to use colour.
            output: Where the document would go.
            base: A file that has to be among them.

        Raises:
            typer.Exit: One of them is not valid, or cannot be read, or the base is not among them.
        """
        results = list(self.results())
        names = list(map(self._name_of, self._read))
        if base is not None and os.path.normpath(base) not in map(os.path.normpath, names):
            error = f"--base {base} must be one of the files", "name it among the files as well"
            self.errors.append(UsageError(*error))
        if self.exit_code:
            self.fail(name, colour, output)
            raise typer.Exit(self.exit_code)
        return results

    def one_or_exit(self, name: str, colour: str, output: str | None) -> Assessment:
        """
        Price the one file there is to be; where it cannot be priced, say why and exit.

        Raises:
            UsageError: There are several.
            typer.Exit: It is not valid, or cannot be read.
        """
        results = self.all_or_exit(name, colour, output)
        if len(results) != 1:
            raise UsageError(f"this takes one scenario, not {len(results)}")
        return results[0]

    @contextmanager
    def answering(self, name: str, colour: str, output: str | None) -> Iterator[None]:
        """
        Let an analysis refuse: a machine format gets its one document then, too.

        Raises:
            typer.Exit: It refused; why is told.
        """
        try:
            yield
        except OmsriskError as error:
            self.errors.append(error)
            self.fail(name, colour, output)
            raise typer.Exit(self.exit_code) from None

    def finish(self, document: Document, name: str, colour: str, output: str | None) -> None:
        """
        Write a document with the summary and the diagnostics of the run, then what was wrong.

        Args:
            document: The result.
            name: Its format.
            colour: When to use colour.
            output: Where it goes.
        """
        ending = {  # when its turn comes, all files have been read
            "summary": lambda: self.ending()["summary"],
            "diagnostics": lambda: self.ending()["diagnostics"],
        }
        complete = document._replace(record=LaterRecord(lambda: {**document.record, **ending}))
        write(
            complete,
            name,
            output=output,
            colour=colour,
            inputs=self.files_read,
            force=self._force,
        )
        self.report(colour)

    def fail(self, name: str, colour: str, output: str | None) -> None:
        """
        Say what was wrong, where there is no result to say it beside.

        On standard output a machine format gets its one document; a file is left as it is.
        """
        if RESULT_FORMATS[name].is_for_machines and is_stdout(output):
            self.finish(_NOTHING, name, colour, output)
        else:
            self.report(colour)


class Outcomes(Protocol):
    """Takes files, in their order, and tells what became of each."""

    def __call__(self, making: Making[T], items: Iterable[Item], /) -> Iterator[FileOutcome[T]]:
        """Take them one by one, or several at once."""


def _itself(scenario: Scenario) -> Scenario:
    return scenario


def _one_by_one(making: Making[T], items: Iterable[Item]) -> Iterator[FileOutcome[T]]:
    return map(making.of, items)


def _by_many(making: Making[T], items: Iterable[Item]) -> Iterator[FileOutcome[T]]:
    rest = iter(items)
    first = list(islice(rest, MANY_FILES))
    workers = processors() if len(first) == MANY_FILES else 1
    if workers == 1:
        yield from _one_by_one(making, chain(first, rest))
        return
    from omsrisk.cli.workers import executor_of

    # no threads are started here, and a fork has imported already what pricing takes
    with executor_of(workers, method=None) as executor:
        assert executor is not None, "there are two workers at least"  # noqa: S101 - for the types
        yield from outcomes_by_many(executor, making, chain(first, rest), workers)


def run_of(
    files: Sequence[str],
    settings: Sequence[str] | None,
    stdin_filename: str | None,
    taken: Sequence[str] | None = None,
    *,
    quiet: bool = False,
    independent: Sequence[str] | None = None,
    force: bool = False,
    allows_missing: bool = False,
) -> Run:
    """
    Prepare a run from the options that all commands share.

    Args:
        files: As they were named.
        settings: The values of `--set`.
        stdin_filename: What to call standard input.
        taken: The values of `--with`.
        quiet: Whether standard error gets errors alone.
        independent: The values of `--independent`.
        force: Whether the output may overwrite what is no earlier report.
        allows_missing: Whether files that only lack inputs are taken, too.

    Raises:
        UsageError: A value of `--set` is not PATH=VALUE, or `-` is given twice.
    """
    over = asked_over(settings, taken)
    loader = Loader(
        stdin_name=plain_name(stdin_filename or STDIN_NAME),
        independent=independent or (),
        allows_missing=allows_missing,
    )
    return Run(list(files), loader, quiet=quiet, force=force, over=over)


def failure_of(error: OmsriskError) -> tuple[Document, JsonObject]:
    """
    Make the document of a run that did not come about.

    Args:
        error: Why not.

    Returns:
        A document without results, and the summary and the diagnostics that belong to it.
    """
    run = Run([], Loader())
    run.errors.append(error)
    return _NOTHING, run.ending()


_NOTHING = Document((), {}, Sheet((Column("file"),), ()))
