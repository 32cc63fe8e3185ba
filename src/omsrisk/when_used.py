"""Modules that are named at each start and hardly ever needed: they are loaded when they are used."""

import sys
from importlib.util import find_spec, module_from_spec
from types import ModuleType


class _WhenUsed(ModuleType):
    """A module that runs when something is looked up in it for the first time."""

    def __getattr__(self, name: str) -> object:
        """Run the module, which is as any other from then on."""
        self.__class__ = ModuleType  # type: ignore[assignment]  # which it is, and more
        if self.__spec__ is not None and self.__spec__.loader is not None:
            self.__spec__.loader.exec_module(self)
        found: object = getattr(self, name)
        return found


def load_when_used(*names: str) -> None:
    """
    Put off what importing modules takes, where one names them and hardly ever uses them.

    `import X` is then done at once, anywhere; `from X import y` loads the module as always. What is
    loaded already, or not there, stays as it is.

    Args:
        names: Such as `subprocess`.
    """
    for name in names:
        spec = None if name in sys.modules else find_spec(name)
        if spec is not None:
            module = module_from_spec(spec)
            module.__class__ = _WhenUsed
            sys.modules[name] = module
