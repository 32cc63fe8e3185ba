"""The findings that every reporter is tested with: texts and names that try to be more than that."""

from omsrisk.cli.check_tally import NOTHING_CHECKED
from omsrisk.report.findings.findings_report import FindingsReport, Meaning
from omsrisk.scenario.documents.findings import Finding, Severity

PLAIN = "cases/plain.yaml"
CLEAN = "cases/clean.yaml"
SPACED = "Fälle & more/großer Umzug #2 100%.yaml"
FORGED = "::error file=a.yaml::forged,title=x\n::error::two.yaml"
STDIN = "<stdin>"
FILES = (PLAIN, CLEAN, SPACED, FORGED, STDIN)

HOSTILE = [  # message, why it is there
    ("unknown key `a | b <img src=x onerror=alert(1)> &amp;`", "tables and HTML"),
    ("two\nlines\r\n::error file=b.yaml,line=1::forged", "a command of GitHub on a line of its own"),
    ("##[error]forged ::warning::forged", "commands within a line"),
    ("100%0A::error::forged %25 {0} {name} %s $(id)", "escapes and placeholders"),
    ("\x1b[31mred\x1b[0m \x07 \x00 \x7f \x9b", "control characters"),
    ("right to left \u202etxt.yaml\u2066 zero\u200bwidth \u2028 line", "what cannot be seen"),
    ("]]> <![CDATA[ --> <?xml?> </failure><testcase name='x'/> \ufffe \uffff", "XML"),
    ("\"quotes\" and 'quotes' and \\ and `ticks`", "quotes"),
    ("[click](https://example.invalid) [here](1) @everyone #1", "links and mentions"),
    ("emoji \U0001f600 小売 e\u0301 caf\udce9", "wide, combining and broken characters"),
    ("=cmd|' /C calc'!A0", "a formula"),
]

MEANINGS = {
    "SCN102": Meaning("Unknown key", "A key that is not read changes nothing.", "Mend the key."),
    "SCN002": Meaning("File too large", "A file of that size is not written by hand."),
    "SCN307": Meaning("Phase keeps its own value", "A value given to all does not reach it."),
    "GOV006": Meaning(
        "Decision without a stop_rule: <b>", "Who stops, and when?", "Add `a`, or {b}.", "[C] 7"
    ),
}


def report() -> FindingsReport:
    """Report on five files: one clean, one with twelve errors and a repeat; and one not readable."""
    return FindingsReport(_findings(), FILES, MEANINGS, _summary(), _ERRORS)


def clean() -> FindingsReport:
    """Report on a file in which nothing is wrong."""
    summary = {**NOTHING_CHECKED, "files": 1}
    return FindingsReport((), (CLEAN,), {}, summary)


def _summary() -> dict[str, int]:
    levels = [one.severity for one in _findings()]
    return {
        **NOTHING_CHECKED,
        "files": len(FILES),
        "errors": levels.count(Severity.ERROR),
        "warnings": levels.count(Severity.WARNING),
        "invalid": 3,
        "violations": 2,
        "exit_code": 2,
    }


_ERRORS = (
    ("cannot read gone.yaml: no such file", "files of this folder: a.yaml"),
    ("cannot read ::error::\n::error::x <b>\x1b[31m", ""),
)


def _findings() -> tuple[Finding, ...]:
    error, warning, info = Severity
    many = [
        Finding("SCN102", error, text, PLAIN, line, 3, 16, f"orders.{line}", "a hint", source="[C] 1")
        for line, (text, _) in enumerate(HOSTILE, start=4)
    ]
    again = many[0]._replace(line=40)
    return (
        Finding("SCN307", info, "--set x.y: phases keep their own", path="x.y", hint="--set z"),
        *many,
        again,
        Finding("SCN002", error, "more than 1 MiB", SPACED, hint="split it"),
        Finding("GOV006", warning, "no decision", SPACED, 7, 1, 1, "decision", source="[C] 7"),
        Finding("GOV006", warning, "no decision", f"./{SPACED}", 9, 2, 8, "decision.\x1b<&>"),
        Finding("GOV006", error, "no decision", FORGED, 1, 1, 5),
        Finding("SCN102", info, "unknown", STDIN, 2, 5, 4),
        Finding("SCN102", info, "unknown", "caf\udce9.yaml", 2),
    )
