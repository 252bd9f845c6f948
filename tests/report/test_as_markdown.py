from dataclasses import replace

from audit.report import as_markdown


def test_the_whole_report(toy_run):
    text = as_markdown.text(replace(toy_run, results=toy_run.results[:2] + toy_run.results[5:6], seconds=1.5))
    lines = text.splitlines()
    assert lines[2] == "3 claims: 2 PROVED, 1 ERRATUM; 1 not as expected."
    assert lines[4].startswith(f"Made {toy_run.environment.started} in 1.5 s with seed 3 by bayes-audit ")
    assert "\n".join(lines[6:]) == WHOLE


WHOLE = r"""| verdict | claim | place | evidence |
|---|---|---|---|
| PROVED | `toy_thirds.sum` | section 1, (2) | exact sum 1 |
| ERRATUM | `toy_misprint.sum` | section 1, second display | the sum is 2/3 |
| PROVED (expected REFUTED) | `toy_wrong.expectation` | section 1, (2) | exact sum 1 |

## What does not hold as printed

### Two thirds \| are \`one\` (ERRATUM)

`toy_misprint.sum`, section 1, second display. Two thirds sum to one.

- printed: `\tfrac13+\tfrac13=1` fails; `the sum is 2/3`; `total 0.6666666666666666`
- corrected: `\tfrac13+\tfrac13+\tfrac13=1` holds
- consequence: A third is missing.

## Not as expected

- `toy_wrong.expectation`: PROVED, expected REFUTED: `exact sum 1`"""


def test_a_run_without_failures_has_no_section_for_them(toy_run):
    text = as_markdown.text(replace(toy_run, results=toy_run.results[:1]))
    assert "##" not in text.replace("# What the audit found", "")


def test_markup_in_a_cell_stays_text(toy_run):
    odd = replace(toy_run.results[0], place="a | b\nc *d* <script>")
    assert r"a \| b c \*d\* \<script>" in as_markdown.text(replace(toy_run, results=(odd,)))
