"""Real paths of many files, as of one."""

import os
from pathlib import Path

import pytest

from omsrisk.real_paths import RealPaths, real_path
from omsrisk.scenario.reading.files import plain_name


def test_paths_of_many_files_are_those_of_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links of folders and of files are followed, and what is not there has a real path, too."""
    folder = tmp_path / "real" / "inner"
    folder.mkdir(parents=True)
    (folder / "a.yaml").touch()
    (tmp_path / "linked").symlink_to(folder)
    (folder / "b.yaml").symlink_to("a.yaml")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    monkeypatch.chdir(tmp_path)
    paths = RealPaths()
    for path in (
        *("linked/a.yaml", "real/inner/a.yaml", "linked/b.yaml", "linked/../real/inner/a.yaml"),
        *(
            "real/inner/loop.yaml",
            "gone/a.yaml",
            "a.yaml",
            ".",
            "..",
            "linked",
            "linked/",
            "linked/..",
        ),
        *(str(tmp_path / "linked" / "a.yaml"), "/", "", "linked/."),
    ):
        assert paths.of(path) == real_path(path), path


NAMES = [
    *(
        "a.yaml",
        "b/a.yaml",
        "./a.yaml",
        "b//a.yaml",
        "b/./a.yaml",
        "../a.yaml",
        "b/../a.yaml",
        "/a/b",
    ),
    *("b/", "b/.", ".", "..", "./-", "-", ".a.yaml", "b/.a.yaml", "//a", "///a", "a\nb", " ", "a/\n"),
]


@pytest.mark.skipif(os.sep != "/", reason="names part by another sign")
@pytest.mark.parametrize("name", NAMES)
def test_names_that_say_nothing_in_vain_stay(name: str) -> None:
    """The short way gives what the long one does."""
    assert plain_name(name) == (name if name in {"-", "./-"} else Path(name).as_posix())
