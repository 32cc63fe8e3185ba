"""Modules that are named at each start and hardly ever needed: they are loaded when they are used."""

import sys
from _thread import RLock
from importlib.util import find_spec, module_from_spec
from types import ModuleType

_RUNNING = RLock()
"""Who looks something up while another thread runs the module waits until all of it is there."""

_PUT_OFF = "__put_off__"


class _WhenUsed(ModuleType):
    """A module that runs when something is looked up in it for the first time."""

    def __getattr__(self, name: str) -> object:
        """Run the module, which is as any other from then on."""
        with _RUNNING:
            spec = self.__dict__.pop(_PUT_OFF, None)
            if spec is not None:  # else it is running: it looks for something in itself
                spec.loader.exec_module(self)
                self.__class__ = ModuleType  # type: ignore[assignment]  # which it is, and more
            found: object = ModuleType.__getattribute__(self, name)
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
        if spec is not None and spec.loader is not None:
            module = module_from_spec(spec)
            module.__dict__[_PUT_OFF] = spec
            module.__class__ = _WhenUsed
            sys.modules[name] = module
