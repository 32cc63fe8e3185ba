"""The formats of results: one table, from which options, help, completion and reference follow."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import PurePath
from types import ModuleType
from typing import IO, NamedTuple, Never

from omsrisk.report.document import Document


class OutputFormat(NamedTuple):
    """
    A format, imported when it is used.

    Attributes:
        name: By which it is asked for.
        place: Module and function, as `omsrisk.report.formats.to_json:to_json`.
        suffixes: Of files that get it without being asked.
        is_for_machines: Whether programs read it: it is UTF-8 everywhere, and one document on every
            path.
        has_width: Whether its function is given the room that there is.
        is_utf8: Whether it is UTF-8 whatever the terminal's encoding; what machines read is.
        is_binary: Whether it is no text: a terminal cannot show it.
        needs: The package that writes it, of the extra that is named like the format; empty where
            it needs none.
        begins: Module and function that tell an earlier report of ours by the bytes it begins with,
            or by the file itself if it is binary; empty where none is told, so that no file is
            overwritten unasked.
    """

    name: str
    place: str
    suffixes: tuple[str, ...] = ()
    is_for_machines: bool = False
    has_width: bool = False
    is_utf8: bool = False
    is_binary: bool = False
    needs: str = ""
    begins: str = ""

    def written(self, *arguments: object, **options: object) -> Iterator[str]:
        """
        Write something in this format, which is text.

        Args:
            arguments: What its function takes.
            options: The same, by name.

        Returns:
            Pieces of text; the last one ends with a line break.
        """
        function: Callable[..., Iterator[str]] = self._function
        return function(*arguments, **options)

    def written_bytes(self, document: Document) -> Iterator[bytes]:
        """
        Write a document in this format, which is binary.

        Args:
            document: What to write.

        Returns:
            Pieces of the file.
        """
        function: Callable[[Document], Iterator[bytes]] = self._function
        return function(document)

    @property
    def _function(self) -> Callable[..., Iterator[Never]]:
        function: Callable[..., Iterator[Never]] = getattr(*_attribute(self.place))
        return function

    def require(self) -> None:
        """
        See that what it needs is there, before anything is computed for it.

        Raises:
            MissingExtraError: It is not installed.
        """
        if self.needs:
            from omsrisk.simulation.extra import require

            require(self.needs, f"the format {self.name}", self.name)

    def is_ours(self, file: IO[bytes]) -> bool:
        """
        Whether a file is an earlier report of ours in this format.

        Args:
            file: What stands there, at its beginning.
        """
        if not self.begins:
            return False
        if self.is_binary:
            whole: Callable[[IO[bytes]], bool] = getattr(*_attribute(self.begins))
            return whole(file)
        begins: Callable[[bytes], bool] = getattr(*_attribute(self.begins))
        return begins(file.read(_LOOKED_AT))


_LOOKED_AT = 65_536
"""Bytes at the beginning of a text by which it is told."""


def _attribute(place: str) -> tuple[ModuleType, str]:
    module, _, name = place.partition(":")
    return import_module(module), name


def by_name(*formats: OutputFormat) -> Mapping[str, OutputFormat]:
    """Return a table of formats, in the order in which they are offered."""
    return {one.name: one for one in formats}


_TEXT = "omsrisk.report.formats.to_text:to_text"
_HERE = "omsrisk.report.formats"
EARLIER = f"{_HERE}.earlier_report"
_AS_TEXT = f"{EARLIER}:begins_as_text"
_AS_MARKDOWN = f"{EARLIER}:begins_as_markdown"

RESULT_FORMATS = by_name(
    # what a terminal gets is printed there; in a file it is the text
    OutputFormat("table", _TEXT, has_width=True, begins=_AS_TEXT),
    OutputFormat("text", _TEXT, (".txt",), has_width=True, begins=_AS_TEXT),
    OutputFormat(
        "json",
        f"{_HERE}.to_json:to_json",
        (".json",),
        is_for_machines=True,
        begins=f"{EARLIER}:begins_as_json",
    ),
    OutputFormat(
        "csv",
        f"{_HERE}.to_csv:to_csv",
        (".csv",),
        is_for_machines=True,
        begins=f"{EARLIER}:begins_as_csv",
    ),
    OutputFormat(
        "csv-for-excel",
        f"{_HERE}.to_csv:to_csv_for_excel",
        is_utf8=True,
        begins=f"{EARLIER}:begins_as_csv",
    ),
    OutputFormat(
        "markdown", f"{_HERE}.to_markdown:to_markdown", (".md", ".markdown"), begins=_AS_MARKDOWN
    ),
    OutputFormat("comment", f"{_HERE}.to_comment:to_comment", begins=_AS_MARKDOWN),
    OutputFormat(
        "svg",
        f"{_HERE}.to_svg:to_svg",
        (".svg",),
        is_utf8=True,
        begins=f"{EARLIER}:begins_as_svg",
    ),
    OutputFormat(
        "html",
        f"{_HERE}.to_html:to_html",
        (".html", ".htm"),
        is_utf8=True,
        begins=f"{EARLIER}:begins_as_html",
    ),
    OutputFormat(
        "xlsx",
        f"{_HERE}.to_xlsx:to_xlsx",
        (".xlsx",),
        is_binary=True,
        needs="xlsxwriter",
        begins=f"{EARLIER}:is_workbook",
    ),
)
"""The formats of every command that answers a question."""


def render(document: Document, name: str, width: int | None = None) -> Iterator[str]:
    """
    Write a document in a format.

    Args:
        document: What to write.
        name: One of `RESULT_FORMATS`.
        width: Terminal cells there are; None where nothing limits it.

    Returns:
        Pieces of text; the last one ends with a line break.
    """
    chosen = RESULT_FORMATS[name]
    return chosen.written(document, width) if chosen.has_width else chosen.written(document)


def listed(names: Mapping[str, OutputFormat]) -> str:
    """
    List formats in words.

    >>> listed(by_name(OutputFormat("a", ""), OutputFormat("b", ""), OutputFormat("c", "")))
    'a, b or c'
    """
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def suffixes_of(formats: Mapping[str, OutputFormat]) -> Mapping[str, str]:
    """Return which format each suffix asks for."""
    return {suffix: one.name for one in formats.values() for suffix in one.suffixes}


def suffix_of(file: str) -> str:
    """
    Return the suffix of a file's name, in small letters; empty where it has none.

    >>> suffix_of("out/Report.JSON"), suffix_of("report"), suffix_of("/dev/fd/3")
    ('.json', '', '')
    """
    return PurePath(file).suffix.lower()
