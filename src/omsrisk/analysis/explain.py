"""What does a word of omsrisk mean? Formulas, inputs, metrics and finding codes, by name."""

from dataclasses import dataclass, replace

from omsrisk.analysis.words import WORDS, word_of
from omsrisk.core.distributions.distribution import KINDS
from omsrisk.core.formulas.formula import Formula
from omsrisk.core.pricing.case import PHASES
from omsrisk.core.pricing.catalogue import CATALOGUE, STABILISATION_ITEMS
from omsrisk.core.pricing.declarations import LineType
from omsrisk.core.pricing.derived import BY_ID
from omsrisk.core.pricing.figures import MEMOS, TOTALS, Figure, Statistic, statistic_of
from omsrisk.scenario.documents.codes import CODES, Code
from omsrisk.scenario.schema.choices import nearest
from omsrisk.scenario.schema.paths import (
    KeyShape,
    KnownInput,
    known_input,
    known_meanings,
    known_paths,
    shapes_of,
)
from omsrisk.scenario.schema.priced.section import Section
from omsrisk.scenario.schema.quantities import KEYS_OF_A_QUANTITY
from omsrisk.scenario.schema.scenario_file import ScenarioFile


@dataclass(frozen=True, slots=True)
class Explanation:
    """
    All that a topic means; one word can be a formula, a section and a metric.

    Attributes:
        topic: As it was asked for.
        formula: The formula of that name, or of the line of that name.
        line: The line, where the topic is one.
        figure: The total or memo.
        known: The input.
        section: The keys of the section.
        section_text: What the section is.
        code: The finding code.
        key: A key that is not a number: a text, a day, a word of a few.
        word: A word of the glossary, where the topic is nothing else.
        stands_at: Where a key stands that is asked for by itself: paths, with what it means there.
    """

    topic: str
    formula: Formula | None = None
    line: LineType | None = None
    figure: Figure | None = None
    known: KnownInput | None = None
    section: tuple[KeyShape, ...] = ()
    section_text: str = ""
    code: Code | None = None
    key: KeyShape | None = None
    word: str = ""
    stands_at: tuple[tuple[str, str], ...] = ()

    @property
    def found(self) -> bool:
        """Whether there is anything to say."""
        found = (self.formula, self.figure, self.known, self.section, self.code, self.key)
        return any(found) or bool(self.word or self.stands_at)


def explain(topic: str) -> Explanation:
    """
    Find what a word means.

    Args:
        topic: A formula, a line, an input path, a section, a metric or a finding code.
    """
    word = topic.strip()
    statistic = statistic_of(word)
    line = BY_ID.get(word) or BY_ID.get(f"{STABILISATION_ITEMS.section}.{word}")
    formula = line.formula if line else None
    if formula is None:
        names = {one.name: one for one in CATALOGUE}
        formula = names.get(word)
    section = _section(word)
    found = Explanation(
        topic=word,
        formula=formula,
        line=line,
        figure=TOTALS.get(word) or MEMOS.get(word) or _uncertain(statistic) or _spread(word),
        known=known_input(word),
        section=tuple(shapes_of(section).values()) if section else (),
        section_text=(section.__doc__ or "").strip() if section else "",
        code=CODES.get(word.upper()),
        key=_key(word),
    )
    if found.found:
        return found
    own = word_of(word)
    if own:
        return replace(found, word=own, key=_key_called(own))
    of_a_quantity = _of_a_quantity(word)
    if of_a_quantity is not None:
        return replace(found, figure=of_a_quantity)
    places = [path for path in known_paths() if word and path.endswith(f".{word}")]
    if not places:
        return found
    by_phase = {f"{PHASES}.*.{path}" for path in places}
    meanings = known_meanings()
    stands_at = tuple((path, meanings[path]) for path in places if path not in by_phase)
    if len({meaning for _, meaning in stands_at}) > 1:
        return replace(found, stands_at=stands_at)
    return replace(explain(stands_at[0][0]), topic=word, stands_at=stands_at)


