import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tinyhtml5.parser import HTMLParser

from audit.claims import book
from audit.ledger import Evidence, Finding, Method, Outcome
from audit.report import as_html
from audit.report.picture import Picture, pictures
from audit.runner.result import result_of

HTML = "{http://www.w3.org/1999/xhtml}"
HOSTILE = """</script><script>alert(1)</script></style>"'<img src=//x onerror=alert(1)>&{{ 1 }} \x1b[0m"""
LOADING = {"src", "srcset", "data", "action", "formaction", "poster", "background", "ping", "manifest"}
TRUSTED_SCRIPTS = 2
ROOT = Path(__file__).parents[2]
PAGE_LIMIT = 5_000_000


def read(page):
    """The page as a tree; nothing about it is an error to an HTML5 parser."""
    parser = HTMLParser()
    tree = parser.parse(page)
    assert parser.errors == []
    return tree


def ids_of(tree):
    return [element.get("id") for element in tree.iter() if element.get("id")]


def said(tree):
    return " ".join(" ".join(tree.itertext()).split())


@pytest.fixture(scope="module")
def page(toy_run):
    return as_html.text(toy_run)


def test_the_page_is_html5_and_every_id_is_there_once(page):
    found = ids_of(read(page))
    assert len(found) == len(set(found))


def test_a_tag_that_is_not_closed_is_noticed(page):
    with pytest.raises(AssertionError):
        read(page.replace("</article>", "", 1))


def test_a_page_with_a_doubled_id_is_noticed(toy_run):
    twice = replace(toy_run, results=toy_run.results[:1] * 2)
    found = ids_of(read(as_html.text(twice)))
    assert len(found) > len(set(found))


def test_every_claim_has_its_row_and_its_page(page, toy_run):
    tree = read(page)
    claims = [article.get("id") for article in tree.iter(f"{HTML}article")]
    rows = [row.get("data-id") for row in tree.iter(f"{HTML}tr") if row.get("data-id")]
    assert claims == rows == [result.id for result in toy_run.results]


def test_every_link_leads_somewhere_in_the_page(page):
    tree = read(page)
    names = set(ids_of(tree))
    links = [element.get("href") for element in tree.iter() if element.get("href")]
    assert links
    assert all(link.startswith("#") for link in links)
    assert {link[1:] for link in links if not link.startswith("#?")} <= names


def test_nothing_is_loaded_and_nothing_but_the_two_scripts_can_run(page):
    tree = read(page)
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name != "style"
            assert name not in LOADING or value.startswith("data:image/")
    assert len(list(tree.iter(f"{HTML}script"))) == TRUSTED_SCRIPTS
    assert not {f"{HTML}{tag}" for tag in ("link", "iframe", "object", "embed", "base")} & {e.tag for e in tree.iter()}
    style = next(tree.iter(f"{HTML}style")).text
    assert "url(" not in style.replace("url(#arrow)", "")
    assert "@import" not in style


def test_the_policy_allows_exactly_what_stands_in_the_page(page):
    tree = read(page)
    (policy,) = [meta.get("content") for meta in tree.iter(f"{HTML}meta") if meta.get("http-equiv")]
    inlined = [element.text for tag in ("style", "script") for element in tree.iter(f"{HTML}{tag}")]
    assert all(as_html._hash(content) in policy for content in inlined)
    assert policy.startswith("default-src 'none'; img-src data:; ")
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "name", ["statement", "title", "place", "derivation", "consequence", "reason", "source", "error"]
)
def test_hostile_text_stays_text(toy_run, name):
    odd = replace(toy_run.results[0], **{name: HOSTILE})
    page = as_html.text(replace(toy_run, results=(odd,)))
    tree = read(page)
    assert "\x1b" not in page
    assert len(list(tree.iter(f"{HTML}script"))) == TRUSTED_SCRIPTS
    assert list(tree.iter(f"{HTML}img")) == []
    assert "<script>alert(1)</script>" in said(tree)


@pytest.mark.parametrize("latex", [HOSTILE, r"\text{<script>alert(1)</script>}", r"\href{javascript:alert(1)}{x}"])
def test_hostile_evidence_and_formulas_stay_text(toy_run, latex):
    evidence = Evidence(Method.BALL, Outcome.FAILS, latex, witness=latex, summary=latex, points=1)
    odd = replace(toy_run.results[0], findings=(Finding(latex, "printed", latex, (evidence,)),))
    tree = read(as_html.text(replace(toy_run, results=(odd,))))
    assert len(list(tree.iter(f"{HTML}script"))) == TRUSTED_SCRIPTS
    assert all(not element.get("href", "#").startswith("javascript") for element in tree.iter())
    assert "alert(1)" in said(tree)


