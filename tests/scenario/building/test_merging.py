import os
from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import Finding, load
from omsrisk.scenario.load import MAX_EXTENDS, Loader
from tests.support.scenario_texts import DELAY, findings_in, write

OVER = "extends: base.yaml\n"


def value(file: Path, path: str) -> Decimal:
    """The value of an input after merging."""
    return load(file).case.inputs[path].value


def refused(file: Path) -> Finding:
    """The one reason why an `extends` is refused."""
    findings = findings_in(file)
    assert len(findings) == 1, [one.message for one in findings]
    assert findings[0].code == "SCN201"
    assert findings[0].line >= 1
    assert findings[0].column >= 1
    return findings[0]


def test_maps_merge_down_to_a_quantity(tmp_path: Path) -> None:
    """A file that restates one input of a section keeps the others of its base."""
    over = OVER + "delay: {duration_days: 5}\n"
    file = write(tmp_path, {"over.yaml": over, "base.yaml": DELAY})
    assert value(file, "delay.duration_days") == 5
    assert value(file, "delay.cancellation_sensitivity") == Decimal("0.12")
    assert value(file, "orders.daily_volume") == 1000
    assert load(file).currency == "USD"


def test_sections_below_sections_merge(tmp_path: Path) -> None:
    """Merging is as deep as the sections are."""
    base = DELAY + "stabilisation: {duration_days: 9, support: {cost_per_ticket: 7}}\n"
    over = OVER + "stabilisation: {support: {extra_tickets_per_day: 2}}\n"
    file = write(tmp_path, {"over.yaml": over, "base.yaml": base})
    assert value(file, "stabilisation.support.cost_per_ticket") == 7
    assert value(file, "stabilisation.support.extra_tickets_per_day") == 2
    assert value(file, "stabilisation.duration_days") == 9


@pytest.mark.parametrize("over", ["5", "{value: 5}"])
def test_quantity_is_replaced_whole(over: str, tmp_path: Path) -> None:
    """A new number does not inherit the source of the old one: it came from elsewhere."""
    base = DELAY.replace("duration_days: 3", "duration_days: {value: 3, source: survey, note: n}")
    over = OVER + f"delay: {{duration_days: {over}}}\n"
    file = write(tmp_path, {"over.yaml": over, "base.yaml": base})
    stated = load(file).case.inputs["delay.duration_days"]
    assert stated.value == 5
    assert stated.source is None


def test_lists_are_replaced_whole(tmp_path: Path) -> None:
    """A list says all its elements: none of the base's survives."""
    base = DELAY + "programme: {items: [{item: A, amount: 1}, {item: B, amount: 2}]}\n"
    over = OVER + "programme: {items: [{item: A, quantity: 3, unit_cost: 4}]}\n"
    file = write(tmp_path, {"over.yaml": over, "base.yaml": base})
    case = load(file).case
    assert [row.slug for row in case.rows["programme.items"]] == ["a"]
    assert "programme.items.a.amount" not in case.inputs


def test_empty_list_replaces_a_list(tmp_path: Path) -> None:
    """An empty list is zero, and says so over its base, too."""
    base = DELAY + "recoveries: [{item: A, amount: 1}]\n"
    file = write(tmp_path, {"over.yaml": OVER + "recoveries: []\n", "base.yaml": base})
    assert load(file).case.rows["recoveries"] == ()


def test_amount_and_items_replace_each_other(tmp_path: Path) -> None:
    """A hidden cost that was an amount becomes a list of items, and the other way round."""
    amount = DELAY + "hidden_costs: {brand_damage: 5}\n"
    items = OVER + "hidden_costs: {brand_damage: [{item: A, amount: 7}]}\n"
    file = write(tmp_path, {"over.yaml": items, "base.yaml": amount})
    assert value(file, "hidden_costs.brand_damage.a.amount") == 7
    assert "hidden_costs.brand_damage" not in load(file).case.inputs


def test_sources_merge_path_by_path(tmp_path: Path) -> None:
    """A file adds a source without losing those of its base."""
    base = DELAY + "sources: {orders: ledger, delay: survey}\n"
    over = OVER + "sources: {delay: estimate}\n"
    inputs = load(write(tmp_path, {"over.yaml": over, "base.yaml": base})).case.inputs
    assert inputs["orders.daily_volume"].source == "ledger"
    assert inputs["delay.duration_days"].source == "estimate"


def test_later_bases_win(tmp_path: Path) -> None:
    """Of several bases the later one stands over the earlier, and the file over both."""
    files = {
        "over.yaml": "extends: [base.yaml, second.yaml]\ndelay: {duration_days: 9}\n",
        "base.yaml": DELAY,
        "second.yaml": "orders: {daily_volume: 7}\ndelay: {duration_days: 8}\n",
    }
    file = write(tmp_path, files)
    assert value(file, "orders.daily_volume") == 7
    assert value(file, "orders.average_value") == 100
    assert value(file, "delay.duration_days") == 9


