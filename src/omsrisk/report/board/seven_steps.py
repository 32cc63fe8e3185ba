"""The seven steps of the checklist: how far each is, who does it, until when."""

from collections.abc import Iterator

from omsrisk.analysis.assess import Assessment
from omsrisk.report import numbers
from omsrisk.report.document import Block, Column, Lines, Row, Table
from omsrisk.scenario.schema.checklist import Checklist, Step


def seven_steps(assessment: Assessment) -> Iterator[Block]:
    """
    List the steps, in the order of the source.

    Args:
        assessment: The roll-out.
    """
    checklist: Checklist | None = getattr(assessment.scenario.content, "checklist", None)
    if checklist is None:
        yield Lines(("There is no checklist of the seven steps.",))
        return
    rows = []
    for name, field in Checklist.model_fields.items():
        step: Step | None = getattr(checklist, name)
        what = (field.description or "").rstrip(".")
        if step is None:
            rows.append(Row((what, "not on the checklist", "-", "-", "-")))
            continue
        due = "-" if step.due is None else numbers.day(step.due)
        status = (step.status or "-").replace("_", " ")
        shown = "; ".join(step.evidence or ()) or "-"
        rows.append(Row((what, status, step.owner or "-", due, shown)))
    heads = ("step", "status", "owner", "due", "what shows it")
    yield Table(tuple(map(Column, heads)), tuple(rows))
