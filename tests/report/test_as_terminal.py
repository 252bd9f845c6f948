from dataclasses import replace

import pytest

from audit.report import as_terminal

WIDTHS = (40, 80, 100, 160, 300)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_screen_and_no_id_is_lost(toy_run, width):
    text = as_terminal.text(toy_run, width=width)
    assert max(map(len, text.splitlines())) <= width
    for result in toy_run.results:
        assert result.id in text
        assert result.verdict.value in text


def test_the_whole_table_on_a_wide_screen(toy_run):
    run = replace(toy_run, results=toy_run.results[:6], seconds=2.04)
    assert as_terminal.text(run, width=120) == WIDE


WIDE = """\
verdict       claim                  place                      evidence
PROVED        toy_thirds.sum         section 1, (2)             exact sum 1
ERRATUM*      toy_misprint.sum       section 1, second display  the sum is 2/3
SUPPORTED     toy_thirds.sampled     section 1, (2)             sampled on floats, drew 0.639255709250
INTERPRETIVE  toy_opinion.nice       section 1, (2)             see toy_thirds.sum PROVED, toy_misprint.sum ERRATUM
NOT RUN       toy_missing.package    section 1, (2)             expected PROVED; needs no_such_package_here: python -m…
PROVED        toy_wrong.expectation  section 1, (2)             expected REFUTED; exact sum 1

* changes a conclusion of the source
6 claims: 2 PROVED, 1 SUPPORTED, 1 ERRATUM, 1 INTERPRETIVE, 1 NOT RUN
1 not as expected, 2.0 s, seed 3
not run: needs no_such_package_here: python -m pip install 'bayes-audit[no_such_package_here]'

toy_wrong.expectation: PROVED, expected REFUTED  (section 1, (2))
    exact sum 1
"""


def test_the_whole_table_on_a_narrow_screen(toy_run):
    run = replace(toy_run, results=(toy_run.results[1], toy_run.results[4]), seconds=0.2)
    assert as_terminal.text(run, width=64) == NARROW


NARROW = """\
ERRATUM*  toy_misprint.sum             section 1, second display
          the sum is 2/3
NOT RUN   toy_missing.package                     section 1, (2)
          expected PROVED; needs no_such_package_here: python -…

* changes a conclusion of the source
2 claims: 1 ERRATUM, 1 NOT RUN
all as expected, but 1 not run, 200 ms, seed 3
not run: needs no_such_package_here: python -m pip install
'bayes-audit[no_such_package_here]'
"""


def test_where_the_place_does_not_fit_it_moves_to_the_second_line(toy_run):
    run = replace(toy_run, results=toy_run.results[1:2])
    first, second, *_ = as_terminal.text(run, width=50).splitlines()
    assert first == "ERRATUM*  toy_misprint.sum"
    assert second == "          section 1, second display: the sum is 2…"


def test_a_verdict_that_changes_nothing_bears_no_star(toy_run):
    harmless = replace(toy_run.results[0], changes_conclusion=True)
    assert "*" not in as_terminal.text(replace(toy_run, results=(harmless,)), width=100)


def test_an_empty_run_says_so(toy_run):
    assert "0 claims" in as_terminal.text(replace(toy_run, results=()), width=80)


def test_colour_only_where_it_is_wanted(toy_run):
    assert "\x1b[" not in as_terminal.text(toy_run, width=80)
    assert "\x1b[32mPROVED" in as_terminal.text(toy_run, width=80, colour=True)


def test_what_a_claim_says_cannot_control_the_terminal(toy_run):
    odd = replace(toy_run.results[0], reason="[bold]x[/] \x1b[2J", place="a\nb")
    text = as_terminal.text(replace(toy_run, results=(odd,)), width=160)
    assert r"[bold]x[/] \x1b[2J" in text
    assert "a b" in text
