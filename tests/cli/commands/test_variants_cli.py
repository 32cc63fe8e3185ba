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


LIMIT = """\
limits:
  net_exposure:
    value: 50000
    allow_not_assessed: [data_misalignment, training_deficit, hidden_costs, stabilisation, programme]
"""
OVER = "variant `Bad`: `net_exposure` is 72,000.00 USD, 22,000.00 USD over the limit of 50,000.00 USD"

JUDGED = [
    (["plan.yaml"], [], 0, "the file as it stands holds its limit"),
    (["plan.yaml#bad"], [OVER], 1, "a variant by its name"),
    (["plan.yaml#Bad"], [OVER], 1, "by its name as written"),
    (["plan.yaml#good"], [], 0, "a variant that holds it"),
    (["plan.yaml", "--variants"], [OVER], 1, "all of them"),
    (["plan.yaml#good", "--variants"], [], 0, "a variant has none of its own"),
    (["plan.yaml", "plan.yaml#bad"], [OVER], 1, "beside its file"),
    (["plan.yaml#bad", "plan.yaml#bad"], [OVER], 1, "named twice, judged once"),
    (["plan.yaml", "--variants", "--set", "plan.yaml#bad:likelihood=30%"], [], 0,
     "with a value for it"),
    (["plan.yaml", "--variants", "--max", "net_exposure=9000"], ["20,000", "variant `Bad`: `net"], 1,
     "a limit of the command line"),
    (["extends.yaml", "--variants"], ["variant `Bad`"], 1, "variants of a base"),
    (["retailer.yaml", "--variants"], [], 0, "a file without any holds as it stands"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "told", "code", "why"), JUDGED, ids=[row[-1] for row in JUDGED])
def test_check_holds_variants_to_limits(
    folder: Program, words: list[str], told: list[str], code: int, why: str
) -> None:
    """Each by name, or all of a file, with the variant named in what is not true of the file."""
    (folder.folder / "plan.yaml").write_text(VARIANTS + LIMIT, encoding="utf-8")
    (folder.folder / "extends.yaml").write_text("omsrisk: 1\nextends: plan.yaml\n", encoding="utf-8")
    done = folder("check", *words, "--select", "LIM001", "--no-policy", "-f", "json")
    found = [one["message"] for one in done.json["diagnostics"] if one["code"] == "LIM001"]
    assert done.code == code, why
    assert len(found) == len(told), why
    assert all(text in one for one, text in zip(sorted(found), sorted(told), strict=True)), found


def test_check_says_that_limits_hold_in_all_variants(folder: Program) -> None:
    """With the least room that there is; without variants, that is said."""
    text = VARIANTS + LIMIT.replace("50000", "72000")
    (folder.folder / "plan.yaml").write_text(text, encoding="utf-8")
    done = folder("check", "plan.yaml", "--variants", "--select", "LIM001", "--no-policy")
    assert (
        "all limits hold, in 2 variants, too; at most net exposure 72,000 of 72,000 USD" in done.err
    )
    assert "no file has `variants`" in folder("check", "retailer.yaml", "--variants").err


def test_a_rule_that_names_another_amount_is_told_once(folder: Program) -> None:
    """What a rule finds in the file it need not find in each variant; what only one has is told."""
    bad = VARIANTS.replace("likelihood: 60%", "orders.average_value: 200")
    (folder.folder / "plan.yaml").write_text(bad, encoding="utf-8")
    words = ("check", "plan.yaml", "--variants", "--no-policy", "-f", "json")
    found = folder(*words).json["diagnostics"]
    about = [one["message"] for one in found if one["code"] == "EXP012"]
    assert about == [
        "50,000.00 USD of `delay` is lost revenue, and no `orders.contribution_margin` is stated"
    ]
    text = VARIANTS.replace("likelihood: 40%\n", "", 1)
    (folder.folder / "plan.yaml").write_text(text, encoding="utf-8")
    found = folder(*words).json["diagnostics"]
    about = [one["message"] for one in found if one["code"] == "EXP003"]
    assert about == ["variant `Bad`: `likelihood` is 60 %, and no source says why"]


