"""Problems that are known beforehand: of scenarios that are alike, rules that look at no value."""

from collections.abc import Callable, Sequence
from datetime import date

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.uncertainty.means import At
from omsrisk.checks.rule import Problem, Rule
from omsrisk.checks.subject import Subject
from omsrisk.core.outlines import LookedAtError, OpenValues
from omsrisk.scenario.building.like_documents import Alike

Step = tuple[Rule, tuple[Problem, ...] | None]
"""A rule, and what it finds in each of the scenarios; None where each is to be asked about."""

_KEPT = 1_000


class KnownProblems:
    """
    Tells which rules to ask of a scenario, and what the others find in it.

    A rule is asked once of a scenario whose values are open: one that looks at none of them finds
    the same in all that are alike.

    Args:
        begin: Tells a subject what was asked.
    """

    def __init__(self, begin: Callable[[Subject], None]) -> None:
        self._begin = begin
        self._steps: dict[tuple[Alike, date, At], tuple[Step, ...]] = {}

    def steps(self, subject: Subject, rules: Sequence[Rule]) -> tuple[Step, ...] | None:
        """
        Part the rules into those to ask of a scenario and those of which it is known what they find.

        Args:
            subject: The scenario.
            rules: What is asked; the same for all that are alike.

        Returns:
            In their order, without those that find nothing; None where nothing is known.
        """
        alike = subject.assessment.scenario.alike
        if alike is None or alike.cases.exposure is None or subject.limits:
            return None
        key = alike, subject.today, subject.at
        found = self._steps.get(key)
        if found is None:
            if len(self._steps) >= _KEPT:
                self._steps.clear()
            found = self._steps[key] = tuple(self._parted(subject, alike, rules))
        return found

    def _parted(self, subject: Subject, alike: Alike, rules: Sequence[Rule]) -> list[Step]:
        steps: list[Step] = []
        for rule in rules:
            opened = self._opened(subject, alike)
            try:
                known = tuple(rule.find(opened))
            except (LookedAtError, TypeError):
                steps.append((rule, None))
                continue
            if known != tuple(rule.find(subject)):
                steps.append((rule, None))
            elif known:
                steps.append((rule, known))
        return steps

    def _opened(self, subject: Subject, alike: Alike) -> Subject:
        """Make the scenario with open values, which have not been looked at."""
        assessment = subject.assessment
        unknown = OpenValues().value("text")
        scenario = assessment.scenario._replace(
            file=unknown,  # type: ignore[arg-type]
            name=unknown,  # type: ignore[arg-type]
            written=unknown,  # type: ignore[arg-type]
            content=alike.file,
            case=alike.case,
            root=alike.root,
        )
        exposure = alike.cases.exposure
        assert exposure is not None  # noqa: S101 - asked before
        opened = Subject(
            Assessment(scenario, exposure, assessment.sourced), subject.today, (), subject.at
        )
        self._begin(opened)
        return opened
