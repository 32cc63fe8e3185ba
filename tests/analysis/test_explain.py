"""What `explain` knows of the keys of files, asked for by themselves or by their paths."""

import pytest

from omsrisk.analysis.explain import explain
from omsrisk.scenario.schema.paths import known_paths
from omsrisk.scenario.schema.quantities import KEYS_OF_A_QUANTITY

KEYS = sorted({path.rpartition(".")[2] for path in known_paths()} | {*KEYS_OF_A_QUANTITY})


@pytest.mark.parametrize("key", KEYS)
def test_each_key_of_a_file_is_explained_by_itself(key: str) -> None:
    """Whoever reads a file knows the key, and not always where it stands."""
    assert explain(key).found


def test_each_path_is_explained() -> None:
    """Sections below the elements of a list, too."""
    assert [path for path in known_paths() if not explain(path).found] == []


def test_a_key_of_one_meaning_is_told_with_its_places() -> None:
    """All places of it mean the same; what phases restate is not told twice."""
    found = explain("grace_days")
    assert found.key is not None
    paths = [path for path, _ in found.stands_at]
    assert "recoveries.*.grace_days" in paths
    assert not any(path.startswith("phases.*.") for path in paths)


def test_a_key_of_several_meanings_is_told_place_by_place() -> None:
    """The days of a delay and the days until all is stable are two things."""
    found = explain("duration_days")
    assert found.known is None
    meanings = dict(found.stands_at)
    assert meanings["delay.duration_days"] != meanings["stabilisation.duration_days"]
