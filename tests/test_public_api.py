"""The public API: every name it promises is there, and is imported only when it is used."""

import subprocess
import sys

import pytest

import omsrisk


@pytest.mark.parametrize("name", omsrisk.__all__)
def test_every_public_name_is_there(name: str) -> None:
    """What `__all__` lists can be had from the package itself."""
    assert getattr(omsrisk, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    """As for any module."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = omsrisk.nothing


def test_importing_the_package_imports_no_question() -> None:
    """A name that nobody uses costs nothing."""
    code = "import sys, omsrisk; print([one for one in sys.modules if 'omsrisk.' in one])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