def _of_a_quantity(word: str) -> Figure | None:
    """Say what a key of any number means that is not written as one value alone."""
    meaning = KEYS_OF_A_QUANTITY.get(word)
    return None if meaning is None else Figure("A key of any number", meaning)


def _key_called(word: str) -> KeyShape | None:
    """Find the key that a word is, wherever it stands, if it takes one of a few words itself."""
    paths = (path for path in known_paths() if word and path.endswith(f".{word}"))
    return next((key for key in map(_key, paths) if key is not None and key.words), None)


def _uncertain(asked: Statistic | None) -> Figure | None:
    """Say what is asked of an uncertain figure, such as `p90_net_exposure`."""
    figure = None if asked is None else TOTALS.get(asked.metric) or MEMOS.get(asked.metric)
    if asked is None or figure is None:
        return None
    if asked.percent is not None:
        label = f"P{asked.percent} of {_lower(figure.label)}"
        meaning = f"what it comes to at the most in {asked.percent} of 100 outcomes"
    elif asked.name == "mean":
        label, meaning = f"Mean of {_lower(figure.label)}", "its mean over all outcomes"
    else:
        label = f"Expected shortfall of {_lower(figure.label)}"
        meaning = "its mean in the dearest 5 of 100 outcomes"
    return Figure(
        label, f"{meaning}, as `simulate` tells it; {_lower(figure.label)}: {figure.meaning}"
    )


def _spread(word: str) -> Figure | None:
    """Say how a number that nobody knows is written, and what each distribution is."""
    if word in KINDS:
        return Figure(word.capitalize(), KINDS[word])
    return _SPREADS.get(word)


_SPREADS = {
    "range": Figure(
        "A range",
        "low, likely and high: `{low: 2, likely: 10, high: 45}`; a pert, or `distribution: "
        "triangular`, or `distribution: uniform` without likely. Each input is drawn for itself, "
        "unless `correlations` says otherwise; phases that do not restate it share one draw",
    ),
    "interval": Figure(
        "An interval",
        "p5 and p95, or p10 and p90, such as `{p5: 1, p95: 100}`, with `likely` or without: a "
        "lognormal, of a share one that stays within 0 to 1; `distribution: normal` on request",
    ),
    "distribution": Figure(
        "A distribution", f"one of {', '.join(KINDS)}; omsrisk explain pert says what each is"
    ),
}


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def topics() -> tuple[str, ...]:
    """List every word that `explain` knows."""
    return (
        *(one.name for one in CATALOGUE),
        *BY_ID,
        *TOTALS,
        *MEMOS,
        *_SPREADS,
        *KINDS,
        *(shape.key for shape in shapes_of(ScenarioFile).values() if shape.section),
        *known_paths(),
        *CODES,
        *WORDS,
    )


def nearest_topic(topic: str) -> str:
    """Ask "did you mean" for a topic."""
    return nearest(topic, tuple(dict.fromkeys(topics())))


def _key(path: str) -> KeyShape | None:
    """Find a key that is neither a number nor a section."""
    section: type[Section] | None = ScenarioFile
    shape: KeyShape | None = None
    for key in path.split("."):
        if section is None:
            return None
        found = shapes_of(section).get(key)
        if found is None and shape is not None and (shape.element or shape.entry):
            continue  # the name or number of an element, or `*`
        shape = found
        section = None if shape is None else shape.below
    if shape is None or shape.kind or shape.below:
        return None
    return shape


def _section(path: str) -> type[Section] | None:
    section: type[Section] | None = ScenarioFile
    shape: KeyShape | None = None
    for key in path.split("."):
        found = shapes_of(section).get(key) if section is not None else None
        if found is None and shape is not None and (shape.element or shape.entry):
            continue  # the name or number of an element, or `*`
        shape = found
        section = shape.below if shape is not None else None
        if section is None:
            return None
    return section
