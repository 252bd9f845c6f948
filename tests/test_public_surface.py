import ast
from pathlib import Path

import pytest

import audit


def test_every_name_is_promised_to_the_type_checker_and_listed():
    source = Path(audit.__file__).read_text(encoding="utf-8")
    block = next(node for node in ast.parse(source).body if isinstance(node, ast.If))
    promised = {alias.name for node in block.body for alias in node.names}
    assert promised == set(audit.__all__) == audit._MODULES | set(audit._HOME)
    assert dir(audit) == sorted([*audit.__all__, "__version__"])


@pytest.mark.parametrize("name", audit.__all__)
def test_every_name_is_there(name):
    assert getattr(audit, name).__doc__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = audit.nonsense
