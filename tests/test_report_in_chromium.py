"""The page as a browser shows it: filters, claims by their address, the way back, three widths, two themes, paper."""

import os
from dataclasses import replace

import pytest

from audit.report import as_html
from tests.report import chromium

pytestmark = [
    pytest.mark.skipif(chromium.binary() is None, reason="no Chromium or Chrome on the path"),
    pytest.mark.skipif(os.name != "posix", reason="the debugging pipe is opened by a POSIX shell"),
]
SHOWN = "[...document.querySelectorAll('.claims tbody tr')].filter(row => !row.hidden).map(row => row.dataset.id)"
OPEN = "[...document.querySelectorAll('article.claim')].filter(claim => claim.checkVisibility()).map(claim => claim.id)"
OVERVIEW = "document.getElementById('overview').checkVisibility()"
LEVELS = "[...new Set([...document.querySelectorAll('[aria-level]')].map(heading => heading.ariaLevel))]"
CONTRAST = """(() => {
  const light = (name) => {
    const probe = document.createElement('i');
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const parts = getComputedStyle(probe).color.match(/[\\d.]+/g).map(Number).slice(0, 3)
      .map((part) => part / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    probe.remove();
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const inks = ['ink', 'quiet', 'link', 'proved', 'supported', 'conditional', 'erratum', 'refuted', 'undecided', 'interpretive'];
  const papers = ['paper', 'sheet', 'shade'].map((paper) => light('--' + paper));
  return Math.min(...inks.flatMap((ink) => papers.map((paper) => ratio(light('--' + ink), paper))));
})()"""
ENOUGH_CONTRAST = 4.5
TYPE = """(() => {
  const box = document.getElementById('words');
  box.value = %r;
  box.dispatchEvent(new Event('input', {bubbles: true}));
})()"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium.tab(tmp_path_factory.mktemp("profile")) as tab:
        tab.size(1400, 1000)
        yield tab


@pytest.fixture(scope="module")
def address(toy_run, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(as_html.text(toy_run), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def page(browser, address):
    """The page, fresh; whatever a test did with it, nothing was logged and nobody else was asked."""
    browser.said.clear()
    browser.asked.clear()
    browser.go("about:blank")

    def go(fragment="", width=1400, dark=False):
        browser.size(width, 1000, dark)
        browser.go(address + fragment)
        return browser

    yield go
    assert browser.said == []
    assert {asked.partition("#")[0] for asked in browser.asked} - {"about:blank"} == {address[:100]}


def test_it_loads_and_shows_all(page, toy_run):
    tab = page()
    assert tab.ask(SHOWN) == [result.id for result in toy_run.results]
    assert (tab.ask(OVERVIEW), tab.ask(OPEN)) == (True, [])


@pytest.mark.parametrize(
    ("fragment", "shown"),
    [
        ("#?verdict=ERRATUM", ["toy_misprint.sum"]),
        ("#?verdict=ERRATUM&verdict=SUPPORTED", ["toy_misprint.sum", "toy_thirds.sampled"]),
        ("#?verdict=NOT+RUN", ["toy_missing.package"]),
        ("#?only=unexpected", ["toy_wrong.expectation", "toy_bad.raises"]),
        ("#?only=conclusion", ["toy_misprint.sum"]),
        ("#?place=toys%3A%20section%201%2C%20second%20display", ["toy_misprint.sum"]),
        ("#?q=MISSING+third", ["toy_misprint.sum", "toy_missing.package"]),
        ("#?verdict=PROVED&method=symbolic&q=one+over+nothing", []),
        ("#?source=elsewhere", []),
    ],
)
def test_a_fragment_filters_the_table(page, fragment, shown):
    tab = page(fragment)
    assert tab.ask(SHOWN) == shown
    assert tab.ask("document.getElementById('shown').textContent") == f"{len(shown)} of 7 claims"


def test_a_filter_goes_into_the_fragment_and_the_way_back_restores_it(page):
    tab = page()
    tab.ask("document.querySelector('input[value=ERRATUM]').click()")
    assert tab.ask("location.hash") == "#?verdict=ERRATUM"
    tab.ask(TYPE % "third")
    assert tab.ask("location.hash") == "#?verdict=ERRATUM&q=third"
    assert tab.ask(SHOWN) == ["toy_misprint.sum"]
    tab.ask("history.back()")
    tab.wait("location.hash === '#?verdict=ERRATUM' && document.getElementById('words').value === ''")
    tab.ask("history.back()")
    tab.wait(f"{SHOWN}.length === 7")
    assert tab.ask("document.querySelector('input[value=ERRATUM]').checked") is False


def test_a_fragment_opens_a_claim_and_the_way_back_leads_to_the_list(page):
    tab = page("#toy_misprint.sum")
    assert (tab.ask(OVERVIEW), tab.ask(OPEN)) == (False, ["toy_misprint.sum"])
    tab.wait("document.activeElement.textContent === 'Two thirds | are `one`'")
    assert tab.ask("document.title") == "Two thirds | are `one` (toy_misprint.sum)"
    assert tab.ask("scrollY") == 0
    assert tab.ask(LEVELS) == ["1", "2"]
    tab.ask("document.getElementById('next').click()")
    tab.wait(f"{OPEN}[0] === 'toy_thirds.sampled'")
    tab.ask("document.getElementById('back').click()")
    tab.wait(OVERVIEW)
    assert (tab.ask(OPEN), tab.ask(LEVELS)) == ([], [])


def test_back_from_a_claim_is_the_filtered_list(page):
    tab = page("#?verdict=PROVED")
    tab.ask("document.querySelector('.claims tbody tr:not([hidden]) a').click()")
    tab.wait(f"{OPEN}.length === 1")
    assert tab.ask("document.getElementById('back').hash") == "#?verdict=PROVED"
    assert tab.ask("document.getElementById('next').hash") == "#toy_wrong.expectation"
    tab.ask("history.back()")
    tab.wait(f"{OVERVIEW} && {SHOWN}.length === 2")


def test_from_a_claim_a_section_is_one_step_away_and_the_list_is_where_it_was(page):
    tab = page("#claims", width=360)
    tab.ask("scrollTo(0, 700)")
    tab.wait("scrollY === 700")
    tab.ask("document.querySelector('.claims a').click()")
    tab.wait(f"{OPEN}.length === 1 && scrollY === 0")
    tab.ask("history.back()")
    tab.wait(f"{OVERVIEW} && scrollY === 700")
    tab.ask("history.forward()")
    tab.wait(f"{OPEN}.length === 1")
    tab.ask("document.querySelector('nav a[href=\"#graph\"]').click()")
    tab.wait(f"{OVERVIEW} && Math.abs(document.getElementById('graph').getBoundingClientRect().top) < 60")


def test_an_unknown_fragment_shows_the_list(page):
    assert page("#nothing_like.it").ask(OVERVIEW) is True
    assert page("#%E0%A4%A").ask(OVERVIEW) is True


@pytest.mark.parametrize("width", [360, 800, 1400])
@pytest.mark.parametrize("fragment", ["", "#toy_misprint.sum", "#?q=sum"])
def test_no_page_is_wider_than_its_window(page, width, fragment):
    tab = page(fragment, width)
    tab.ask("document.querySelectorAll('details').forEach(details => { details.open = true; })")
    assert tab.ask("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [360, 800])
def test_long_words_and_formulas_widen_no_page(browser, toy_run, tmp_path, width):
    long = "x" * 400 + " $" + "+".join("w" * 120) + "$, so."
    plain = toy_run.results[1]
    seen = tuple(replace(e, witness=long, domain=long, summary=long) for e in plain.findings[0].evidence)
    findings = (replace(plain.findings[0], latex="+".join("w" * 120), evidence=seen),)
    texts = dict.fromkeys(("title", "statement", "derivation", "consequence", "reason", "place"), long)
    odd = replace(plain, id=f"toy_{'x' * 90}.{'y' * 90}", hypotheses=(long,), findings=findings, **texts)
    path = tmp_path / "long.html"
    path.write_text(as_html.text(replace(toy_run, results=(odd,))), encoding="utf-8")
    browser.size(width, 1000)
    for fragment in ("", f"#{odd.id}"):
        browser.go(path.as_uri() + fragment)
        browser.ask("document.querySelectorAll('details').forEach(details => { details.open = true; })")
        assert browser.ask("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("dark", [False, True])
def test_every_ink_is_legible_on_every_paper_and_the_button_changes_them(page, dark):
    tab = page(dark=dark)
    papers = []
    for _ in range(2):
        assert tab.ask(CONTRAST) >= ENOUGH_CONTRAST
        papers.append(tab.ask("getComputedStyle(document.documentElement).backgroundColor"))
        tab.ask("document.getElementById('theme').click()")
    assert len(set(papers)) == 2
    tab.ask("localStorage.clear()")


def test_the_keyboard_reaches_every_box_of_the_graph(page):
    tab = page("#graph")
    tab.ask("document.querySelector('.node').focus()")
    assert tab.ask("document.activeElement.getAttribute('href')") == "#toy_thirds.sum"
    assert tab.ask("document.querySelectorAll('.node.near').length") == 2


def test_on_paper_everything_is_there(page):
    tab = page("#toy_misprint.sum")
    tab.call("Emulation.setEmulatedMedia", media="print")
    assert len(tab.ask(OPEN)) == 7
    assert tab.ask(OVERVIEW) is True
    assert tab.ask("document.getElementById('filter').checkVisibility()") is False
    assert tab.pdf().startswith(b"%PDF")
    assert tab.ask("document.querySelectorAll('.mutants[open]').length") == 0


def test_without_scripts_everything_is_there(page):
    tab = page()
    tab.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        tab.call("Page.reload")
        tab.wait("document.readyState === 'complete' && !document.documentElement.classList.contains('js')")
        assert len(tab.ask(OPEN)) == 7
        assert tab.ask("document.getElementById('filter').checkVisibility()") is False
    finally:
        tab.call("Emulation.setScriptExecutionDisabled", value=False)


def test_a_script_in_a_claim_does_not_run(browser, toy_run, tmp_path):
    attack = "</title></p><script>document.title = 'broken in'</script><img src=x onerror='document.title = 1'>"
    path = tmp_path / "hostile.html"
    path.write_text(as_html.text(replace(toy_run, results=(replace(toy_run.results[0], statement=attack),))))
    browser.go(path.as_uri())
    assert browser.ask("document.title") == "What the audit found: 1 claims"
    unsafe = path.read_text(encoding="utf-8").replace("</main>", attack + "</main>")
    path.write_text(unsafe, encoding="utf-8")
    browser.said.clear()
    browser.go("about:blank")
    browser.go(path.as_uri())
    assert browser.ask("document.title") == "What the audit found: 1 claims"
    assert any("Content Security Policy" in said for said in browser.said)
    browser.said.clear()
