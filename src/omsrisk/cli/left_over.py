"""Left over: files that a command line asks for, which an earlier run wrote and this one did not."""

from collections.abc import Iterator, Sequence

from omsrisk.cli.output_file import is_left_over
from omsrisk.cli.streams import write_error
from omsrisk.text import visible

_NAMES_A_FILE = ("--output", "--samples", "--report")
_ASKS_FOR_HELP = {"-h", "--help", "-V", "--version"}


def tell_left_over(arguments: Sequence[str]) -> None:
    """
    Say of each file that was asked for and not written that what it holds is older.

    The command line itself is asked, and not the command: one that is used wrongly never comes to
    know its options, and a report of an earlier run would be taken for that of this one.

    Args:
        arguments: The command line, without the program's name.
    """
    if _ASKS_FOR_HELP.intersection(arguments):
        return
    for file in dict.fromkeys(_asked(arguments)):
        if is_left_over(file):
            shown = visible(file)
            write_error(f"note: {shown} was not written; what it holds is from before this run\n")


def _asked(arguments: Sequence[str]) -> Iterator[str]:
    rest = iter(arguments)
    for one in rest:
        if one == "--":
            return
        name, equals, value = one.partition("=")
        if name in _NAMES_A_FILE:
            value = value if equals else next(rest, "")
        elif one.startswith("-o"):
            name, value = "--output", one[2:] or next(rest, "")
        else:
            continue
        file = value.partition("=")[2] if name == "--report" else value
        if file not in {"", "-"}:
            yield file
