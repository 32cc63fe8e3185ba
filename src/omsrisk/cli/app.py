"""The application: its commands, each loaded when it is called, and its exit codes."""

import gc
import os
import re
import signal
import sys
from importlib import import_module
from io import StringIO
from types import FrameType, ModuleType
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from omsrisk import __version__
from omsrisk.cli.left_over import tell_left_over
from omsrisk.cli.output_file import remove_unfinished
from omsrisk.cli.streams import (
    ClosedPipeError,
    has_begun,
    prepare_streams,
    tell,
    write_error,
)
from omsrisk.errors import OmsriskError
from omsrisk.scenario.documents.nodes import JsonObject
from omsrisk.text import visible

COMMANDS = {
    "calc": "What a bad go-live costs: exact, itemised, each number traced.",
    "compare": "Roll-outs side by side: which is cheaper, by how much, through what.",
    "sweep": "What if: a metric over a grid of one or two inputs.",
    "tornado": "What moves the answer: each input alone, down and up.",
    "inputs": "What it rests on: every input with range, source, owner and effect; what is missing.",
    "solve": "Where it flips: the value of an input that reaches a target.",
    "mitigate": "What to pay for first: each mitigation, the best set, the frontier.",
    "gaps": "Modify the software or change the process: each gap both ways.",
    "check": "Hold business-case files to rules, limits and a policy.",
    "rules": "List the rules of check: code, severity, what they ask, and why.",
    "diff": "The price of a change: two files, or the work tree against a git ref.",
    "tripwires": "The monitoring plan: at which value of an input a limit is passed.",
    "simulate": "What it may come to: percentiles, chances and curves.",
    "drivers": "What drives the uncertainty: exact shares of the variance, without sampling.",
    "knowing": "What to find out first: what knowing more is worth before choosing.",
    "timeline": "When it falls: cost by day, week, month or quarter.",
    "schedule": "When to go live: net exposure for each possible day.",
    "report": "A page for a committee: the decision, what it rests on, and what-if.",
    "explain": "What a formula, an input, a metric or a finding means.",
    "set": "Write values into a scenario file, its comments and its layout kept.",
    "import-register": "A risk register becomes a scenario: items with a likelihood, mitigations.",
    "init": "Write a first scenario file that runs as it stands.",
    "schema": "Print the JSON Schema of a scenario file, of the policy, or of a command's JSON.",
}
"""The commands, in the order of the help; each lives in the module of its name."""

