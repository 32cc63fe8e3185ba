"""Sentences of a report over several files: each names the files that it is said of."""

from collections.abc import Sequence


def said_of_files(names: Sequence[str], told: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """
    Name in each sentence the files it is said of; what is said of several is told once.

    Args:
        names: What the files are called; of one file nothing is named.
        told: For each file what is to be said of it.

    >>> said_of_files(["A", "B"], [["Means over 2 ranges.", "One."], ["Means over 2 ranges."]])
    ('Each file: Means over 2 ranges.', 'A: One.')
    >>> said_of_files(["A", "B", "C"], [["One."], [], ["One."]]), said_of_files(["A"], [["One."]])
    (('Each of A and C: One.',), ('One.',))
    """
    said = []
    for sentence in dict.fromkeys(sentence for own in told for sentence in own):
        of = sorted(name for name, own in zip(names, told, strict=True) if sentence in own)
        if len(names) == 1:
            said.append(sentence)
        elif len(of) == len(names):
            said.append(f"Each file: {sentence}")
        elif len(of) == 1:
            said.append(f"{of[0]}: {sentence}")
        else:
            said.append(f"Each of {', '.join(of[:-1])} and {of[-1]}: {sentence}")
    return tuple(said)
