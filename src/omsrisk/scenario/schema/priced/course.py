"""The course of a window: how much each of its days counts."""

from typing import Annotated, ClassVar

from pydantic import Field

from omsrisk.scenario.documents.places import UNTIL_DAY, name_of_course_part
from omsrisk.scenario.over_time.day_of_window import DayOfWindow
from omsrisk.scenario.schema.priced.section import Element
from omsrisk.scenario.schema.quantities import Count, declared


class CoursePart(Element):
    """A part of a course over time: what one of its days counts as, where 1 is a day as stated."""

    name_key: ClassVar[str] = UNTIL_DAY

    until_day: Annotated[int | None, DayOfWindow()] = Field(
        default=None,
        description="Its last day, counted from the go-live; the last part has none and goes on.",
    )
    index: Count = declared(
        "Level", "What one of its days counts as; 1 is a day as stated.", "level", "0.2"
    )

    @property
    def element_name(self) -> str | None:
        """The name that paths are made from, such as `until day 7`."""
        return name_of_course_part(self.until_day)

    @classmethod
    def name_written(cls, written: str | None) -> str | None:
        """Return the name of a part with this as its last day."""
        return name_of_course_part(written)
