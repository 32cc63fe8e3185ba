"""The report of `explain`: a formula, an input, a section, a metric or a finding code."""

from collections.abc import Iterator, Sequence

from omsrisk.analysis.explain import Explanation
from omsrisk.analysis.words import WORDS
from omsrisk.checks.changes.change_codes import CHANGE_CODES
from omsrisk.checks.policy.topics import policy_topics
from omsrisk.checks.rules import RULES
from omsrisk.core.formulas.formula import Basis, Formula
from omsrisk.core.pricing.case import Treatment
from omsrisk.core.pricing.catalogue import CATALOGUE
from omsrisk.core.pricing.declarations import Argument, ComputedArgument, KnownArgument, SeasonDays
from omsrisk.core.pricing.derived import BY_ID
from omsrisk.core.pricing.figures import MEMOS, TOTALS, Figure
from omsrisk.report.document import Block, Column, Document, Heading, Lines, Row, Sheet, Table, Title
from omsrisk.report.exposure import equations
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import TEXT, Many, Maybe, Named, member_of
from omsrisk.scenario.documents.codes import CODES, Code
from omsrisk.scenario.schema.paths import KeyShape, KnownInput, known_inputs, shapes_of
from omsrisk.scenario.schema.quantities import Range
from omsrisk.scenario.schema.scenario_file import ScenarioFile

_TREATMENTS = {
    "extensive": "split by the share of orders",
    "intensive": "inherited as it stands",
    "shared": "charged once for the whole roll-out",
}


def document(explanation: Explanation) -> Document:
    """Report what a topic means."""
    blocks = tuple(_blocks(explanation))
    rows = tuple(
        Row((explanation.topic, line))
        for block in blocks
        if isinstance(block, Lines)
        for line in block.lines
    )
    return Document(
        blocks, EXPLANATION.plain(explanation, 0), Sheet((Column("topic"), Column("text")), rows)
    )


def _blocks(one: Explanation) -> Iterator[Block]:
    if one.code is not None:
        yield Title(f"{one.topic.upper()}: {one.code.title}")
        yield Lines(_code(one.code))
    if one.formula is not None:
        yield Title(f"{one.formula.label} ({one.formula.name})")
        yield Lines(tuple(_documentation(one.formula)))
        yield Lines(tuple(_formula_facts(one)))
    if one.figure is not None:
        yield Title(f"{one.figure.label} ({one.topic})")
        yield Lines((f"{one.topic} = {one.figure.meaning}",))
    if one.known is not None:
        yield Title(one.topic)
        yield Lines(tuple(_input_facts(one.known)))
    if one.word:
        yield Title(one.word)
        yield Lines((WORDS[one.word],))
    if one.key is not None:
        yield Title("In a file" if one.word else one.topic)
        words = (f"One of: {', '.join(one.key.words)}",) if one.key.words else ()
        yield Lines((one.key.description, *words))
    if one.section:
        yield Title(f"Keys of `{one.topic}`")
        yield Lines((one.section_text,))
        yield _keys(one.section)
    if one.stands_at:
        if not (one.known or one.key or one.section):
            yield Title(one.topic)
        yield Heading(("It stands at",))
        if len({meaning for _, meaning in one.stands_at}) == 1:  # it is told already
            yield Lines(tuple(path for path, _ in one.stands_at))
        else:
            yield Table(
                (Column("path", whole=True), Column("meaning", stretch=True)),
                tuple(Row(place) for place in one.stands_at),
            )


def _code(code: Code) -> tuple[str, ...]:
    wrong = [f"    {line}" for line in code.wrong.splitlines()]
    right = [f"    {line}" for line in code.right.splitlines()]
    return (code.reason, "", "Refused:", *wrong, "", "Accepted:", *right)


def _documentation(formula: Formula) -> Iterator[str]:
    """Return what is written of a formula in an analyst's words."""
    words = {"Args:": "Inputs:", "Returns:": "Result:"}
    in_example = False
    for line in _paragraphs(formula.documentation):
        if line.startswith((">>>", "...")) and not in_example:
            yield "Example:"
            in_example = True
        if line.startswith(">>> from "):
            continue
        plain = line.removeprefix(">>> ").removeprefix("...").strip()
        yield f"    {plain}" if in_example and line else words.get(line, line)


