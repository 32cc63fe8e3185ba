"""The extra that simulation needs, and what to do where it is missing."""

from importlib import import_module

from omsrisk.errors import OmsriskError


class MissingExtraError(OmsriskError):
    """A package that only some questions need is not installed."""


def require_numpy() -> None:
    """
    See that numpy is there, before a module that imports it is.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        import_module("numpy")
    except ImportError:
        raise MissingExtraError(
            "a simulation needs numpy, which is not installed",
            "pip install 'omsrisk[simulation]'",
        ) from None
