from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.claims import book
from audit.report.formula import ATTRIBUTES, ELEMENTS, INLINE_PATTERN, formula, mathml, prose

PIECES = [*"\\{}$&<>#%^_'~\"ab1 ", r"\frac", r"\text{", r"\left(", r"\begin{matrix}", r"\sqrt", "</math>", r"\href{x}"]


def test_every_formula_of_the_book_is_converted():
    claims = book().claims
    forms = [variant.latex for claim in claims for variant in claim.variants]
    texts = [part for c in claims for part in (c.title, c.statement, c.derivation, c.consequence, *c.hypotheses)]
    forms += [inner for part in texts for inner in INLINE_PATTERN.findall(part)]
    assert len(forms) > 500
    assert [form for form in forms if mathml(form) is None] == []


@pytest.mark.parametrize(
    "latex",
    [
        *("", "{", r"\frac", r"\unknown x", "a & b", r"\begin{matrix}", r"x_1_2"),
        *(r"\href{javascript:alert(1)}{x}", r"\style{color:red}{x}", r"\color{red}x"),
        *(r"\text{<script>}", r"\text{<script>alert(1)</script>}", r"\text{<b>x</b>}"),
    ],
)
def test_what_cannot_be_converted_is_shown_as_its_source(latex):
    assert mathml(latex) is None
    shown = ElementTree.fromstring(formula(latex))
    assert (shown.tag, shown.text or "") == ("code", latex)


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_whatever_is_typed_comes_back_as_harmless_markup(latex):
    tree = ElementTree.fromstring(f"<p>{prose(f'${latex}$')}{formula(latex)}</p>")
    for element in tree.iter():
        if element.tag not in {"p", "code", "span", "semantics", "annotation"}:
            assert element.tag in ELEMENTS
            assert set(element.attrib) <= ATTRIBUTES


def test_the_source_is_carried_along():
    note = ElementTree.fromstring(mathml(r"u<\alpha")).find("semantics/annotation")
    assert (note.text, note.get("encoding")) == (r"u<\alpha", "application/x-tex")


@pytest.mark.parametrize(
    ("latex", "spaces"),
    [(r"C\log b", 2), (r"\log b", 1), (r"\log(b)", 0), (r"\log^2 b", 1), (r"2\sin x", 2), ("ab", 0)],
)
def test_the_name_of_a_function_stands_apart(latex, spaces):
    assert mathml(latex).count("<mspace") == spaces


def test_prose_sets_what_stands_between_dollars_and_escapes_the_rest():
    made = str(prose("for $u\\ge0$ & <b> it costs $5"))
    assert made.startswith("for <math>")
    assert made.endswith("</math> &amp; &lt;b&gt; it costs $5")


def test_a_long_formula_gets_a_box_of_its_own():
    assert "<span" not in prose("$u$")
    assert prose(f"${'+'.join('x' * 12)}$").startswith('<span class="wide"><math>')
    longest = prose(f"so ${'+'.join('x' * 30)}$. And")
    assert longest.startswith('so <span class="wide widest"><math>')
    assert longest.endswith("</math>.</span> And")
    assert prose("$u$, $v$").endswith("</math>")
    assert "</math>, <math>" in prose("$u$, $v$")
