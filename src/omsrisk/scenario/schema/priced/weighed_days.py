"""What the windows of days have alike."""

from typing import TYPE_CHECKING

from omsrisk.scenario.schema.later import later

if TYPE_CHECKING:
    from omsrisk.scenario.schema.priced.course import CoursePart
else:
    CoursePart = later("omsrisk.scenario.schema.priced.course", "CoursePart")


Course = tuple[CoursePart, ...] | None
"""How much each day of a window counts, in order; without one, as much as the others."""

COURSE_TOLD = (
    "How much each day counts, from the go-live on: the stated values are those of days of index 1."
)