def _paragraphs(text: str) -> list[str]:
    """Join the lines of a paragraph, which are as long as a line of code may be."""
    kept: list[str] = []
    for line in text.splitlines():
        is_text = bool(line) and not line.startswith((" ", ">>>", "..."))
        if kept and is_text and kept[-1][:1].strip() and kept[-1][-1:] not in {":", "."}:
            kept[-1] += f" {line}"
        else:
            kept.append(line)
    return kept


def _formula_facts(one: Explanation) -> Iterator[str]:
    formula = one.formula
    assert formula is not None  # noqa: S101 - the caller has looked
    yield f"Source: {formula.source}"
    if formula.basis is not None:
        yield f"Basis: {formula.basis}"
    if one.line is not None:
        yield f"Line: {one.line.id}, in the group {one.line.group}"
        if one.line.arguments:
            yield "Taken from:"
        for name, argument in one.line.arguments.items():
            yield f"    {name.replace('_', ' ')}: {argument_in_words(argument)}"


def argument_in_words(argument: Argument) -> str:
    """Say where an argument of a formula comes from."""
    if isinstance(argument, SeasonDays):
        caught_up = f"; with {argument.capacity}, until all is caught up"
        told = f"{argument.path}, weighted by the season where there is one"
        return told + caught_up * bool(argument.capacity)
    if isinstance(argument, KnownArgument):
        return argument.note
    if isinstance(argument, ComputedArgument):
        inner = ", ".join(argument_in_words(one) for one in argument.arguments.values())
        first = f"{argument.unless}, else " if argument.unless else ""
        return f"{first}{argument.formula.name} of {inner}"
    paths = ", else ".join(argument.paths)
    if argument.follows:
        paths += f", weighted by the season with {argument.follows}"
    return paths if argument.default is None else f"{paths}, else {argument.default}"


def _input_facts(known: KnownInput) -> Iterator[str]:
    declaration = known.declaration
    yield declaration.description
    yield ""
    yield f"Path:    {known.path}"
    yield f"Kind:    {known.kind.name}, {known.kind.bounds}"
    yield f"Unit:    {declaration.unit}"
    yield f"Phases:  {known.phases}: {_TREATMENTS[known.phases]}"
    yield f"Example: {known.path.rpartition('.')[2]}: {declaration.example}"
    found = declaration.documented
    if found is not None:
        yield ""
        yield f"Found in practice: {found}, most likely {found.likely}"
        yield f"    from: {found.basis}"
        yield f"    confidence: {found.grade}; information, never a default"


def _keys(shapes: tuple[KeyShape, ...]) -> Table:
    rows = tuple(
        Row((shape.key, shape.declaration.unit if shape.declaration else "", shape.description))
        for shape in shapes
    )
    return Table((Column("key", whole=True), Column("unit"), Column("meaning", stretch=True)), rows)


def index() -> Document:
    """Report every topic there is."""
    inputs = tuple(
        Row((known.path, known.declaration.unit, known.declaration.description))
        for known in known_inputs().values()
    )
    lines = {kind.formula.name: line_id for line_id, kind in BY_ID.items()}
    formulas = tuple(
        Row((one.name, lines.get(one.name, ""), equations.in_words(one))) for one in CATALOGUE
    )
    metrics = tuple(Row((name, "", figure.meaning)) for name, figure in (TOTALS | MEMOS).items())
    sections = tuple(
        Row((key, "", shape.description))
        for key, shape in shapes_of(ScenarioFile).items()
        if shape.below is not None
    )
    codes = tuple(Row((code, "", one.title)) for code, one in (CODES | CHANGE_CODES).items())
    rules = tuple(Row((one.code, one.severity.value, one.name)) for one in RULES)
    policy = tuple(Row((topic, "", one.description)) for topic, one in policy_topics().items())
    words = tuple(Row((word, "", meaning)) for word, meaning in WORDS.items())
    parts = {
        "Formulas": (("formula", "line", "equation"), formulas),
        "Metrics": (("metric", "", "meaning"), metrics),
        "Sections": (("section", "", "meaning"), sections),
        "Inputs": (("path", "unit", "meaning"), inputs),
        "Finding codes": (("code", "", "meaning"), codes),
        "Rules": (("code", "severity", "meaning"), rules),
        "Policy": (("key", "", "meaning"), policy),
        "Words": (("word", "", "meaning"), words),
    }
    blocks: list[Block] = [Title("omsrisk explain TOPIC")]
    for head, (titles, rows) in parts.items():
        columns = (
            Column(titles[0], whole=True),
            Column(titles[1], give_way=1),
            Column(titles[2]),
        )
        blocks += [Heading((head,)), Table(columns, rows)]
    every = tuple(
        Row((head.lower(), *row.cells)) for head, (_, rows) in parts.items() for row in rows
    )
    names = [str(row.cells[0]) for _, rows in parts.values() for row in rows]
    sheet = Sheet((Column("of"), Column("topic"), Column("unit"), Column("meaning")), every)
    return Document(blocks, INDEX.plain(names, 0), sheet)


