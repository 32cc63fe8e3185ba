"""Progress of what takes long: a bar on standard error, where a person looks at it."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

T = TypeVar("T")

PATIENCE = 2.0
"""Seconds after which a bar appears: what is done sooner needs none."""


def with_progress(
    items: Iterable[T], total: int, size_of: Callable[[T], int], *, wanted: bool
) -> Iterator[T]:
    """
    Pass items on, and show how many of them have come.

    Args:
        items: What comes.
        total: How much comes in all.
        size_of: How much one of them is.
        wanted: Whether somebody looks at it.
    """
    if not wanted:
        yield from items
        return
    begun, done = time.monotonic(), 0
    bar = None
    try:
        for item in items:
            yield item
            done += size_of(item)
            if bar is None and time.monotonic() - begun > PATIENCE:
                from rich.console import Console
                from rich.progress import Progress

                bar = Progress(console=Console(file=sys.stderr), transient=True)
                bar.start()
                task = bar.add_task("points", total=total)
            if bar is not None:
                bar.update(task, completed=done)
    finally:
        if bar is not None:
            bar.stop()


class ProgressBar:
    """
    A bar for what takes long: told how much is done, it appears once patience is at an end.

    Args:
        total: How much there is to do; None where that is not known.
        noun: What is counted.
        quiet: Whether no bar is wanted.
    """

    def __init__(self, total: int | None, noun: str, *, quiet: bool = False) -> None:
        self._begun = time.monotonic()
        self._total = total
        self._noun = noun
        self._bar: Progress | None = None
        self._is_seen = not quiet and sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, done: int) -> None:
        """Show how much is done."""
        if self._bar is None and self._is_seen and time.monotonic() - self._begun > PATIENCE:
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(file=sys.stderr), transient=True)
            self._bar.start()
            self._task = self._bar.add_task(self._noun, total=self._total)
        if self._bar is not None:
            self._bar.update(self._task, completed=done)

    def __enter__(self) -> Self:
        """Show it as long as the work lasts."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take it away."""
        if self._bar is not None:
            self._bar.stop()


def is_watched(output: str | None) -> bool:
    """Whether a bar would be seen, and would not stand in the middle of the result."""
    is_on_screen = output in {None, "-"} and sys.stdout is not None and sys.stdout.isatty()
    return sys.stderr is not None and sys.stderr.isatty() and not is_on_screen
