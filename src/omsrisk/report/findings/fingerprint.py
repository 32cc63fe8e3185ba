"""What makes a finding the same finding in the next run, though lines have moved."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from json.encoder import encode_basestring_ascii

from omsrisk.scenario.documents.findings import Finding
from omsrisk.scenario.reading.files import plain_name


def fingerprints(findings: Iterable[Finding]) -> Iterator[str]:
    """
    Tell findings apart by code, file, path and message.

    No line is in it, so that a line put in above does not make all findings below new ones. What
    is found twice over is counted.

    Yields:
        For each finding 64 hexadecimal digits that no other finding of the run has.
    """
    seen: dict[tuple[str, ...], int] = {}
    name = lru_cache(maxsize=1)(plain_name)  # of the same file until the next
    for one in findings:
        identity = (one.code, name(one.file) or ".", one.path, one.message)
        number = seen[identity] = seen.get(identity, 0) + 1
        yield fingerprint(*identity, str(number))


def fingerprint(*parts: str) -> str:
    """Digest texts; where one ends and the next begins makes a difference."""
    listed = ", ".join(map(encode_basestring_ascii, parts))  # as `json.dumps` writes a list of texts
    return sha256(f"[{listed}]".encode("ascii")).hexdigest()
