"""A file with values put into it: as it was else, and no worse than before."""

from collections.abc import Mapping
from typing import NamedTuple

from omsrisk.errors import UsageError
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError, Severity
from omsrisk.scenario.load import Loader
from omsrisk.scenario.splicing.file_text import FileText
from omsrisk.text import visible

_MARK = "\ufeff"


class Rewriting(NamedTuple):
    """
    A file, and what it becomes.

    Attributes:
        before: Its text, with a byte order mark where it has one.
        after: The same with the values put in.
        faults: What would be wrong with it that was not wrong before.
        refused: Why a value cannot be put in, by path.
    """

    before: str
    after: str
    faults: tuple[Finding, ...]
    refused: Mapping[str, UsageError]


def rewriting(
    loader: Loader, name: str, content: bytes, values: Mapping[str, str], *, override: bool = False
) -> Rewriting:
    """
    Put values into a file, and judge what it becomes.

    Args:
        loader: Reads bases.
        name: The file, as the user named it.
        content: Its bytes.
        values: By path: an input, another key, or a part of an input such as `PATH.source`.
        override: Whether a value that stands in a base is put into the file.

    Returns:
        Both texts, and what speaks against writing the second. A file that was valid stays so; of
        one that was not, only what is put in is judged, so that it can be filled in step by step.

    Raises:
        InvalidScenarioError: The file is no document, or a base cannot be read.
    """
    merged = loader.merged(name, content)
    before = content.decode("utf-8")
    mark = _MARK if before.startswith(_MARK) else ""
    text = FileText(name, before.removeprefix(_MARK), merged, override=override)
    refused: dict[str, UsageError] = {}
    for path, value in values.items():
        try:
            text.put(path, value)
        except UsageError as error:
            refused[path] = error
    known = _errors(loader, name, content)
    after = mark + text.text
    found = _errors(loader, name, after.encode("utf-8"))
    told = {(one.code, one.path, one.message) for one in known}
    faults = (one for one in found if (one.code, one.path, one.message) not in told)
    return Rewriting(
        before,
        after,
        tuple(one for one in faults if not known or _is_of(one, values)),
        refused,
    )


def _errors(loader: Loader, name: str, content: bytes) -> list[Finding]:
    """List what keeps a file from being priced."""
    try:
        loader.load(name, content)
    except InvalidScenarioError as error:
        return [one for one in error.findings if one.severity is Severity.ERROR]
    return []


def _is_of(fault: Finding, paths: Mapping[str, str]) -> bool:
    return any(f"{path}.".startswith(f"{fault.path}.") for path in paths if fault.path)


def value_of_fault(fault: Finding, values: Mapping[str, str]) -> str | None:
    """
    Tell which value a fault comes from: that of the path, or of a part of it.

    Args:
        fault: From a rewriting.
        values: What was put in, by path.
    """
    exact = [path for path in values if fault.path == path]
    near = [path for path in values if _is_of(fault, {path: ""})]
    return next(iter([*exact, *near]), None) if fault.path else None


def usage_of(rewritten: Rewriting, values: Mapping[str, str]) -> UsageError | None:
    """
    Put what speaks against a rewriting as wrong usage of the command line; None where nothing does.

    Args:
        rewritten: The rewriting.
        values: What was asked for.
    """
    told = list(rewritten.refused.values())
    for fault in rewritten.faults:
        path = value_of_fault(fault, values)
        said = f"{visible(path)}={visible(values[path])}: " if path else ""
        told.append(UsageError(f"{said}{fault.message}", fault.hint))
    if not told:
        return None
    hint = told[0].hint if len({one.message for one in told}) == 1 else ""
    return UsageError("\n".join(dict.fromkeys(one.message for one in told)), hint)
