"""Text to SymPy without eval: Python's own grammar, a closed list of its nodes, and a closed table of names.

SymPy's `sympify` and `parse_expr` call `eval`, so neither ever sees what a user typed. The text is first held against a
closed set of characters, then parsed by `ast`, and the tree is walked: a node that is not in the tables is refused.
Decimals are exact: 1e-3 is 1/1000, read from the text and never through a float.
"""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from collections.abc import Mapping

import sympy as sp

from audit.errors import InputError
from audit.language.reader import DEEPEST, EXAMPLE, INFINITE, Reader
from audit.language.vocabulary import CASES, CONSTANTS, FUNCTIONS, HEADS, heads
from audit.numerics.exact import shown

LONGEST, MOST_NODES = 20_000, 5000
STRANGE = re.compile(r"[^A-Za-z0-9_\s.+\-*/()<>=!,]")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
INSTEAD: Mapping[str, str] = {"^": "** for powers", "&": "and", "|": "or", "~": "not", "[": "(", "'": "no quotes"}


def parse(text: str, symbols: Mapping[str, sp.Symbol]) -> sp.Expr:
    """The expression that `text` spells, in the given symbols (real ones) and the names of `vocabulary`.

    Operators + - * / **, the conditional `a if w > 0 else b`; comparisons, `and`, `or`, `not` as conditions only.
    Raises InputError, in one sentence, for everything else: unknown names, attributes, subscripts, strings, keyword
    arguments, complex numbers, values that are undefined or infinite, numbers too large to compute, more than 20000
    characters, 5000 nodes or 100 levels.

    >>> w = sp.Symbol("w", real=True)
    >>> parse("0.1*sigmoid(w)/abs(w)", {"w": w})
    1/(10*(1 + exp(-w))*Abs(w))
    >>> parse("w.real", {"w": w})
    Traceback (most recent call last):
        ...
    audit.errors.InputError: given: an attribute; allowed: numbers, names, operators and calls; try: the name alone
    """
    return _written(_value(text, symbols))


def parse_support(text: str) -> tuple[sp.Expr, sp.Expr]:
    """The open interval "LO,HI": numbers or constant expressions such as pi/2, -oo and oo for the infinite ends.

    Raises InputError for an empty or reversed interval and for ends that are not real.

    >>> parse_support("0, oo"), parse_support("-pi/2, 1e-3")
    ((0, oo), (-pi/2, 1/1000))
    """
    parts = _split(_checked_text(text, "a support"))
    allowed, hint = "two ends LO,HI with LO < HI", "0,oo or -oo,oo"
    if len(parts) != 2:
        raise InputError(f"the support {shown(text)}", allowed, hint)
    low, high = (_end(part) for part in parts)
    if sp.Lt(low, high) != sp.true:
        raise InputError(f"the support {shown(text)}, empty or reversed", allowed, hint)
    return low, high


def parse_names(text: str) -> tuple[str, ...]:
    """The names in "a,b,n": letters, digits and underscores, each once, none of them a function, constant or keyword.

    >>> parse_names("a, b,n")
    ('a', 'b', 'n')
    """
    names = tuple(part.strip() for part in text.split(","))
    for name in names:
        if not NAME.fullmatch(name) or "__" in name or len(name) > 60:
            raise InputError(f"the name {shown(name)}", "letters, digits and single underscores", "a,b,n")
        if name in (*FUNCTIONS, *CONSTANTS, *CASES, *INFINITE) or keyword.iskeyword(name):
            raise InputError(f"the name {name}, which has a meaning of its own", "other names", f"{name}_0")
    if len(set(names)) < len(names):
        raise InputError(f"the names {shown(text)}, one of them twice", "each name once", "a,b,n")
    return names


def _value(text: str, symbols: Mapping[str, sp.Symbol]) -> sp.Expr:
    """The parsed value, in whatever heads."""
    line = _checked_text(text, "an expression")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = ast.parse(line, mode="eval").body
        if sum(isinstance(node, ast.expr) for node in ast.walk(tree)) > MOST_NODES:
            raise InputError("a very long expression", f"up to {MOST_NODES} numbers, names and operators", "data")
        return Reader(line, symbols).number(tree, 0)
    except InputError:
        raise
    except SyntaxError as cause:
        raise InputError(
            f"{shown(text)}, which does not parse", EXAMPLE, "brackets in pairs, * between factors"
        ) from cause
    except (TypeError, ValueError, OverflowError, ArithmeticError) as cause:
        given = f"{shown(text)}, which SymPy cannot build"
        raise InputError(given, "real values that are defined", "simpler parts") from cause
    except (RecursionError, MemoryError) as cause:
        raise InputError("a very deep expression", f"up to {DEEPEST} levels of brackets", "fewer of them") from cause


def _checked_text(text: str, what: str) -> str:
    """One line of harmless characters."""
    if not text.strip():
        raise InputError(f"{what} that is empty", EXAMPLE, "1/abs(w)")
    if len(text) > LONGEST:
        raise InputError(
            f"{what} of {len(text)} characters", f"up to {LONGEST}", "data, for a product over many points"
        )
    if strange := STRANGE.search(text):
        mark = strange.group()
        hint = INSTEAD.get(mark, "names spelled in plain letters, such as mu")
        raise InputError(f"the character {mark!a}", "letters, digits and + - * / ( ) . , < > = ! _", hint)
    return " ".join(text.split())


def _split(text: str) -> list[str]:
    """The parts between the commas that stand in no bracket."""
    parts, depth = [""], 0
    for mark in text:
        depth += (mark == "(") - (mark == ")")
        if mark == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += mark
    return parts


def _written(value: sp.Expr) -> sp.Expr:
    if foreign := heads(value) - HEADS:
        names = ", ".join(sorted(head.__name__ for head in foreign))
        raise InputError(f"an expression that SymPy writes with {names}", "the listed functions", "a simpler form")
    return value


def _end(text: str) -> sp.Expr:
    """One end of a support."""
    plain = text.strip()
    if plain.lstrip("+-") in INFINITE and len(plain) <= 4:
        return -sp.oo if plain.startswith("-") else sp.oo
    return parse(text, {})
