"""Text from files made safe to show: nothing in it can move a cursor or hide a character."""

import re

_INVISIBLE = (  # compiled where a text needs it: few do, and it takes as long as to price a file
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)

_NO_CELL = {"Mn", "Me"}
"""Categories of marks that stand over the character before them."""

_CI_COMMAND = r"^(?P<before>\s*):(?=:)|:(?=:[A-Za-z])|#(?P<second>#)(?=[\w.:-]*\[)"


def visible(text: str) -> str:
    r"""
    Write control, bidirectional and zero-width characters as escapes, so that a line stays a line.

    So is the start of a command that a CI runner would obey when it stands in a log.

    >>> print(visible("two\nlines \x1b[31m"))
    two\nlines \x1b[31m
    """
    if "::" in text or "##" in text:
        text = without_commands(text)
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_INVISIBLE, _escaped, text)


def without_commands(text: str) -> str:
    r"""
    Write the start of a command of a CI runner as an escape.

    GitHub takes `::error ...::` at the start of a line; a table may fold a name, and a name may stand
    behind what a runner strips, so no `::word` is left anywhere. GitHub's `##[error]`, Azure's
    `##vso[...]` and `##teamcity[...]` are obeyed in the middle of a line, too.

    >>> print(without_commands("a ##vso[task.setvariable]1 and ::add-mask::x"))
    a #\x23vso[task.setvariable]1 and \x3a:add-mask\x3a:x
    """
    if "::" not in text and "##" not in text:
        return text
    return re.sub(
        _CI_COMMAND,
        lambda found: "#\\x23" if found["second"] else f"{found['before'] or ''}\\x3a",
        text,
    )


def without_commands_in_json(text: str) -> str:
    r"""
    Write the start of a command of a CI runner in a JSON document as JSON's own escape.

    A program that reads the document gets every text as it was. Hashes stand in texts alone, and no
    line begins with `::`.

    >>> print(without_commands_in_json('{"name": "##vso[x]"}'))
    {"name": "#\u0023vso[x]"}
    """
    return text.replace("##", "#\\u0023") if "##" in text else text


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape", "surrogatepass").decode("ascii")


def cell_width(text: str) -> int:
    """
    Count the terminal cells of a text: two for wide characters, none for combining ones.

    >>> cell_width("abc"), cell_width("小売"), cell_width("e\u0301")
    (3, 4, 1)
    """
    if text.isascii():
        return len(text)
    import unicodedata  # which plain ASCII needs nothing of

    return sum(
        0
        if unicodedata.category(character) in _NO_CELL
        else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def counted(number: int, noun: str) -> str:
    """
    Say how many there are.

    >>> counted(1, "risk"), counted(1200, "risk")
    ('1 risk', '1,200 risks')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def slug_of(name: str) -> str:
    """
    Turn a name into what paths and ids write: letters, digits and `-`.

    >>> slug_of("ERP & Warehouse (EU)"), slug_of("Café"), slug_of("!?")
    ('erp-warehouse-eu', 'café', '')
    """
    folded = name.lower() if name.isascii() else _folded(name)
    if folded.isascii():
        return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    kept = "".join(character if character.isalnum() else "-" for character in folded)
    return re.sub(r"-+", "-", kept).strip("-")


def _folded(name: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", name).casefold()
