import os
from pathlib import Path

import pytest

from omsrisk import CannotReadError, load
from omsrisk.scenario.reading.files import FileSet, project_of, read_bytes
from omsrisk.scenario.reading.marker import has_marker
from omsrisk.scenario.reading.reader import MAX_BYTES
from tests.support.scenario_texts import DELAY, write

MARKED = "omsrisk: 1\n" + DELAY

MARKERS = [  # content, whether it is a scenario, why
    (b"omsrisk: 1\n", True, "the key"),
    (b"# note\nname: a\nomsrisk: 1\n", True, "further down"),
    (b"name: a\r\nomsrisk: 1\r\n", True, "with other line ends"),
    (b"name: a\romsrisk: 1\r", True, "and with the oldest ones"),
    (b"\xef\xbb\xbfomsrisk: 1\n", True, "behind a byte order mark"),
    (b'"omsrisk": 1\n', True, "in quotes"),
    (b"'omsrisk': 1\n", True, "in single quotes"),
    (b'{\n  "omsrisk": 1\n}\n', True, "JSON"),
    (b"{omsrisk: 1}", True, "flow style"),
    (b"omsrisk : 1\n", True, "a space before the colon is YAML, too"),
    (b"omsrisk:\n  a: b\n", True, "a strict reading says what is wrong with it"),
    (b"  omsrisk: 1\n  currency: USD\n", True, "indented with all that stands beside it"),
    (b"? omsrisk\n: 1\n", True, "an explicit key"),
    (b"# a\n---\n  ? 'omsrisk'\n  : 1\n", True, "an explicit key in quotes, indented"),
    (b'"omsr\\u0069sk": 1\n', True, "a letter as an escape"),
    (b'"\\x6fmsr\\U00000069sk" : 1\n', True, "letters as other escapes"),
    (b'? "oms\\\n  risk"\n: 1\n', True, "folded over two lines"),
    (b"!!str omsrisk: 1\n", True, "with a tag"),
    (b"&key omsrisk: 1\n", True, "with an anchor"),
    (b"x-key: &key omsrisk\n*key : 1\n", True, "by an alias"),
    (b"--- {name: a, omsrisk: 1}\n", True, "flow style behind the start of a document"),
    (b"!!map {omsrisk: 1}\n", True, "flow style with a tag"),
    (b"name: a\n---\nomsrisk: 1\n", True, "a second document: a strict reading tells of it"),
    ("omsrisk: 1\n".encode("utf-16"), True, "UTF-16: a strict reading tells of it"),
    ("name: a\nomsrisk: 1\n".encode("utf-16-be"), True, "the other one, without a mark"),
    ("omsrisk: 1\n".encode("utf-32"), True, "UTF-32"),
    (b"  omsrisk: [1\n  name: a\n", True, "indented, in what is not YAML"),
    (b"? omsrisk\n: [1\n", True, "explicit, in what is not YAML"),
    (b"services:\n  omsrisk: {{ .Values.x }}\n", False, "deeper, in a template that is not YAML"),
    (b"- omsrisk: 1\n", False, "in a list"),
    (b'{"services": {"omsrisk": 1}}\n', False, "deeper, in JSON"),
    (b"name: >\n  omsrisk: 1\n", False, "in a text of several lines"),
    (b"name: omsrisk\n", False, "a value alone"),
    (b"? [omsrisk]\n: 1\n", False, "a key that is a list"),
    (b'path: "C:\\x41"\n', False, "an escape of something else"),
    (b"omsrisk\n", False, "a text"),
    (b"services:\n  omsrisk: x\n", False, "a key of another section"),
    (b"# omsrisk: 1\n", False, "a comment"),
    (b"name: omsrisk: 1\n", False, "a value"),
    (b"omsrisk_version: 1\n", False, "a longer key"),
    (b"not-omsrisk: 1\n", False, "a key that ends with it"),
    (b"", False, "an empty file"),
    (b"\xff\xfe\x00", False, "binary"),
]


def named(folder: Path, *names: str) -> list[str]:
    """Paths below a folder, as a walk gives them."""
    return [str(folder / name) for name in names]


def find(*names: str) -> tuple[list[str], FileSet]:
    """All paths that names stand for, in order, with what was counted on the way."""
    found = FileSet(names)
    return [path for path, _ in found], found


