"""The walk over a syntax tree: what each node of Python's grammar means as a number or as a condition."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import sympy as sp

from audit.errors import InputError
from audit.language.sizes import NUMBER_BITS, weighed_power
from audit.language.vocabulary import CASES, CONSTANTS, FUNCTIONS, REFUSED, cases
from audit.numerics.exact import rational, shown

DEEPEST = 100
EXAMPLE = "an expression such as exp(-w**2/2)/abs(w)"
INFINITE = ("oo", "inf")
COMPARED: Mapping[type[ast.cmpop], Callable[..., sp.Basic]] = {
    ast.Lt: sp.Lt,
    ast.LtE: sp.Le,
    ast.Gt: sp.Gt,
    ast.GtE: sp.Ge,
    ast.Eq: sp.Eq,
    ast.NotEq: sp.Ne,
}


@dataclass(frozen=True)
class Reader:
    """Walks the syntax tree of one line."""

    line: str
    symbols: Mapping[str, sp.Symbol]

    def number(self, node: ast.expr, depth: int) -> sp.Expr:
        """The value of a node that stands for a number."""
        if depth > DEEPEST:
            raise InputError("a very deep expression", f"up to {DEEPEST} levels of brackets", "fewer of them")
        if type(node) not in NUMBERS:
            given, hint = NOT_NUMBERS.get(type(node), (f"a {type(node).__name__}", EXAMPLE))
            raise InputError(given, "numbers, names, operators and calls", hint)
        return _sound(NUMBERS[type(node)](self, node, depth + 1))

    def condition(self, node: ast.expr, depth: int) -> sp.Basic:
        """The value of a node that is true or false."""
        if depth > DEEPEST:
            raise InputError("a very deep expression", f"up to {DEEPEST} levels of brackets", "fewer of them")
        if isinstance(node, ast.BoolOp):
            parts = [self.condition(part, depth + 1) for part in node.values]
            return (sp.And if isinstance(node.op, ast.And) else sp.Or)(*parts)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return sp.Not(self.condition(node.operand, depth + 1))
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            return sp.true if node.value else sp.false
        if isinstance(node, ast.Compare) and all(type(op) in COMPARED for op in node.ops):
            sides = [self.number(side, depth + 1) for side in (node.left, *node.comparators)]
            pairs = zip(node.ops, sides, sides[1:], strict=False)
            return sp.And(*(_compared(type(op), left, right) for op, left, right in pairs))
        raise InputError("a number where a condition stands", "comparisons, and, or, not", "w > 0")

    def constant(self, node: ast.Constant, _: int) -> sp.Expr:
        """Decimals are exact."""
        if isinstance(node.value, bool):
            raise InputError(f"{node.value} as a number", "True and False as conditions", "1 or 0")
        text = self.line[node.col_offset : node.end_col_offset]
        exact = rational(text, "a number", "decimals, none of them complex")
        return sp.Rational(exact.numerator, exact.denominator)

    def name(self, node: ast.Name, _: int) -> sp.Expr:
        """Symbols, then constants."""
        if node.id in self.symbols:
            return self.symbols[node.id]
        if node.id in CONSTANTS:
            return CONSTANTS[node.id]
        known = ", ".join(self.symbols) or "none"
        given = f"the name {shown(node.id)}{_near(node.id, [*self.symbols, *CONSTANTS])}"
        if node.id in FUNCTIONS or node.id in CASES:
            raise InputError(f"the function {node.id} without brackets", "calls such as exp(w)", f"{node.id}(...)")
        if node.id in INFINITE:
            raise InputError(f"{node.id} inside an expression", "finite values", "it as an end of the support")
        raise InputError(
            given, f"the names {known} and {', '.join(CONSTANTS)}", "--parameters, to leave parameters free"
        )

    def unary(self, node: ast.UnaryOp, depth: int) -> sp.Expr:
        """A sign."""
        if not isinstance(node.op, ast.USub | ast.UAdd):
            raise InputError("not, in front of a number", "+ and - there", "indicator(not (w > 0))")
        value = self.number(node.operand, depth)
        return -value if isinstance(node.op, ast.USub) else value

    def binary(self, node: ast.BinOp, depth: int) -> sp.Expr:
        """A power, or a whole chain of sums or of products, so that a sum of a thousand terms is not deep."""
        if isinstance(node.op, ast.Pow):
            return weighed_power(self.number(node.left, depth), self.number(node.right, depth))
        for kinds, joined, opposite in CHAINS:
            if isinstance(node.op, kinds):
                first, rest = _chain(node, kinds)
                parts = [self.number(first, depth)]
                for op, right in rest:
                    value = self.number(right, depth)
                    parts.append(_sound(opposite(value)) if isinstance(op, kinds[1]) else value)
                return joined(*parts)
        raise InputError(f"the operator {type(node.op).__name__}", "+ - * / **", "one of these")

    def choice(self, node: ast.IfExp, depth: int) -> sp.Expr:
        """`a if condition else b`."""
        first = self.number(node.body, depth), self.condition(node.test, depth)
        return cases(first, (self.number(node.orelse, depth), sp.true))

    def call(self, node: ast.Call, depth: int) -> sp.Expr:
        """A function of the table."""
        if not isinstance(node.func, ast.Name):
            raise InputError("a call of something that is no name", "functions by their names", "exp(w)")
        name, count = node.func.id, len(node.args)
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            raise InputError(f"{shown(name)} with a keyword or a star", "plain arguments", "normal_pdf(w, 0, 1)")
        if name in CASES:
            return self.by_cases(name, node.args, depth)
        form = FUNCTIONS.get(name)
        if form is None:
            hint = REFUSED.get(
                name, _near(name, [*FUNCTIONS, *CASES]).strip(" ()") or "one of these, or its definition"
            )
            raise InputError(f"the function {shown(name)}", ", ".join(sorted([*FUNCTIONS, *CASES])), hint)
        if not form.least <= count <= form.most:
            wanted = str(form.least) if form.least == form.most else f"{form.least} to {form.most}"
            raise InputError(f"{name} with {count} arguments", f"{wanted} of them", f"{name}(w)")
        return form.build(*(self.number(argument, depth) for argument in node.args))

    def by_cases(self, name: str, given: list[ast.expr], depth: int) -> sp.Expr:
        """indicator(c), where(c, a, b) and Piecewise((a, c), ..., (b, True))."""
        if name == "indicator" and len(given) == 1:
            return cases((sp.S.One, self.condition(given[0], depth)), (sp.S.Zero, sp.true))
        if name == "where" and len(given) == 3:
            first = self.number(given[1], depth), self.condition(given[0], depth)
            return cases(first, (self.number(given[2], depth), sp.true))
        pairs = [part.elts for part in given if isinstance(part, ast.Tuple) and len(part.elts) == 2]
        if name != "Piecewise" or not given or len(pairs) < len(given):
            forms = "indicator(c), where(c, a, b), Piecewise((a, c), (b, True))"
            raise InputError(f"{name} with other arguments than it takes", forms, "one of these")
        return cases(*((self.number(pair[0], depth), self.condition(pair[1], depth)) for pair in pairs))


NUMBERS: Mapping[type[ast.expr], Callable[..., sp.Expr]] = {
    ast.Constant: Reader.constant,
    ast.Name: Reader.name,
    ast.UnaryOp: Reader.unary,
    ast.BinOp: Reader.binary,
    ast.IfExp: Reader.choice,
    ast.Call: Reader.call,
}
NOT_NUMBERS: Mapping[type[ast.expr], tuple[str, str]] = {
    ast.Compare: ("a comparison as a number", "indicator(w > 0)"),
    ast.BoolOp: ("a condition as a number", "indicator(w > 0 and w < 1)"),
    ast.Attribute: ("an attribute", "the name alone"),
    ast.Tuple: ("a list of values", "one value"),
}
CHAINS: tuple[
    tuple[tuple[type[ast.operator], type[ast.operator]], Callable[..., sp.Expr], Callable[..., sp.Expr]], ...
] = (
    ((ast.Add, ast.Sub), sp.Add, lambda x: -x),
    ((ast.Mult, ast.Div), sp.Mul, lambda x: weighed_power(x, sp.S.NegativeOne)),
)


def _compared(op: type[ast.cmpop], left: sp.Expr, right: sp.Expr) -> sp.Basic:
    """A comparison, a number on its right."""
    relation = COMPARED[op](left, right)
    return relation.reversed if left.is_number and isinstance(relation, sp.core.relational.Relational) else relation


def _chain(node: ast.expr, kinds: tuple[type, type]) -> tuple[ast.expr, Iterator[tuple[ast.operator, ast.expr]]]:
    """The first operand of a - b + c ..., and the others with the operator before them, from the left."""
    rest: list[tuple[ast.operator, ast.expr]] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, kinds):
        rest.append((node.op, node.right))
        node = node.left
    return node, reversed(rest)


def _sound(value: sp.Expr) -> sp.Expr:
    """The value, unless it is undefined, complex or a number of very many digits."""
    if value.has(sp.nan, sp.zoo):
        raise InputError("a value that is undefined", "expressions that are defined", "no 0/0, oo - oo or log(0)")
    if value.has(sp.I) or (value.is_number and value.is_extended_real is False):
        raise InputError("a complex value", "real values", "abs(x)**p for the power of a negative number")
    if isinstance(value, sp.Rational) and max(int(value.p).bit_length(), int(value.q).bit_length()) > NUMBER_BITS:
        raise InputError("a number of very many digits", f"up to {NUMBER_BITS} bits", "its logarithm")
    return value


def _near(name: str, known: list[str]) -> str:
    """What may have been meant."""
    close = difflib.get_close_matches(name[:60], known, 3)
    return f" (did you mean {' or '.join(close)}?)" if close else ""
