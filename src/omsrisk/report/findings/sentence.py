"""A finding in one sentence, for formats that have room for no more."""

from omsrisk.text import visible


def sentence(message: str, hint: str) -> str:
    """Say what is wrong, and what to do about it in brackets; it stays one line."""
    return visible(f"{message} ({hint})" if hint else message)
