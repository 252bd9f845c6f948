import json
from dataclasses import asdict
from pathlib import Path

import pytest

from audit.errors import InputError
from audit.experiments import recorded
from audit.experiments.recorded import recorded_file
from audit.experiments.sparse.contrasts import contrasts
from audit.experiments.sparse.grids import EXPERIMENTS
from audit.experiments.sparse.intervals import LEVEL, summary
from audit.experiments.sparse.record import KEYS, SCHEMA_VERSION, read_record, record_text
from audit.experiments.sparse.settings import from_table

RUNS = [{"seed": 0, "x": 0.1 + 0.2}, {"seed": 1, "x": 0.5}]
CELL = {"name": "plain", "runs": RUNS, "summary": {path: asdict(one) for path, one in summary(RUNS).items()}}
GIVEN = {"schema_version": SCHEMA_VERSION, "interval": {"level": LEVEL}, "contrasts": [], "cells": [CELL]}
RECORD = dict.fromkeys(KEYS, 1) | GIVEN


def test_a_record_comes_back_to_the_bit(tmp_path):
    (path := tmp_path / "a.json").write_text(record_text(RECORD))
    assert read_record(path) == RECORD
    assert json.loads(record_text(RECORD | {"cells": []}))["cells"] == []


@pytest.mark.parametrize("content", ["", "{", "[]", "3", "{}", json.dumps(RECORD | {"schema_version": "0"})])
def test_anything_else_is_refused(content, tmp_path):
    (path := tmp_path / "a.json").write_text(content)
    with pytest.raises(InputError, match="--compare"):
        read_record(path)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"cells": [CELL | {"runs": [RUNS[0] | {"x": 0.4}, RUNS[1]]}]}, "x of 'plain' is not that of its runs"),
        ({"cells": [CELL | {"runs": [RUNS[0] | {"x": float("nan")}, RUNS[1]]}]}, "no JSON"),
        ({"cells": [CELL | {"summary": {"x": {"mean": 0.4, "low": 0.0, "high": 1.0}}}]}, "x of 'plain'"),
        ({"cells": [CELL | {"summary": {}}]}, "x of 'plain'"),
        ({"cells": [{"name": "plain"}]}, "a part is missing"),
        ({"cells": [CELL | {"runs": 3}]}, "of another kind"),
        ({"contrasts": [{"respect": "made up"}]}, "its contrasts"),
        ({"interval": {"level": 0.85}}, "the level 0.85, not 0.95"),
    ],
)
def test_a_record_that_contradicts_itself(change, complaint, tmp_path):
    (path := tmp_path / "a.json").write_text(record_text(RECORD | change))
    with pytest.raises(InputError) as raised:
        read_record(path)
    assert complaint in str(raised.value)


def test_files_that_are_no_text(tmp_path):
    (tmp_path / "a.json").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "a.json", tmp_path, tmp_path / "none"):
        with pytest.raises(InputError, match="--compare"):
            read_record(path)


def test_what_is_not_recorded():
    with pytest.raises(InputError, match="recorded results of 'nothing'"):
        recorded_file("nothing")


RECORDED = sorted(Path(recorded.__file__).parent.glob("*.json"))


def is_what_its_runs_say(record):
    for cell in record["cells"]:
        found = summary(cell["runs"])
        assert found.keys() == cell["summary"].keys()
        for number, interval in found.items():
            assert asdict(interval) == pytest.approx(cell["summary"][number], rel=1e-9), (cell["name"], number)
    return True


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_recorded_results_are_whole_and_untouched(path):
    record = read_record(path)
    settings = from_table(record["settings"])
    assert settings == EXPERIMENTS[record["experiment"]].settings
    assert record["experiment"] == path.stem
    assert recorded_file(path.stem) == path
    assert [cell["name"] for cell in record["cells"]] == [cell.name for cell in settings.cells]
    assert all([run["seed"] for run in cell["runs"]] == list(settings.seeds) for cell in record["cells"])
    assert is_what_its_runs_say(record)
    assert len(record["contrasts"]) == len(contrasts(record["cells"]))
    assert {"torch", "numpy"} <= record["environment"]["packages"].keys()


def test_a_number_that_was_edited_is_seen():
    runs = [{"accuracy": 0.9}, {"accuracy": 0.7}]
    table = {number: asdict(interval) for number, interval in summary(runs).items()}
    assert is_what_its_runs_say({"cells": [{"name": "x", "runs": runs, "summary": table}]})
    table["accuracy"]["low"] += 0.01
    with pytest.raises(AssertionError):
        is_what_its_runs_say({"cells": [{"name": "x", "runs": runs, "summary": table}]})
