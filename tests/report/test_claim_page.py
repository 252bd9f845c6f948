from dataclasses import replace

from audit.ledger import Verdict
from audit.report.claim_page import Neighbour, pages


def page_of(run, name):
    (found,) = [page for page in pages(run) if page.result.id == name]
    return found


def test_neighbours_in_both_directions(toy_run):
    assert page_of(toy_run, "toy_misprint.sum").depends == (Neighbour("toy_thirds.sum", Verdict.PROVED),)
    assert page_of(toy_run, "toy_thirds.sum").needed_by == (Neighbour("toy_misprint.sum", Verdict.ERRATUM),)
    assert [n.id for n in page_of(toy_run, "toy_opinion.nice").bears_on] == ["toy_thirds.sum", "toy_misprint.sum"]


def test_a_neighbour_outside_of_the_run_has_no_verdict(toy_run):
    alone = replace(toy_run, results=toy_run.results[1:2])
    assert page_of(alone, "toy_misprint.sum").depends == (Neighbour("toy_thirds.sum", None),)


def test_mutants_stand_apart(toy_run):
    page = page_of(toy_run, "toy_misprint.sum")
    assert [finding.variant for finding in page.variants] == ["as_printed", "three_terms"]
    assert [finding.variant for finding in page.mutants] == ["four_terms", "no_terms"]
    assert page.methods == ("symbolic", "sampled")
    assert page.witnesses(page.variants[0]) == ("the sum is 2/3",)


def test_what_is_unexpected_and_what_overturns(toy_run):
    assert [page.result.id for page in pages(toy_run) if page.unexpected] == ["toy_wrong.expectation", "toy_bad.raises"]
    assert [page.result.id for page in pages(toy_run) if page.overturns] == ["toy_misprint.sum"]


def test_files_are_named(toy_run):
    page = page_of(toy_run, "toy_thirds.sum")
    assert page.files == {"source": "toys/toy_thirds.py", "test": "toys/tests/test_toy_thirds.py"}
    drawn = replace(page, result=replace(page.result, figure="toy_thirds"))
    assert drawn.files["figure"] == "figures/toy_thirds.pdf"
    assert page.section == "toys: section 1, (2)"
