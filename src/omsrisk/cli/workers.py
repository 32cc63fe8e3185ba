"""
Workers: the processes that share the work of a call, where they are asked for.

No worker outlives the call: a signal ends the parent at once, without a word to its workers, and a
SIGKILL leaves it no time for one. So each worker watches its parent, and ends when that is gone.
"""

import os
import signal
from collections.abc import Collection, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from threading import Thread, current_thread, main_thread

from omsrisk.errors import OmsriskError


@contextmanager
def executor_of(workers: int, method: str | None = "spawn") -> Iterator[Executor | None]:
    """
    Start processes; none for one worker, which is this process.

    Args:
        workers: How many.
        method: How they are started; None for the way of the platform. numpy has threads of its
            own, and a process that has threads is not to be forked.

    Raises:
        OmsriskError: A worker has ended before its work was done.
    """
    if workers == 1:
        yield None
        return
    from multiprocessing import get_context

    context = get_context(method)
    if os.name == "posix" and context.get_start_method() != "fork":
        _start_tracker()
    with ProcessPoolExecutor(workers, context, initializer=_begin) as executor:
        _start(executor, workers)
        try:
            yield executor
        except BrokenProcessPool:
            raise OmsriskError(
                "a worker has ended before its work was done",
                "memory may have run out: ask for fewer --workers",
            ) from None


def _start(executor: Executor, workers: int) -> None:
    """
    Start all workers now, and heed no signal while one of them is half begun.

    They inherit that, and stay deaf to the Ctrl-C of a terminal, which goes to every process.
    """
    if not hasattr(signal, "pthread_sigmask"):
        return
    with _heard_later({signal.SIGINT, signal.SIGTERM}):
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        try:
            for _ in range(workers):
                executor.submit(os.getpid)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _heard_later(numbers: Collection[signal.Signals]) -> Iterator[None]:
    """
    Heed some signals only at the end.

    A mask is that of this thread alone: those of numpy take a signal, too, and Python then heeds it
    here.
    """
    if current_thread() is not main_thread():  # which alone may say what to do about a signal
        yield
        return
    heard: list[int] = []
    heeded = [one for one in numbers if callable(signal.getsignal(one))]
    before = {one: signal.signal(one, lambda number, _: heard.append(number)) for one in heeded}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
        for number in heard:
            signal.raise_signal(number)


def _start_tracker() -> None:
    """
    Start the process that removes what workers share.

    It comes first, as it lets signals through when it starts; and it does not tell what a call that
    was interrupted has left to it: an interruption is silent.
    """
    from multiprocessing import resource_tracker

    quiet = "ignore:resource_tracker:UserWarning"
    told = os.environ.get("PYTHONWARNINGS")
    os.environ["PYTHONWARNINGS"] = f"{told},{quiet}" if told else quiet
    try:
        resource_tracker.ensure_running()
    finally:
        if told is None:
            del os.environ["PYTHONWARNINGS"]
        else:
            os.environ["PYTHONWARNINGS"] = told


def _begin() -> None:
    """Begin a worker: it holds no output open, and ends with its parent."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1):  # who reads the parent's output is not to wait for a worker
        os.dup2(nothing, handle)
    os.close(nothing)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a fork inherits what its parent does about it
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)  # nobody is left to be told
