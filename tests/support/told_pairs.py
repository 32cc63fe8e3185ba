"""What is said of a pair of scenarios, so that it can be held against what is said elsewhere."""

from omsrisk import assess
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.pair import ComparedPair
from omsrisk.report.comparison.compared_sentences import pair_sentences
from omsrisk.scenario.load import Loader


def priced(text: str, name: str) -> Assessment:
    """Price a scenario."""
    return assess(Loader({}, lambda _: text.encode()).load(f"{name}.yaml"))


def told(result: Comparison, pair: ComparedPair) -> tuple[object, ...]:
    """Say all that is said of a pair, in the order of its names."""
    names = [result.assessments[at].scenario.name for at in pair.files]
    turned = names != sorted(names)
    figures = pair.like_for_like()
    cheaper = None if pair.cheaper is None else result.assessments[pair.cheaper].scenario.name
    return (
        tuple(sorted(names)),
        figures[::-1] if turned else figures,
        pair.difference.copy_negate() if turned and pair.difference else pair.difference,
        pair.left_out,
        pair.unranked,
        cheaper,
        tuple(pair_sentences(result, pair)),
    )