def test_bases_of_bases_are_read_from_where_they_lie(tmp_path: Path) -> None:
    """A base names its own base relative to itself; one base may be shared by two."""
    files = {
        "over.yaml": "extends: [parts/a.yaml, parts/b.yaml]\n",
        "parts/a.yaml": "extends: ../base.yaml\norders: {daily_volume: 7}\n",
        "parts/b.yaml": "delay: {duration_days: 8}\n",
        "base.yaml": DELAY,
    }
    file = write(tmp_path, files)
    assert value(file, "orders.daily_volume") == 7
    assert value(file, "delay.duration_days") == 8
    assert value(file, "orders.average_value") == 100


def test_file_is_judged_after_merging(tmp_path: Path) -> None:
    """Neither the base nor the file needs to be complete: what they make together does."""
    lines = DELAY.splitlines(keepends=True)
    over = OVER + "".join(lines[4:])
    file = write(tmp_path, {"over.yaml": over, "base.yaml": "".join(lines[:4])})
    assert load(file).case == load(write(tmp_path / "whole", {"a.yaml": DELAY})).case


def test_finding_points_into_the_file_that_wrote_the_value(tmp_path: Path) -> None:
    """A fault of the base is shown in the base, though the file was named."""
    base = DELAY.replace("daily_volume: 1000", "daily_volume: 1,000")
    over = OVER + "delay: {duration_days: 010}\n"
    file = write(tmp_path, {"over.yaml": over, "base.yaml": base})
    in_base, in_over = findings_in(file)
    assert (Path(in_base.file).name, in_base.line, in_base.column) == ("base.yaml", 3, 17)
    assert in_base.excerpt[-1] == (3, "  daily_volume: 1,000")
    assert (Path(in_over.file).name, in_over.line, in_over.column) == ("over.yaml", 2, 24)


def test_base_that_is_not_yaml_is_shown_in_the_base(tmp_path: Path) -> None:
    """The same for a base that cannot be parsed."""
    file = write(tmp_path, {"over.yaml": OVER, "base.yaml": "currency: [a\n"})
    (found,) = findings_in(file)
    assert (Path(found.file).name, found.line, found.column) == ("base.yaml", 1, 11)


def test_base_that_is_a_list_is_a_finding(tmp_path: Path) -> None:
    """A base is a scenario, too: a map of keys."""
    file = write(tmp_path, {"over.yaml": OVER, "base.yaml": "- a\n"})
    (found,) = findings_in(file)
    assert (Path(found.file).name, found.code) == ("base.yaml", "SCN101")


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"a.yaml": "extends: a.yaml\n"}, "a.yaml -> a.yaml"),
        (
            {"a.yaml": "extends: b.yaml\n", "b.yaml": "extends: ./x/../a.yaml\n"},
            "a.yaml -> b.yaml -> a.yaml",
        ),
        (
            {
                "a.yaml": "extends: b.yaml\n",
                "b.yaml": "extends: c.yaml\n",
                "c.yaml": "extends: [b.yaml]\n",
            },
            "b.yaml -> c.yaml -> b.yaml",
        ),
    ],
    ids=["itself", "each other", "further on"],
)
def test_cycle_is_named(files: dict[str, str], names: str, tmp_path: Path) -> None:
    """Files that extend each other are refused, and the circle is written out."""
    (tmp_path / "x").mkdir()
    assert names in refused(write(tmp_path, files)).message


def test_cycle_through_a_link_is_named(tmp_path: Path) -> None:
    """A link does not hide a cycle."""
    file = write(tmp_path, {"a.yaml": "extends: link.yaml\n"})
    (tmp_path / "link.yaml").symlink_to(file)
    assert "cycle" in refused(file).message


def test_base_outside_the_project_is_refused(tmp_path: Path) -> None:
    """A file from elsewhere cannot read a neighbour's files."""
    write(tmp_path, {"base.yaml": DELAY})
    file = write(tmp_path / "project", {"a.yaml": "extends: ../base.yaml\n"})
    found = refused(file)
    assert "outside" in found.message
    assert (found.line, found.column) == (1, 10)


def test_project_is_the_work_tree(tmp_path: Path) -> None:
    """In a git work tree a base may lie anywhere in the tree, and nowhere else."""
    files = {
        "cases/one/a.yaml": "extends: ../../shared/base.yaml\n",
        "shared/base.yaml": DELAY,
        ".git/HEAD": "ref: refs/heads/main\n",
    }
    tree = tmp_path / "tree"
    assert value(write(tree, files), "delay.duration_days") == 3
    write(tmp_path, {"base.yaml": DELAY})
    outside = write(tree, {"cases/one/b.yaml": "extends: ../../../base.yaml\n"})
    assert "outside" in refused(outside).message


def test_link_out_of_the_project_is_refused(tmp_path: Path) -> None:
    """A link is judged by where it leads."""
    target = write(tmp_path, {"base.yaml": DELAY})
    file = write(tmp_path / "project", {"a.yaml": "extends: link.yaml\n"})
    (tmp_path / "project" / "link.yaml").symlink_to(target)
    assert "outside" in refused(file).message


