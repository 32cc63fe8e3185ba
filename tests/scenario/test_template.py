import pytest

from omsrisk import assess, load
from omsrisk.scenario.schema.paths import known_inputs
from omsrisk.scenario.template import documented_cases, first_template, full_template
from tests.support.paths import SCENARIOS
from tests.support.scenario_texts import load_text

ITEM_PARTS = ("hidden_costs.inventory_loss", "hidden_costs.customer_attrition",
              "hidden_costs.brand_damage")  # fmt: skip
BY_AMOUNT = ("stabilisation.if_it_fails.items", "stopping.items", "recoveries")

LEFT_OUT = {  # inputs that the full template does not hold, with the reason
    "data_misalignment.number_of_orders": "it would take the effect from the exposure days",
    "data_misalignment.integrations.*.error_correction_cost": "the section's is inherited",
    "data_misalignment.integrations.*.data_inaccuracy_rate": "the section's is inherited",
    "training_deficit.hours": "the departments have their own",
    "training_deficit.departments.*.cost_per_hour": "the section's is inherited",
    "training_deficit.departments.*.incompletion_rate": "the section's is inherited",
    "stabilisation.productivity.working_days": "the calendar counts them",
    "stabilisation.if_it_fails.productivity.working_days": "the calendar counts them",
    "stabilisation.items.*.amount": "the item is paid for each ticket",
    "stabilisation.items.*.quantity": "as many as tickets: 1 if left out",
    "programme.items.*.amount": "the item goes by quantity and unit cost",
    "capital.items.*.amount": "the system's cost stands in one sum",
    "capital.items.*.paid_before_go_live": "the system's cost stands in one sum",
    **{f"mitigations.*.cost.*.{key}": "the cost stands as an amount"
       for key in ("quantity", "unit_cost", "amount", "likelihood")},
    **{f"{part}.*.{key}": "the part stands as an amount"
       for part in ITEM_PARTS
       for key in ("quantity", "unit_cost", "amount", "cap", "likelihood")},
    **{f"{items}.*.{key}": "the item goes by its amount"
       for items in BY_AMOUNT for key in ("quantity", "unit_cost")},
}  # fmt: skip


@pytest.mark.parametrize("template", [first_template, full_template])
def test_template_runs_as_it_stands(template: type[object]) -> None:
    """What `init` writes is priced without a word of warning."""
    scenario = load_text(str(template()))
    assert scenario.findings == ()
    assert assess(scenario).totals["cost_of_failure"]


def test_first_template_is_the_worked_example_of_the_source() -> None:
    """1,000 orders a day, 5 % wrong, 10 each, 30 days: 15,000, as the source says."""
    assert assess(load_text(first_template())).totals["cost_of_failure"] == 15000


def test_first_template_fits_on_a_screen() -> None:
    """Short enough to read before the first change, long enough to show the four categories."""
    lines = first_template().splitlines()
    assert 18 <= len(lines) <= 30
    for category in ("data_misalignment", "delay", "training_deficit", "hidden_costs"):
        assert any(f"{category}:" in line for line in lines)


def test_first_template_with_its_comments_taken_off_is_complete() -> None:
    """Whoever uncomments the other categories gets a scenario that runs."""
    text = "\n".join(
        line.removeprefix("# ")
        for line in first_template().splitlines()
        if not line.startswith("# More")
    )
    scenario = load_text(text)
    assert scenario.findings == ()
    assert assess(scenario).exposure.complete


def paths_of(text: str) -> set[str]:
    """The inputs that a text states, `*` for the names of elements."""
    case = load_text(text).case
    slugs = {f"{path}.{row.slug}": f"{path}.*" for path, rows in case.rows.items() for row in rows}
    found = set()
    for path in case.inputs:
        for prefix, general in sorted(slugs.items(), reverse=True):
            if path.startswith(f"{prefix}."):
                path = general + path.removeprefix(prefix)  # noqa: PLW2901 - the general path
        found.add(path)
    return found


def test_full_template_holds_every_input() -> None:
    """What can be written stands in the template, unless there is a reason."""
    known = {path for path in known_inputs() if not path.startswith("phases.")}
    assert set(LEFT_OUT) <= known
    stated = {path for path in paths_of(full_template()) if not path.startswith("phases.")}
    assert known - stated == set(LEFT_OUT)


def test_full_template_shows_how_doubt_is_written() -> None:
    """Each way of stating a range, a correlation, a waiver, and sources by section and by path."""
    scenario = load_text(full_template())
    case = scenario.case
    spreads = [one.spread for one in case.inputs.values() if one.spread is not None]
    assert [one for one in spreads if one.share is None and one.likely is not None]
    assert [one for one in spreads if one.share is not None and one.likely is not None]
    assert [one for one in spreads if one.moments is not None]
    assert case.correlations
    first = case.inputs["orders.daily_volume"]
    assert all((first.source, first.note, first.owner, first.as_of))
    assert case.inputs["delay.duration_days"].source == "Workshop of 2026-09-14"
    text = full_template()
    assert "waivers:" in text
    assert "sources:" in text


def test_full_template_says_what_each_input_means() -> None:
    """Each input has its comment, from its own declaration."""
    text = full_template()
    for path, known in known_inputs().items():
        if path not in LEFT_OUT and not path.startswith("phases."):
            assert known.declaration.description.rstrip(".") in text, path


def test_templates_say_whose_days_the_volume_is_of() -> None:
    """A firm that works five days a week does not put in what it has on a working day."""
    for text in (first_template(), full_template()):
        (line,) = (one for one in text.splitlines() if "daily_volume:" in one and "1000" in one)
        assert "calendar day" in line
        assert "five-day week" in line


def test_documented_cases_are_the_files_of_the_folder() -> None:
    """`init --case` offers each documented failure, as it stands in the repository."""
    files = sorted((SCENARIOS / "cases").glob("[!.]*.yaml"))
    assert files
    assert documented_cases() == {file.stem: file.read_text(encoding="utf-8") for file in files}
    for file in files:
        assert load_text(documented_cases()[file.stem]).case == load(file).case
