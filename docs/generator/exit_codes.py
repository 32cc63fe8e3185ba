"""The page of exit codes."""

from generator.markdown import code, page, table
from omsrisk.cli.app import BUG, CLOSED_PIPE, CTRL_C, DID_NOT_RUN, DONE, SAYS_NO, TERMINATED

_INTRODUCTION = """\
Three answers that never mix: done, the file says no, did not run. No option changes what a code
means; `--fail-on` chooses only from which severity on a finding is a no. Where several hold, 2 wins
over 1, and what could be computed is still printed. `calc` shows an exceeded limit beside its line
and exits 0: limits are judged by `check`, and by `diff --fail-if-over`."""

_MEANINGS = {
    DONE: "Done; nothing was found at or above `--fail-on`.",
    SAYS_NO: "The file says no: a scenario is invalid, a rule is broken, a limit is exceeded, a "
    "target has no solution.",
    DID_NOT_RUN: "Did not run: wrong usage, a file that cannot be read, no file matched, an unknown "
    "path or git ref, an extra that is not installed, an output that cannot be written.",
    BUG: "A bug in omsrisk; `omsrisk --debug ...` shows the traceback to report.",
    CTRL_C: "Interrupted with Ctrl-C; no half-written file stays.",
    CLOSED_PIPE: "Nobody reads any more, as in `| head -1`: silent.",
    TERMINATED: "Ended from outside (SIGTERM).",
}


def exit_codes() -> str:
    """Write the page."""
    rows = [[code(number), meaning] for number, meaning in sorted(_MEANINGS.items())]
    return page("Exit codes", _INTRODUCTION, [table(["code", "meaning"], rows)])
