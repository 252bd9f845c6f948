import re
from dataclasses import replace

from audit.report import as_page


def test_the_whole_page(toy_run):
    page = re.sub(r", \d+ ms", "", as_page.text(toy_run.results[1], width=72))
    drawn = toy_run.results[1].findings[0].evidence[1].domain
    assert page.replace(drawn, "FLOATS").split("mutant four_terms")[0] == BEFORE_MUTANTS
    assert page.endswith(AFTER_MUTANTS)


BEFORE_MUTANTS = r"""toy_misprint.sum   section 1, second display   P01
Two thirds | are `one`

ERRATUM  fails as printed (certified witness); the corrected form is
proved
  the sum is 2/3
  A failure changes a conclusion of the source.

statement
  Two thirds sum to one.

hypotheses
  the sum is exact

printed as_printed: fails
  \tfrac13+\tfrac13=1
    symbolic fails on all terms, the whole domain, 2 points
      witness: the sum is 2/3
    sampled fails on FLOATS, 3 points
      witness: total 0.6666666666666666

corrected three_terms: holds
  \tfrac13+\tfrac13+\tfrac13=1
    symbolic holds on all terms, the whole domain, 3 points
      exact sum 1
    sampled holds on FLOATS, 3 points
      witness: total 1.0

"""
AFTER_MUTANTS = """
derivation
  3 * 1/3 = 1.

consequence
  A third is missing.

depends on
  toy_thirds.sum

files
  toys/toy_misprint.py
  toys/tests/test_toy_misprint.py
"""


def test_an_unexpected_verdict_and_its_error_are_spelled_out(toy_run):
    page = as_page.text(toy_run.results[-1], width=200)
    assert "(expected PROVED)" in page
    assert page.count("raised ZeroDivisionError") == 3


def test_an_opinion_names_what_bears_on_it(toy_run):
    page = as_page.text(toy_run.results[3], width=100)
    assert "bears on it\n  toy_thirds.sum\n  toy_misprint.sum\n" in page


def test_a_figure_is_among_the_files(toy_run):
    result = replace(toy_run.results[0], figure="toy_thirds")
    assert as_page.files(result)[-1] == "figures/toy_thirds.pdf"
