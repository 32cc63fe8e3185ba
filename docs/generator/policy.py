"""The page of the policy: every key of `.omsrisk.yaml`."""

from generator.markdown import code, codes, page, table, text
from omsrisk.checks.policy.topics import policy_topics

_INTRODUCTION = """\
Every key of `.omsrisk.yaml`, the policy of a folder and all below it. [How to](../how-to/policy.md)
says what each is good for; `omsrisk explain policy` lists the same, and `omsrisk schema --of
policy` tells an editor."""


def policy() -> str:
    """Write the page."""
    rows = [
        [
            code(topic.partition(".")[2]),
            f"{text(one.description)}{f' One of {codes(one.words)}.' if one.words else ''}",
        ]
        for topic, one in policy_topics().items()
    ]
    return page("The policy", _INTRODUCTION, [table(["key", "meaning"], rows)])
