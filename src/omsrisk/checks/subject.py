"""What rules look at: a scenario, what it costs, its governance, and the day."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.limits import Judgement, judge
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import value_of
from omsrisk.core.money import add, digits_apart, to_minor_unit
from omsrisk.core.pricing.case import COMMAND_LINE, Case, Input
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.figures import is_share
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.scenario.documents.findings import Place, place_of
from omsrisk.scenario.documents.nodes import Map, Node
from omsrisk.scenario.schema.checklist import Checklist
from omsrisk.scenario.schema.governance import Governance
from omsrisk.scenario.schema.limits import GapAnalysisSection, Limit, StatusReport, WaiverModel
from omsrisk.scenario.schema.mitigations import GapModel, MitigationModel
from omsrisk.scenario.schema.scenario_file import ScenarioFile
from omsrisk.text import slug_of

NO_GOVERNANCE, NO_CHECKLIST = Governance.model_construct(), Checklist.model_construct()
_NONE: dict[int, Decimal] = {}

_IT = re.compile(r"\b(IT|CIO|CTO|information technology|systems)\b")
_OPERATIONS = re.compile(
    r"\b(operations?|ops|COO|warehouse|fulfil?lment|logistics|supply chain)\b", re.IGNORECASE
)
_SALES = re.compile(r"\b(sales|commercial|CSO|CRO|merchandising)\b", re.IGNORECASE)
DEPARTMENTS = {"IT": _IT, "operations": _OPERATIONS, "sales": _SALES}
"""How a department is known in the text of a member, such as `Ada Kern, IT`."""


class Subject:
    """
    A scenario as rules look at it.

    Attributes:
        assessment: What it costs.
        case: Its inputs.
        content: The validated file.
        root: The merged document, for places.
        minor_digits: How many digits follow the point of an amount.
        today: The day on which it is asked.
        at: What ranges count with.
        limits: What it is held to: its own limits, those of a policy, of the command line.
        waivers_allowed: Whether the file may waive rules.
        waivers_need: Keys that every waiver must have.
        required_limits: Metrics on which the file must state limits of its own.
        known: Codes of all rules.
        unwaivable: Codes of those that cannot be waived.
        ran: Codes of the rules that were asked.
        fired: Codes of those that found something, waived or not.
    """

    def __init__(
        self,
        assessment: Assessment,
        today: date,
        limits: Sequence[Limit] | None = None,
        at: At = At.MEAN,
    ) -> None:
        self.assessment = assessment
        self.case: Case = assessment.scenario.case
        self.content: ScenarioFile = assessment.scenario.content
        self.root: Map = assessment.scenario.root
        self.minor_digits = assessment.scenario.minor_digits
        self.today = today
        self.at = at
        self.limits = assessment.scenario.limits if limits is None else tuple(limits)
        self.waivers_allowed = True
        self.waivers_need: tuple[str, ...] = ()
        self.required_limits: tuple[str, ...] = ()
        self.known: frozenset[str] = frozenset()
        self.unwaivable: frozenset[str] = frozenset()
        self.ran: frozenset[str] = frozenset()
        self.fired: frozenset[str] = frozenset()
        self._places: dict[int, Place] = {}

    @cached_property
    def judgements(self) -> tuple[Judgement, ...]:
        """Each limit against its metric; those on percentiles take a simulation."""
        return judge(self.assessment, self.limits, self.at)

    @cached_property
    def net_exposure(self) -> Decimal:
        """The net exposure: its mean where there are ranges, if that is asked [money]."""
        if self.at is At.LIKELY or not uncertain_inputs(self.case):
            return self.assessment.net_exposure  # priced already
        return value_of(self.case, "net_exposure", self.at)

    @cached_property
    def owners(self) -> Mapping[str, str]:
        """Who answers for inputs, by the path where they are stated."""
        found: dict[str, str] = {}
        for inputs in (self.case.inputs, *(phase.inputs for phase in self.case.phases)):
            for one in inputs.values():
                if one.owner:
                    found.setdefault(one.path, one.owner)
        return found

    @cached_property
    def unsourced(self) -> list[Input]:
        """The inputs that name no source which anybody can check."""
        stated = self.case.inputs.values()
        return [one for one in stated if one.source is None or one.source == COMMAND_LINE]

    def place_of(self, node: Node) -> Place:
        """Point at a node; what is missing from a file is found at one place, again and again."""
        found = self._places.get(id(node))  # the document keeps each, so that none takes its place
        if found is None:
            found = self._places[id(node)] = place_of(node)
        return found

    @cached_property
    def _amounts_on(self) -> dict[str, dict[int, Decimal]]:
        """For each input, what comes of each line that rests on it, by the number of the line."""
        exposure = self.assessment.exposure
        lines = exposure.lines
        if exposure.phases:
            of_phases = (line for one in exposure.phases for line in one.lines)
            lines = (*of_phases, *exposure.shared)
        found: dict[str, dict[int, Decimal]] = {}
        leaves = [leaf for line in lines for leaf in (line.leaves() if line.parts else (line,))]
        for number, leaf in enumerate(leaves):
            if leaf.expected and leaf.group is not Group.RECOVERIES:
                amount = Decimal(leaf.expected)
                for term in leaf.terms:
                    for one in term.inputs() if term.terms else (term.input,):
                        if one is not None:
                            found.setdefault(one.path, {})[number] = amount
        return found

    def money_on(self, *paths: str) -> Decimal | None:
        """
        Add up what the lines come to, times their likelihoods, that rest on an input [money].

        Args:
            paths: The inputs, by the paths where they are stated; a line that rests on several counts
                once.

        Returns:
            None where no line rests on any of them.
        """
        amounts = self._amounts_on
        if len(paths) == 1 and paths[0] not in amounts:
            return None
        found: dict[int, Decimal] = {}
        for path in paths:
            found.update(amounts.get(path, _NONE))
        return add(*found.values()) if found else None

    @property
    def governance(self) -> Governance:
        """Who governs; with every key empty where the file says nothing."""
        return self.content.governance or NO_GOVERNANCE

    @property
    def checklist(self) -> Checklist:
        """The seven steps; with every key empty where the file says nothing."""
        return self.content.checklist or NO_CHECKLIST

    @property
    def gap_analysis(self) -> GapAnalysisSection | None:
        """The walk through the areas; None where the file has none."""
        return self.content.gap_analysis

    @property
    def status(self) -> StatusReport | None:
        """The last status report; None where the file has none."""
        return self.content.status

    @property
    def gaps(self) -> tuple[GapModel, ...]:
        """The gaps as written."""
        return self.content.gaps or ()

    @property
    def mitigations(self) -> tuple[MitigationModel, ...]:
        """The mitigations as written."""
        return self.content.mitigations or ()

    @property
    def waivers(self) -> tuple[WaiverModel, ...]:
        """The waivers as written."""
        return self.content.waivers or ()

    @property
    def approaches(self) -> tuple[str, ...]:
        """The labels of the roll-out."""
        return self.assessment.scenario.approach

    def money(self, amount: Decimal | int) -> str:
        """Write an amount in the scenario's currency, as a message says it."""
        currency = self.assessment.scenario.currency
        return f"{to_minor_unit(Decimal(amount), self.minor_digits):,f} {currency}"

    def figure(self, metric: str, *amounts: Decimal) -> tuple[str, ...]:
        """Write figures of a metric: as money, or as percentages where it is a share."""
        if is_share(metric):
            return tuple(f"{to_minor_unit(one.scaleb(2), 2).normalize():f} %" for one in amounts)
        return tuple(self.money(one) for one in amounts)

    def figures_apart(self, metric: str, amount: Decimal, limit: Decimal) -> tuple[str, str, str]:
        """
        Write a figure, by how much it is over a limit, and the limit.

        Returns:
            The three, with so many digits that nobody reads 100.00 over a limit of 100.00.
        """
        power = 2 if is_share(metric) else 0
        scenario = self.assessment.scenario
        one, most = amount.scaleb(power), limit.scaleb(power)
        digits = digits_apart(one, most, 2 if power else scenario.minor_digits)
        told = (to_minor_unit(part, digits) for part in (one, add(one, most.copy_negate()), most))
        unit = "%" if power else scenario.currency
        first, second, third = (f"{part.normalize() if power else part:,f} {unit}" for part in told)
        return first, second, third


def person(text: str | None) -> str:
    """
    Know a person by the name before a comma or a bracket.

    >>> person("Ada Kern, IT") == person("ada kern (Head of IT)")
    True
    """
    return slug_of(re.split(r"[,(;/]", text or "")[0])


def is_from(text: str, department: str) -> bool:
    """
    Tell whether a member is of a department, by the words beside the name.

    >>> is_from("Ada Kern, IT", "IT"), is_from("it depends", "IT")
    (True, False)
    """
    return DEPARTMENTS[department].search(text) is not None
