"""Sentences put into lines of the width that reports are written for."""

from collections.abc import Sequence

WIDTH = 80


def filled(clauses: Sequence[str]) -> tuple[str, ...]:
    """
    Put clauses into lines of at most 80 characters, and never break one.

    >>> filled(["a" * 50, "b" * 29, "c"])
    ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 'c')
    """
    lines = [clauses[0]]
    for clause in clauses[1:]:
        if len(lines[-1]) + 1 + len(clause) <= WIDTH:
            lines[-1] += f" {clause}"
        else:
            lines.append(clause)
    return tuple(lines)


def capital(text: str) -> str:
    """Begin a sentence with a text."""
    return text[:1].upper() + text[1:]
