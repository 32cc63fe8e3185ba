"""Workers: the processes that share the work of a call, where they are asked for."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager


@contextmanager
def executor_of(workers: int) -> Iterator[Executor | None]:
    """
    Start processes; none for one worker, which is this process.

    Args:
        workers: How many.
    """
    if workers == 1:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # numpy has threads of its own, and a process that has threads is not to be forked
    with ProcessPoolExecutor(workers, get_context("spawn")) as executor:
        yield executor