def test_everything_that_is_known_of_a_claim_is_said(page, toy_run):
    words = said(read(page))
    evidence = toy_run.results[1].findings[0].evidence
    for part in (
        *("Two thirds sum to one.", "the sum is exact", "A third is missing.", "3 * 1/3 = 1.", "the sum is 2/3"),
        *("P01", "section 1, second display", "mutant", "four_terms", f"seed {evidence[1].seed}", "the whole domain"),
        *("toys/toy_misprint.py", "toys/tests/test_toy_misprint.py", "needed by", "depends on"),
        *("one over nothing", "pip install", "Expected REFUTED.", "audit run --seed 3", toy_run.environment.python),
    ):
        assert part in words


def test_neighbours_are_linked_both_ways_and_what_did_not_run_is_not_linked(toy_run):
    tree = read(as_html.text(toy_run))
    articles = {article.get("id"): article for article in tree.iter(f"{HTML}article")}
    links = [[a.get("href") for a in articles[n].iter(f"{HTML}a")] for n in ("toy_thirds.sum", "toy_misprint.sum")]
    assert links == [["#toy_misprint.sum"], ["#toy_thirds.sum"]]
    alone = read(as_html.text(replace(toy_run, results=toy_run.results[1:2])))
    assert "(not in this run)" in said(alone)
    assert "#toy_thirds.sum" not in [a.get("href") for a in alone.iter(f"{HTML}a")]


def test_formulas_are_mathml(page):
    found = re.findall(r"<math>.*?</math>", page, re.DOTALL)
    assert found
    for formula in found:
        assert ElementTree.fromstring(formula).tag == "math"
    assert r'<annotation encoding="application/x-tex">\tfrac13+\tfrac13=1</annotation>' in page


def test_a_figure_is_in_the_page_or_the_page_says_why_not(toy_run):
    run = replace(toy_run, results=(replace(toy_run.results[0], figure="toy_thirds"),))
    picture = Picture("toy_thirds", "Three <thirds>.", b"\x89PNG", "image/png", "Drawn in this run.")
    with_it = read(as_html.text(run, {"toy_thirds": picture}))
    (image,) = with_it.iter(f"{HTML}img")
    assert (image.get("src"), image.get("alt")) == (picture.address, "Three <thirds>.")
    without = said(read(as_html.text(run, missing={"toy_thirds": "no ink"})))
    assert "toy_thirds is not in this report: no ink. To draw it: audit figures toy_thirds" in without


def test_the_page_is_made_for_people_who_do_not_see_it(page):
    tree = read(page)
    tags = {element.tag.removeprefix(HTML) for element in tree.iter()}
    assert {"main", "header", "footer", "nav", "caption"} <= tags
    assert next(tree.iter(f"{HTML}html")).get("lang") == "en"
    assert next(tree.iter(f"{HTML}a")).get("class") == "skip"
    for cell in tree.iter(f"{HTML}th"):
        assert cell.get("scope") in {"col", "row", "rowgroup"}
    labelled = {label.get("for") for label in tree.iter(f"{HTML}label")}
    assert {"words", "place"} <= labelled
    (live,) = [element for element in tree.iter() if element.get("aria-live")]
    assert said(live) == "7 claims"


def test_an_empty_run_is_a_page_too(toy_run):
    tree = read(as_html.text(replace(toy_run, results=())))
    assert "0 claims from 0 sources" in said(tree)


def test_the_whole_book_with_its_figures_stays_below_the_limit(toy_run):
    """As many checks as the book has, each saying more than the mean one does."""
    evidence = Evidence(
        Method.BALL, Outcome.FAILS, "d" * 60, True, 1000, 128, witness="w" * 90, seed=2**32, seconds=0.5
    )
    results = tuple(
        result_of(
            claim,
            claim.expected,
            "r" * 90,
            findings=tuple(
                Finding(v.name, v.role.value, v.latex, (evidence,) * len(claim.checks)) for v in claim.variants
            ),
        )
        for claim in book()
    )
    drawn = pictures(ROOT / "figures", {result.figure for result in results if result.figure})
    page = as_html.text(replace(toy_run, results=results), drawn)
    assert 1_000_000 < len(page.encode()) < PAGE_LIMIT
    assert [result.id for result in results if f'<article class="claim" id="{result.id}"' not in page] == []
    assert page.count("data:image/") == len(drawn)
    assert '<code class="tex">' not in page
