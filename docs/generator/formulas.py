"""The page of formulas: equation, units, source, example, and where the arguments come from."""

import re
from collections.abc import Iterator

from generator.markdown import block, code, page, table, text
from omsrisk.core.formulas.formula import Formula
from omsrisk.core.pricing.catalogue import CATALOGUE
from omsrisk.core.pricing.derived import BY_ID
from omsrisk.report.reference.explanation import argument_in_words

_INTRODUCTION = """\
Every formula of the model, in the order of the catalogue. Each is one pure function of `+`, `-` and
`x`: nothing is rounded, nothing is clipped. `[C]` and `[P]` are the [two
sources](../explanation/sources.md). The same texts are shown by `omsrisk explain NAME`."""


def formulas() -> str:
    """Write the page."""
    return page("Formulas", _INTRODUCTION, (_section(one) for one in CATALOGUE))


def _section(one: Formula) -> str:
    body, _, example = one.documentation.partition("\n>>> ")
    words, _, inputs = body.partition("\nArgs:\n")
    inputs, _, after = inputs.partition("\nReturns:\n")
    result, _, limits = after.partition("\n\n")
    meanings = dict(re.findall(r"^    (\w+): (.+?) \[[^\]]*\]\.?$", inputs, re.MULTILINE))
    summary, _, equation = words.strip().partition("\n\n")
    return "\n\n".join(
        part
        for part in (
            f"## {one.name}",
            f"**{text(one.label)}.** {text(summary)}",
            block(re.sub(r"(?m)^    ", "", equation)),
            table(
                ["argument", "unit", "meaning"],
                [
                    [name.replace("_", " "), code(unit), text(meanings.get(name, ""))]
                    for name, unit in one.units.items()
                ],
            ),
            f"Result: {text(result.strip())}",
            text(limits.strip()),
            "\n".join(_facts(one)),
            block(f">>> {example}", "pycon") if example else "",
        )
        if part
    )


def _facts(one: Formula) -> Iterator[str]:
    yield f"- Source: {text(one.source)}"
    if one.basis is not None:
        yield f"- Kind of money: {one.basis}"
    for line_id, line in BY_ID.items():
        if line.formula is one:
            yield f"- Line: {code(line_id)}, in the group {code(line.group)}"
            for name, argument in line.arguments.items():
                yield f"    - {name.replace('_', ' ')}: {text(argument_in_words(argument))}"
