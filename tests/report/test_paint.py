from rich.text import Text

from audit.ledger import Outcome, Verdict
from audit.report.paint import outcome_style, painted, verdict_style


def test_every_verdict_and_outcome_has_a_colour():
    assert all(verdict_style(verdict) for verdict in Verdict)
    assert all(outcome_style(outcome) for outcome in Outcome)


def test_no_line_ends_in_blanks():
    assert painted(Text("a   \nb  "), width=20, colour=False) == "a\nb\n"
