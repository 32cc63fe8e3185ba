"""Inputs that are no files, outputs that cannot be written, encodings, colour and signals."""

import csv
import errno
import io
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.support.program import COMMAND, LIMIT, Outcome, Program, environment, small

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes, devices and signals of POSIX")

AMOUNTS = ("15,000.00", "123,400.00", "194,400.00", "308,000.00", "625,800.00", "765,000.00")


# Inputs


def test_inputs_that_cannot_be_read(program: Program) -> None:
    """What cannot be read is told with the reason, all of it in one run, which never blocks."""
    folder = program.folder
    os.mkfifo(folder / "fifo.yaml")
    (folder / "dangling.yaml").symlink_to("nowhere.yaml")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "empty").mkdir()
    program.file("other/compose.yaml", "services: {}\n")
    here = Path.cwd()
    os.chdir(folder)  # the address of a socket is short
    try:
        listening = socket.socket(socket.AF_UNIX)
        listening.bind("socket.yaml")
    finally:
        os.chdir(here)
    reasons = [  # input, reason
        ("missing.yaml", "cannot read missing.yaml: no such file"),
        ("dangling.yaml", "cannot read dangling.yaml: no such file"),
        ("loop.yaml", "cannot read loop.yaml: too many levels of symbolic links"),
        ("fifo.yaml", "cannot read fifo.yaml: a named pipe"),
        ("socket.yaml", "cannot read socket.yaml: "),
        ("/dev/zero", "cannot read /dev/zero: a character device"),
        ("empty", "no scenario in empty"),
        ("other", "no scenario in other: 1 other YAML file"),
        ("nothing*.yaml", "no file matches nothing*.yaml"),
        ("", "cannot read"),
    ]
    with listening:
        run = program("calc", *(name for name, _ in reasons), "worked-example.yaml", "--summary")
    assert run.code == 2
    assert "500.00" in run.out, "what can be computed is still printed"
    for _, reason in reasons:
        assert f"error: {reason}" in run.err
    assert run.err.count("error: ") == len(reasons)


def test_a_file_without_permission(program: Program) -> None:
    """A file one may not read is exit 2 with the reason."""
    program.file("secret.yaml", small())
    (program.folder / "secret.yaml").chmod(0)
    if os.access(program.folder / "secret.yaml", os.R_OK):
        pytest.skip("this user, such as root, reads every file")
    run = program("calc", "secret.yaml")
    assert (run.code, run.out) == (2, "")
    assert "cannot read secret.yaml: permission denied" in run.err


def test_a_folder_with_a_pipe_and_links(program: Program) -> None:
    """A walk passes by pipes, dangling links and links to folders above it, and ends."""
    program.file("tree/a.yaml", small())
    os.mkfifo(program.folder / "tree" / "fifo.yaml")
    (program.folder / "tree" / "dangling.yaml").symlink_to("nowhere.yaml")
    (program.folder / "tree" / "up").symlink_to("..")
    run = program("calc", "tree", "--summary")
    assert run.code == 0
    assert run.out.count("36,000.00") == 2, "cost of failure and net exposure of the one scenario"


def test_a_huge_file(program: Program) -> None:
    """A file of a gigabyte is not read to its end: it is a finding, at no line of it."""
    with (program.folder / "huge.yaml").open("wb") as file:
        file.truncate(1 << 30)
    run = program("calc", "huge.yaml")
    assert (run.code, run.out) == (1, "")
    assert "larger than 1,048,576 bytes" in run.err
    assert ":0:0" not in run.err, "lines and columns count from 1"


ODD_NAMES = [  # name, as text shows it, why
    ("a b.yaml", "a b.yaml", "a space"),
    ("two\nlines.yaml", r"two\nlines.yaml", "a newline would begin a new row"),
    ("\x1b[31mred.yaml", r"\x1b[31mred.yaml", "an escape sequence would colour the terminal"),
    ("::error file=x,line=1::%25.yaml", "error file=x,line=1::%25.yaml", "a command of CI logs"),
    ("=1+1.yaml", "=1+1.yaml", "a formula in a spreadsheet"),
    ("-f.yaml", "-f.yaml", "an option, but for `--`"),
]
NOT_UTF8 = b"caf\xe9.yaml"


