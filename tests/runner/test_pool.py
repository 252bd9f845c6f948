import time

import pytest

from audit.errors import InputError
from audit.ledger import Verdict
from audit.runner import run
from audit.runner.pool import seed_of
from tests import toys

BAD = (toys.raises, toys.hangs, toys.exits)


def test_results_come_in_the_order_given_and_one_bad_claim_does_not_stop_the_others():
    bad = [toys.with_check(check, f"toy_bad.{check.__name__}", time_limit_s=0.5) for check in BAD]
    claims = [*bad, toys.THIRDS, toys.TWO_THIRDS]
    seen = []
    made = run(claims, jobs=2, progress=lambda result: seen.append(result.id))
    assert [result.id for result in made.results] == [claim.id for claim in claims]
    assert sorted(seen) == sorted(claim.id for claim in claims)
    assert [result.verdict for result in made.results] == [Verdict.ERROR] * 3 + [Verdict.PROVED, Verdict.ERRATUM]
    assert made.exit_code() == 1


@pytest.mark.parametrize("jobs", [0, -1, "x", 1.5, True])
def test_a_bad_number_of_jobs_is_refused(jobs):
    with pytest.raises(InputError, match="1 or more"):
        run([toys.THIRDS], jobs=jobs)


def test_a_claim_gets_the_same_points_alone_and_in_company():
    alone = run([toys.SAMPLED_ONLY], jobs=1, seed=4).results[0]
    among = run([toys.THIRDS, toys.SAMPLED_ONLY], jobs=2, seed=4).results[1]
    other = run([toys.SAMPLED_ONLY], jobs=1, seed=5).results[0]
    drawn = [result.findings[0].evidence[0].domain for result in (alone, among, other)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_seeds_do_not_change_between_versions():
    assert seed_of(0, "toy_thirds.sum") == 2836232011
    assert seed_of(1, "toy_thirds.sum") != seed_of(0, "toy_thirds.sum") != seed_of(0, "toy_thirds.sampled")


def test_an_opinion_says_what_the_run_found_on_what_bears_on_it():
    together = run([toys.OPINION, toys.THIRDS, toys.TWO_THIRDS], jobs=2)
    assert together.results[0].reason == "see toy_thirds.sum PROVED, toy_misprint.sum ERRATUM"
    alone = run([toys.OPINION], jobs=1)
    assert alone.results[0].reason == "see toy_thirds.sum (not in this run), toy_misprint.sum (not in this run)"


def test_no_claims_make_an_empty_run():
    assert run([]).results == ()


def test_an_error_in_the_caller_stops_the_checks():
    def breaks(result):
        raise RuntimeError("the caller is at fault")

    claims = [toys.THIRDS, toys.with_check(toys.hangs, time_limit_s=60.0)]
    start = time.monotonic()
    with pytest.raises(RuntimeError, match="the caller is at fault"):
        run(claims, jobs=2, progress=breaks)
    assert time.monotonic() - start < 20
