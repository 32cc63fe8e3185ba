"""Tables are made once of each object, and of an equal one anew."""

from omsrisk.analysis.sensitivity.varying import moved
from omsrisk.kept_tables import KeptTables
from omsrisk.scenario.labels import label_of
from tests.support.uncertain_texts import FLOW, HEAD, priced


def test_a_table_is_made_once_of_each_object() -> None:
    """By identity: what is equal may be another one."""
    made = []

    def table(source: list[int]) -> int:
        made.append(source)
        return len(source)

    tables = KeptTables(table, most=2)
    first, second, third = [1], [1], [1, 2]
    assert [tables.of(one) for one in (first, first, second, third, third)] == [1, 1, 1, 2, 2]
    assert [id(one) for one in made] == [id(one) for one in (first, second, third)]
    assert tables.of(first) == 1
    assert len(made) == 4  # two are kept; the first made room


def test_elements_of_a_long_list_are_named_and_found_as_those_of_a_short_one() -> None:
    """The table of a long list says what a search says, element by element."""
    points = "".join(f"  - {{name: Point {at}, data_inaccuracy_rate: 3%}}\n" for at in range(40))
    text = HEAD + FLOW + "data_misalignment:\n  exposure_days: 30\n  error_correction_cost: 10\n"
    case = priced(text + "  integrations:\n" + points.replace("  -", "    -")).scenario
    rows = case.case.rows["data_misalignment.integrations"]
    assert len(rows) > 32
    for at in (0, 17, 39):
        path = f"data_misalignment.integrations.point-{at}.data_inaccuracy_rate"
        assert label_of(case.case, path).startswith(f"Point {at}: ")
        as_written = path.replace(f"point-{at}", f"Point {at}")
        assert moved(case, as_written).paths == (path,)
