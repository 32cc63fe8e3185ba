"""The model of the checklist: the source's seven steps, each with the criteria it names."""

from typing import Annotated

from pydantic import Field

from omsrisk.scenario.schema.choices import Choice, Texts
from omsrisk.scenario.schema.priced.section import Section
from omsrisk.scenario.schema.quantities import Day, Text

OPEN, IN_PROGRESS, DONE = "open", "in_progress", "done"


class Step(Section):
    """A step of the checklist: how far it is, who does it, and what shows it."""

    status: Annotated[str | None, Choice(OPEN, IN_PROGRESS, DONE)] = Field(
        default=None, description="How far it is."
    )
    owner: Text = Field(default=None, description="Who does it.")
    due: Day = Field(default=None, description="The day by which it is to be done.")
    evidence: Texts = Field(
        default=None, description="What shows that it is done; `./...` is a file of the project."
    )


class AssessmentStep(Step):
    """First step: assess the current systems."""

    benchmark: Text = Field(default=None, description="What the new system is measured against.")


class Requirements(Step):
    """Second step: define the business requirements."""

    customer_demand: Text = Field(default=None, description="What customers ask for.")
    stock: Text = Field(default=None, description="What stock must show.")
    speed: Text = Field(default=None, description="How fast orders must flow.")
    reporting: Text = Field(default=None, description="What must be reported.")


class Vendor(Step):
    """Third step: select the vendor."""

    expertise: Text = Field(default=None, description="What the vendor knows of the trade.")
    support: Text = Field(default=None, description="How the vendor supports.")
    integration: Text = Field(default=None, description="How the system integrates.")
    track_record: Text = Field(default=None, description="Where it runs already.")


class IntegrationPlan(Step):
    """Fourth step: plan the integration."""

    erp: Text = Field(default=None, description="How it meets the ERP.")
    crm: Text = Field(default=None, description="How it meets the CRM.")
    supply_chain: Text = Field(default=None, description="How it meets the supply chain.")


class Migration(Step):
    """Fifth step: a strategy for the migration of data."""

    integrity: Text = Field(default=None, description="How the data are kept whole.")
    downtime: Text = Field(default=None, description="How long the systems stand still.")
    security: Text = Field(default=None, description="How the data are kept safe.")


class Training(Step):
    """Sixth step: training and change management."""

    training: Text = Field(default=None, description="How the parts of the training fit together.")
    change_management: Text = Field(default=None, description="How the change is led.")


class Monitoring(Step):
    """Seventh step: continuous monitoring and feedback."""

    monitoring: Text = Field(default=None, description="What is watched, by whom.")
    feedback: Text = Field(default=None, description="How feedback comes back.")


class Checklist(Section):
    """The seven steps of the source."""

    assessment: AssessmentStep | None = Field(default=None, description="Assess the current systems.")
    requirements: Requirements | None = Field(
        default=None, description="Define the business requirements."
    )
    vendor: Vendor | None = Field(default=None, description="Select the vendor.")
    integration: IntegrationPlan | None = Field(default=None, description="Plan the integration.")
    migration: Migration | None = Field(default=None, description="Plan the data migration.")
    training: Training | None = Field(default=None, description="Train, and manage the change.")
    monitoring: Monitoring | None = Field(
        default=None, description="Monitor continuously, and take feedback."
    )
