"""Compared scenarios as rows: what decides between them, and each against the base."""

from decimal import Decimal

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.pair import Unranked
from omsrisk.analysis.comparison.side_by_side import times
from omsrisk.analysis.uncertainty.dearest_phase import dearest_phase
from omsrisk.core.pricing.case import own_path
from omsrisk.core.pricing.catalogue import LIKELIHOOD
from omsrisk.report.comparison.compared_names import labels
from omsrisk.report.document import NOT_ASSESSED, Cell, Column, Content, Row, Table

_VERDICTS = {
    Unranked.NOTHING_IN_COMMON: "cannot be compared",
    Unranked.LEFT_OUT: "not ranked",
    Unranked.STATUS_QUO: "status quo",
    Unranked.FAILING: "not ranked",
    Unranked.NO_MEAN: "not ranked",
}


def decision_table(result: Comparison) -> Table:
    """Return each scenario a row: what it costs, if it fails, what is planned, and its chances."""
    names = labels(result)
    digits = _digits(result)
    columns = (
        Column("", whole=True),
        *(
            Column(title, Content.MONEY, digits)
            for title in ("net exposure", "if it fails", "planned")
        ),
        Column("fails", Content.SHARE),
        Column("all live", Content.SHARE, give_way=1),
    )
    nets, planned = (result.converted(name) for name in ("net_exposure", "programme"))
    failing = _cost_if_it_fails(result)
    order = result.ranked or tuple(
        sorted(range(len(names)), key=lambda at: (nets[at] or Decimal(0), names[at]))
    )
    order += tuple(at for at in range(len(names)) if at not in order)
    rows = []
    for at in order:
        exposure = result.assessments[at].exposure
        name = names[at] + ("*" if at == result.base else "")
        name += "" if exposure.assesses_all_categories else "~"
        name += ", status quo" if result.assessments[at].scenario.is_status_quo else ""
        cells: tuple[Cell, ...] = tuple(
            NOT_ASSESSED if one[at] is None else one[at] for one in (nets, failing, planned)
        )
        chances = result.states[at].chances
        completes = chances.every_phase_goes_live
        fails = result.states[at].chance
        shares: tuple[Cell, ...] = (fails, "-" if completes is None else Decimal(completes))
        if result.assessments[at].scenario.is_status_quo:  # nothing goes live, so nothing fails
            cells = (cells[0], "-", cells[2])
        if not has_chances(result.assessments[at]):
            shares = ("-", "-")
        rows.append(Row((name, *cells, *shares)))
    return Table(columns, tuple(rows))


def has_chances(one: Assessment) -> bool:
    """Whether something goes live, at a likelihood that is stated: 100 % of nothing is no chance."""
    case = one.scenario.case
    stated = (*case.inputs, *(path for phase in case.phases for path in phase.inputs))
    return not one.scenario.is_status_quo and any(own_path(path) == LIKELIHOOD for path in stated)


def _cost_if_it_fails(result: Comparison) -> tuple[Decimal | None, ...]:
    """Return the cost of failure; of failures that exclude each other that of the dearest phase."""
    found = []
    for one, rate, whole in zip(
        result.assessments, result.rates, result.converted("cost_of_failure"), strict=True
    ):
        dearest = dearest_phase(one, at=result.at)
        found.append(whole if dearest is None else times(dearest.amount, rate))
    return tuple(found)


def pairs_table(result: Comparison) -> Table:
    """Hold each scenario against the base, over the lines that both know."""
    names = labels(result)
    digits = _digits(result)
    columns = (
        Column("against the base", whole=True),
        Column("base", Content.MONEY, digits),
        Column("like for like", Content.MONEY, digits),
        Column("difference", Content.CHANGE, digits),
        Column("left out", Content.MONEY, digits, give_way=1),
        Column("cheaper"),
    )
    rows = []
    for pair in result.pairs:
        if result.base not in pair.files:
            continue
        here = 0 if pair.first == result.base else 1
        other = pair.files[1 - here]
        figures = pair.like_for_like()
        base, own = figures[here], figures[1 - here]
        change = result.against_base(other)
        if pair.unranked is Unranked.NOTHING_IN_COMMON:
            amounts: tuple[Cell, ...] = (None, None, None)
        else:
            amounts = (base, own, change)
        verdict = _VERDICTS[pair.unranked] if pair.unranked else (
            "=" if pair.cheaper is None else "the base" if pair.cheaper == result.base else "this one"
        )  # fmt: skip
        rows.append((change, Row((names[other], *amounts, pair.left_out, verdict))))
    rows.sort(key=lambda one: (one[0], str(one[1].cells[0])))
    return Table(columns, tuple(row for _, row in rows))


def _digits(result: Comparison) -> int:
    return result.assessments[result.base].scenario.minor_digits
