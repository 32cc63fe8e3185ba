"""What a result can do at a prompt, in a notebook and for a data frame."""

from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    Value = str | Decimal | None


class Result:
    """
    The answer to a question.

    What it says of itself is what the command of the question prints, so the report writes it: by its
    name, since a layer below knows nothing of it, and not before somebody looks.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """Say in a line what it is of, and what it comes to."""
        return _report().line_of(self)

    def _repr_html_(self) -> str:
        """Write it as a notebook shows it: the tables and sentences of the page."""
        return _report().html_of_result(self)

    def to_records(self) -> "list[dict[str, Value]]":
        """
        List the rows that the command writes as CSV, each by the names of its columns.

        Returns:
            Texts and exact decimals; None for a cell that holds nothing. `pandas.DataFrame` and
            `polars.DataFrame` take the list as it is.
        """
        return _report().records_of(self)


class _Prompt(Protocol):
    """What the report does of a result."""

    def line_of(self, result: Result) -> str: ...
    def html_of_result(self, result: Result) -> str: ...
    def records_of(self, result: Result) -> "list[dict[str, Value]]": ...


def _report() -> _Prompt:
    return cast("_Prompt", import_module("omsrisk.report.at_a_prompt"))
