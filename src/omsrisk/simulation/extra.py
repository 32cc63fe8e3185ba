"""Extras: packages that only some questions need, and what to do where one is missing."""

from importlib import import_module

from omsrisk.errors import OmsriskError


class MissingExtraError(OmsriskError):
    """A package that only some questions need is not installed."""


def require(package: str, what: str, extra: str) -> None:
    """
    See that a package is there, before a module that imports it is.

    Args:
        package: By the name that it is imported by.
        what: What needs it, as the beginning of a sentence.
        extra: The extra of omsrisk that brings it.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        import_module(package)
    except ImportError:
        raise MissingExtraError(
            f"{what} needs {package}, which is not installed", f"pip install 'omsrisk[{extra}]'"
        ) from None


def require_numpy() -> None:
    """
    See that numpy is there, before a module that imports it is.

    Raises:
        MissingExtraError: It is not installed.
    """
    require("numpy", "a simulation", "simulation")
