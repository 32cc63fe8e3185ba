"""Comments on pull requests: any document, of a size that a forge takes."""

from decimal import Decimal

from omsrisk.report.document import Column, Digest, Document, Folded, Lines, Row, Sheet, Table, Title
from omsrisk.report.formats.output_formats import render
from omsrisk.report.formats.to_comment import MOST_BYTES
from tests.support.hostile_results import as_markdown, report

NOTHING = Sheet((), ())


def comment(document: Document) -> str:
    """Write it as a comment."""
    return "".join(render(document, "comment"))


def test_document_without_a_digest_is_its_markdown() -> None:
    """A result of any command can stand in a pull request."""
    assert comment(report()) == as_markdown(report())


def test_what_is_too_long_is_cut_between_rows() -> None:
    """A forge refuses a comment that is too long: it ends with a whole row, and says so."""
    rows = (Row((f"row {at} " + "x" * 100, Decimal(at))) for at in range(1_000))
    columns = (Column("name"), Column("amount"))
    text = comment(Document((Title("Long"), Table(columns, rows)), {}, NOTHING))
    assert len(text.encode()) <= MOST_BYTES
    *_, last, empty, ending = text.splitlines()
    assert last.endswith(" |")
    assert (empty, ending) == ("", "The rest is too long for a comment.")


def test_digest_is_told_instead() -> None:
    """Where the beginning is not what matters most; texts in it are no markup."""
    digest = Digest(
        marker="cost-->",
        headline="Nothing changes for @everyone.",
        against="main",
        told=("A note.",),
        table=Table((Column("file"),), iter(())),
        folded=(Folded("<b>", ("a line",)),),
        rows_left="more.",
        folded_left="more.",
        ending="1 more.",
    )
    text = comment(Document((Lines(("never shown",)),), {}, NOTHING, digest))
    assert text == (
        "<!-- omsrisk:cost -->\n**Nothing changes for @&#8203;everyone.** against main\n\n> A note.\n"
        "\n<details><summary>&lt;b&gt;</summary>\n\n- a line\n\n</details>\n\n1 more.\n"
    )
