"""The entry point: it answers `--version` before it imports anything."""

import gc
import os
import sys


def main() -> None:
    """Run omsrisk and exit with its code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from omsrisk import __version__

        try:
            sys.stdout.write(f"omsrisk {__version__}\n")
            sys.stdout.flush()
        except OSError:
            pass  # what to do about it is decided where the rest is
        else:
            return
    gc.disable()  # what imports make stays; to look through it again and again costs a tenth
    from omsrisk.when_used import load_when_used

    load_when_used(*_SELDOM_USED)
    from omsrisk.cli.app import run

    _leave(run())


_SELDOM_USED = ("base64", "bz2", "lzma", "secrets", "shellingham", "subprocess", "tokenize")
"""
What Typer, pydantic and Python itself import for tracebacks, secrets, archives, shells and other
programs; with what they import in turn, OpenSSL among it, a twentieth of the time of `calc`.
"""

_HAVE_A_SAY_AT_THE_END = ("cProfile", "coverage", "multiprocessing", "profile")
"""Modules that, where somebody has loaded them, have something to finish when Python ends."""


def _leave(code: int) -> None:
    """Leave without taking apart what the system frees at once; a fortieth of the time of `calc`."""
    if not sys.modules.keys().isdisjoint(_HAVE_A_SAY_AT_THE_END):
        sys.exit(code)
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            pass  # whoever read it is gone, and that is told already
    os._exit(code)


if __name__ == "__main__":
    main()
