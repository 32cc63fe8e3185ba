"""The model of who governs the roll-out: roles, boards, the ladder, the people affected."""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from omsrisk.scenario.schema.choices import PlainDays, PlainHours, PlainNumber, Texts, YesOrNo
from omsrisk.scenario.schema.priced.section import Element, Section
from omsrisk.scenario.schema.quantities import Day, Text


class GovernanceRole(Section):
    """A task that one person has."""

    owner: Text = Field(default=None, description="Who has it.")
    from_: Day = Field(default=None, alias="from", description="The day it begins.")
    until: Day = Field(default=None, description="The day it ends; open if left out.")


class ProjectManager(GovernanceRole):
    """Who leads the project day by day, and knows the daily business."""

    reports_to: Text = Field(
        default=None, description="The steering committee, or the responsible senior manager."
    )


class MasterDataOwner(GovernanceRole):
    """Who answers for the accuracy of SKU and item masters."""

    response_hours: PlainHours = Field(
        default=None, description="Hours after a breach within which corrective measures start."
    )


class Board(Section):
    """A group of people who decide together."""

    members: Texts = Field(
        default=None, description="Who sits in it, by name and department: `Ada Kern, IT`."
    )
    from_: Day = Field(default=None, alias="from", description="The day it begins.")
    until: Day = Field(default=None, description="The day it ends; open if left out.")


class SteeringCommittee(Board):
    """Who holds the authority over the project."""

    meets_every_days: PlainDays = Field(
        default=None, description="Days from one meeting to the next."
    )


class Rung(Element):
    """A rung of the escalation ladder."""

    name_key: ClassVar[str] = "authority"

    authority: Text = Field(default=None, description="Who decides on this rung.")
    within_hours: PlainHours = Field(default=None, description="Hours after which it is their turn.")


class DecisionRights(Section):
    """Who decides on which process: each has one owner, against configuration drift."""

    it: Texts = Field(default=None, description="Processes on which IT decides.")
    operations: Texts = Field(default=None, description="Processes on which operations decide.")


class AffectedGroup(Element):
    """People whose work changes."""

    name_key: ClassVar[str] = "group"

    group: Text = Field(default=None, description="What the group is called.")
    people: Annotated[Decimal | None, PlainNumber(None)] = Field(
        default=None, description="How many people."
    )
    represented_by: Text = Field(default=None, description="Who speaks for them.")
    informed: Annotated[bool | None, YesOrNo()] = Field(
        default=None, description="Whether they have been told what changes."
    )


class Governance(Section):
    """Who governs the roll-out: such projects fail by governance, not by features."""

    project_manager: ProjectManager | None = Field(
        default=None, description="Who leads the project day by day."
    )
    steering_committee: SteeringCommittee | None = Field(
        default=None, description="Who holds the authority."
    )
    status_report_every_days: PlainDays = Field(
        default=None, description="Days from one status report to the next."
    )
    master_data_owner: MasterDataOwner | None = Field(
        default=None, description="Who answers for SKU and item masters."
    )
    change_control_board: Board | None = Field(
        default=None, description="Who decides on changes of work flows."
    )
    integration_owner: GovernanceRole | None = Field(
        default=None, description="Who answers for APIs and data streams."
    )
    mediating_body: Board | None = Field(
        default=None, description="Who aligns the incentives of sales and operations."
    )
    escalation_ladder: tuple[Rung, ...] | None = Field(
        default=None, description="Authority and response times, rung by rung."
    )
    processes: Texts = Field(default=None, description="The processes that the system carries.")
    decision_rights: DecisionRights | None = Field(
        default=None, description="Who decides on which process."
    )
    affected: tuple[AffectedGroup, ...] | None = Field(
        default=None, description="The groups whose work changes."
    )
