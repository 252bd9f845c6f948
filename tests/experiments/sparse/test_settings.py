import json

import pytest

from audit.errors import InputError
from audit.experiments.sparse.grids import EXPERIMENTS
from audit.experiments.sparse.settings import PLAIN, Cell, Settings, as_table, from_table

GOOD = {"data": "digits", "network": "dense", "cells": (PLAIN,), "seeds": (0, 1), "epochs": 2}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_json_keeps_settings(name):
    settings = EXPERIMENTS[name].settings
    assert from_table(json.loads(json.dumps(as_table(settings)))) == settings


@pytest.mark.parametrize(
    "bad",
    [
        {"data": "svhn"},
        {"network": "resnet"},
        {"cells": ()},
        {"seeds": ()},
        {"seeds": (1, 1)},
        {"seeds": (-1,)},
        {"epochs": 0},
        {"batch": 0},
        {"rate": 0.0},
        {"rate": float("nan")},
        {"warm_up": 1.5},
        {"test_rows": 1797},
        {"samples": 0},
    ],
    ids=str,
)
def test_unusable_settings_are_refused(bad):
    with pytest.raises(InputError):
        Settings(**GOOD | bad)


@pytest.mark.parametrize(
    "bad",
    [("log-uniform", "cubic"), ("ard", "bound"), ("log-uniform", "exact", "polar"), ("ard", "exact", "additive", 0.0)],
)
def test_unusable_cells_are_refused(bad):
    with pytest.raises(InputError):
        Cell(*bad)


@pytest.mark.parametrize("table", [{}, {"cells": 3}, {"cells": [{}], "seeds": []}, {"cells": [], "seeds": [0], "x": 1}])
def test_tables_of_something_else_are_refused(table):
    with pytest.raises(InputError):
        from_table(table)


def test_names_differ():
    for entry in EXPERIMENTS.values():
        names = [cell.name for cell in entry.settings.cells]
        assert len(set(names)) == len(names)
    assert PLAIN.name == "plain"
