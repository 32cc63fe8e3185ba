"""Sections that most files leave out: their models are loaded where a file states them."""

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, cast

from pydantic_core import CoreSchema, core_schema

from omsrisk.scenario.documents.nodes import JsonObject, Plain

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler

    from omsrisk.scenario.schema.limits import Limits
    from omsrisk.scenario.schema.priced.section import Section


class _Later:
    """
    Validates by what is imported when the first file states it.

    Start-up is all imports, and to build the models of everything that a file could say takes longer
    than to price what most of them do say.

    Args:
        module: The module of what validates.
        name: Its name there.
    """

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    @cached_property
    def _loaded(self) -> object:
        loaded: object = getattr(import_module(self._module), self._name)
        return loaded

    def take(self, value: Plain) -> object:
        """Take what is stated."""
        raise NotImplementedError

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)


class LaterSection(_Later):
    """Validates a section by its model."""

    @property
    def model(self) -> "type[Section]":
        """The model, imported now."""
        return cast("type[Section]", self._loaded)

    def take(self, value: Plain) -> "Section":
        """
        Take a section.

        Raises:
            ValidationError: The model finds something wrong; pydantic tells it at its place.
        """
        return self.model.model_validate(value)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, handler: "GetJsonSchemaHandler"
    ) -> JsonObject:
        """Describe what the model describes, under the name of the model."""
        model = self.model
        model.model_rebuild()
        whole = model.__pydantic_core_schema__
        parts = whole["definitions"] if whole["type"] == "definitions" else []
        section = whole["schema"] if whole["type"] == "definitions" else whole
        # spelt as pydantic does: a model that stands at two keys is described once
        name = f"{model.__module__}.{model.__qualname__}:{id(model)}"
        here = core_schema.definition_reference_schema(name)
        named: CoreSchema = {**section, "ref": name}
        return handler(core_schema.definitions_schema(here, [*parts, named]))


class LaterLimits(_Later):
    """Validates limits by what reads them."""

    def take(self, value: Plain) -> object:
        """
        Take limits.

        Raises:
            PydanticCustomError: The reader finds something wrong.
        """
        return self._reader.take(value)

    @property
    def _reader(self) -> "Limits":
        return cast("Limits", self._loaded)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: object) -> JsonObject:
        """Describe what the reader takes."""
        return self._reader.__get_pydantic_json_schema__(schema, handler)


def later(module: str, name: str) -> object:
    """
    Stand for a model that is imported when the first file states it.

    Args:
        module: The module of the model.
        name: Its name there.
    """
    return Annotated[object, LaterSection(module, name)]
