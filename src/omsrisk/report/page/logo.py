"""A logo: a small picture inside the page, so that nothing is loaded."""

import base64
import re

from omsrisk.errors import UsageError

MOST_LOGO_BYTES = 50_000
"""A page is to fit an e-mail with its logo."""

_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)
_SVG = (b"<svg", b"<?xml")


_LINKED = re.compile(
    rb"""<!ENTITY|@import|<\?xml-stylesheet
    |\b(?:href|src)\s*=\s*["']?\s*(?!["']?(?:data:|\#))
    |url\(\s*["']?\s*(?!["']?(?:data:|\#))""",
    re.IGNORECASE | re.VERBOSE,
)
"""What names something that is not in the picture; who sets a page on paper would look for it."""


def logo_of(name: str, content: bytes) -> str:
    """
    Write a picture as the address of an image that holds all of itself.

    A picture that is shown as an image runs no script and loads nothing, whatever stands in it.

    Args:
        name: Its file, for a message.
        content: Its bytes.

    Raises:
        UsageError: It is too large, is not a picture of a known kind, or takes in other files.
    """
    if len(content) > MOST_LOGO_BYTES:
        most = f"{MOST_LOGO_BYTES:,}"
        raise UsageError(f"the logo {name} is larger than {most} bytes", "take a smaller picture")
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    kind = next((kind for mark, kind in _KINDS if content.startswith(mark)), "")
    if not kind and start.startswith(_SVG) and b"<svg" in start:
        kind = "image/svg+xml"
        if _LINKED.search(content.replace(b"\0", b"")):  # UTF-16 is not hidden from it
            raise UsageError(
                f"the logo {name} takes in another file", "put all of the picture into the one file"
            )
    if not kind:
        raise UsageError(f"the logo {name} is not a picture", "a PNG, JPEG, GIF or SVG file will do")
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
