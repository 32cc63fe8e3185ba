"""Where the project's pages are, and which of them says more about a finding."""

HOMEPAGE = "https://github.com/omsrisk/omsrisk"
"""As in pyproject.toml."""

_FAMILIES = {
    "SCN": ("format", "findings"),
    "EXP": ("exposure", "rules"),
    "GOV": ("governance", "rules"),
    "PLN": ("planning", "rules"),
    "CHK": ("checklist", "rules"),
    "MIT": ("mitigations", "rules"),
    "GAP": ("gaps", "rules"),
    "LIM": ("limits", "rules"),
    "WVR": ("waivers", "rules"),
    "GAT": ("change", "findings"),
    "POL": ("policy", "findings"),
}
"""Of each family of codes: a word for it, and the page of the reference that has them."""

_ANY = ("rules", "rules")


def tags_of(code: str) -> tuple[str, ...]:
    """
    Name the family of a code in a word, for pages that filter by it.

    >>> tags_of("GOV006")
    ('governance',)
    """
    return (_FAMILIES.get(code[:3], _ANY)[0],)


def help_page(code: str, version: str) -> str:
    """
    Return the page that says more: the reference, as it was at the release.

    >>> help_page("GOV006", "1.2.0")
    'https://github.com/omsrisk/omsrisk/blob/v1.2.0/docs/reference/rules.md#gov006'
    """
    page = _FAMILIES.get(code[:3], _ANY)[1]
    return f"{HOMEPAGE}/blob/v{version}/docs/reference/{page}.md#{code.lower()}"
