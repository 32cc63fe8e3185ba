"""What sections and the elements of lists are, and how phases treat what they state."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from omsrisk.core.pricing.case import Treatment

SPLIT = Treatment.EXTENSIVE
ONCE = Treatment.SHARED


class Section(BaseModel):
    """A part of the scenario file: a map of known keys, merged key by key."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Element(Section):
    """An element of a list, known by its name."""

    name_key: ClassVar[str] = "name"

    @property
    def element_name(self) -> str | None:
        """The name that paths and ids are made from."""
        name: str | None = getattr(self, self.name_key)
        return name

    @classmethod
    def name_written(cls, written: str | None) -> str | None:
        """Return the name of an element with this under its `name_key`; None where it has none."""
        return written
