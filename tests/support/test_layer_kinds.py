"""Which classes are refused, by their names."""

from types import SimpleNamespace

import pytest

from audit.errors import InputError
from audit.support.layer_kinds import NOT_ASKED, named, refused


@pytest.mark.parametrize("name", NOT_ASKED)
def test_a_class_and_those_derived_from_it_are_refused(name):
    base = type(name, (), {})
    for part in (base(), type("Derived", (base,), {})()):
        with pytest.raises(InputError, match=NOT_ASKED[name]):
            refused(SimpleNamespace(modules=lambda part=part: [part]))


def test_other_classes_are_not():
    assert refused(SimpleNamespace(modules=lambda: [1.0, "text"])) is None
    assert named(1.0) == "a float"
