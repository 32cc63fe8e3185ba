"""Ranges that the sources give for what several inputs state alike."""

from omsrisk.scenario.schema.quantities import Range

CORRECTION = Range(
    "20", "50", "100", "47 to 93 hard cost, 30 to 200 per mis-pick (vendors)", "low", "USD"
)


INACCURACY = Range(
    "1%",
    "5%",
    "20%",
    "HP up to 20 % of orders blocked; Haribo up to 10 % failed deliveries; "
    "47 % of new records with a work-affecting error (HBR)",
    "low / assumption",
)


PEAK = Range("1.2", "1.6", "3", "largest month to the average; Hershey 40 % of profit in Q4", "low")
"""Of the largest month alone, whichever it is: the others have no range."""
