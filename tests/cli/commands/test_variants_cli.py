"""`--variants` and `FILE#NAME`, as a user asks for them."""

import pytest

from tests.support.paths import ROOT
from tests.support.program import Inside, Program

VARIANTS = (ROOT / "docs/examples/variants.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(program: Program) -> Program:
    """Add a file with two variants."""
    (program.folder / "plan.yaml").write_text(VARIANTS, encoding="utf-8")
    return Inside(program.folder)


def test_calc_prices_each_beside_the_file(folder: Program) -> None:
    """In the order of the file, each under a name of its own."""
    done = folder("calc", "plan.yaml", "--variants", "-f", "json")
    assert done.code == 0, done.err
    told = [(one["file"], one["name"], one["totals"]["net_exposure"]) for one in done.json["results"]]
    assert told == [
        ("plan.yaml", "As planned", 20000),
        ("plan.yaml#bad", "Bad", 72000),
        ("plan.yaml#good", "Good", 8000),
    ]
    assert done.json["summary"]["files"] == 3


def test_compare_holds_them_against_the_file(folder: Program) -> None:
    """The file as it stands is the base, and another may be."""
    told = folder("compare", "plan.yaml", "--variants", "-f", "json").json
    assert told["base"] == "plan.yaml"
    assert told["ranking"] == ["plan.yaml#good", "plan.yaml", "plan.yaml#bad"]
    told = folder("compare", "plan.yaml", "--variants", "--base", "plan.yaml#bad", "-f", "json").json
    assert told["base"] == "plan.yaml#bad"


@pytest.mark.parametrize("command", ["calc", "tornado", "drivers", "simulate", "timeline", "inputs"])
def test_every_question_takes_one_of_them(folder: Program, command: str) -> None:
    """`FILE#NAME` is a scenario."""
    done = folder(command, "plan.yaml#bad", "-f", "json")
    assert done.code in {0, 2}, done.err
    if done.code:  # without dates there is no timeline, and that is said of the variant
        assert "plan.yaml#bad" in done.err
    else:
        assert "plan.yaml#bad" in done.out


def test_a_file_with_such_a_name_is_that_file(folder: Program) -> None:
    """A `#` in the name of a file that is there parts nothing."""
    (folder.folder / "plan.yaml#bad").write_text(VARIANTS.replace("As planned", "Odd"), "utf-8")
    assert folder("calc", "plan.yaml#bad", "-f", "json").json["results"][0]["name"] == "Odd"


REFUSED = [
    (["calc", "plan.yaml#bda"], "plan.yaml has no variant `bda`", "no such variant"),
    (["calc", "retailer.yaml#bad"], "it has no `variants`", "no variants at all"),
    (["calc", "retailer.yaml", "--variants"], "no file has `variants`", "none is asked for"),
    (["calc", "nothing.yaml#bad"], "cannot read nothing.yaml", "no such file"),
    (["calc", "plan.yaml", "--variants", "--total"], "exclude each other", "a total of alternatives"),
    (["compare", "plan.yaml"], "--variants compares a file with the variants", "how to compare one"),
    (["calc", "plan.yaml", "--set", "plan.yaml#bad:likelihood=1%"], "not one of the files",
     "a variant that is not asked about"),
    (["calc", "plan.yaml", "--variants", "--set", "plan.yaml#bda:likelihood=1%"],
     "did you mean `bad`?", "a value for a variant that is not there"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "told", "why"), REFUSED, ids=[row[-1] for row in REFUSED])
def test_what_cannot_be_asked_is_refused(
    folder: Program, words: list[str], told: str, why: str
) -> None:
    """In words, with what there is."""
    done = folder(*words)
    assert done.code == 2, why
    assert told in done.err, why


def test_no_output_goes_over_the_file_of_a_variant(folder: Program) -> None:
    """What was read is an input, whatever it is called."""
    done = folder("calc", "plan.yaml#bad", "-f", "json", "-o", "plan.yaml", "--force")
    assert done.code == 2
    assert (folder.folder / "plan.yaml").read_text("utf-8") == VARIANTS


def test_the_page_has_a_section_of_them(folder: Program) -> None:
    """With the command that tells the same; one of them may be an option of its own."""
    page = folder("report", "plan.yaml").out
    assert "<h2>Variants</h2>" in page
    assert "omsrisk compare plan.yaml --variants" in page
    both = folder("report", "plan.yaml#bad", "plan.yaml")
    assert both.code == 0, both.err
    assert "omsrisk check plan.yaml<" in both.out
    assert "<h2>Variants</h2>" not in folder("report", "retailer.yaml").out


def test_a_value_for_one_variant_stands_over_that_for_its_file(folder: Program) -> None:
    """`FILE:` is for the file and its variants, `FILE#NAME:` for one of them."""
    sets = ("--set", "plan.yaml:likelihood=10%", "--set", "plan.yaml#bad:likelihood=50%")
    told = folder("calc", "plan.yaml", "--variants", *sets, "-f", "json").json["results"]
    assert [one["totals"]["net_exposure"] for one in told] == [5000, 60000, 2000]
