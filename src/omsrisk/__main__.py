"""The entry point: it answers `--version` before it imports anything."""

import gc
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
    from omsrisk.cli.app import run

    sys.exit(run())


if __name__ == "__main__":
    main()
