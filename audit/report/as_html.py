"""A Run as one self-contained page: read like a paper, searched like a tool, without a network and without a framework.

Everything is in the file: style, script, formulas as MathML, figures as data. A content security policy in the page itself
names the hashes of its style and its scripts, so that nothing else can run or load, whatever a claim holds. Without a
script the page shows everything, one claim below the other; the script adds what a search needs.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from audit.ledger import Method
from audit.ledger.verdict import MEANING
from audit.report.claim_page import HOLDING, pages
from audit.report.errata import letters
from audit.report.formula import formula, prose
from audit.report.graph import graph, word_class
from audit.report.one_line import duration, printable
from audit.report.picture import Picture
from audit.runner import Run

if TYPE_CHECKING:
    from jinja2 import Template

STYLES = ("page.css", "page_claim.css", "page_print.css")
EARLY, LATE = "page_early.js", "page.js"
"""The first script runs before anything is painted and does next to nothing; the second when all is there."""
NONE: MappingProxyType[str, Any] = MappingProxyType({})


def text(run: Run, pictures: Mapping[str, Picture] = NONE, missing: Mapping[str, str] = NONE) -> str:
    """The page, HTML5, in UTF-8; everything that the run says is escaped, and control characters are spelled out.

    `pictures` are the figures by stem (`audit.report.picture`), `missing` says why one that a claim names is not
    among them. Raises graphlib.CycleError if claims depend on one another in a circle, which no book allows.
    """
    made = _template().render(
        run=run,
        environment=run.environment,
        meaning=MEANING,
        summary=_summary(run),
        facets=_facets(run),
        pages=pages(run),
        pictures=pictures,
        missing=missing,
        graph=graph(run),
        letters=letters(run),
        **_inlined(),
    )
    return printable(made)


def _summary(run: Run) -> dict[str, Any]:
    """The numbers of the first paragraph."""
    evidence = [e for result in run.results for finding in result.findings for e in finding.evidence]
    return {
        "sources": len({result.source for result in run.results}),
        "checks": len(evidence),
        "mutants": sum(finding.role == "mutant" for result in run.results for finding in result.findings),
        "conclusions": [r for r in run.results if r.changes_conclusion and r.verdict not in HOLDING],
    }


def _facets(run: Run) -> dict[str, dict[str, int]]:
    """What the table can be filtered by, with the number of claims of each value."""
    methods = Counter(m for result in run.results for m in {e.method for f in result.findings for e in f.evidence})
    return {
        "source": dict(Counter(result.source for result in run.results)),
        "verdict": {verdict.value: count for verdict, count in run.counts.items()},
        "method": {method.value: methods[method] for method in Method if methods[method]},
        "place": dict(Counter(f"{result.source}: {result.place}" for result in run.results)),
    }


@cache
def _inlined() -> dict[str, str]:
    """Style and scripts, and the policy that lets these run and nothing else."""
    style = "".join(_read(name) for name in STYLES)
    early, late = _read(EARLY), _read(LATE)
    policy = (
        f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(early)} {_hash(late)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"policy": policy, "style": Markup(style), "early": Markup(early), "late": Markup(late)}


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{b64encode(digest).decode('ascii')}'"


def _read(name: str) -> str:
    return files("audit.report").joinpath(name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    around = Environment(
        loader=FunctionLoader(_read), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    around.filters |= {"prose": prose, "formula": formula, "duration": duration, "word_class": word_class}
    return around.get_template("page.html")
