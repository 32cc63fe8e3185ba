"""What the keys of a policy mean, for `explain`, the schema and the documentation."""

from collections.abc import Iterator

from omsrisk.analysis.explain import Explanation
from omsrisk.checks.policy.discovery import NAME
from omsrisk.checks.policy.policy_file import PolicyFile
from omsrisk.scenario.documents.nodes import JsonObject
from omsrisk.scenario.schema.json_schema import schema_of
from omsrisk.scenario.schema.paths import KeyShape, shapes_of
from omsrisk.scenario.schema.priced.section import Section

TOPIC = "policy"


def policy_schema() -> JsonObject:
    """Describe what a policy may hold, in JSON Schema 2020-12."""
    return schema_of(PolicyFile, "omsrisk policy", f"`{NAME}`: {_first_line(PolicyFile)}")


def policy_topics() -> dict[str, KeyShape]:
    """List the keys of a policy by topic, such as `policy.limits`, in the order of the model."""
    return dict(_below(PolicyFile, TOPIC))


def explain_policy(topic: str) -> Explanation | None:
    """
    Say what a policy is, or a key of it.

    Args:
        topic: `policy`, or a key such as `policy.max_increase`.

    Returns:
        None where there is no such key.
    """
    word = topic.strip().lower()
    if word == TOPIC:
        keys = tuple(shapes_of(PolicyFile).values())
        return Explanation(TOPIC, section=keys, section_text=f"`{NAME}`: {_first_line(PolicyFile)}")
    shape = policy_topics().get(word)
    if shape is None:
        return None
    below = shape.below
    if below is None:
        return Explanation(word, key=shape)
    keys = tuple(shapes_of(below).values())
    return Explanation(word, section=keys, section_text=shape.description)


def _below(section: type[Section], prefix: str) -> Iterator[tuple[str, KeyShape]]:
    for shape in shapes_of(section).values():
        topic = f"{prefix}.{shape.key}"
        yield topic, shape
        if shape.below is not None:
            yield from _below(shape.below, topic)


def _first_line(section: type[Section]) -> str:
    return (section.__doc__ or "").strip().splitlines()[0]