@pytest.fixture
def odd_names(program: Program) -> list[str | bytes]:
    """Make a file for each odd name, and arguments that name them all."""
    names = [*(name.encode() for name, *_ in ODD_NAMES), NOT_UTF8]
    for name in names:
        with open(os.fsencode(program.folder) + b"/" + name, "wb") as file:  # noqa: PTH123 - bytes
            file.write(small().encode())
    return ["--", *names]


def test_odd_names_in_text(program: Program, odd_names: list[str | bytes]) -> None:
    """Each file keeps its row, and its name can do nothing to the terminal."""
    run = program("calc", "--summary", *odd_names)
    rows = [line for line in run.out.splitlines() if "36,000.00" in line]
    shown = [*(shown for _, shown, _ in ODD_NAMES), "caf"]
    assert len(rows) == len(shown)
    for row, name in zip(rows, shown, strict=True):
        assert name in row
    assert not [c for c in run.out if c != "\n" and not c.isprintable()]
    assert run.code == 0


def test_odd_names_in_json(program: Program, odd_names: list[str | bytes]) -> None:
    """JSON holds each name as it is, and no half of a surrogate pair that parsers choke on."""
    run = program(
        "calc", "-f", "json", *odd_names, "missing\udce9.yaml".encode(errors="surrogateescape")
    )
    files = [result["file"] for result in run.json["results"]]
    assert files[:-1] == [name for name, *_ in ODD_NAMES]
    files[-1].encode("utf-8")
    run.json["diagnostics"][0]["message"].encode("utf-8")


