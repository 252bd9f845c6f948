from dataclasses import replace
from html.parser import HTMLParser

from audit.report import as_html

VOID = {"wbr", "meta", "input", "br"}


class Reader(HTMLParser):
    """Checks that tags nest, and remembers ids, addresses and text."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.addresses, self.words = [], [], [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.addresses += [found[name] for name in ("href", "src") if name in found]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def read(run):
    reader = Reader()
    reader.feed(as_html.text(run))
    reader.close()
    assert reader.open == []
    return reader


def test_the_page_has_every_claim_and_calls_nobody(toy_run):
    reader = read(toy_run)
    assert set(reader.ids) == {"filter", *(result.id for result in toy_run.results)}
    assert set(reader.addresses) == {"#toy_thirds.sum", "#toy_misprint.sum"}
    text = "".join(reader.words)
    assert "the sum is 2/3" in text
    assert r"\tfrac13+\tfrac13=1" in text
    assert "expected REFUTED" in text


def test_what_the_run_says_is_escaped(toy_run):
    odd = replace(toy_run.results[0], statement="<script>alert(1)</script> & \x1b[0m")
    page = as_html.text(replace(toy_run, results=(odd,)))
    assert page.count("<script>") == 1
    assert "&lt;script&gt;alert(1)" in page
    assert "\x1b" not in page
