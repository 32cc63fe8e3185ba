"""Where the project's pages are, and which of them says more about a finding."""

HOMEPAGE = "https://github.com/omsrisk/omsrisk"
"""As in pyproject.toml."""

_FAMILIES = {
    "SCN": ("format", "what-is-wrong-with-my-file"),
    "EXP": ("exposure", "what-is-computed"),
    "GOV": ("governance", "does-the-plan-hold"),
    "PLN": ("planning", "when-should-we-go-live"),
    "CHK": ("checklist", "does-the-plan-hold"),
    "MIT": ("mitigations", "what-should-we-pay-for-first"),
    "GAP": ("gaps", "what-should-we-pay-for-first"),
    "LIM": ("limits", "put-your-business-case-under-ci"),
    "WVR": ("waivers", "does-the-plan-hold"),
    "GAT": ("change", "what-does-a-change-cost"),
    "POL": ("policy", "put-your-business-case-under-ci"),
}
"""Of each family of codes: a word for it, and the section of the README about it."""

_ANY = ("rules", "does-the-plan-hold")


def tags_of(code: str) -> tuple[str, ...]:
    """
    Name the family of a code in a word, for pages that filter by it.

    >>> tags_of("GOV006")
    ('governance',)
    """
    return (_FAMILIES.get(code[:3], _ANY)[0],)


def help_page(code: str, version: str) -> str:
    """
    Return the page that says more: the README, as it was at the release.

    >>> help_page("GOV006", "1.2.0")
    'https://github.com/omsrisk/omsrisk/blob/v1.2.0/README.md#does-the-plan-hold'
    """
    section = _FAMILIES.get(code[:3], _ANY)[1]
    return f"{HOMEPAGE}/blob/v{version}/README.md#{section}"
