import multiprocessing
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from audit.ledger import Setting, Verdict
from audit.runner import isolate
from tests import toys

ROOT = Path(__file__).parents[2]
LIMIT_S = 0.5


def isolated(check, **changes):
    return isolate(toys.with_check(check, time_limit_s=LIMIT_S, **changes), Setting())


def test_the_result_is_that_of_this_process():
    from audit.runner import examine

    here, there = examine(toys.TWO_THIRDS, Setting(7)), isolate(toys.TWO_THIRDS, Setting(7))
    assert (here.verdict, here.reason) == (there.verdict, there.reason)
    assert [f.outcome for f in here.findings] == [f.outcome for f in there.findings]
    assert here.findings[0].evidence[1].domain == there.findings[0].evidence[1].domain


@pytest.mark.parametrize("check", [toys.hangs, toys.hangs_deaf])
def test_a_check_that_hangs_is_stopped_and_named(check):
    start = time.monotonic()
    result = isolated(check)
    assert time.monotonic() - start < 20
    assert result.verdict is Verdict.ERROR
    assert result.error == f"check {check.__name__} on variant as_printed took longer than 0.5 s and was stopped"


@pytest.mark.parametrize(("check", "death"), [(toys.exits, "exit code 7"), (toys.kills_itself, "signal SIGKILL")])
def test_a_check_that_takes_its_process_down_is_named(check, death):
    result = isolated(check)
    assert result.verdict is Verdict.ERROR
    assert result.error == f"check {check.__name__} on variant as_printed took its process down ({death})"


def test_a_check_that_raises_is_told_like_in_this_process():
    assert "raised ZeroDivisionError: one over nothing" in isolated(toys.raises).error


def test_what_a_check_defined_on_the_spot_needs_travels_with_it():
    def shifted(variant, setting):
        return toys.sums_to_one(replace(variant, form=variant.form[: LIMIT_S > 0 or None] + variant.form[1:]), setting)

    assert isolated(shifted).verdict is Verdict.PROVED


def test_a_form_that_cannot_travel_is_an_error():
    stuck = replace(toys.PRINTED, form=threading.Lock())
    result = isolate(replace(toys.THIRDS, variants=(stuck, *toys.MUTANTS)), Setting())
    assert result.verdict is Verdict.ERROR
    assert "cannot be sent to a process" in result.error


class _Unreadable:
    def __reduce__(self):
        return int, ("not a number",)


def test_a_form_that_does_not_arrive_is_an_error():
    stuck = replace(toys.PRINTED, form=_Unreadable())
    result = isolate(replace(toys.THIRDS, variants=(stuck, *toys.MUTANTS)), Setting())
    assert result.error.startswith("the process could not examine the claim: ValueError")


def test_a_stop_ends_the_process_at_once():
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    start = time.monotonic()
    result = isolate(toys.with_check(toys.hangs, time_limit_s=60.0), Setting(), stop)
    assert time.monotonic() - start < 20
    assert result.error.endswith("was stopped with the run")


def _writes_its_process_id(path):
    def check(variant, setting):
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        Path(path).write_text(f"{os.getpid()} {child.pid}")
        return toys.hangs(variant, setting)

    return check


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks processes up in /proc")
def test_nothing_is_left_running(tmp_path):
    isolate(toys.with_check(_writes_its_process_id(tmp_path / "ids"), time_limit_s=1.5), Setting())
    ids = (tmp_path / "ids").read_text().split()
    assert len(ids) == 2
    deadline = time.monotonic() + 10
    while any(_runs(number) for number in ids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_runs(number) for number in ids)
    assert multiprocessing.active_children() == []


def _runs(number):
    """Alive and no zombie."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _script(tmp_path, body):
    path = tmp_path / "script.py"
    path.write_text(body)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, str(path)], capture_output=True, text=True, env=environment, check=False)


def test_a_script_without_a_guard_runs_once(tmp_path):
    body = (
        "from audit.ledger import Setting\nfrom audit.runner import isolate\nfrom tests.toys import THIRDS\n"
        "print('once')\nprint(isolate(THIRDS, Setting()).verdict)\n"
    )
    done = _script(tmp_path, body)
    assert (done.stdout, done.stderr, done.returncode) == ("once\nPROVED\n", "", 0)


def test_what_a_check_prints_goes_to_standard_error(tmp_path):
    body = (
        "from audit.ledger import Setting\nfrom audit.runner import isolate\nfrom tests.toys import talks, with_check\n"
        "print(isolate(with_check(talks), Setting()).verdict)\n"
    )
    done = _script(tmp_path, body)
    assert done.stdout == "PROVED\n"
    assert done.stderr == "a check that talks\n" * 3
