"""Every chunk once, here and on a Dask cluster of which a worker is killed."""

import os
import signal

import pytest

from audit.errors import InputError
from audit.experiments.chunks import on_dask, results


def test_every_chunk_once():
    assert sorted(results(lambda k: k * k, [(k,) for k in range(50)], jobs=2)) == [k * k for k in range(50)]


def test_nothing_of_nothing():
    assert list(results(max, [])) == []


def test_chunks_are_taken_as_they_are_needed():
    taken = []

    def chunks():
        for k in range(10_000):
            taken.append(k)
            yield (k,)

    found = results(abs, chunks(), jobs=1)
    assert next(found) == 0
    assert len(taken) < 10_000
    found.close()


def test_a_scheduler_that_is_not_there():
    pytest.importorskip("distributed", reason="a Dask cluster needs dask")
    with pytest.raises(InputError, match="the Dask scheduler 'tcp://127"), on_dask("tcp://127.0.0.1:9", 0.5):
        pass


@pytest.mark.filterwarnings("ignore")
@pytest.mark.timeout(110)
def test_a_worker_that_is_killed_loses_nothing_and_counts_nothing_twice(tmp_path):
    distributed = pytest.importorskip("distributed", reason="a Dask cluster needs dask")

    def slow(k):
        import os
        import time
        from pathlib import Path

        time.sleep(0.05)
        (Path(folder) / f"{k}-{os.getpid()}").touch()
        return k

    folder = str(tmp_path)
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**settings) as cluster, on_dask(cluster.scheduler_address, 30.0):
        pids = [worker.pid for worker in cluster.workers.values()]
        found = []
        for result in results(slow, [(k,) for k in range(40)]):
            found.append(result)
            if len(found) == 5:
                os.kill(pids[0], signal.SIGKILL)
    assert sorted(found) == list(range(40))
    workers = {name.name.split("-")[1] for name in tmp_path.iterdir()}
    assert str(pids[0]) in workers
    assert len(workers) >= 2
