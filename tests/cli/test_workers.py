"""Workers end with the call they work for, whatever ends it."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from omsrisk.analysis.many_files import processors
from tests.support.program import COMMAND, LIMIT, Program, environment, small

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")

CALLS = [  # arguments of a call that takes long with two workers, why
    (["simulate", "retailer-uncertain.yaml"], "simulate"),
    (["simulate", "retailer-uncertain.yaml", "other.yaml"], "simulate, several files"),
    (["compare", "retailer-uncertain.yaml", "other.yaml", "--simulate"], "compare --simulate"),
    (["check", "many"], "check"),
    (["calc", "many", "--summary"], "calc --summary"),
]
SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGKILL]
CODES = {signal.SIGTERM: 143, signal.SIGINT: 130, signal.SIGKILL: -9}


def members_of(group: int) -> dict[int, int]:
    """Find the processes of a group that live: the parent of each."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            state, parent, own = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue  # it has ended since
        if int(own) == group and state not in "ZX":
            found[int(folder.name)] = int(parent)
    return found


def wait_until(is_so: Callable[[], bool]) -> bool:
    """Wait until something is so; not for ever."""
    end = time.monotonic() + LIMIT
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


@pytest.fixture
def portfolio(program: Program) -> Program:
    """Lay out files that take two workers long."""
    program.shipped("retailer-uncertain.yaml")
    text = (program.folder / "retailer-uncertain.yaml").read_text(encoding="utf-8")
    program.file("other.yaml", text)
    for number in range(2_000):
        program.file(f"many/{number}.yaml", small(f"Case {number}"))
    return program


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call[-1])
def test_nothing_outlives_the_parent(
    portfolio: Program, call: tuple[list[str], str], number: signal.Signals
) -> None:
    """Whatever ends the parent: the pipe it wrote into ends, and no process is left."""
    arguments, _ = call
    if arguments[0] in {"simulate", "compare"}:
        pytest.importorskip("numpy")
        arguments = [*arguments, "--trials", "1000000000"]
    if arguments[0] != "calc":  # which takes as many as there are processors
        arguments = [*arguments, "--workers", "2"]
    elif processors() == 1:
        pytest.skip("one processor: no process is started")
    run = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=portfolio.folder,
        env=environment(),
        start_new_session=True,
    )
    with run:
        assert wait_until(lambda: list(members_of(run.pid).values()).count(run.pid) >= 2)
        run.send_signal(number)
        out, err = run.communicate(timeout=LIMIT)
        assert (run.returncode, out) == (CODES[number], b"")
        if number is not signal.SIGKILL:  # after which a worker that is half begun may complain
            assert err == b""
        assert wait_until(lambda: not members_of(run.pid)), members_of(run.pid)


@pytest.fixture(autouse=True)
def heeded() -> Iterator[None]:
    """Let a started process heed Ctrl-C, which one run in the background ignores."""
    kept = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, kept)


def test_ctrl_c_of_a_terminal_is_silent(portfolio: Program) -> None:
    """It goes to parent and workers alike, and none of them prints a traceback."""
    pytest.importorskip("numpy")
    run = subprocess.Popen(
        [*COMMAND, "simulate", "retailer-uncertain.yaml", "--trials=1000000000", "--workers=2"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=portfolio.folder,
        env=environment(),
        start_new_session=True,
    )
    with run:
        assert wait_until(lambda: list(members_of(run.pid).values()).count(run.pid) >= 2)
        os.killpg(run.pid, signal.SIGINT)
        assert run.communicate(timeout=LIMIT) == (b"", b"")
        assert run.returncode == 130
        assert wait_until(lambda: not members_of(run.pid))


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_a_worker_ends_with_its_parent_however_it_was_started(tmp_path: Path, method: str) -> None:
    """The way in which a platform starts processes makes no difference."""
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, time\n"
        "from omsrisk.cli.workers import executor_of\n"
        "if __name__ == '__main__':\n"
        f"    with executor_of(2, {method!r}) as executor:\n"
        "        print(*{executor.submit(os.getpid).result() for _ in range(20)}, flush=True)\n"
        "        executor.submit(time.sleep, 600).result()\n",
        encoding="utf-8",
    )
    run = subprocess.Popen(
        [COMMAND[0], script], stdout=subprocess.PIPE, env=environment(), start_new_session=True
    )
    with run:
        assert run.stdout is not None
        assert run.stdout.readline().split()
        assert len(members_of(run.pid)) >= 3
        run.kill()
        assert run.stdout.read() == b""
        assert wait_until(lambda: not members_of(run.pid)), members_of(run.pid)


def test_a_worker_that_is_killed_is_told(portfolio: Program) -> None:
    """Where memory runs out the system kills a worker: exit 2 and what to do, no bug."""
    pytest.importorskip("numpy")
    run = subprocess.Popen(
        [*COMMAND, "simulate", "retailer-uncertain.yaml", "--trials=1000000000", "--workers=2"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=portfolio.folder,
        env=environment(),
        start_new_session=True,
    )
    with run:
        assert wait_until(lambda: len(workers_of(run.pid)) == 2)
        os.kill(workers_of(run.pid)[0], signal.SIGKILL)
        out, err = run.communicate(timeout=LIMIT)
        assert (run.returncode, out) == (2, b"")
        assert err.startswith(b"error: a worker has ended before its work was done\n")
        assert wait_until(lambda: not members_of(run.pid))


def workers_of(parent: int) -> list[int]:
    """Find the workers among the children of a process."""
    found = []
    for one, above in members_of(parent).items():
        try:
            command = Path(f"/proc/{one}/cmdline").read_bytes()
        except OSError:
            continue
        if above == parent and b"spawn_main" in command:
            found.append(one)
    return found
