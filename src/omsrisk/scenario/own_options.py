"""What the command line puts over single files: values and mitigations behind `FILE:`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from os.path import basename
from typing import NamedTuple

from omsrisk.errors import UsageError
from omsrisk.scenario.building.merging import nearest_path
from omsrisk.scenario.reading.files import VARIANT_SIGN, parted, plain_name
from omsrisk.scenario.schema.paths import is_path
from omsrisk.text import slug_of, visible


class OwnOptions(NamedTuple):
    """
    What is put over one file alone.

    Attributes:
        overrides: Values by path, as `--set` takes them; they stand over those of all files.
        taken: Names of the mitigations to take, as `--with` does, beside those of all files.
    """

    overrides: Mapping[str, str] = {}
    taken: tuple[str, ...] = ()

    def with_those_of(self, variant: "OwnOptions") -> "OwnOptions":
        """Put what is put over a variant alone over what is put over its file."""
        overrides = {**self.overrides, **variant.overrides}
        return OwnOptions(overrides, (*self.taken, *variant.taken))


class OverFiles(NamedTuple):
    """
    What is put over files.

    Attributes:
        overrides: Values by path that stand over every file.
        taken: Names of the mitigations to take in every file.
        own: What stands over one file alone, by the name of that file.
    """

    overrides: Mapping[str, str]
    taken: tuple[str, ...]
    own: Mapping[str, OwnOptions]


def may_be_of_one_file(target: str) -> bool:
    """Whether what an option names may be something of one file: it has the colon of `FILE:`."""
    return ":" in target


def check_target(target: str) -> None:
    """
    Check the left side of a `--set` by its keys alone: `PATH` or `FILE:PATH`.

    Raises:
        UsageError: No scenario has such an input, whatever the file is.
    """
    if not is_path(target) and not any(is_path(path) for _, path in _partings(target)):
        path = target.rpartition(":")[2]
        raise UsageError(f"--set {target}: unknown input path `{path}`", nearest_path(path))


def over_files(
    overrides: Mapping[str, str],
    taken: Sequence[str],
    names: Iterable[str],
    stdin_name: str,
    *,
    has_variants: bool = False,
) -> OverFiles:
    """
    Sort what is put over all files from what is put over one.

    Args:
        overrides: Values by `PATH` or `FILE:PATH`.
        taken: `NAME` or `FILE:NAME` of mitigations.
        names: The files of the call, as `FileSet` names them.
        stdin_name: What standard input is called.
        has_variants: Whether the variants of the files are asked about, too.

    Raises:
        UsageError: There is no such file, or it is not plain which is meant.
    """
    found = _Files(tuple(names), stdin_name, has_variants=has_variants)
    values: dict[str, str] = {}
    everywhere: list[str] = []
    own: dict[str, OwnOptions] = {}
    for target, text in overrides.items():
        file, path = found.part(f"--set {target}", target, is_whole=is_path(target))
        before = own.get(file or "", OwnOptions())
        if file is None:
            values[path] = text
        elif path in before.overrides:
            raise UsageError(f"--set {visible(file)}:{path} is given twice")
        else:
            own[file] = before._replace(overrides={**before.overrides, path: text})
    for named in taken:
        file, name = found.part(f"--with {named}", named, is_whole=not _has_file_name(named))
        if file is None:
            everywhere.append(name)
        else:
            before = own.get(file, OwnOptions())
            own[file] = before._replace(taken=(*before.taken, name))
    return OverFiles(values, tuple(everywhere), own)


def file_of(option: str, text: str, names: Sequence[str]) -> str | None:
    """
    Return the file that a value of an option is for; None for all of them.

    Args:
        option: `--set` or `--with`.
        text: Its value, as it was given.
        names: The files of the call.
    """
    is_value = option == "--set"
    target = text.partition("=")[0] if is_value else text
    whole = is_path(target) if is_value else not _has_file_name(target)
    return _Files(tuple(names), "").part(f"{option} {target}", target, is_whole=whole)[0]


class _Files:
    """The files of a call, and which of them a name before a colon means."""

    def __init__(
        self, names: tuple[str, ...], stdin_name: str, *, has_variants: bool = False
    ) -> None:
        self._has_variants = has_variants
        self._names = names
        self._stdin_name = stdin_name

    def part(self, told: str, target: str, *, is_whole: bool) -> tuple[str | None, str]:
        """
        Part what an option names into the file, None for every file, and the rest.

        Args:
            told: The option with its value, for messages.
            target: What it names.
            is_whole: Whether all of it may be the name of something of every file.
        """
        if not may_be_of_one_file(target):
            return None, target
        is_value = told.startswith("--set ")
        readings = [
            (file, rest, prefix)
            for prefix, rest in _partings(target)
            if not is_value or is_path(rest)
            for file in self._meant(prefix)
        ]
        if not readings and is_whole:
            return None, target
        if not readings:
            prefix = target.rpartition(":")[0]
            raise UsageError(
                f"{visible(told)}: `{visible(prefix)}` is not one of the files", self._there
            )
        if is_whole and is_value:
            message = f"{visible(told)}: read as a path of every file, and as one of {readings[0][0]}"
            raise UsageError(message, "write the element as its slug, or the file with its folder")
        files = [file for file, _, _ in readings]
        if len(readings) > 1:
            prefix = visible(readings[0][2])
            if len(set(files)) == 1:
                raise UsageError(
                    f"{visible(told)}: {prefix} is named {len(files)} times", "name it once"
                )
            among = ", ".join(map(visible, dict.fromkeys(files)))
            message = f"{visible(told)}: `{prefix}` may be any of {among}"
            raise UsageError(message, "write the file with its folder")
        return files[0], readings[0][1]

    def _meant(self, prefix: str) -> list[str]:
        """List the files that a name may mean: those of that very name, else of that last part."""
        wanted = plain_name(prefix)
        same = [one for one in self._names if self._shown(one) == wanted or one == wanted]
        found = same or [one for one in self._names if basename(one) == wanted]  # noqa: PTH119 - any text
        file, variant = parted(prefix)
        if found or not variant or not self._has_variants:
            return found
        return [f"{one}{VARIANT_SIGN}{slug_of(variant)}" for one in self._meant(file)]

    def _shown(self, name: str) -> str:
        return self._stdin_name if name == "-" else name

    @property
    def _there(self) -> str:
        return f"there are: {', '.join(visible(self._shown(one)) for one in self._names)}"


def _partings(target: str) -> Iterator[tuple[str, str]]:
    """List what may stand before and behind the colon of `FILE:`."""
    for at, sign in enumerate(target):
        if sign == ":" and at and at + 1 < len(target):
            yield target[:at], target[at + 1 :]


def _has_file_name(named: str) -> bool:
    """Whether what stands before a colon is written as a file is, and no mitigation."""
    before = named.rpartition(":")[0]
    return before.lower().endswith((".yaml", ".yml")) or before == "-"
