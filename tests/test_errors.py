import inspect
import re

import pytest

from audit import errors


def test_the_docstring_draws_the_tree_that_is_there():
    drawn = {}
    for line in errors.__doc__.splitlines():
        found = re.match(r"^(?:    )?((?:\|  |   )*(?:\|- |'- )?)([A-Z]\w+Error|UnknownClaim)\b", line)
        if found:
            drawn[found.group(2)] = len(found.group(1)) // 3
    defined = {name for name, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__}
    assert set(drawn) == defined
    for name, depth in drawn.items():
        assert len([k for k in getattr(errors, name).__mro__ if k.__module__ == errors.__name__]) == depth + 1


def test_an_input_error_says_three_things_in_one_line():
    error = errors.InputError("x", "y", "z")
    assert str(error) == "given: x; allowed: y; try: z"
    assert (error.given, error.allowed, error.hint) == ("x", "y", "z")


def test_an_unknown_claim_is_unusable_input_and_a_value_error():
    with pytest.raises(ValueError, match="given: a"):
        raise errors.UnknownClaim("a", "b", "c")
