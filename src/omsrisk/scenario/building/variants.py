"""Variants: what if some values were others, said in the file and put over it as `--set` would."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from omsrisk.errors import UsageError
from omsrisk.scenario.building.merging import UnknownPathError, put
from omsrisk.scenario.documents.findings import Finding, Severity, at
from omsrisk.scenario.documents.nodes import List, Map, Scalar
from omsrisk.scenario.schema.choices import nearest
from omsrisk.scenario.schema.scenario_file import VARIANTS
from omsrisk.text import slug_of, visible

_FIGURE = re.compile(r"-?\d[\d.,]*")
_NOT_SET = ("extends", VARIANTS)
"""What is followed once, before anything is put over a file."""


class Variant(NamedTuple):
    """
    A variant that a file names.

    Attributes:
        slug: By which `FILE#SLUG` names it.
        name: As the author wrote it.
        settings: Values by input path, where the file says them.
    """

    slug: str
    name: str
    settings: Map

    @property
    def paths(self) -> tuple[str, ...]:
        """The input paths that it sets, in order."""
        return tuple(self.settings.entries)


def variants_of(document: Map) -> tuple[Variant, ...]:
    """
    List the variants of a merged document; what is not written as one is told where it is judged.

    Args:
        document: A file with its bases merged in.
    """
    written = document.entries.get(VARIANTS)
    found: dict[str, Variant] = {}
    for one in written.items if isinstance(written, List) else ():
        entries = one.entries if isinstance(one, Map) else {}
        name, settings = entries.get("name"), entries.get("set")
        if isinstance(name, Scalar) and isinstance(settings, Map) and (slug := slug_of(name.text)):
            found.setdefault(slug, Variant(slug, name.text, settings))
    return tuple(found.values())


def varied(document: Map, variant: Variant) -> tuple[Map, list[Finding]]:
    """
    Put what a variant sets over a document.

    Args:
        document: A file with its bases merged in.
        variant: One of its variants.

    Returns:
        The document without its variants, and which values could not be put there.
    """
    kept = {key: one for key, one in document.entries.items() if key != VARIANTS}
    result = document.like(kept, document.keys)
    findings = []
    for path, value in variant.settings.entries.items():
        refused = UnknownPathError(f"`{visible(path)}` is not a value of a scenario")
        if path.partition(".")[0] not in _NOT_SET:
            try:
                result = put(result, path, value)
                continue
            except UnknownPathError as error:
                refused = error
        place = variant.settings.keys.get(path, value)
        message = f"variant `{visible(variant.name)}`: {refused.message}"
        findings.append(at(place, "SCN321", message, path=path, hint=refused.hint))
    return result, findings


def asked_for(variants: Sequence[Variant], slug: str, file: str) -> Variant:
    """
    Find a variant by its name, as written or as a slug.

    Raises:
        UsageError: The file has no such variant.
    """
    wanted = slug_of(slug)
    for one in variants:
        if one.slug == wanted:
            return one
    known = tuple(one.slug for one in variants)
    there = f"there are: {', '.join(known)}" if known else "it has no `variants`"
    raise UsageError(
        f"{visible(file)} has no variant `{visible(slug)}`", nearest(wanted, known) or there
    )


def of_a_variant(name: str, found: Sequence[Finding], known: Sequence[Finding]) -> Iterator[Finding]:
    """
    Tell of a variant what is not true of the file as it stands.

    Args:
        name: What the variant is called.
        found: What is wrong or odd in it.
        known: What is wrong or odd in the file as it stands, and told already.
    """
    told = {without_figures(one) for one in known}
    yield from (one for one in named_as_its(name, found, known) if without_figures(one) not in told)


def named_as_its(name: str, found: Sequence[Finding], known: Sequence[Finding]) -> Iterator[Finding]:
    """
    Name the variant in what is found in it, and not in the file as it stands.

    Args:
        name: What the variant is called.
        found: What is wrong or odd in it.
        known: What is wrong or odd in the file as it stands.
    """
    told = {without_figures(one) for one in known}
    head = f"variant `{visible(name)}`: "
    for one in found:
        is_its = without_figures(one) not in told and not one.message.startswith(head)
        yield one._replace(message=f"{head}{one.message}") if is_its else one


def without_figures(one: Finding) -> tuple[str, Severity, str, str, str]:
    """
    Say what makes a finding of a variant that of its file.

    A rule that names an amount names another in each variant, and has found the same; the verdict on
    a limit is about the amount.
    """
    is_verdict = one.code.startswith("LIM") or not one.reason
    text = one.message if is_verdict else _FIGURE.sub("", one.message)
    return (one.code, one.severity, one.file, one.path, text)
