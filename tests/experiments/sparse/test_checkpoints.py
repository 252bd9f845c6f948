import pickle

import pytest
import torch

from audit.errors import InputError
from audit.experiments.sparse import checkpoints
from audit.experiments.sparse.checkpoints import fingerprint, load, place, save
from audit.experiments.sparse.settings import PLAIN, Cell, Settings

SETTINGS = Settings("digits", "dense", (PLAIN,), (0,), 2)


def test_what_was_saved_is_loaded(tmp_path):
    path = tmp_path / "new" / "run.pt"
    save(path, {"fingerprint": "a", "x": torch.arange(3), "history": {"1": 0.5}})
    found = load(path, "a")
    assert torch.equal(found["x"], torch.arange(3))
    assert found["history"] == {"1": 0.5}
    assert [file.name for file in path.parent.iterdir()] == ["run.pt"]


def test_no_file_is_no_checkpoint(tmp_path):
    assert load(tmp_path / "none.pt", "a") is None


def test_a_checkpoint_of_something_else_is_refused(tmp_path):
    save(tmp_path / "run.pt", {"fingerprint": "a"})
    with pytest.raises(InputError, match="of other settings"):
        load(tmp_path / "run.pt", "b")


@pytest.mark.parametrize("content", [b"", b"nonsense", pickle.dumps({"fingerprint": "a"}), pickle.dumps(print)])
def test_a_broken_file_is_refused(content, tmp_path):
    (tmp_path / "run.pt").write_bytes(content)
    with pytest.raises(InputError, match="no checkpoint"):
        load(tmp_path / "run.pt", "a")


def test_an_interrupt_leaves_the_old_checkpoint(tmp_path, monkeypatch):
    path = tmp_path / "run.pt"
    save(path, {"fingerprint": "a", "epoch": 1})

    def interrupted(state, file):
        file.write(b"half of it")
        raise KeyboardInterrupt

    monkeypatch.setattr(torch, "save", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(path, {"fingerprint": "a", "epoch": 2})
    assert load(path, "a")["epoch"] == 1
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_to(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="--checkpoints"):
        save(tmp_path / "file" / "run.pt", {})


def test_a_fingerprint_sees_what_decides_the_numbers_and_nothing_else():
    ours = fingerprint(SETTINGS, PLAIN, 0, "data", "cpu")
    wider = Settings("digits", "dense", (PLAIN, Cell("ard", "exact")), (0, 1), 2)
    assert fingerprint(wider, PLAIN, 0, "data", "cpu") == ours
    others = [
        fingerprint(Settings("digits", "dense", (PLAIN,), (0,), 3), PLAIN, 0, "data", "cpu"),
        fingerprint(SETTINGS, Cell("ard", "exact"), 0, "data", "cpu"),
        fingerprint(SETTINGS, PLAIN, 1, "data", "cpu"),
        fingerprint(SETTINGS, PLAIN, 0, "other", "cpu"),
        fingerprint(SETTINGS, PLAIN, 0, "data", "cuda"),
    ]
    assert ours not in others


def test_names_of_files_are_plain(tmp_path):
    name = place(tmp_path, Cell("horseshoe-global", "bound", "clipped", 0.5), 2).name
    assert name == "horseshoe-global-bound-clipped-x0.5-seed2.pt"
    assert checkpoints.place(tmp_path, PLAIN, 0).name == "plain-seed0.pt"
