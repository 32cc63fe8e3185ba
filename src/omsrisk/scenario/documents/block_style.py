"""Block style: the events of one document as YAML with an entry a line."""

from collections.abc import Iterable

import yaml

_WIDE = 1 << 16


def in_block_style(events: Iterable[yaml.Event]) -> str:
    """
    Write one document, no line of it folded.

    Args:
        events: What stands in it.
    """
    whole = [
        yaml.StreamStartEvent(),
        yaml.DocumentStartEvent(explicit=False),
        *events,
        yaml.DocumentEndEvent(explicit=False),
        yaml.StreamEndEvent(),
    ]
    text: str = yaml.emit(whole, Dumper=yaml.SafeDumper, allow_unicode=True, width=_WIDE)
    return text
