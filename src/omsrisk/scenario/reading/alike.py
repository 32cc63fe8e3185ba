"""
Reading texts that are alike: that differ from one read before in digits and plain words alone.

Files that come in thousands are often of one form, with numbers and names of their own. What a parser
finds in the first of them, it finds in each: the same nodes with the same keys, on the same lines. So
the first is parsed, and the others are cut into nodes by its form.
"""

from omsrisk.scenario.documents.nodes import Node, Origin
from omsrisk.scenario.reading.document_forms import DocumentForm, form_of, without_values
from omsrisk.scenario.reading.reader import decoded, parse

_FORMS_KEPT = 256
_KNOWN_BY_SIGHT = 4_096
_LONGEST = 1 << 16
"""Bytes of a text that is kept as a form."""


class LikeTexts:
    """Reads text after text, and parses what is unlike those before it."""

    def __init__(self) -> None:
        self._forms: dict[bytes, DocumentForm | None] = {}
        self._seen: set[int] = set()

    def read(self, name: str, content: bytes) -> Node:
        """
        Read the one YAML document of a file, as `reader.read` does.

        Args:
            name: The file, as the user named it.
            content: Its bytes.

        Raises:
            UnreadableError: It is no text, too large, not YAML, or uses what is refused.
        """
        if len(content) > _LONGEST:
            return parse(Origin(name, decoded(name, content)))
        around = without_values(content)
        form = self._forms.get(around)
        if form is not None:
            return form.filled(name, content)
        root = parse(Origin(name, decoded(name, content)))
        if self._is_worth_a_form(around):
            self._forms[around] = form_of(root, content)
        return root

    def _is_worth_a_form(self, around: bytes) -> bool:
        """Whether a text like this was read before: to make a form takes longer than to parse."""
        if around in self._forms:
            return False  # it has none
        key = hash(around)
        if key not in self._seen:
            if len(self._seen) >= _KNOWN_BY_SIGHT:
                self._seen.clear()
            self._seen.add(key)
            return False
        if len(self._forms) >= _FORMS_KEPT:
            self._forms.clear()
        return True