def test_odd_names_in_csv(program: Program, odd_names: list[str | bytes]) -> None:
    """CSV keeps its shape, and no name is taken for a formula."""
    run = program("calc", "-f", "csv", *odd_names)
    rows = list(csv.reader(io.StringIO(run.out)))
    assert {len(row) for row in rows} == {len(rows[0])}
    names = list(dict.fromkeys(row[0] for row in rows[1:]))
    assert len(names) == len(ODD_NAMES) + 1
    assert not [name for name in names if name.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_standard_input_is_closed(program: Program) -> None:
    """A closed standard input is exit 2, and said so."""
    run = _in_shell(program, 'exec "$@" <&-', "calc", "-")
    assert (run.code, run.out) == (2, "")
    assert "cannot read standard input: it is closed" in run.err


def test_the_path_of_standard_input(program: Program) -> None:
    """A pipe under its path is refused with the hint `-`; a file behind the path is read."""
    with (program.folder / "worked-example.yaml").open("rb") as file:
        run = program("calc", "/dev/stdin", stdin=file)
    assert run.code == 0
    piped = program("calc", "/dev/stdin", stdin=small().encode())
    assert piped.code == 2
    assert "use `-`" in piped.err


# Standard output


def _in_shell(program: Program, line: str, *arguments: str) -> Outcome:
    run = subprocess.run(
        ["/bin/sh", "-c", line, "sh", *COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=program.folder,
        env=environment(),
        timeout=LIMIT,
        check=False,
    )
    return Outcome(run.returncode, run.stdout.decode(), run.stderr.decode())


TO_A_CLOSED_PIPE = [
    ["calc", "retailer.yaml"],
    ["calc", "retailer.yaml", "-f", "json"],
    ["calc", "retailer.yaml", "-f", "table"],
    ["calc", "--help"],
    ["--version"],
]
TO_A_FULL_DISK = [["calc", "retailer.yaml"], ["calc", "retailer.yaml", "-f", "table"], ["--version"]]


@pytest.mark.parametrize("arguments", TO_A_CLOSED_PIPE, ids=" ".join)
def test_closed_pipe(program: Program, arguments: list[str]) -> None:
    """When nobody reads any more omsrisk stops without a word, with the code 141."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        run = program(*arguments, stdout=pipe)
    assert (run.code, run.err) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", TO_A_FULL_DISK, ids=" ".join)
def test_full_disk(program: Program, arguments: list[str]) -> None:
    """When standard output cannot be written omsrisk says so in one line, with the code 2."""
    with Path("/dev/full").open("wb") as full:
        run = program(*arguments, stdout=full)
    assert run.code == 2
    assert run.err.splitlines() == [f"error: cannot write the result: {os.strerror(errno.ENOSPC)}"]


def test_standard_output_is_closed(program: Program) -> None:
    """Without a standard output the result cannot be written: exit 2 in one line, no bug."""
    run = _in_shell(program, 'exec "$@" >&-', "calc", "retailer.yaml")
    assert run.code == 2
    assert len(run.err.splitlines()) == 1


HOSTILE = small('"€ → 小売 \\u202e\\e[31m"')
NARROW = [  # environment, format, why
    (
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        "table",
        "the C locale as it was",
    ),
    ({"PYTHONIOENCODING": "ascii"}, "text", "a stream that takes ASCII alone"),
    ({"PYTHONIOENCODING": "cp1252"}, "table", "a Windows code page"),
]


@pytest.mark.parametrize("case", NARROW, ids=lambda case: case[-1])
def test_narrow_encodings(program: Program, case: tuple[dict[str, str], str, str]) -> None:
    """A terminal that lacks a character shows an escape; it never ends the run."""
    program.file("hostile.yaml", HOSTILE)
    program.file("tab.yaml", "omsrisk: 1\nname: 小売\n\tcurrency: EUR\n")
    env, form, _ = case
    with (program.folder / "out").open("wb") as out:
        run = program("calc", "hostile.yaml", "tab.yaml", "-f", form, stdout=out, env=env)
    shown = (program.folder / "out").read_bytes()
    assert run.code == 1, "the code of the finding, not of an encoding"
    assert b"36,000.00" in shown
    assert b"\\u5c0f" in shown
    assert "tab.yaml:3:1" in run.err


def test_json_is_utf8_everywhere(program: Program) -> None:
    """A machine format does not depend on the terminal: the same bytes in every locale."""
    program.file("hostile.yaml", HOSTILE)
    narrow = program("calc", "hostile.yaml", "-f", "json", env={"PYTHONIOENCODING": "ascii"})
    assert narrow.json["results"][0]["name"] == "€ → 小売 \u202e\x1b[31m"
    assert narrow.out == program("calc", "hostile.yaml", "-f", "json").out


WIDTHS = [  # COLUMNS, format, width to fit or None, why
    ("40", "text", 40, "a narrow pipe, asked for"),
    ("20", "table", None, "less than a label and an amount"),
    ("0", "text", None, "no width at all"),
    ("abc", "text", None, "no number"),
]


@pytest.mark.parametrize("case", WIDTHS, ids=lambda case: case[-1])
def test_columns(program: Program, case: tuple[str, str, int | None, str]) -> None:
    """Whatever COLUMNS says, every amount is whole, and stands in the row of its label."""
    columns, form, width, _ = case
    run = program("calc", "retailer.yaml", "-f", form, env={"COLUMNS": columns})
    assert (run.code, run.err) == (0, "")
    assert "\u2026" not in run.out
    for amount in AMOUNTS:
        [row, *_] = [line for line in run.out.splitlines() if f" {amount}" in line and "  " in line]
        assert row.startswith("  "), "the amount stands in a line of its own"
        assert row.split()[0] not in {amount, "-"}
    if width is not None:
        rows = [line for line in run.out.splitlines() if line.startswith("  ")]
        assert max(len(line) for line in rows) <= width, "the formulas go first"


# Colour

RED = "\x1b[1;31m"
COLOURS = [  # environment, arguments, whether there is colour, why
    ({}, [], False, "a pipe is no terminal"),
    ({"FORCE_COLOR": "1", "NO_COLOR": ""}, [], True, "an empty NO_COLOR is none"),
    ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], False, "NO_COLOR stands above FORCE_COLOR"),
    ({"NO_COLOR": "1"}, ["--color", "always"], True, "the option stands above the environment"),
    ({"TERM": "dumb"}, ["--color", "always"], True, "and above the kind of terminal"),
    ({"FORCE_COLOR": "1"}, ["--color", "never"], False, "in both directions"),
    (
        {"GITHUB_ACTIONS": "true", "CI": "true", "FORCE_COLOR": "0"},
        [],
        False,
        "a CI log is a pipe like any other, and FORCE_COLOR=0 asks for none",
    ),
]


@pytest.mark.parametrize("case", COLOURS, ids=lambda case: case[-1])
def test_colour(program: Program, case: tuple[dict[str, str], list[str], bool, str]) -> None:
    """Colour: `--color`, then NO_COLOR, then FORCE_COLOR, then the terminal, on both streams."""
    env, arguments, coloured, _ = case
    program.file("bad.yaml", "omsrisk: 1\ncurency: EUR\n")
    run = program("calc", "worked-example.yaml", "bad.yaml", "-f", "table", *arguments, env=env)
    assert (RED in run.err, "\x1b[" in run.out) == (coloured, coloured)


@pytest.mark.parametrize("arguments", [["calc", "--help"], ["calc", "--sumary"]], ids=" ".join)
def test_no_colour_in_ci(program: Program, arguments: list[str]) -> None:
    """Help and errors of usage, piped in a CI job, hold no escape sequence and no box."""
    run = program(*arguments, env={"GITHUB_ACTIONS": "true"})
    assert "\x1b" not in run.out + run.err
    assert "\u2502" not in run.out + run.err


# Signals


@contextmanager
def heeded(number: signal.Signals) -> Iterator[None]:
    """Let a started process heed a signal, which one run in the background ignores."""
    kept = signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(number, kept)


@pytest.mark.parametrize(
    "case", [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=lambda case: case[0].name
)
def test_interruption(program: Program, case: tuple[signal.Signals, int]) -> None:
    """Interrupted while it writes, omsrisk is silent and leaves no part of a file behind."""
    number, code = case
    before = sorted(path.name for path in program.folder.iterdir())
    with heeded(number):
        run = program.start("calc", "retailer.yaml", "-", "--output", "out.json")
    with run:
        _wait_for_a_temporary_file(program.folder, run)
        run.send_signal(number)
        out, err = run.communicate(timeout=LIMIT)
    assert (run.returncode, out, err) == (code, b"", b"")
    assert sorted(path.name for path in program.folder.iterdir()) == before


def _wait_for_a_temporary_file(folder: Path, run: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + LIMIT
    while not list(folder.glob(".out.json*")):
        assert run.poll() is None, "it ended before it could be interrupted"
        assert time.monotonic() < end
        time.sleep(0.01)


# Output files


def test_output_by_suffix(program: Program) -> None:
    """`--output` writes the format of its suffix, and what `--format` says if both speak."""
    text = program("calc", "retailer.yaml")
    assert program("calc", "retailer.yaml", "-o", "-").out == text.out
    for arguments, name, begins in (
        ([], "out.json", '{\n  "schema_version": 2'),
        ([], "out.CSV", "file,name,currency"),
        (["-f", "markdown"], "out.txt", "## Mid"),
    ):
        run = program("calc", "retailer.yaml", "-o", name, *arguments)
        assert (run.code, run.out, run.err) == (0, "", "")
        assert (program.folder / name).read_text(encoding="utf-8").startswith(begins)


@pytest.mark.parametrize(
    "command",
    ["calc retailer.yaml", "check retailer.yaml", "diff retailer.yaml retailer.yaml", "rules"],
)
def test_suffix_of_no_format(program: Program, command: str) -> None:
    """A file whose name promises another kind is not written, unless its format is named."""
    told = program(*command.split(), "-o", "board.docx")
    assert told.code == 2
    assert "no format has the suffix `.docx`; there are .txt, .json" in told.err
    assert not (program.folder / "board.docx").exists()
    near = program(*command.split(), "-o", "board.jsn")
    assert "did you mean `.json`?" in near.err
    assert program(*command.split(), "-f", "json", "-o", "board.docx").code == 0
    assert (program.folder / "board.docx").read_text(encoding="utf-8").startswith("{")


def test_output_keeps_the_mode_of_a_file(program: Program) -> None:
    """A file that is written anew has the mode that it had, and no other file lies beside it."""
    program.file("kept/report.txt", "")
    target = program.folder / "kept" / "report.txt"
    target.chmod(0o640)
    run = program("calc", "retailer.yaml", "--output", "kept/report.txt")
    assert run.code == 0
    assert "625,800.00" in target.read_text(encoding="utf-8")
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in target.parent.iterdir()] == ["report.txt"]


LINKS = [  # where the link of the output leads, why
    ("outside/kept.txt", "to a file"),
    ("outside", "to a folder"),
    ("outside/new.txt", "to nothing yet: none is made"),
    ("nowhere/new.txt", "into a folder that is not there"),
    ("change.json", "to itself"),
    ("/dev/full", "to a device"),
    ("/dev/stdout", "to what is a link itself"),
    ("hop", "to a link to a file"),
]
ASK = [  # arguments that write `change.json`, why
    (["calc", "retailer.yaml", "-o", "change.json"], "--output"),
    (
        ["check", "retailer.yaml", "--severity=info", "-f", "full", "-o", "change.json"],
        "--output of findings",
    ),
    (["check", "retailer.yaml", "--report", "json=change.json"], "--report"),
    (["schema", "-o", "change.json"], "a schema"),
]


@pytest.mark.parametrize("ask", ASK, ids=lambda ask: ask[-1])
@pytest.mark.parametrize("link", LINKS, ids=lambda link: link[-1])
def test_output_replaces_a_link(
    program: Program, link: tuple[str, str], ask: tuple[list[str], str]
) -> None:
    """Who commits a link does not choose what a job overwrites: the link goes, its target stays."""
    program.file("outside/kept.txt", "before\n")
    (program.folder / "hop").symlink_to("outside/kept.txt")
    (program.folder / "change.json").symlink_to(link[0])
    outside = sorted((program.folder / "outside").iterdir())
    run = program(*ask[0])
    assert run.code == 0
    written = program.folder / "change.json"
    assert not written.is_symlink()
    assert written.stat().st_size > 100
    assert (program.folder / "outside/kept.txt").read_text(encoding="utf-8") == "before\n"
    assert sorted((program.folder / "outside").iterdir()) == outside
    assert (program.folder / "hop").is_symlink()


def test_samples_replace_a_link(program: Program) -> None:
    """Samples, too."""
    pytest.importorskip("numpy")
    program.shipped("retailer-uncertain.yaml")
    program.file("kept.txt", "before\n")
    (program.folder / "all.csv").symlink_to("kept.txt")
    run = program("simulate", "retailer-uncertain.yaml", "--trials=100", "--samples", "all.csv")
    assert run.code == 0
    assert not (program.folder / "all.csv").is_symlink()
    assert (program.folder / "kept.txt").read_text(encoding="utf-8") == "before\n"


def test_two_links_to_one_file_are_two_outputs(program: Program) -> None:
    """Each link is replaced by its own report; one place that is spelt in two ways is refused."""
    program.file("kept.txt", "before\n")
    for name in ("a.json", "b.sarif"):
        (program.folder / name).symlink_to("kept.txt")
    (program.folder / "here").symlink_to(".")
    run = program("check", "retailer.yaml", "--report", "json=a.json", "--report", "sarif=b.sarif")
    assert run.code == 0
    assert '"schema_version"' in (program.folder / "a.json").read_text(encoding="utf-8")
    assert '"runs"' in (program.folder / "b.sarif").read_text(encoding="utf-8")
    twice = program("check", "retailer.yaml", "--report", "json=a.json", "-o", "here/a.json")
    assert twice.code == 2
    assert "two reports would go into one file" in twice.err


def test_output_over_a_name_of_the_input_that_is_a_link(program: Program) -> None:
    """An input that is named by a link is kept, whether by that name or by the one behind it."""
    (program.folder / "named.yaml").symlink_to("hop.yaml")
    (program.folder / "hop.yaml").symlink_to("retailer.yaml")
    before = (program.folder / "retailer.yaml").read_bytes()
    for output in ("named.yaml", "hop.yaml", "retailer.yaml"):
        run = program("calc", "named.yaml", "--format", "text", "--output", output)
        assert (run.code, run.out) == (2, "")
        assert "would overwrite an input" in run.err
        assert "before this run" not in run.err
    assert (program.folder / "named.yaml").is_symlink()
    assert (program.folder / "hop.yaml").is_symlink()
    assert (program.folder / "retailer.yaml").read_bytes() == before


def test_init_writes_over_no_link(program: Program) -> None:
    """A link is a file that is there, wherever it leads."""
    for target in ("nowhere.yaml", "retailer.yaml"):
        link = program.folder / f"to-{target}"
        link.symlink_to(target)
        run = program("init", link.name)
        assert run.code == 2
        assert "exists, and is not overwritten" in run.err
        assert link.is_symlink()
    assert not (program.folder / "nowhere.yaml").exists()


def test_init_on_a_full_disk_leaves_nothing(program: Program) -> None:
    """A first scenario that could not be written whole is not there: it would be read as one."""
    run = _in_shell(program, "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "init", "--full")
    assert (run.code, run.out) == (2, "")
    assert run.err == "error: cannot write scenario.yaml: file too large\n"
    assert not list(program.folder.glob("*scenario.yaml*"))


def test_output_on_a_full_disk_keeps_what_was_there(program: Program) -> None:
    """The old report stays whole, and is told to be old."""
    program.file("out.json", "before\n")
    script = "trap '' XFSZ; ulimit -f 1; exec \"$@\""
    run = _in_shell(program, script, "calc", "retailer.yaml", "-o", "out.json")
    assert run.code == 2
    assert "cannot write out.json: file too large" in run.err
    assert LEFT_OVER.format("out.json") in run.err
    assert (program.folder / "out.json").read_text(encoding="utf-8") == "before\n"
    assert not list(program.folder.glob(".out*"))


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="needs /dev/fd")
def test_output_into_a_handle(program: Program) -> None:
    """`/dev/fd/N` is the handle that the caller opened: what it wrote before and after stays."""
    script = 'exec 5>log.txt; echo before >&5; "$@"; code=$?; echo after >&5; exit $code'
    for ask in (
        ["calc", "worked-example.yaml", "-o", "/dev/fd/5"],
        ["check", "retailer.yaml", "--report", "json=/dev/fd/5"],
        ["init", "/dev/fd/5"],
    ):
        run = _in_shell(program, script, *ask)
        assert run.code == 0
        first, *middle, last = (program.folder / "log.txt").read_text(encoding="utf-8").splitlines()
        assert (first, last) == ("before", "after")
        assert middle


def test_output_into_a_pipe_with_a_name(program: Program) -> None:
    """A named pipe is written to, and stays one."""
    os.mkfifo(program.folder / "pipe.txt")
    script = 'cat pipe.txt >got.txt & "$@"; code=$?; wait; exit $code'
    run = _in_shell(program, script, "calc", "worked-example.yaml", "-o", "pipe.txt")
    assert run.code == 0
    assert "NET EXPOSURE" in (program.folder / "got.txt").read_text(encoding="utf-8")
    assert (program.folder / "pipe.txt").is_fifo()


# Reports of an earlier run

LEFT_OVER = "note: {} was not written; what it holds is from before this run\n"
FAILING = [  # arguments that fail, the file that is then left over, why
    (["tornado", "nowhere.yaml", "-o", "out.json"], "out.json", "a file that is not there"),
    (["tornado", "bad.yaml", "--output=out.json"], "out.json", "a file that is not valid"),
    (["calc", "retailer.yaml", "-oout.json", "--nope"], "out.json", "an option there is not"),
    (["calc", "retailer.yaml", "-o", "out.json", "-f", "x"], "out.json", "a format there is not"),
    (["calc", "retailer.yaml", "-o", "out.json", "--set", "x"], "out.json", "a bad setting"),
    (["tornado", "-o", "out.json"], "out.json", "no file named"),
    (["check", ".", "--report=sarif=out.json", "--fail-on=x"], "out.json", "a bad word"),
    (["check", ".", "--report", "sarif=out.json", "--max", "x"], "out.json", "a bad limit"),
    (["sweep", "retailer.yaml", "--vary", "x", "-o", "out.json"], "out.json", "a bad grid"),
    (["diff", "--against", "main", "-o", "out.md"], "out.md", "no repository"),
    (["simulate", "retailer.yaml", "--samples", "out.csv"], "out.csv", "nothing uncertain"),
    (["nope", "-o", "out.json"], "out.json", "no such command"),
]


@pytest.mark.parametrize("case", FAILING, ids=lambda case: case[-1])
def test_a_report_of_an_earlier_run_is_told(
    program: Program, case: tuple[list[str], str, str]
) -> None:
    """Where no document was written, nobody takes the older file for it unawares."""
    arguments, file, _ = case
    program.file("bad.yaml", "omsrisk: 1\nname: [x]\n")
    program.file(file, "before\n")
    run = program(*arguments)
    assert run.code in {1, 2}
    assert run.err.endswith(LEFT_OVER.format(file))
    assert (program.folder / file).read_text(encoding="utf-8") == "before\n"
    (program.folder / file).unlink()
    assert "before this run" not in program(*arguments).err


def test_a_report_that_was_written_is_not_told(program: Program) -> None:
    """A run that fails and has written its report is told as it was; so is one that asks for help."""
    program.file("dear.yaml", f"{small()}limits: {{net_exposure: 1}}\n")
    for name in ("out.sarif", "out.txt"):
        program.file(name, "before\n")
    run = program("check", "dear.yaml", "--report", "sarif=out.sarif", "-o", "out.txt", "--force")
    assert run.code == 1
    assert "before this run" not in run.err
    assert program("calc", "-o", "out.txt", "--help").err == ""
    assert "before this run" not in program("calc", "x", "--", "-o", "out.txt").err


def test_output_of_a_new_file(program: Program) -> None:
    """A new file has the mode that the user's mask asks for, not that of a temporary file."""
    run = program("calc", "retailer.yaml", "--output", "new.txt")
    mask = os.umask(0)
    os.umask(mask)
    assert run.code == 0
    assert (program.folder / "new.txt").stat().st_mode & 0o777 == 0o666 & ~mask


def test_output_that_cannot_be_written(program: Program) -> None:
    """A folder, and a file in a folder that is not there, are exit 2 with the reason."""
    (program.folder / "folder.json").mkdir()
    folder = program("calc", "retailer.yaml", "-o", "folder.json")
    assert (folder.code, folder.out) == (2, "")
    assert folder.err == "error: cannot write folder.json: it is a folder\n"
    nowhere = program("calc", "retailer.yaml", "-o", "nowhere/out.json")
    assert (nowhere.code, nowhere.out) == (2, "")
    assert nowhere.err == "error: cannot write nowhere/out.json: no such file or directory\n"


def test_output_into_a_folder_one_may_not_write(program: Program) -> None:
    """A folder without permission to write is exit 2 with the reason."""
    (program.folder / "locked").mkdir(mode=0o500)
    if os.access(program.folder / "locked", os.W_OK):
        pytest.skip("this user, such as root, writes everywhere")
    run = program("calc", "retailer.yaml", "-o", "locked/out.json")
    assert run.code == 2
    assert "cannot write locked/out.json: permission denied" in run.err


INPUTS = [  # arguments, output, why
    (["retailer.yaml"], "retailer.yaml", "the very name"),
    (["retailer.yaml"], "link.yaml", "a link to it"),
    (["."], "retailer.yaml", "found by walking a folder"),
    (["*.yaml"], "retailer.yaml", "found by a pattern"),
    (["sub/child.yaml"], "retailer.yaml", "a base that the input extends"),
]


@pytest.mark.parametrize("case", INPUTS, ids=lambda case: case[-1])
def test_output_over_an_input(program: Program, case: tuple[list[str], str, str]) -> None:
    """An input is never overwritten, in whatever way it was named."""
    arguments, output, _ = case
    (program.folder / ".git").mkdir()
    program.file("sub/child.yaml", "omsrisk: 1\nextends: ../retailer.yaml\nname: Child\n")
    (program.folder / "link.yaml").symlink_to("retailer.yaml")
    before = (program.folder / "retailer.yaml").read_bytes()
    run = program("calc", *arguments, "--format", "text", "--output", output)
    assert (program.folder / "retailer.yaml").read_bytes() == before
    assert run.code == 2
    assert "would overwrite an input" in run.err


def test_output_into_standard_output(program: Program) -> None:
    """`/dev/stdout` is what the shell made of it: a pipe, or the end of a file that goes on."""
    text = program("calc", "worked-example.yaml").out
    piped = program("calc", "worked-example.yaml", "--output", "/dev/stdout")
    assert (piped.code, piped.out, piped.err) == (0, text, "")
    program.file("log.txt", "before\n")
    with (program.folder / "log.txt").open("ab") as log:
        _run_into(program, log)
    assert (program.folder / "log.txt").read_text(encoding="utf-8") == "before\n" + text


def _run_into(program: Program, log: IO[bytes]) -> None:
    run = program("calc", "worked-example.yaml", "--output", "/dev/stdout", stdout=log)
    assert (run.code, run.err) == (0, "")


def test_who_measures_a_run_is_let_finish(program: Program) -> None:
    """The process leaves at once, but where somebody has something to write at the end."""
    program.file("a.yaml", small())
    measured = [COMMAND[0], "-m", "cProfile", "-o", "profile", *COMMAND[1:], "calc", "a.yaml"]
    done = subprocess.run(
        measured,
        cwd=program.folder,
        env=environment(),
        capture_output=True,
        timeout=LIMIT,
        check=True,
    )
    assert done.stdout
    assert (program.folder / "profile").stat().st_size > 0
