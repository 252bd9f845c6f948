from dataclasses import replace

from audit.ledger import Evidence, Finding, Method, Outcome, Verdict
from audit.report.errata import letters, witnesses


def test_the_letter_says_what_an_author_needs(toy_run):
    (letter,) = letters(toy_run)
    assert (letter.source, letter.ids) == ("toys", ("toy_misprint.sum",))
    head, _, entry = letter.text.partition("\n1. ")
    assert head.startswith("toys: 1 statement that fails as printed\nFound by bayes-audit ")
    assert entry == ENTRY


ENTRY = r"""section 1, second display: Two thirds | are `one`
   [ERRATUM: misprint or error, with a proved correction]
   Statement: Two thirds sum to one.
   As printed: \tfrac13+\tfrac13=1
   Fails: the sum is 2/3
   Correct form, proved: \tfrac13+\tfrac13+\tfrac13=1
   Reason: 3 * 1/3 = 1.
   Consequence: A third is missing.
   ID: toy_misprint.sum
"""


def test_an_unexpected_verdict_is_sent_to_nobody(toy_run):
    surprise = replace(toy_run.results[1], expected=Verdict.PROVED)
    assert letters(replace(toy_run, results=(surprise,))) == ()


def test_a_source_that_is_only_silent_made_no_mistake(toy_run):
    result = toy_run.results[1]
    silent = tuple(replace(f, role="conditional") for f in result.findings if f.role == "corrected")
    quiet = replace(result, verdict=Verdict.CONDITIONAL, expected=Verdict.CONDITIONAL, findings=silent)
    assert letters(replace(toy_run, results=(quiet,))) == ()


def test_a_correction_that_is_not_proved_is_not_announced(toy_run):
    result = toy_run.results[1]
    sampled = Evidence(Method.SAMPLED, Outcome.HOLDS, "floats", points=3)
    findings = tuple(replace(f, evidence=(sampled,)) if f.role == "corrected" else f for f in result.findings)
    (letter,) = letters(replace(toy_run, results=(replace(result, findings=findings),)))
    assert "Correct form" not in letter.text


def test_one_letter_a_source(toy_run):
    other = replace(toy_run.results[1], source="elsewhere", id="other.sum")
    found = letters(replace(toy_run, results=(*toy_run.results, other)))
    assert [(letter.source, letter.ids) for letter in found] == [
        ("toys", ("toy_misprint.sum",)),
        ("elsewhere", ("other.sum",)),
    ]


def test_lines_are_short_but_a_formula_is_never_broken(toy_run):
    long = "x" * 200
    result = replace(toy_run.results[1], statement=f"{'word ' * 60}{long}")
    (letter,) = letters(replace(toy_run, results=(result,)))
    assert [line for line in letter.text.splitlines() if len(line) > 110] == [f"   {long}"]


def test_certified_witnesses_speak_alone():
    ball = Evidence(Method.BALL, Outcome.FAILS, "u", points=1, witness="certain")
    float_ = Evidence(Method.SAMPLED, Outcome.FAILS, "u", points=1, witness="likely")
    assert witnesses(Finding("v", "printed", "x", (float_, ball, ball))) == ("certain",)
    assert witnesses(Finding("v", "printed", "x", (float_,))) == ("likely",)
