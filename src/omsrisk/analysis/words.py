"""The words of files, reports and code, and what each means."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "at margin": (
        "lost revenue counted with the contribution margin, which is what the firm keeps of it"
    ),
    "b": (
        "the column of letters for the basis: R lost revenue, C cash, M lost margin, W written "
        "off, K idle capacity, P planned"
    ),
    "base": (
        "a file that others name in `extends`; its name begins with `_` where it is no "
        "scenario by itself"
    ),
    "basis": (
        "what kind of money a line is: lost revenue, cash, lost margin, written off, idle "
        "capacity, planned"
    ),
    "big-bang": "a roll-out in one phase",
    "C": "cash that is paid out, beyond what would have been paid anyway",
    "capacity": (
        "people and places that are paid anyway; what they do not bring is a cost, and no cash "
        "is saved by leaving it out"
    ),
    "category": "one of the four formulas of the source; their sum is the cost of failure",
    "complete": "a total all of whose parts are assessed",
    "contingent": "paid only if the go-live fails",
    "correlated": (
        "said of two inputs that tend to be high together, or one high when the other is low"
    ),
    "cost item": "a line of its own: quantity x unit cost, or an amount",
    "cost of failure": "the sum of the four categories, as if failure were certain",
    "dearest phase": "under the stop rule, the phase whose failure costs most",
    "delay": "the window in which orders run late: the first late day to the day orders flow again",
    "deviation": "the standard deviation: how far outcomes typically lie from the mean",
    "deviation if known": "the standard deviation that would be left if one knew the input",
    "dip": "the part of the output that is missing while people learn the new system",
    "draw": "to choose a value of a range at random, as often as its distribution says",
    "drivers": (
        "the inputs whose uncertainty makes the result uncertain, each with its share of the variance"
    ),
    "effective days": "the days of a window, each weighed with its season",
    "event": "something that happens or not: a phase fails or holds",
    "expected": "said of the mean alone",
    "expected shortfall 95 %": "the mean of the dearest 5 % of outcomes",
    "exposure": "net exposure without the programme: what may go wrong, as against what is planned",
    "extensive, intensive, shared": (
        "how phases treat an input: split by the share of orders, inherited as it stands, "
        "charged once"
    ),
    "fall": "money falls on a day: it is paid, lost or written off then",
    "finding": "something wrong with a file or a plan: code, severity, place, message, hint",
    "first-order, total-order": (
        "the share of the variance that an input makes by itself, and with its interactions (Sobol)"
    ),
    "freeze": "the days before the go-live on which no stock moves",
    "gap": "a place where the software does not fit a procedure: modify the one or change the other",
    "gate": "how much dearer one change may make a business case",
    "horizon": "the day up to which is priced what a stop leaves undone",
    "interval": "two percentiles of an input: `{p5: ..., p95: ...}`",
    "K": "idle capacity: hours and places that are paid whatever happens, and bring less",
    "kind": "what a cost item is spent on, for rules and comparisons; it computes nothing",
    "kind of money": "the same as basis",
    "late, not lost": "the value of orders that run late and are not cancelled: it comes, later",
    "like for like": "over the lines that both files assess",
    "likelihood": "the chance that a go-live fails",
    "limit": "the most that a metric may come to",
    "line": "one row of a result, with its formula and its id",
    "M": "lost margin: revenue that does not come, less the costs that do not come either",
    "mean": "the average over all that ranges may come to and all go-lives that may fail",
    "memo": "a figure beside the total and never in it",
    "metric": "a figure that limits and options can name: a total, a memo or a line",
    "mitigation": "something that can be paid for to change inputs, with its cost and its effects",
    "most likely": "with every range at its likely value",
    "net exposure": "all that a roll-out costs, weighed with its likelihoods, less what comes back",
    "not assessed": "left out of the file; never the same as zero",
    "outcome": "one way things may go: each range at one of its values, each go-live failed or held",
    "P": "planned: spent on purpose, whether the go-live fails or not",
    "P90": "what it comes to at the most in 90 of 100 outcomes; P10 and P50 likewise with 10 and 50",
    "percentile": "P90, for example: what it comes to at the most in 90 of 100 outcomes",
    "phase": "a part of the roll-out with its share of the orders",
    "planned": "spent on purpose, whether the go-live fails or not: the programme, gaps, mitigations",
    "point value": (
        "the one value that a range counts with where no mean is taken: its most likely one"
    ),
    "policy": "`.omsrisk.yaml`: what all business cases below it are held to",
    "programme": "planned costs that differ between the roll-outs compared",
    "quantity": "a number of a file with its source, note, owner and day",
    "R": (
        "lost revenue: of it the firm keeps its contribution margin alone, so more is shown "
        "than is lost where none is stated"
    ),
    "range": "low, likely and high of an input, such as `{low: 2, likely: 3, high: 10}`",
    "regret": "what a choice costs on average more than knowing the outcome beforehand",
    "rule": "what a business case is asked, with its reason and its source",
    "scenario": "one business case in one file, with its bases",
    "season": (
        "how busy each month is beside the average month: 1.9 for December says 1.9 times as "
        "many orders a day"
    ),
    "seed": "the number that random draws begin with: the same seed, the same draws",
    "slug": "how a name stands in a path: small letters and digits, `-` for the rest",
    "source": (
        "where a number comes from, as its author says; it is asked for by rules and shown "
        "beside the number"
    ),
    "stabilisation": "the time from the go-live until the business is stable",
    "standard error": (
        "`+/-`: how far a figure of a simulation typically lies from the one of endless trials"
    ),
    "stop rule": "a phase happens only if all before it held",
    "swing": (
        "by how much a figure moves between the low and the high of one input, all others as "
        "they stand"
    ),
    "switching value": "the value of an input at which the answer turns round",
    "trace": "the expression of a figure, from which equations, kernels, roots and variances follow",
    "trial": "one outcome, drawn at random; a simulation has many thousands",
    "tripwire": "the value of an input from which on a limit is passed",
    "undiscounted": "an amount of a later year counts as much as one of today",
    "W": "written off: paid long ago, and worth nothing now",
    "waived": "said of a finding that a waiver lifts",
    "waiver": "a rule that is broken with open eyes: a reason, a day, a name",
    "weight": "the chance that a phase happens",
}
"""In the order of the alphabet; the glossary of the documentation is this table."""

_OTHERS = {"P90": ("P1", "P5", "P10", "P20", "P25", "P50", "P75", "P80", "P95", "P99", "percentiles")}
_SAME = {other.casefold(): word for word, others in _OTHERS.items() for other in others}


def word_of(text: str) -> str:
    """
    Find the word that is meant, whatever its letters and what joins its parts; else nothing.

    >>> word_of("NET_exposure"), word_of("p95"), word_of("drivers"), word_of("nonsense")
    ('net exposure', 'P90', 'drivers', '')
    """
    if text in WORDS:
        return text
    plain = text.casefold().replace("_", " ").replace("-", " ")
    return _BY_PLAIN.get(plain) or _SAME.get(plain, "")


_BY_PLAIN = {
    part.casefold().replace("-", " "): word
    for word in WORDS
    for part in (word, *(word.split(", ") if word != "late, not lost" else ()))
}