@pytest.mark.parametrize("case", MARKERS, ids=lambda case: case[-1])
def test_marker_is_a_top_level_key(case: tuple[bytes, bool, str]) -> None:
    """A folder may hold any YAML: only what says `omsrisk` at the top level is a scenario."""
    content, expected, _ = case
    assert has_marker(content) is expected


@pytest.mark.parametrize("size", [MAX_BYTES - 4, MAX_BYTES, MAX_BYTES + 5, 3 * MAX_BYTES - 100])
def test_marker_behind_a_long_comment(tmp_path: Path, size: int) -> None:
    """A file that is too large is found all the same, and told of where it is read."""
    line = "# padding\n"
    padding = line * (size // len(line)) + "#" * (size % len(line)) + "\n"
    write(tmp_path, {"large.yaml": padding + MARKED, "other.yaml": padding + "name: a\n"})
    paths, found = find(str(tmp_path))
    assert paths == named(tmp_path, "large.yaml")
    assert found.skipped == 1


def test_folder_is_walked_in_order(tmp_path: Path) -> None:
    """Scenarios come sorted, folder by folder, with either suffix."""
    names = ["b.yaml", "a.yml", "z/c.yaml", "m/n/d.YAML", "a.yaml"]
    write(tmp_path, dict.fromkeys(names, MARKED))
    paths, found = find(str(tmp_path))
    assert paths == named(tmp_path, "a.yaml", "a.yml", "b.yaml", "m/n/d.YAML", "z/c.yaml")
    assert (found.skipped, found.errors) == (0, [])


def test_other_yaml_is_skipped_and_counted(tmp_path: Path) -> None:
    """What has not the key is somebody else's file: skipped, and the report says how many."""
    files = {"a.yaml": MARKED, "compose.yaml": "services: {}\n", "x/ci.yml": "on: push\n"}
    write(tmp_path, {**files, "notes.txt": MARKED, "README.md": MARKED})
    paths, found = find(str(tmp_path))
    assert paths == named(tmp_path, "a.yaml")
    assert found.skipped == 2


def test_hidden_names_and_bases_are_skipped(tmp_path: Path) -> None:
    """Names that begin with `.` or `_` are not walked: tools' folders, and bases of others."""
    names = ["a.yaml", ".b.yaml", "_base.yaml", ".git/c.yaml", "_parts/d.yaml", "x/_e.yaml"]
    write(tmp_path, dict.fromkeys(names, MARKED))
    paths, found = find(str(tmp_path))
    assert paths == named(tmp_path, "a.yaml")
    assert found.skipped == 0


def test_file_named_outright_is_always_read(tmp_path: Path) -> None:
    """What is named is meant: without the key, with a hidden name, and as often as it is named."""
    write(tmp_path, {"_base.yaml": DELAY, "a.yaml": MARKED})
    names = named(tmp_path, "_base.yaml", "a.yaml", "_base.yaml", "missing.yaml")
    paths, found = find("-", *names)
    assert paths == ["-", *names]
    assert found.errors == []


def test_hidden_folder_named_outright_is_walked(tmp_path: Path) -> None:
    """The rule on names holds inside a folder, not for the folder that is named."""
    write(tmp_path / "_cases", {"a.yaml": MARKED})
    assert find(str(tmp_path / "_cases"))[0] == named(tmp_path, "_cases/a.yaml")


def test_pattern_gives_files_in_order(tmp_path: Path) -> None:
    """A quoted pattern means the files it matches, sorted, folders not among them."""
    write(tmp_path, {"b.yaml": MARKED, "a.yaml": DELAY, "c.yaml/d.yaml": MARKED, "x/e.yaml": ""})
    assert find(str(tmp_path / "*.yaml"))[0] == named(tmp_path, "a.yaml", "b.yaml")
    assert find(str(tmp_path / "**" / "e.yaml"))[0] == named(tmp_path, "x/e.yaml")


def test_pattern_that_matches_nothing_is_an_error(tmp_path: Path) -> None:
    """A check of nothing is not a check that passed."""
    paths, found = find(str(tmp_path / "*.yaml"))
    assert paths == []
    assert "no file matches" in found.errors[0].message


def test_file_whose_name_is_a_pattern_is_a_file(tmp_path: Path) -> None:
    """A name with brackets that exists is that file."""
    file = write(tmp_path, {"a[1].yaml": MARKED, "a1.yaml": MARKED})
    assert find(str(file))[0] == [str(file)]


@pytest.mark.skipif(os.name == "nt", reason="no file of Windows has such a name")
@pytest.mark.parametrize("name", ["*.yaml", "?.yaml", "[ab]*.yaml"])
def test_a_file_that_is_called_like_a_pattern_hides_none(name: str, tmp_path: Path) -> None:
    """A change that brings a file named `*.yaml` is not all that a check of `*.yaml` looks at."""
    write(tmp_path, {name: MARKED, "a.yaml": MARKED, "b.yaml": MARKED})
    assert find(str(tmp_path / name))[0] == named(tmp_path, *sorted((name, "a.yaml", "b.yaml")))


def test_folder_without_a_scenario_is_an_error(tmp_path: Path) -> None:
    """The message counts the other YAML files of this folder, and of no other."""
    write(tmp_path, {"a/x.yaml": "on: push\n", "a/y.yaml": "on: push\n", "b/z.yaml": "{}\n"})
    (tmp_path / "empty").mkdir()
    paths, found = find(*named(tmp_path, "a", "b", "empty"))
    assert paths == []
    assert found.skipped == 3
    first, second, third = (one.message for one in found.errors)
    assert first.endswith(": 2 other YAML files skipped")
    assert ": 1 other YAML file" in second
    assert "skipped" not in third


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes and links of POSIX")
def test_special_files_of_a_folder_do_not_block(tmp_path: Path) -> None:
    """A pipe met on a walk is passed by: waiting for a writer would hang the check for ever."""
    write(tmp_path, {"a.yaml": MARKED})
    os.mkfifo(tmp_path / "b.yaml")
    assert find(str(tmp_path))[0] == named(tmp_path, "a.yaml")


def test_links_of_a_folder(tmp_path: Path) -> None:
    """A link to a file is that file; one that leads nowhere, or round and round, is none."""
    folder = tmp_path / "folder"
    file = write(folder, {"a.yaml": MARKED})
    (folder / "link.yaml").symlink_to(file)
    (folder / "dangling.yaml").symlink_to(tmp_path / "missing.yaml")
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    (folder / "again").symlink_to(folder)
    assert find(str(folder))[0] == named(folder, "a.yaml", "link.yaml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes and links of POSIX")
@pytest.mark.parametrize("name", ["dangling.yaml", "loop.yaml", "pipe", "folder", "missing.yaml"])
def test_what_cannot_be_read_says_why(name: str, tmp_path: Path) -> None:
    """Named outright, each of these is the system's reason in one line, and nothing hangs."""
    (tmp_path / "dangling.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    with pytest.raises(CannotReadError) as error:
        load(tmp_path / name)
    assert name in error.value.message
    assert "\n" not in error.value.message
    assert error.value.message.startswith("cannot read ")


@pytest.mark.parametrize("name", ["a\0b.yaml", "two\nlines.yaml", "x" * 300])
def test_strange_name_is_shown_on_one_line(name: str) -> None:
    """A name is text from outside: control characters in it are shown, not obeyed."""
    with pytest.raises(CannotReadError) as error:
        read_bytes(name)
    assert error.value.message.isprintable()


def test_endless_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    """Reading stops one byte after the limit, however large the file is."""
    file = tmp_path / "large.yaml"
    with file.open("wb") as sparse:
        sparse.truncate(MAX_BYTES * 50)
    assert len(read_bytes(str(file))) == MAX_BYTES + 1


def test_project_is_the_nearest_work_tree(tmp_path: Path) -> None:
    """Without git, the project of a file is its own folder; `.git` may be a file, too."""
    (tmp_path / "tree" / "x" / "y").mkdir(parents=True)
    file = str(tmp_path / "tree" / "x" / "y" / "a.yaml")
    assert project_of(file) == tmp_path / "tree" / "x" / "y"
    (tmp_path / "tree" / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")
    assert project_of(file) == tmp_path / "tree"


def test_content_that_was_read_on_the_way_is_kept(tmp_path: Path) -> None:
    """A file of a folder is read once: what was looked at is what is priced."""
    file = write(tmp_path, {"a.yaml": MARKED})
    assert list(FileSet((str(tmp_path), str(file)))) == [
        (str(file), MARKED.encode()),
        (str(file), None),
    ]