def test_a_mitigation_out_of_bounds_in_a_variant_names_it(folder: Program) -> None:
    """One cause, one finding, whether the file or the variant is named."""
    half = "mitigations:\n  - {name: Half, cost: 1, effects: {likelihood: {add: 50%}}, taken: true}\n"
    (folder.folder / "plan.yaml").write_text(VARIANTS + half, encoding="utf-8")
    told = "variant `Bad`: `mitigations.half.effects.likelihood` makes `likelihood` 1.1"
    for words in (["plan.yaml", "--variants"], ["plan.yaml#bad"], ["plan.yaml", "plan.yaml#bad"]):
        done = folder("check", *words, "--no-policy", "-f", "json")
        assert done.code == 1
        errors = [one["message"] for one in done.json["diagnostics"] if one["code"] == "SCN403"]
        assert [one[: len(told)] for one in errors] == [told], words


RANGE = "{low: 1, likely: 2, high: 3}"
DIFFERENCES = [
    ("      delay.duration_days: 12\n", "      delay.duration_days: 15\n",
     ["Variant Bad: delay.duration_days 12 -> 15."], "a value"),
    ("likelihood: 60%", "likelihood: 0.60", [], "the same value in other words"),
    ("      delay.duration_days: 12\n", "",
     ["Variant Bad: delay.duration_days 12 -> as the file says."], "a value that is no longer set"),
    ("      delay.duration_days: 2\n",
     f"      delay.duration_days: {RANGE}\n      likelihood: 1%\n",
     [f"Variant Good: delay.duration_days 2 -> {RANGE}, likelihood as the file says -> 1%."],
     "a range, and one more value"),
    ("name: Good", "name: Fine", ["Renamed, with the same numbers: variant Good -> Fine."], "a name"),
    ("  - name: Good\n    set:\n      delay.duration_days: 2\n", "", ["Removed: variant Good."],
     "one that went"),
    ("variants:\n", "variants:\n  - {name: Ugly, set: {likelihood: 1}}\n", ["Added: variant Ugly."],
     "one that came"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("was", "now", "told", "why"), DIFFERENCES, ids=[row[-1] for row in DIFFERENCES]
)
def test_diff_tells_which_variants_change(
    folder: Program, was: str, now: str, told: list[str], why: str
) -> None:
    """Those that came, went or have another name; of others what they set otherwise."""
    (folder.folder / "new.yaml").write_text(VARIANTS.replace(was, now), encoding="utf-8")
    assert was in VARIANTS
    lines = folder("diff", "plan.yaml", "new.yaml", "-f", "text").out.splitlines()
    words = ("Variant", "Removed", "Added", "Renamed")
    assert [one for one in lines if one.startswith(words)] == told, why
    assert "Unchanged in money." in lines
    quiet = folder("diff", "plan.yaml", "new.yaml", "-f", "json").json["files"][0]
    elements = [*quiet["elements"]["removed"], *quiet["elements"]["added"]]
    assert bool(quiet["variants"] or elements or quiet["elements"]["renamed"]) == bool(told)


def test_diff_prices_a_variant(folder: Program) -> None:
    """Against its file, or another variant; of variants nothing is said then."""
    told = folder("diff", "plan.yaml", "plan.yaml#bad", "-f", "json").json["files"][0]
    assert told["totals"]["net_exposure"]["change"] == 52000
    assert [one["path"] for one in told["inputs"]] == ["likelihood", "delay.duration_days"]
    assert all(one["written_in"] is None for one in told["inputs"])
    assert not any(told["elements"].values())
    told = folder("diff", "plan.yaml#bad", "plan.yaml#good", "-f", "json").json["files"][0]
    assert told["totals"]["net_exposure"]["change"] == -64000
    assert "no variant `nix`" in folder("diff", "plan.yaml", "plan.yaml#nix").err
    assert "compares whole files" in folder("diff", "--against", "HEAD", "plan.yaml#bad").err


def test_sweep_names_variants_apart(folder: Program) -> None:
    """Two of one file are two columns that a reader can tell apart, in every format."""
    words = ("sweep", "plan.yaml", "plan.yaml#bad", "--vary", "delay.duration_days=1:2:1")
    assert folder(*words, "-f", "csv").out.splitlines()[0] == (
        "delay.duration_days,plan: net_exposure,plan#bad: net_exposure"
    )
    assert "plan#bad" in folder(*words, "-f", "text").out


def test_set_writes_into_files_alone(folder: Program) -> None:
    """What a variant sets stands in its file, and that is said."""
    done = folder("set", "plan.yaml#bad", "likelihood=1%")
    assert done.code == 2
    assert "what it sets stands in `variants` of plan.yaml" in done.err
