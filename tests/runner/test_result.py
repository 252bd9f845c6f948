from dataclasses import replace

from audit.ledger import Verdict


def test_counts_are_in_the_order_of_the_verdicts(toy_run):
    assert list(toy_run.counts.items()) == [
        (Verdict.PROVED, 2),
        (Verdict.SUPPORTED, 1),
        (Verdict.ERRATUM, 1),
        (Verdict.INTERPRETIVE, 1),
        (Verdict.ERROR, 1),
        (Verdict.NOT_RUN, 1),
    ]


def test_a_claim_that_was_not_run_is_counted_apart(toy_run):
    assert [result.id for result in toy_run.not_run] == ["toy_missing.package"]
    assert [result.id for result in toy_run.unexpected] == ["toy_wrong.expectation", "toy_bad.raises"]


def test_exit_codes(toy_run):
    good = replace(toy_run, results=toy_run.results[:4])
    with_missing = replace(toy_run, results=toy_run.results[:5])
    assert (good.exit_code(), good.exit_code(strict=True)) == (0, 0)
    assert (with_missing.exit_code(), with_missing.exit_code(strict=True)) == (0, 1)
    assert (toy_run.exit_code(), toy_run.exit_code(strict=True)) == (1, 1)
