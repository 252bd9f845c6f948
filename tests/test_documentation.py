"""The pages: built with every warning an error, complete, with links that hold, and without a request to any other host."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml

import audit
from audit.ledger.verdict import MEANING

pytest.importorskip("mkdocs", reason="pip install 'bayes-audit[dev]'")
pytest.importorskip("mkdocstrings_handlers.python", reason="pip install 'bayes-audit[dev]'")

ROOT = Path(__file__).parents[1]
BUILD = (sys.executable, "-m", "mkdocs", "build", "--strict")
"""Not --quiet: it drops the warnings before they are counted."""
LOADS = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}
ELSEWHERE = re.compile(r"https?:|//")


def built(config, folder):
    return subprocess.run(
        [*BUILD, "--config-file", str(config), "--site-dir", str(folder)], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """All pages, in a folder. Reading the whole package takes ten seconds."""
    folder = tmp_path_factory.mktemp("site")
    done = built(ROOT / "mkdocs.yml", folder)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder


class Parts(HTMLParser):
    """What a page loads, what it links to, and the places in it that one can link to."""

    def __init__(self, text):
        super().__init__()
        self.loaded, self.links, self.places, self.words = [], [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if given.get("id"):
            self.places.add(given["id"])
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if given.get(LOADS.get(tag)):
            self.loaded.append(given[LOADS[tag]])

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return "".join(self.words)


@pytest.fixture(scope="module")
def pages(site):
    return {path: Parts(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


def broken(pages, path):
    """The links of a page inside of the site that lead nowhere."""
    for link in pages[path].links:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or path.name == "404.html":
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        target = target / "index.html" if target.is_dir() else target
        known = pages[target].places if target in pages else set()
        if not target.exists() or (parts.fragment and unquote(parts.fragment) not in known):
            yield link


def test_every_link_inside_of_the_site_holds(pages):
    assert len(pages) > 20
    assert {path.name: found for path in pages if (found := list(broken(pages, path)))} == {}


def test_a_link_that_leads_nowhere_is_seen(pages, site):
    path = site / "index.html"
    for link in ("gone.html", "command_line.html#gone", "#gone"):
        assert list(broken({**pages, path: Parts(f'<a href="{link}">x</a>')}, path)) == [link]


def test_no_page_asks_another_host_for_anything(pages, site):
    for page in pages.values():
        assert [address for address in page.loaded if ELSEWHERE.match(address)] == []
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", text)
        assert not re.search(r"@import\s", text)


def test_search_works_on_what_lies_in_the_site(site):
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    titles = {entry["title"] for entry in index["docs"]}
    assert {"Command line", "Known cases"} <= titles
    assert any("absolute_continuity" in title for title in titles)
    for script in ("main.js", "worker.js", "lunr.js"):
        assert (site / "search" / script).exists()


def test_every_name_of_the_package_is_listed_with_a_link_to_its_page(pages, site):
    page = pages[site / "reference" / "audit.html"]
    ends = [urlsplit(link).fragment for link in page.links if urlsplit(link).path.endswith(".html")]
    for name in audit.__all__:
        assert name in page.text
        assert any(end.split(".")[-1] == name for end in ends), f"no link to {name}"


PAGES = {
    "audit": "posterior support parametrisation pseudo_kl implementation experiments layers ledger runner report testing claims",
    "audit.pseudo_kl": "ball double precise tensor",
}
MODULES = [f"{package}.{name}" for package, names in PAGES.items() for name in names.split()]
NEED_TORCH = {"audit.layers", "audit.pseudo_kl.tensor"}
"""They have no list of names to compare with, and their import takes seconds."""


def missing(module, page):
    """The public names of a module that its page does not describe."""
    described = {place.split(".")[-1] for place in page.places}
    return [name for name in getattr(import_module(module), "__all__", ()) if name not in described]


def test_every_public_module_has_its_page_with_every_name_of_it(pages, site):
    for module in MODULES:
        page = pages[site / "reference" / f"{module.split('.')[-1]}.html"]
        assert module in page.places
        assert module in NEED_TORCH or missing(module, page) == []


def test_a_name_that_is_not_described_is_seen():
    assert missing("audit.ledger", Parts('<h2 id="audit.ledger.Book">Book</h2>'))[0] == "Check"


def test_the_command_line_is_the_one_of_the_program(pages, site):
    from audit.cli.main import app

    text = pages[site / "command_line.html"].text
    for name in [command.name or command.callback.__name__ for command in app.registered_commands]:
        assert f"audit {name}" in text
    assert "--version  Show the version, the engine and the extras found." in text


def test_tables_are_those_of_the_package(pages, site):
    text = pages[site / "how_verdicts_are_computed.html"].text
    for verdict, meaning in MEANING.items():
        assert verdict in text
        assert meaning in text
    assert "Haldane, no success" in pages[site / "known_cases.html"].text


def test_doctests_are_code_and_signs_are_themselves(pages, site):
    text = pages[site / "reference" / "support.html"].text
    assert '>>> absolute_continuity([1, 2], alpha="1/2").reason' in text
    assert "```" not in text
    assert "&lt;" not in text
    assert "\\_" not in text


@pytest.mark.parametrize(
    ("docstring", "markdown"),
    [
        ("a*b*c and `x*y`", r"a\*b\*c and `x*y`"),
        ("rows[0][1] < 2", r"rows\[0\]\[1\] &lt; 2"),
        ("One.\n\n>>> f(*x)\n1\n\nTwo.", "One.\n\n```pycon\n>>> f(*x)\n1\n```\n\nTwo."),
        ("One.\n\n    a * b   code", "One.\n\n    a * b   code"),
        (">>> f(x)", "```pycon\n>>> f(x)\n```"),
    ],
)
def test_docstrings_become_markdown(docstring, markdown, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "docs" / "hooks")
    from doctest_blocks import as_markdown

    assert as_markdown(docstring) == markdown


@pytest.mark.parametrize(("line", "code"), [("[here](index.md)", 0), ("[gone](gone.md)", 1), ("[gone](#gone)", 1)])
def test_a_warning_ends_the_build(line, code, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"# A page\n\n{line}\n")
    small = {"INHERIT": str(ROOT / "mkdocs.yml"), "docs_dir": "docs", "nav": ["index.md"], "plugins": [], "hooks": []}
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(small))
    assert built(tmp_path / "mkdocs.yml", tmp_path / "site").returncode == code
