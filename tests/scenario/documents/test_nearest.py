"""The nearest word: asked of a few words, or of thousands."""

import pytest

from omsrisk.scenario.schema.choices import nearest

MANY = tuple(f"programme.item-{at:05}" for at in range(10_000))

ASKED = [  # word, known, answer, why the row is there
    ("daily-volumne", ("daily_volume", "average_value"), "daily_volume", "of a few words"),
    ("programme.itme-04711", MANY, "programme.item-04711", "two letters changed places"),
    ("rogramme.item-04711", MANY, "programme.item-04711", "the first letter is missing"),
    ("programme.item-04711x", MANY, "programme.item-04711", "a letter too many at the end"),
    ("something else", MANY, "", "nothing is near"),
]


@pytest.mark.parametrize("case", ASKED, ids=lambda case: case[-1])
def test_the_nearest_word_is_found(case: tuple[str, tuple[str, ...], str, str]) -> None:
    """A typo is found among ten thousand names as among two."""
    word, known, answer, _ = case
    found = nearest(word, known)
    assert found.startswith(f"did you mean `{answer}") if answer else found == ""


def test_only_few_of_many_words_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of unknown names in a file of thousands of them stays cheap."""
    import difflib

    compared: list[int] = []
    original = difflib.get_close_matches

    def counting(word: str, words: list[str], n: int, cutoff: float) -> list[str]:
        compared.append(len(words))
        return original(word, words, n, cutoff)

    monkeypatch.setattr(difflib, "get_close_matches", counting)
    nearest("programme.itme-04711", MANY)
    assert compared == [min(compared)]
    assert max(compared) <= 256
