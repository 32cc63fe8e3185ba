"""Options that several commands share, each declared once."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from omsrisk.errors import UsageError
from omsrisk.report.formats.output_formats import RESULT_FORMATS, OutputFormat, listed

if TYPE_CHECKING:
    from omsrisk.analysis.uncertainty.means import At
    from omsrisk.analysis.uncertainty.sampled import Approach, Method


def complete_path(incomplete: str) -> list[str]:
    """Complete an input path, as far as `=`."""
    from omsrisk.scenario.schema.paths import known_inputs

    return [f"{path}=" for path in known_inputs() if path.startswith(incomplete)]


FilesOrHere = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FILE",
        help="Scenario files, folders, quoted patterns, or - for standard input; this folder if "
        "left out.",
        show_default=False,
    ),
]
Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE",
        help="Scenario files, folders, quoted patterns, or - for standard input.",
        show_default=False,
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="[FILE:]PATH=VALUE",
        help="Put a value over the files' own, such as delay.duration_days=5, or over that of one "
        "file, a.yaml:delay.duration_days=5. Repeatable.",
        autocompletion=complete_path,
        show_default=False,
    ),
]


AtOption = Annotated[
    str,
    typer.Option(
        "--at",
        metavar="mean|likely",
        help="What ranges count with: all that they may come to, or their most likely values.",
    ),
]


def at_of(text: str) -> "At":
    """
    Read what ranges are to count with.

    Raises:
        UsageError: It is neither `mean` nor `likely`.
    """
    from omsrisk.analysis.uncertainty.means import At

    try:
        return At(text)
    except ValueError:
        raise UsageError(f"--at {text}: must be one of mean, likely") from None


With = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="[FILE:]NAME",
        help="Take a mitigation of the files, or of one file: its effects act, its cost is planned. "
        "Repeatable.",
        show_default=False,
    ),
]


def complete_bare_path(incomplete: str) -> list[str]:
    """Complete an input path."""
    from omsrisk.scenario.schema.paths import known_inputs

    return [path for path in known_inputs() if path.startswith(incomplete)]


def _known_inputs(paths: list[str] | None) -> list[str] | None:
    from omsrisk.core.uncertainty.sharing import EVERY_RANGE

    for one in paths or ():
        if one != EVERY_RANGE:
            check_path(one, "--independent")
    return paths


Independent = Annotated[
    list[str] | None,
    typer.Option(
        "--independent",
        metavar="[PATH]",
        help="Let the ranges of this input differ by chance from phase to phase, and from file to "
        "file; without PATH, or with *, those of all inputs. Repeatable.",
        autocompletion=complete_bare_path,
        callback=_known_inputs,
        show_default=False,
    ),
]


def complete_metric(incomplete: str) -> list[str]:
    """Complete the name of a metric."""
    from omsrisk.core.pricing.figures import MEMOS, TOTALS

    return [name for name in (*TOTALS, *MEMOS) if name.startswith(incomplete)]


def check_metric(name: str) -> str:
    """
    Check a metric by its name alone: a wrong one is wrong usage, whatever the files are like.

    Raises:
        UsageError: No scenario has it.
    """
    from omsrisk.core.pricing.figures import MEMOS, TOTALS, statistic_of

    if name not in TOTALS and name not in MEMOS:
        from omsrisk.analysis.changes import gates

        asked = statistic_of(name)
        gates.check_metric(name if asked is None else asked.metric)
    return name


def check_path(path: str, option: str = "") -> str:
    """
    Check an input path by its keys alone: an unknown one is wrong usage, whatever the files are like.

    Args:
        path: Such as `delay.duration_days`.
        option: What it was given to, where a message begins with that.

    Raises:
        UsageError: No scenario has it.
    """
    from omsrisk.scenario.building.merging import nearest_path
    from omsrisk.scenario.schema.paths import is_path

    if not is_path(path):
        head = f"{option} {path}: " if option else ""
        raise UsageError(f"{head}unknown input path `{path}`", nearest_path(path))
    return path


def _checked_metric(name: str) -> str:
    return check_metric(name)


Metric = Annotated[
    str,
    typer.Option(
        "--metric",
        metavar="NAME",
        help="What to watch.",
        autocompletion=complete_metric,
        callback=_checked_metric,
    ),
]


def completion_of(formats: Mapping[str, OutputFormat]) -> Callable[[str], list[str]]:
    """Return what completes the name of one of these formats."""

    def complete(incomplete: str) -> list[str]:
        return [name for name in formats if name.startswith(incomplete)]

    return complete


Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help=f"{listed(RESULT_FORMATS)}; by default table on a terminal, else text.",
        autocompletion=completion_of(RESULT_FORMATS),
        show_default=False,
    ),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write into this file, whole or not at all; its suffix chooses the format.",
        show_default=False,
    ),
]
Force = Annotated[
    bool,
    typer.Option("--force", help="Overwrite a file even if it is not an earlier report of omsrisk."),
]
Colour = Annotated[
    str,
    typer.Option("--color", metavar="auto|always|never", help="When to use colour."),
]
PolicyFile = Annotated[
    str | None,
    typer.Option(
        "--policy",
        metavar="FILE|REF:[FILE]",
        help="This policy for all files; or as it stood at a git ref; REF: for all of that ref.",
        show_default=False,
    ),
]
PolicyRoot = Annotated[
    str | None,
    typer.Option(
        "--policy-root",
        metavar="FOLDER",
        help="The folder to which the patterns of --policy are relative; its own if left out.",
        show_default=False,
    ),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="No summary, notes or progress: errors alone.")
]


def whole_number(option: str, least: int | None = None) -> Callable[[str | int], int]:
    """
    Make a reader of whole numbers, whose messages are ours.

    Args:
        option: Such as `--workers`.
        least: The least that it takes; None for any number.
    """

    def read(text: str | int) -> int:
        if isinstance(text, str) and not re.fullmatch(r"-?[0-9]{1,18}", text.strip(), re.ASCII):
            raise UsageError(f"{option} {text}: `{text}` is not a whole number")
        number = int(text)
        if least is not None and number < least:
            raise UsageError(f"{option} {text}: write {least} or more")
        return number

    return read


TrialsAsked = Annotated[
    int | None,
    typer.Option(
        "--trials",
        metavar="N",
        parser=whole_number("--trials"),
        help="How many trials to simulate: asks for sampling. 100,000 if left out.",
        show_default=False,
    ),
]
MethodAsked = Annotated[
    str | None,
    typer.Option(
        "--method",
        metavar="exact|sample",
        help="Work distributions out, or sample them. If left out, exact where that can be.",
        show_default=False,
    ),
]


def method_of(text: str | None) -> "Method | None":
    """
    Read how distributions are to be found.

    Raises:
        UsageError: It is neither `exact` nor `sample`.
    """
    from omsrisk.analysis.uncertainty.sampled import Method

    try:
        return None if text is None else Method(text)
    except ValueError:
        raise UsageError(f"--method {text}: must be one of exact, sample") from None


Seed = Annotated[
    int | None,
    typer.Option(
        "--seed",
        metavar="N",
        parser=whole_number("--seed", 0),
        help="What the random numbers follow from; always the same if left out.",
        show_default=False,
    ),
]
Most = Annotated[
    list[str] | None,
    typer.Option("--max", metavar="METRIC=AMOUNT", help="A limit. Repeatable.", show_default=False),
]
Workers = Annotated[
    int,
    typer.Option(
        "--workers", metavar="N", parser=whole_number("--workers", 1), help="How many processes."
    ),
]
Simulated = Annotated[bool, typer.Option("--simulate", help="With a band from P10 to P90.")]
Variants = Annotated[
    bool,
    typer.Option(
        "--variants", help="Beside each file its variants, which are told by FILE#NAME, too."
    ),
]
StdinName = Annotated[
    str | None,
    typer.Option(
        "--stdin-filename",
        metavar="FILE",
        help="What to call standard input; its bases are then looked for beside this file.",
        show_default=False,
    ),
]


def overrides_of(settings: Iterable[str] | None) -> dict[str, str]:
    """
    Split the values of `--set` at their first `=`.

    Raises:
        UsageError: One has no `=`, one path is set twice, or no scenario has it.
    """
    from omsrisk.scenario.own_options import check_target

    overrides: dict[str, str] = {}
    unknown: list[UsageError] = []
    for setting in settings or ():
        path, equals, value = setting.partition("=")
        if not equals or not path:
            raise UsageError(f"--set {setting}: write it as PATH=VALUE")
        if path in overrides:
            raise UsageError(f"--set {path} is given twice")
        try:
            check_target(path)
        except UsageError as error:
            unknown.append(error)
        overrides[path] = value
    if unknown:
        hint = unknown[0].hint if len(unknown) == 1 else ""
        raise UsageError("\n".join(error.message for error in unknown), hint)
    return overrides


def values_of(settings: Iterable[str] | None, *, may_be_none: bool = False) -> dict[str, str]:
    """
    Split what is to be written into a file at the first `=` of each.

    Args:
        settings: As they stand on the command line.
        may_be_none: Whether there may be none of them.

    Raises:
        UsageError: One has no `=`, one path is given twice, or there is nothing to write.
    """
    values: dict[str, str] = {}
    for setting in settings or ():
        path, equals, value = setting.partition("=")
        if not equals or not path:
            raise UsageError(f"{setting}: write it as PATH=VALUE")
        if not value.strip():
            raise UsageError(f"{path}: there is no value", "write PATH=VALUE")
        if path in values:
            raise UsageError(f"{path} is given twice")
        values[path] = value
    if not values and not may_be_none:
        raise UsageError("there is nothing to write", "write PATH=VALUE behind the file")
    return values


def check_simulated(*, simulated: bool, **given: bool) -> None:
    """
    See that no option is given that has an effect only on a simulation.

    Args:
        simulated: Whether there is one.
        given: Options by name, whether each was given.

    Raises:
        UsageError: There is none, and one was given.
    """
    if not simulated:
        check_goes_with("--simulate", **{name: is_given or None for name, is_given in given.items()})


def approach_where_simulated(
    method: str | None,
    trials: int | None,
    seed: int | None,
    *,
    simulated: bool,
    usual: int | None = None,
) -> "Approach | None":
    """
    Choose how distributions are found, where some are asked for.

    Args:
        method: `exact` or `sample`; exact where that can be if left out.
        trials: How many trials; asks for sampling.
        seed: What the random numbers follow from; asks for sampling, too.
        simulated: Whether distributions are asked for.
        usual: How many trials there are where nobody says so; those of a simulation if left out.

    Returns:
        How they are found; None where none are asked for.

    Raises:
        MissingExtraError: numpy is not installed.
        UsageError: Options do not go together, or there is no such method.
    """
    check_simulated(
        simulated=simulated,
        trials=trials is not None,
        seed=seed is not None,
        method=method is not None,
    )
    how = method_of(method)
    if not simulated:
        return None
    from omsrisk.analysis.uncertainty.sampled import TRIALS, approach_of

    return approach_of(how, trials, seed, usual=TRIALS if usual is None else usual)


def check_goes_with(what: str, **given: object) -> None:
    """
    See that no option is given that goes with something else alone.

    Args:
        what: What they go with.
        given: Options by name; None where one is not given.

    Raises:
        UsageError: One was given.
    """
    names = [f"--{name}" for name, value in given.items() if value is not None]
    if names:
        verb = "goes" if len(names) == 1 else "go"
        raise UsageError(f"{' and '.join(names)} {verb} with {what}")


_NUMBER = r"-?[0-9]{1,18}(?:\.[0-9]{1,12})?%?"


def number_of(option: str, text: str, part: str) -> Decimal:
    """
    Read a number of an option, exactly; a percentage as a share.

    Args:
        option: Such as `--target`.
        text: All that it was given.
        part: The part that is to be a number.

    Raises:
        UsageError: It is none.
    """
    part = part.strip()
    if not re.fullmatch(_NUMBER, part):
        raise UsageError(f"{option} {text}: `{part}` is not a number")
    return Decimal(part[:-1]).scaleb(-2) if part.endswith("%") else Decimal(part)


def money_of(option: str, text: str) -> Decimal:
    """
    Read an amount of money of an option, exactly.

    Args:
        option: Such as `--budget`.
        text: What it was given.

    Raises:
        UsageError: It is none.
    """
    number = number_of(option, text, text)
    if number < 0 or text.endswith("%"):
        raise UsageError(f"{option} {text} is not an amount of money", "write it as 50000")
    return number


_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def day_of(option: str, text: str) -> date:
    """
    Read a day of an option, written as in a file.

    Raises:
        UsageError: It is none, or lies outside the years of the calendar.
    """
    from omsrisk.scenario.schema.quantities import FIRST_YEAR, LAST_YEAR

    try:
        day = date.fromisoformat(text) if re.fullmatch(_DAY, text) else None
    except ValueError:
        day = None
    if day is None:
        raise UsageError(f"{option} {text} is not a day", "write it as 2027-02-15")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UsageError(f"{option} {text} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return day
