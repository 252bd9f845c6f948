"""A sampler by its name: what is imported, and each way in which it cannot be."""

import sys

import pytest

from audit.errors import InputError
from audit.support.sampled.loading import load_sampler, told

MODULES = {
    "noise_that_works": "def sample(n):\n    return [[1.0]] * n\n\nclass Layer:\n    draw = staticmethod(abs)\n\nNUMBER = 3\n",
    "noise_that_prints": "print('loading')\n\ndef sample(n):\n    return n\n",
    "noise_that_raises": "raise RuntimeError('no\\nluck')\n",
    "noise_that_exits": "raise SystemExit(3)\n",
    "noise_that_lacks": "import a_module_that_is_nowhere\n",
}


@pytest.fixture(autouse=True)
def modules(tmp_path, monkeypatch):
    for name, text in MODULES.items():
        (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.chdir(tmp_path)
    yield
    for name in MODULES:
        sys.modules.pop(name, None)


def test_what_a_module_prints_does_not_reach_the_output(capsys):
    load_sampler("noise_that_prints:sample")
    assert capsys.readouterr() == ("", "loading\n")


def test_a_function_of_the_current_directory_is_found_and_the_path_is_put_back():
    before = list(sys.path)
    assert load_sampler("noise_that_works:sample")(2) == [[1.0], [1.0]]
    assert load_sampler("noise_that_works:Layer.draw")(5) == 5
    assert sys.path == before


@pytest.mark.parametrize(
    ("spec", "told_of"),
    [
        ("noise_that_works", "MODULE:FUNCTION"),
        ("noise_that_works.py:sample:", "MODULE:FUNCTION"),
        ("noise_that_works:", "MODULE:FUNCTION"),
        ("../noise:sample", "MODULE:FUNCTION"),
        ("noise_nowhere:sample", "not found"),
        ("noise_that_works:other", "has no other"),
        ("noise_that_works:NUMBER", "is a int"),
        ("noise_that_raises:sample", "RuntimeError: no"),
        ("noise_that_exits:sample", "SystemExit: 3"),
        ("noise_that_lacks:sample", "a_module_that_is_nowhere"),
    ],
)
def test_what_cannot_be_loaded_is_told_in_one_sentence(spec, told_of):
    with pytest.raises(InputError, match="allowed") as caught:
        load_sampler(spec)
    assert told_of in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_exception_without_a_message_is_told_by_its_class():
    assert told(KeyboardInterrupt()) == "KeyboardInterrupt"
