"""Many files: each loaded, and something made of it, here or by several processes."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, islice
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, cast

from omsrisk.errors import CannotReadError, UsageError
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError
from omsrisk.scenario.load import Loader, Scenario
from omsrisk.scenario.reading.files import parted

if TYPE_CHECKING:  # one file, as most calls have, takes no other process
    from concurrent.futures import Executor, Future

T = TypeVar("T")
Item = tuple[str, bytes | None]
"""A file by its name, with its bytes where somebody has read them."""

MANY_FILES = 400
"""So many files, and several processes take them: fewer are done before those have started."""

_MOST_WORKERS = 8
_AT_ONCE = 50
"""Files that a process is given at once."""


class FileOutcome(NamedTuple, Generic[T]):
    """
    What became of a file.

    Attributes:
        path: As the user named it.
        file: The same without a variant of it.
        made: What was made of it and of its variants; nothing where it could not be loaded.
        findings: What is wrong or odd with it.
        currency: Of its amounts; empty where it could not be loaded.
        error: Why it could not be read or asked at all.
        read: What its variants go by; of the last file of a process also the bases that it read.
    """

    path: str
    file: str
    made: tuple[T, ...] = ()
    findings: tuple[Finding, ...] = ()
    currency: str = ""
    error: CannotReadError | UsageError | None = None
    read: tuple[str, ...] = ()


class Making(NamedTuple, Generic[T]):
    """
    What is made of each file; it can go to another process.

    Attributes:
        loader: What stands over the files, and loads them.
        make: Makes it of a scenario.
        wants_variants: Whether it is made of the variants that a file names, too.
    """

    loader: Loader
    make: Callable[[Scenario], T]
    wants_variants: bool

    def of(self, item: Item) -> FileOutcome[T]:
        """Load a file, and make something of it."""
        path, content = item
        file, variant = parted(path)
        try:
            scenario = self.loader.load(file, content, variant)
            slugs = scenario.variants if self.wants_variants else ()
            others = [self.loader.load(file, scenario.written, one) for one in slugs]
        except (CannotReadError, UsageError) as error:
            return FileOutcome(path, file, error=error)
        except InvalidScenarioError as error:
            return FileOutcome(path, file, findings=error.findings)
        return FileOutcome(
            path,
            file,
            tuple(map(self.make, (scenario, *others))),
            scenario.findings,
            scenario.currency,
            read=tuple(one.file for one in others),
        )


def outcomes_by_many(
    executor: "Executor", making: Making[T], items: Iterable[Item], workers: int
) -> Iterator[FileOutcome[T]]:
    """
    Take files by several processes, in order, and hold only a few of them at a time.

    Args:
        executor: Any; its processes must be able to import omsrisk.
        making: What is made of each; the processes read bases by themselves.
        items: The files.
        workers: How many processes work at once.
    """
    rest = iter(items)
    call = next(_CALLS)
    waiting: deque[Future[list[FileOutcome[T]]]] = deque()
    while True:
        while len(waiting) < 3 * workers and (some := list(islice(rest, _AT_ONCE))):
            waiting.append(executor.submit(_outcomes, call, making, some))
        if not waiting:
            return
        yield from waiting.popleft().result()


_CALLS = count()

_makings: dict[int, object] = {}
"""What a process that helps makes, by the call that it helps in: it learns from what it reads."""


def _outcomes(call: int, sent: Making[T], items: Sequence[Item]) -> list[FileOutcome[T]]:
    """Take some files in a process of its own, which keeps its loader for the next."""
    if call not in _makings:
        _makings.clear()
    making = cast("Making[T]", _makings.setdefault(call, sent))
    told = len(making.loader.files_read())
    found = list(map(making.of, items))
    last = found.pop()
    return [*found, last._replace(read=(*last.read, *making.loader.files_read()[told:]))]


def processors() -> int:
    """Return how many processes are worth it here."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    return min(found, _MOST_WORKERS)
