import os

import pytest
import torch

from audit.errors import InputError
from audit.experiments.sparse import conduct as module
from audit.experiments.sparse import training
from audit.experiments.sparse.checkpoints import place
from audit.experiments.sparse.conduct import Storage, conduct, one_run
from audit.experiments.sparse.images import digits_source
from audit.experiments.sparse.settings import PLAIN, Cell, Settings

ADDITIVE, KINGMA = Cell("log-uniform", "exact", "additive", 10.0), Cell("log-uniform", "kingma2015")
SETTINGS = Settings("digits", "dense", (PLAIN, ADDITIVE, KINGMA), (0, 1), 4, batch=16, rows=60, test_rows=20, samples=2)
SOURCE = digits_source(60, 20)


def bare(run):
    return {name: value for name, value in run.items() if name != "seconds"}


def all_bare(result):
    return [bare(run) for cell in result["cells"] for run in cell["runs"]]


def test_all_cells_with_all_seeds():
    ticks = []
    result = conduct(SETTINGS, SOURCE, tick=lambda: ticks.append(1))
    assert [cell["name"] for cell in result["cells"]] == [cell.name for cell in SETTINGS.cells]
    assert [run["seed"] for run in result["cells"][1]["runs"]] == [0, 1]
    assert len(ticks) == 3 * 2 * 4
    assert result["cells"][2]["summary"]["compression"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    assert result["data"]["sha256"] == SOURCE.sha256


def test_two_at_a_time_give_the_same_numbers():
    before = torch.get_num_threads()
    one, two = conduct(SETTINGS, SOURCE), conduct(SETTINGS, SOURCE, jobs=2)
    assert all_bare(one) == all_bare(two)
    assert torch.get_num_threads() == before


class Killed(BaseException):
    """In the place of an interrupt that nothing catches."""


def resumed_is_uninterrupted(folder, after):
    """A run that is killed after some epochs and resumed, against one that was not: equal to the bit?"""
    whole = one_run(SETTINGS, ADDITIVE, 0, SOURCE)
    ticks = []

    def tick():
        ticks.append(1)
        if len(ticks) == after:
            raise Killed

    with pytest.raises(Killed):
        one_run(SETTINGS, ADDITIVE, 0, SOURCE, storage=Storage(folder, False, 0.0), tick=tick)
    counted = []
    again = one_run(SETTINGS, ADDITIVE, 0, SOURCE, storage=Storage(folder, True, 0.0), tick=lambda: counted.append(1))
    assert len(counted) == SETTINGS.epochs
    return bare(again) == bare(whole)


@pytest.mark.parametrize("after", [1, 3])
def test_a_killed_run_goes_on_as_if_nothing_had_happened(after, tmp_path):
    assert resumed_is_uninterrupted(tmp_path, after)


def forget_optimiser(self, state):
    fresh = self.optimiser.state_dict()
    RESTORE(self, state | {"optimiser": fresh})


def forget_noise(self, state):
    RESTORE(self, state | {"noise": self.noise.get_state()})


def forget_order(self, state):
    RESTORE(self, state | {"order": self.order.get_state()})


def forget_history(self, state):
    RESTORE(self, state | {"history": {}})


RESTORE = training.Training.restore


@pytest.mark.parametrize("broken", [forget_optimiser, forget_noise, forget_order, forget_history])
def test_a_forgetful_resume_is_seen(broken, tmp_path, monkeypatch):
    monkeypatch.setattr(training.Training, "restore", broken)
    assert not resumed_is_uninterrupted(tmp_path, 2)


def test_a_finished_run_is_not_trained_again(tmp_path, monkeypatch):
    first = one_run(SETTINGS, ADDITIVE, 0, SOURCE, storage=Storage(tmp_path))
    monkeypatch.setattr(module, "begin", lambda *given: pytest.fail("trained again"))
    assert one_run(SETTINGS, ADDITIVE, 0, SOURCE, storage=Storage(tmp_path, resume=True)) == first


def test_a_lost_checkpoint_costs_one_run_only(tmp_path):
    small = Settings("digits", "dense", (PLAIN, ADDITIVE), (0,), 2, batch=16, rows=60, test_rows=20, samples=2)
    first = conduct(small, SOURCE, storage=Storage(tmp_path))
    os.remove(place(tmp_path, PLAIN, 0))
    assert all_bare(conduct(small, SOURCE, storage=Storage(tmp_path, resume=True))) == all_bare(first)


@pytest.mark.parametrize(
    ("device", "storage", "why"),
    [("tpu", Storage(), "device = .tpu."), ("cpu", Storage(resume=True), "--resume without --checkpoints")],
)
def test_what_cannot_be_done_is_refused(device, storage, why):
    with pytest.raises(InputError, match=why):
        conduct(SETTINGS, SOURCE, device, storage=storage)


def test_without_cuda_there_is_no_cuda(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(InputError, match=r"device = .cuda."):
        conduct(SETTINGS, SOURCE, "cuda")
