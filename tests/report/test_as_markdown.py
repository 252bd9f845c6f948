from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from audit.ledger import Evidence, Finding, Method, Outcome, Verdict
from audit.report import as_markdown

UNITS = 60_000


def rendered(text):
    """As CommonMark with tables; the raw HTML in it is our own, so anything else in tags is an escape that failed."""
    return MarkdownIt("commonmark").enable("table").render(text)


def test_the_whole_report(toy_run):
    text = as_markdown.text(replace(toy_run, results=toy_run.results[:2] + toy_run.results[5:6], seconds=1.5))
    lines = text.splitlines()
    assert lines[2] == "3 claims: 2 PROVED, 1 ERRATUM; 1 not as expected."
    assert lines[4].startswith(f"Made {toy_run.environment.started} in 1.5 s with seed 3 by bayes-audit ")
    assert "\n".join(lines[6:]) == WHOLE


WHOLE = r"""## Not as expected

- `toy_wrong.expectation`: **PROVED**, expected REFUTED: `exact sum 1`

<details><summary>All 3 claims</summary>

| verdict | claim | place | evidence |
|---|---|---|---|
| PROVED | `toy_thirds.sum` | section 1, (2) | exact sum 1 |
| ERRATUM | `toy_misprint.sum` | section 1, second display | the sum is 2/3 |
| PROVED (expected REFUTED) | `toy_wrong.expectation` | section 1, (2) | exact sum 1 |

</details>

<details><summary>What does not hold as printed, or not on every case: 1</summary>

### Two thirds \| are \`one\` (ERRATUM)

`toy_misprint.sum`, section 1, second display. Two thirds sum to one.

- printed: `\tfrac13+\tfrac13=1` fails; `the sum is 2/3`; `total 0.6666666666666666`
- corrected: `\tfrac13+\tfrac13+\tfrac13=1` holds
- consequence: A third is missing.

</details>"""


def test_a_run_without_failures_has_no_section_for_them(toy_run):
    text = as_markdown.text(replace(toy_run, results=toy_run.results[:1]))
    assert "##" not in text.replace("# What the audit found", "")
    assert text.count("<details>") == text.count("</details>") == 1


def test_markup_stays_text(toy_run):
    odd = "a | b\nc *d* <script>x</script> [e](//x) ~~f~~ </details> @someone #12"
    hostile = replace(toy_run.results[1], place=odd, title=odd, statement=odd, consequence=odd, reason=odd)
    text = as_markdown.text(replace(toy_run, results=(hostile,)))
    assert r"a \| b c \*d\* \<script>" in text
    assert "@someone" not in text
    page = rendered(text)
    assert "<script" not in page
    assert '//x"' not in page
    assert page.count("</details>") == 2


def test_formulas_of_a_sentence_are_formulas_and_the_rest_is_escaped(toy_run):
    odd = replace(toy_run.results[1], statement=r"if $a_1*b_2<\infty$ and a_1 or $`$")
    text = as_markdown.text(replace(toy_run, results=(odd,)))
    assert r"if $`a_1*b_2<\infty`$ and a\_1 or `` ` ``" in text


def many(toy_run, count, text="word " * 40):
    evidence = Evidence(Method.BALL, Outcome.FAILS, "u", points=1, witness=text)
    finding = Finding("v", "printed", text, (evidence,))
    base = replace(toy_run.results[1], statement=text, findings=(finding,))
    return replace(toy_run, results=tuple(replace(base, id=f"toy_{n}.sum") for n in range(count)))


@pytest.mark.parametrize("words", ["word " * 40, "\N{MATHEMATICAL BOLD SMALL A} " * 40])
def test_a_long_report_is_cut_between_claims_and_says_so(toy_run, words):
    run = many(toy_run, 400, words)
    text = as_markdown.text(run)
    assert len(text.encode("utf-16-le")) // 2 < UNITS
    assert text.count("<details>") == text.count("</details>") == 2
    kept = text.count("### ")
    assert 0 < kept < 400
    assert f"\nLeft out for the length of a comment: {400 - kept} claims. The HTML report has all.\n" in text


@pytest.mark.parametrize("limit", range(1000, 9000, 500))
def test_the_limit_holds_whatever_it_is(toy_run, limit):
    run = many(toy_run, 40)
    text = as_markdown.text(replace(run, results=(*toy_run.results, *run.results)), limit)
    assert len(text) < limit
    assert text.count("<details>") == text.count("</details>")


def test_what_is_unexpected_comes_first_and_is_cut_last(toy_run):
    run = many(toy_run, 400)
    surprise = replace(toy_run.results[5], id="toy_surprise.sum")
    text = as_markdown.text(replace(run, results=(*run.results, surprise)))
    assert text.index("toy_surprise.sum") < text.index("<details>")
    assert surprise.verdict is Verdict.PROVED