DONE, SAYS_NO, DID_NOT_RUN, BUG, CTRL_C, CLOSED_PIPE, TERMINATED = 0, 1, 2, 70, 130, 141, 143


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are called: start-up is all imports."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
        """List the names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - Typer's signature
        """Import the module of a command and make it."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            module = import_module(f"omsrisk.cli.commands.{cmd_name.replace('-', '_')}")
            single = typer.Typer(add_completion=False, **_PLAIN)
            single.command(cmd_name, help=COMMANDS[cmd_name])(module.command)
            self.commands[cmd_name] = typer.main.get_command(single)
            gc.freeze()  # what is imported by now lives till the end
            gc.set_threshold(_YOUNG)  # files leave few cycles behind: looking for them often is idle
            gc.enable()
        return self.commands[cmd_name]

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - Typer's signature
        """List the commands in the help without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Let Typer's "did you mean" know the names of commands that are not loaded."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            self.commands = dict.fromkeys(COMMANDS, typer.core.TyperCommand(args[0]))
        return super().resolve_command(ctx, _with_values(args))


_OPTIONAL_VALUE = {
    "--only-if-changed": ("0", r"[0-9.]+%?"),
    "--independent": ("*", r"(?!-)[^/#]+(?<!\.yaml)(?<!\.yml)"),
}
"""Options that may stand alone: what they then mean, and what a value looks like, as no file does."""


def _with_values(args: list[str]) -> list[str]:
    """Return options that may stand alone the value they then mean; Typer has no word for it."""
    given = list(args)
    for at, one in enumerate(given):
        if one in _OPTIONAL_VALUE:
            value, looks_like = _OPTIONAL_VALUE[one]
            if at + 1 == len(given) or not re.fullmatch(looks_like, given[at + 1]):
                given[at] = f"{one}={value}"
    return given


_YOUNG = 50_000
"""New objects after which Python looks for cycles of garbage; 700 by default."""

_PLAIN: JsonObject = {
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}

app = typer.Typer(name="omsrisk", cls=LazyGroup, no_args_is_help=True, **_PLAIN)


def _print_version(asked: bool) -> None:  # noqa: FBT001 - Typer's callback
    if asked:
        typer.echo(f"omsrisk {__version__}")
        raise typer.Exit


@app.callback()
def _omsrisk(
    version: Annotated[  # noqa: ARG001 - handled by its callback
        bool,
        typer.Option(
            "--version",
            "-V",
            callback=_print_version,
            is_eager=True,
            help="Show the version and exit.",
        ),
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False,
) -> None:
    """
    What a bad go-live of an order management system costs, and what to mend first.

    Exit codes: 0 done, 1 the file says no, 2 did not run, 70 a bug in omsrisk.
    """
    if debug:
        os.environ["OMSRISK_DEBUG"] = "1"


def run() -> int:
    """
    Run the command line.

    Returns:
        The exit code; every way out of the program comes through here.
    """
    _load_no_plugins()
    prepare_streams()
    for number in (signal.SIGTERM, signal.SIGINT):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupted)
    code = _code_of_run()
    if code != CLOSED_PIPE:  # nobody reads, and a closed pipe is silent
        tell_left_over(sys.argv[1:])
    return code


def _load_no_plugins() -> None:
    """
    Let reading a file run nobody's code.

    What would look for plugins of pydantic among all packages is not even imported: with what it
    takes to read their metadata it is a twentieth of the time of `calc`.
    """
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    finder = ModuleType("pydantic.plugin._loader")
    finder.__dict__["get_plugins"] = tuple
    sys.modules.setdefault(finder.__name__, finder)


def _code_of_run() -> int:
    try:
        code = typer.main.get_command(app).main(prog_name="omsrisk", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # Typer's help into a closed pipe
            return _exit_code_of(error.__context__)
        raise
    except Exception as error:  # noqa: BLE001 - the last resort tells a bug from an answer
        return _exit_code_of(error)
    except KeyboardInterrupt:
        return CTRL_C
    return int(code or DONE)


def _exit_code_of(error: Exception) -> int:
    """Say what went wrong, on both streams, and return the code that stands for it."""
    if isinstance(error, (ClosedPipeError, BrokenPipeError)):
        _silence_stdout()
        return CLOSED_PIPE
    told, code = _told(error)
    if not has_begun():
        _answer_machines(told, code)
    if isinstance(error, OSError):
        _silence_stdout()
    return code


def _told(error: Exception) -> tuple[OmsriskError, int]:
    """Tell a person what went wrong, and put it as an error of ours."""
    if hasattr(error, "show") and hasattr(error, "format_message"):  # Typer's own errors of usage
        _tell_usage(error)
        context = getattr(error, "ctx", None)
        path = "omsrisk" if context is None else context.command_path
        return OmsriskError(error.format_message(), f"{path} --help"), DID_NOT_RUN
    code = DID_NOT_RUN
    if isinstance(error, OmsriskError):
        told = error
    elif (caught_up := _never_caught_up(error)) is not None:
        told = caught_up
    elif isinstance(error, OverflowError) and "date" in str(error):
        told = OmsriskError(
            "a day falls behind the year 9999, where the calendar ends", "take fewer days"
        )
    elif isinstance(error, OSError):
        told = OmsriskError(f"cannot write the result: {error.strerror or error}")
    else:
        told, code = _bug(error), BUG
    tell(told)
    return told, code


def _never_caught_up(error: Exception) -> OmsriskError | None:
    """Tell of a stop that is too long to be caught up; None of any other error."""
    if not isinstance(error, ArithmeticError):
        return None
    from omsrisk.core.catching_up import MOST_DAYS, NotCaughtUpError

    if not isinstance(error, NotCaughtUpError):
        return None
    days, capacity = (f"{one.normalize():f}" for one in (error.stop, error.capacity.scaleb(2)))
    message = f"at {capacity} % a stop of {days} days is not caught up within {MOST_DAYS:,} days"
    return OmsriskError(message, "take fewer days, or a larger `delay.catch_up_capacity`")


def _answer_machines(told: OmsriskError, code: int) -> None:
    """Write the document that a machine format promises, also where nothing could be done."""
    try:
        from omsrisk.cli.failure import write_failure

        write_failure(typer.main.get_command(app), sys.argv[1:], told, code)
    except Exception:  # the error is told; a second one would only hide it
        if "OMSRISK_DEBUG" in os.environ:
            raise


def _tell_usage(error: Any) -> None:
    """Tell Typer's own error of usage: what it quotes may be the name of a file."""
    shown = StringIO()
    error.show(shown)
    for line in shown.getvalue().splitlines():
        write_error(f"{visible(line)}\n")


def _interrupted(number: int, _frame: FrameType | None) -> NoReturn:
    """Leave at once and silently: an exception raised here could be swallowed where it lands."""
    remove_unfinished()
    os._exit(TERMINATED if number == signal.SIGTERM else CTRL_C)


def _silence_stdout() -> None:
    """Keep the interpreter from flushing into a stream that is gone."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - lives till the end


def _bug(error: Exception) -> OmsriskError:
    if "OMSRISK_DEBUG" in os.environ:
        import traceback

        traceback.print_exception(error)
    from omsrisk.report.project_page import HOMEPAGE

    kind = type(error).__name__
    return OmsriskError(
        f"this is a bug in omsrisk {__version__}: {kind}: {error}",
        f"run it again as `omsrisk --debug ...`, and report what it prints: {HOMEPAGE}/issues",
    )
