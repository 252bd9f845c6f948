import json
import struct
from dataclasses import asdict

import numpy as np
import pytest

from audit.cli.main import answer
from audit.experiments.sparse import grids
from audit.experiments.sparse.contrasts import contrasts
from audit.experiments.sparse.images import STEMS
from audit.experiments.sparse.intervals import summary
from audit.experiments.sparse.settings import PLAIN, Cell, Settings

ADDITIVE, KINGMA = Cell("log-uniform", "exact", "additive", 10.0), Cell("log-uniform", "kingma2015")
TINY = Settings("digits", "dense", (PLAIN, ADDITIVE, KINGMA), (0, 1), 2, batch=16, rows=60, test_rows=20, samples=2)


@pytest.fixture(autouse=True)
def _tiny(monkeypatch):
    entry = grids.Experiment("toys", TINY)
    monkeypatch.setattr(grids, "EXPERIMENTS", {"digits-quick": entry, "mnist": grids.Experiment("toys", IDX)})


IDX = Settings("idx", "dense", (PLAIN, ADDITIVE), (0,), 1, batch=4, samples=2)


def folder_of_images(folder):
    generator = np.random.default_rng(1)
    for stem, shape in zip(STEMS, ((12, 8, 8), (12,), (6, 8, 8), (6,)), strict=True):
        values = generator.integers(0, 255 if len(shape) > 1 else 10, shape).astype(np.uint8)
        (folder / stem).write_bytes(
            bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + values.tobytes()
        )


def run(capsys, *words):
    code = answer(["experiment", *map(str, words)])
    return code, *capsys.readouterr()


def test_the_table(capsys):
    code, out, err = run(capsys, "digits-quick")
    assert (code, err) == (0, "")
    assert out.startswith("2 seeds, 2 epochs, digits, 40 + 20, on cpu\n")
    assert all(cell.name in out for cell in TINY.cells)
    assert "compression above 200: 0 of 2 cells" in out


def test_json_has_what_a_record_needs(capsys):
    code, out, _ = run(capsys, "digits-quick", "--json", "--kl", "kingma2015", "--seeds", "3", "--epochs", "1")
    found = json.loads(out)
    assert code == 0
    assert [cell["name"] for cell in found["cells"]] == ["plain", KINGMA.name]
    assert (found["settings"]["seeds"], found["settings"]["epochs"]) == ([0, 1, 2], 1)
    assert found["environment"]["packages"]["torch"]
    assert found["interval"]["level"] == 0.95
    assert found["cells"][1]["summary"]["thresholds.0.accuracy"]["low"] is not None
    assert len(found["cells"][1]["runs"]) == 3


def test_a_record_run_again_is_identical(capsys, tmp_path):
    path = tmp_path / "record.json"
    assert run(capsys, "digits-quick", "--out", path)[0] == 0
    code, out, _ = run(capsys, "digits-quick", "--compare", path, "--jobs", "2")
    assert code == 0
    assert "(same versions, platform and device): every number of every run is identical to the bit" in out
    code, out, _ = run(capsys, "digits-quick", "--compare", path, "--parametrisation", "additive", "--json")
    assert code == 0
    assert json.loads(out)["comparison"]["identical"]


def altered(path, shift):
    """Every seed of one cell off by `shift`, and a record that agrees with that."""
    record = json.loads(path.read_text())
    cell = record["cells"][1]
    for one in cell["runs"]:
        one["accuracy"] += shift
    cell["summary"] = {name: asdict(interval) for name, interval in summary(cell["runs"]).items()}
    record["contrasts"] = contrasts(record["cells"])
    record["environment"]["packages"]["torch"] = "0.1"
    path.write_text(json.dumps(record))


@pytest.mark.parametrize(("shift", "code", "word"), [(0.001, 0, "intervals overlap"), (9.0, 1, "INTERVALS APART")])
def test_a_record_that_differs(shift, code, word, capsys, tmp_path):
    path = tmp_path / "record.json"
    run(capsys, "digits-quick", "--out", path, "--kl", "exact")
    altered(path, shift)
    found, out, _ = run(capsys, "digits-quick", "--compare", path)
    assert found == code
    assert "(other versions, platform and device)" in out
    assert f"{ADDITIVE.name}: accuracy" in out
    assert word in out


def test_a_resumed_experiment(capsys, tmp_path):
    words = ("digits-quick", "--checkpoints", tmp_path / "runs", "--json")
    first, again = (json.loads(run(capsys, *words, *more)[1]) for more in ((), ("--resume",)))
    assert first["cells"] == again["cells"]
    assert len(list((tmp_path / "runs").iterdir())) == 6
    code, _, err = run(capsys, *words, "--resume", "--epochs", "3")
    assert (code, err.count("\n")) == (2, 1)


def test_images_of_ones_own(capsys, tmp_path):
    folder_of_images(tmp_path)
    code, out, _ = run(capsys, "mnist", "--data", tmp_path, "--network", "convolutional")
    assert code == 0
    assert "IDX files, 12 + 6" in out


def test_rates_of_the_noise(capsys):
    code, out, _ = run(capsys, "digits-quick", "--noise-rate", "2,5", "--kl", "exact", "--seeds", "1", "--rate", "0.01")
    assert code == 0
    assert "additive x2 " in out
    assert "additive x5 " in out


@pytest.mark.parametrize(
    "words",
    [
        ["cifar"],
        ["mnist"],
        ["mnist", "--data", "/nowhere"],
        ["digits-quick", "--data", "."],
        ["digits-quick", "--kl", "cubic"],
        ["digits-quick", "--prior", "ard"],
        ["digits-quick", "--network", "resnet"],
        ["digits-quick", "--noise-rate", "fast"],
        ["digits-quick", "--noise-rate", "0"],
        ["digits-quick", "--rate", "0"],
        ["digits-quick", "--epochs", "0"],
        ["digits-quick", "--seeds", "0"],
        ["digits-quick", "--jobs", "-1"],
        ["digits-quick", "--device", "tpu"],
        ["digits-quick", "--resume"],
        ["digits-quick", "--out", "/nowhere/record.json"],
        ["digits-quick", "--compare", "/nowhere/record.json"],
        ["digits-quick", "--compare", "recorded", "--epochs", "3"],
        ["mnist", "--compare", "recorded"],
    ],
    ids=" ".join,
)
def test_bad_input_gets_one_sentence(words, capsys):
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert err.startswith("audit: given: ")
    assert err.count("\n") == 1


def test_a_record_of_another_experiment_or_other_data(capsys, tmp_path, monkeypatch):
    path = tmp_path / "record.json"
    run(capsys, "digits-quick", "--out", path)
    code, _, err = run(capsys, "mnist", "--compare", path)
    assert code == 2
    assert "'digits-quick'" in err
    record = json.loads(path.read_text())
    record["data"]["sha256"] = "0"
    path.write_text(json.dumps(record))
    code, _, err = run(capsys, "digits-quick", "--compare", path)
    assert code == 2
    assert "other data" in err
