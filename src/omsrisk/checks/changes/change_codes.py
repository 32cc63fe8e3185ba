"""The finding codes of changes and policies: what each means, with an example of wrong and right."""

from omsrisk.scenario.documents.codes import Code
from omsrisk.scenario.documents.findings import Severity

CHANGE_CODES: dict[str, Code] = {
    "POL001": Code(
        "a policy is loosened",
        "Who may change the policy could pass anything, so the policy of the base judges until the "
        "change is merged, and the change itself is told.",
        "limits: {net_exposure: 2000000}, where the base says 900000",
        "limits: {net_exposure: 900000}",
        severity=Severity.WARNING,
    ),
    "POL002": Code(
        "a policy is changed, and not loosened",
        "What it asks for holds from the merge on: the policy of the base judges until then.",
        "select: [GOV]",
        "no select: all rules are asked",
        severity=Severity.INFO,
    ),
    "POL003": Code(
        "a nested policy would loosen the one above",
        "A policy in a folder below another one only tightens it; the key has no effect.",
        "ignore: [GOV] in cases/.omsrisk.yaml",
        "ignore: [GOV] in the policy at the top, or no such key",
        severity=Severity.WARNING,
    ),
    "POL004": Code(
        "a folder pattern that matches nothing",
        "A pattern with a typo is a limit that holds for no file.",
        "folders: [{folder: case, limits: {net_exposure: 900000}}]",
        "folders: [{folder: cases, limits: {net_exposure: 900000}}]",
        severity=Severity.WARNING,
    ),
    "POL005": Code(
        "a policy that cannot be read",
        "What it asks for is not known, and whether it is loosened cannot be told.",
        ".omsrisk.yaml is a link to a file outside the repository",
        ".omsrisk.yaml is a file of the repository",
    ),
    "GAT001": Code(
        "a change raises a metric by more than a gate allows",
        "A gate says how much dearer one change may make a business case.",
        "net exposure 625,800 -> 825,800 under `max_increase: {net_exposure: 5%}`",
        "net exposure 625,800 -> 650,000",
    ),
    "GAT002": Code(
        "a gate cannot be judged",
        "What is no longer assessed, or stands in another currency, lowers a metric without making "
        "anything cheaper.",
        "the section `hidden_costs` is removed",
        "each part of it is stated, 0 where it costs nothing",
    ),
    "GAT003": Code(
        "a scenario vanishes",
        "A file that is gone, or is no longer known as a scenario, is held to nothing.",
        "the key `omsrisk` is removed from the file",
        "the file stays, or the policy of the base says `deletions: allowed`",
    ),
    "GAT004": Code(
        "a new scenario comes to more than new ones may",
        "What is new has no baseline, so that it passes every gate.",
        "a new file with a net exposure of 2,000,000 under `max_new: {net_exposure: 500000}`",
        "a new file with a net exposure of 400,000",
    ),
    "GAT005": Code(
        "a likelihood of failure that nothing supports",
        "A likelihood of 0, or below what is documented, makes every cost of failure vanish from the "
        "net exposure.",
        "likelihood: 0%",
        'likelihood: {value: 10%, source: "steering committee, 2027-01-12"}',
    ),
    "GAT006": Code(
        "a new finding",
        "The change breaks a rule that was kept before.",
        "the section `governance` is removed",
        "what the rule asks for stays",
    ),
    "GAT007": Code(
        "a finding is gone",
        "What was broken is kept now, or is no longer asked of this file.",
        "a rule found something before",
        "it finds nothing now",
        severity=Severity.INFO,
    ),
    "GAT008": Code(
        "a finding is waived",
        "A waiver lifts what a rule finds; who reviews the change should know.",
        "a waiver that was not there before",
        "what the rule finds is mended",
        severity=Severity.INFO,
    ),
    "GAT009": Code(
        "an element is removed",
        "A phase, an integration point or an item that is gone takes its cost with it.",
        "the integration point ERP is removed",
        "it stays, with 0 where it costs nothing",
        severity=Severity.WARNING,
    ),
    "GAT010": Code(
        "a limit of the file changes",
        "Who writes a business case can raise its own limit; who reviews it should know.",
        "limits: {net_exposure: 2000000}, where it was 500000",
        "limits: {net_exposure: 500000}",
        severity=Severity.WARNING,
    ),
}
"""Codes of `diff`, and of policies."""
