"""What `--set` and `--with` put over files: over all of them, or over one."""

from collections.abc import Iterable, Sequence

from omsrisk.cli import options
from omsrisk.scenario.own_options import OverFiles, may_be_of_one_file, over_files
from omsrisk.scenario.reading.files import FileSet


def asked_over(settings: Sequence[str] | None, taken: Sequence[str] | None) -> OverFiles:
    """
    Read what is put over files, before it is known which files there are.

    Args:
        settings: The values of `--set`.
        taken: The values of `--with`.

    Raises:
        UsageError: A value of `--set` is not PATH=VALUE or FILE:PATH=VALUE.
    """
    return OverFiles(options.overrides_of(settings), tuple(taken or ()), {})


def sorted_by_file(
    asked: OverFiles, files: Iterable[str], stdin_name: str, *, has_variants: bool = False
) -> OverFiles:
    """
    Find the files that values and mitigations of one file alone are put over.

    Args:
        asked: All that is asked.
        files: Files, folders and patterns of the call, as given.
        stdin_name: What standard input is called.
        has_variants: Whether the variants of the files are asked about, too.

    Raises:
        UsageError: There is no such file, or it is not plain which is meant.
    """
    if not any(map(may_be_of_one_file, (*asked.overrides, *asked.taken))):
        return asked  # most calls: no folder is walked twice
    names = (path for path, _ in FileSet(tuple(files)))
    return over_files(asked.overrides, asked.taken, names, stdin_name, has_variants=has_variants)
