r"""LaTeX as MathML, which browsers set and screen readers read aloud without a script or a font from the network.

The converter (latex2mathml) copies what stands in `\text{...}` unescaped, knows `\href` and `\style`, and passes a
command that it does not know as a name. So its answer is parsed as XML, and taken only if every element and attribute is
on a list that holds no link, no style and no script, and no backslash is left. Whatever is not taken is shown as its
LaTeX source: a formula is never dropped.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from xml.etree import ElementTree

from markupsafe import Markup, escape

INLINE_PATTERN = re.compile(r"\$([^$]+)\$")
TAG_PATTERN = re.compile(r"<[^>]*>")
BOXES = {"wide": 18, "widest": 50}
"""From how many letters on a formula may be wider than the screen of a phone, or of a tablet."""
PUNCTUATION = frozenset(".,;:!?")
"""A formula in a box of its own takes the mark that follows it along."""
NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
ELEMENTS = frozenset(
    {
        *(
            "math",
            "mrow",
            "mi",
            "mn",
            "mo",
            "mtext",
            "mspace",
            "mfrac",
            "msqrt",
            "mroot",
            "mstyle",
            "mpadded",
            "mphantom",
        ),
        *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd"),
    }
)
ATTRIBUTES = frozenset(
    {
        *(
            "accent",
            "columnalign",
            "columnspacing",
            "display",
            "displaystyle",
            "fence",
            "form",
            "largeop",
            "lspace",
            "rspace",
        ),
        *(
            "linethickness",
            "mathvariant",
            "maxsize",
            "minsize",
            "movablelimits",
            "rowspacing",
            "scriptlevel",
            "separator",
        ),
        *("stretchy", "symmetric", "width", "height", "depth"),
    }
)
UNFORESEEN = (LookupError, ValueError, TypeError, AttributeError, RuntimeError)
"""What a parser raises on input that its author did not think of."""
SHORT_SPACE = "0.1667em"
"""What TeX sets on both sides of the name of a function: 3/18 of an em."""
OPERANDS = frozenset({"mn", "mi", "mrow", "mfrac", "msub", "msup", "msubsup", "msqrt", "mstyle"})


@lru_cache(maxsize=4096)
def mathml(latex: str) -> Markup | None:
    r"""The formula as a `math` element that carries its LaTeX as an annotation; None if it cannot be converted.

    >>> str(mathml("u=0")).partition("<annotation")[0]
    '<math><semantics><mrow><mi>u</mi><mo>=</mo><mn>0</mn></mrow>'
    >>> mathml(r"\unknown x") is None
    True
    """
    tree = _converted(latex)
    if tree is None or not all(map(_harmless, tree.iter())):
        return None
    row = tree.find("mrow")
    if row is None:
        return None
    for element in list(tree.iter("mrow")):
        _space_functions(element)
    note = f'<annotation encoding="application/x-tex">{escape(latex)}</annotation>'
    return Markup(f"<math><semantics>{ElementTree.tostring(row, encoding='unicode')}{note}</semantics></math>")


def formula(latex: str) -> Markup:
    """The formula as MathML, or its LaTeX source as code.

    >>> formula("{")
    Markup('<code class="tex">{</code>')
    """
    return mathml(latex) or Markup('<code class="tex">{}</code>').format(latex)


def prose(text: str) -> Markup:
    """A text in which formulas stand between dollars; everything else is escaped.

    >>> prose("a < b & {$")
    Markup('a &lt; b &amp; {$')
    """
    pieces = INLINE_PATTERN.split(text)
    made = escape(pieces[0])
    for latex, after in zip(pieces[1::2], pieces[2::2], strict=True):
        mark = after[:1] if after[:1] in PUNCTUATION else ""
        made += _in_line(latex, mark) + escape(after[len(mark) :])
    return made


def _in_line(latex: str, mark: str) -> Markup:
    """The formula within a sentence, and the mark after it; a long one gets a box, which can scroll on its own."""
    made = formula(latex)
    letters = len(TAG_PATTERN.sub("", made.partition("<annotation")[0]))
    kinds = [kind for kind, least in BOXES.items() if letters >= least]
    return Markup('<span class="{}">{}{}</span>').format(" ".join(kinds), made, mark) if kinds else made + escape(mark)


def _converted(latex: str) -> ElementTree.Element | None:
    """The converter's answer without name spaces; None if it refuses or answers with what is no XML."""
    from latex2mathml import exceptions
    from latex2mathml.converter import convert

    own = (kind for kind in vars(exceptions).values() if isinstance(kind, type) and issubclass(kind, Exception))
    refusals: tuple[type[Exception], ...] = (*own, ElementTree.ParseError, *UNFORESEEN)
    try:
        tree = ElementTree.fromstring(convert(latex))
    except refusals:
        return None
    for element in tree.iter():
        element.tag = element.tag.removeprefix(NAMESPACE)
    return tree


def _harmless(element: ElementTree.Element) -> bool:
    """On the lists, and without a command that was left as it is."""
    words = (element.text or "") + (element.tail or "")
    return element.tag in ELEMENTS and set(element.attrib) <= ATTRIBUTES and "\\" not in words


def _space_functions(row: ElementTree.Element) -> None:
    """A short space between the name of a function and a neighbour that is no operator: `C log b`, not `Clogb`."""
    children = list(row)
    gaps = [
        number
        for number, (left, right) in enumerate(pairwise(children), start=1)
        if (_names_function(left) and right.tag in OPERANDS) or (_names_function(right) and left.tag in OPERANDS)
    ]
    for number in reversed(gaps):
        row.insert(number, ElementTree.Element("mspace", {"width": SHORT_SPACE}))


def _names_function(element: ElementTree.Element) -> bool:
    """An identifier of several letters: log, sin, exp."""
    inner = element[0] if element.tag in {"msub", "msup"} and len(element) else element
    return inner.tag == "mi" and len(inner.text or "") > 1 and (inner.text or "").isascii()