def test_link_to_a_folder_outside_is_refused(tmp_path: Path) -> None:
    """The same for a link on the way."""
    write(tmp_path, {"elsewhere/base.yaml": DELAY})
    file = write(tmp_path / "project", {"a.yaml": "extends: link/base.yaml\n"})
    (tmp_path / "project" / "link").symlink_to(tmp_path / "elsewhere")
    assert "outside" in refused(file).message


def test_project_of_a_base_is_that_of_the_scenario_named(tmp_path: Path) -> None:
    """What was loaded before opens no door: one loader judges each scenario by its own project."""
    files = {
        "a.yaml": "extends: inner/b.yaml\n",
        "inner/b.yaml": "extends: ../base.yaml\n",
        "inner/c.yaml": "extends: b.yaml\n",
        "base.yaml": DELAY,
    }
    first = write(tmp_path, files)
    inner = tmp_path / "inner" / "c.yaml"
    assert "outside" in refused(inner).message
    loader = Loader()
    loader.load(str(first))
    with pytest.raises(Exception, match="outside the project"):
        loader.load(str(inner))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes of POSIX")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("{folder}/base.yaml", "absolute"),
        ("missing.yaml", "cannot be read"),
        (".", "cannot be read"),
        ('""', "cannot be read"),
        ("pipe", "cannot be read"),
        ("base.yaml/x.yaml", "cannot be read"),
        ('"a\\0b"', ""),
        ("x" * 5000, "cannot be read"),
    ],
    ids=["absolute", "missing", "a folder", "no name", "a pipe", "below a file", "NUL", "long"],
)
def test_base_that_leads_nowhere_is_a_finding(name: str, words: str, tmp_path: Path) -> None:
    """An `extends` that cannot be followed is the file's fault, shown at the name."""
    os.mkfifo(tmp_path / "pipe")
    text = f"currency: USD\nextends: {name.format(folder=tmp_path)}\n"
    file = write(tmp_path, {"a.yaml": text, "base.yaml": DELAY})
    found = refused(file)
    assert words in found.message
    assert (found.line, found.column, found.file) == (2, 10, str(file))
    assert len(found.message) < 500


@pytest.mark.parametrize("name", ["~", "{a: b}", "[[a]]", "[~]"])
def test_base_without_a_name_is_a_finding(name: str, tmp_path: Path) -> None:
    """`extends` takes a name or a list of names."""
    file = write(tmp_path, {"a.yaml": DELAY + f"extends: {name}\n"})
    findings = findings_in(file)
    assert {one.line for one in findings} == {8}
    assert {one.path.partition(".")[0] for one in findings} == {"extends"}


def chain(folder: Path, length: int) -> Path:
    """A scenario whose bases are nested so deep."""
    files = {f"{n}.yaml": f"extends: {n + 1}.yaml\n" for n in range(length)}
    return write(folder, {**files, f"{length}.yaml": DELAY})


def test_bases_are_nested_eight_deep_at_most(tmp_path: Path) -> None:
    """Eight bases of bases are read; the ninth is refused where it is named."""
    assert value(chain(tmp_path / "eight", MAX_EXTENDS), "delay.duration_days") == 3
    found = refused(chain(tmp_path / "nine", MAX_EXTENDS + 1))
    assert Path(found.file).name == f"{MAX_EXTENDS}.yaml"
    assert str(MAX_EXTENDS) in found.message


def test_free_keys_of_a_base_are_free(tmp_path: Path) -> None:
    """Top-level keys that begin with `x-` are nobody's business, in a base as well."""
    file = write(tmp_path, {"a.yaml": OVER + "x-a: 1\n", "base.yaml": DELAY + "x-a: {b: 2}\n"})
    assert value(file, "delay.duration_days") == 3


def test_bases_are_kept_while_they_are_asked_for(tmp_path: Path) -> None:
    """A base that many share is read once, one of thousands is forgotten; each is listed as read."""
    write(tmp_path, {"shared.yaml": DELAY})
    names = [f"{at:03}" for at in range(200)]
    for name in names:
        write(
            tmp_path,
            {
                f"own-{name}.yaml": f"name: Case {name}\n",
                f"{name}.yaml": f"omsrisk: 1\nextends: [own-{name}.yaml, shared.yaml]\n",
            },
        )
    read: list[str] = []

    def reading(path: str) -> bytes:
        read.append(Path(path).name)
        return Path(path).read_bytes()

    loader = Loader(read_bytes=reading)
    for name in [*names, names[0]]:
        loader.load(str(tmp_path / f"{name}.yaml"))
    assert read.count("shared.yaml") == 1
    assert read.count("own-000.yaml") == 2, "it was forgotten"
    listed = {Path(one).name for one in loader.files_read()}
    assert listed == {"shared.yaml", *(f"own-{name}.yaml" for name in names)}
