"""The public API: every name it promises is there, and is imported only when it is used."""

import inspect
import subprocess
import sys
from typing import get_args

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


def test_dir_lists_what_is_public() -> None:
    """An editor offers the names before any of them is imported."""
    code = "import omsrisk; print(' '.join(dir(omsrisk)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == sorted(omsrisk.__all__)


def test_what_a_function_returns_is_public() -> None:
    """Whoever annotates a result finds its type beside the function."""
    functions = [
        one for one in (getattr(omsrisk, name) for name in omsrisk.__all__) if inspect.isfunction(one)
    ]
    assert len(functions) > 20
    for function in functions:
        returned = inspect.signature(function).return_annotation
        for kind in get_args(returned) or (returned,):
            if kind.__module__.startswith("omsrisk"):
                assert getattr(omsrisk, kind.__name__) is kind, function.__name__
                assert kind.__doc__
