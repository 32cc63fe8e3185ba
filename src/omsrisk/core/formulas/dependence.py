"""The formulas of phases that depend on each other: on a failure before, or on one cause for all."""

from typing import Annotated

from omsrisk.core.formulas.formula import Number, formula


@formula(
    label="Likelihood in a chain",
    source="effect named in [C] 5, phased: gradual adaptation; formula ours",
)
def likelihood_in_chain(
    *,
    likelihood_before: Annotated[Number, "1"],
    likelihood: Annotated[Number, "1"],
    likelihood_after_failure: Annotated[Number, "1"],
) -> Annotated[Number, "1"]:
    """
    Likelihood that a phase fails, whatever became of the phase before it.

        chance = (1 - likelihood before) x likelihood + likelihood before x likelihood after failure

    Args:
        likelihood_before: Likelihood that the phase before fails, 0 to 1 [1].
        likelihood: Likelihood that the phase fails where the one before held, 0 to 1 [1].
        likelihood_after_failure: Likelihood that it fails where the one before failed, 0 to 1 [1].

    Returns:
        Likelihood of failure [1].

    Stops holding where a failure two phases back still counts, whatever the one between did.

    Not in it: a roll-out that stops at a failure, where none follows.

    >>> from decimal import Decimal
    >>> likelihood_in_chain(likelihood_before=Decimal("0.3"), likelihood=Decimal("0.2"),
    ...                     likelihood_after_failure=Decimal("0.6"))
    Decimal('0.32')
    """
    return (1 - likelihood_before) * likelihood + likelihood_before * likelihood_after_failure


@formula(
    label="Chance with a common cause",
    source="effect named in [C] 1, misaligned governance across departments; formula ours",
)
def with_common_cause(
    *,
    common_cause: Annotated[Number, "1"],
    together: Annotated[Number, "1"],
    apart: Annotated[Number, "1"],
) -> Annotated[Number, "1"]:
    """
    Chance of what several go-lives do, where one cause may decide for all of them.

        chance = common cause x together + (1 - common cause) x apart

    Args:
        common_cause: Chance that one cause decides for all phases, 0 to 1 [1].
        together: Chance if they hold one shared number against their likelihoods, 0 to 1 [1].
        apart: Chance if each holds a number of its own against its likelihood, 0 to 1 [1].

    Returns:
        Chance [1].

    Stops holding where a cause reaches some phases and not others.

    Not in it: how likely a phase fails by itself; that stays as stated.

    >>> from decimal import Decimal
    >>> with_common_cause(common_cause=Decimal("0.4"), together=Decimal("0.3"),
    ...                   apart=Decimal("0.027"))
    Decimal('0.1362')
    """
    return common_cause * together + (1 - common_cause) * apart