_FORMULA = Records[Formula](
    "formula",
    "A formula.",
    Field("name", "Its name.", TEXT),
    Field("label", "What reports call it.", TEXT),
    Field("equation", "The equation in words.", TEXT, equations.in_words),
    Field("units", "The unit of each input.", Named(TEXT)),
    Field("result", "The unit of its result.", TEXT),
    Field("source", "Where it comes from.", TEXT),
    Field("basis", "What kind of money it is.", Maybe(member_of(Basis))),
)
_METRIC = Records[Figure](
    "explained_metric",
    "A metric.",
    Field("label", "What reports call it.", TEXT),
    Field("meaning", "What it means.", TEXT),
)
_DOCUMENTED = Records[Range](
    "documented_range",
    "A range that was found in practice: information, never a default.",
    Field("low", "Its low end, as it would be written.", TEXT),
    Field("likely", "Its most likely value.", TEXT),
    Field("high", "Its high end.", TEXT),
    Field("basis", "What it rests on.", TEXT),
    Field("confidence", "How far it can be trusted.", TEXT, "grade"),
    Field("currency", "Of money: in which.", Maybe(TEXT), lambda one: one.currency or None),
)
_KNOWN = Records[KnownInput](
    "explained_input",
    "An input.",
    Field("path", "Its path.", TEXT),
    Field("kind", "What kind of number it is.", TEXT, "kind.name"),
    Field("unit", "Its unit.", TEXT, "declaration.unit"),
    Field("bounds", "What values it takes.", TEXT, "kind.bounds"),
    Field("phases", "How phases treat it.", member_of(Treatment)),
    Field("description", "What it means.", TEXT, "declaration.description"),
    Field("example", "As it would be written.", TEXT, "declaration.example"),
    Field("documented", _DOCUMENTED.says, Maybe(_DOCUMENTED), "declaration.documented"),
)
_KEY = Records[KeyShape](
    "explained_key",
    "A key of a file.",
    Field("meaning", "What it means.", TEXT, "description"),
    Field("words", "What it must be one of.", Maybe(Many(TEXT)), lambda one: one.words or None),
)
_KEY_OF = Records[KeyShape](
    "key_of_a_section",
    "A key of a section.",
    Field("key", "The key.", TEXT),
    Field("meaning", "What it means.", TEXT, "description"),
)
_CODE = Records[Code](
    "explained_code",
    "A finding code.",
    Field("title", "In a few words.", TEXT),
    Field("reason", "Why it matters.", TEXT),
    Field("wrong", "What is refused.", TEXT),
    Field("right", "What is accepted.", TEXT),
)
EXPLANATION = Records[Explanation](
    "explanation",
    "What a topic means; null where it is not of that kind.",
    Field("topic", "What was asked.", TEXT),
    Field("formula", "The formula.", Maybe(_FORMULA)),
    Field("metric", "The metric.", Maybe(_METRIC), "figure"),
    Field("input", "The input.", Maybe(_KNOWN), "known"),
    Field("key", "The key.", Maybe(_KEY)),
    Field("keys", "The keys of the section.", Many(_KEY_OF), "section"),
    Field("code", "The finding code.", Maybe(_CODE)),
    Field(
        "word",
        "What a word of the reports means.",
        Maybe(TEXT),
        lambda one: WORDS[one.word] if one.word else None,
    ),
    Field(
        "stands_at",
        "Where a key stands that is asked for by itself: its paths.",
        Many(TEXT),
        lambda one: [path for path, _ in one.stands_at],
    ),
)
INDEX = Records[Sequence[str]](
    "topics",
    "Every topic there is.",
    Field("topics", "What can be asked.", Many(TEXT), lambda names: names),
)
