from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import InputError
from audit.language.expression import parse, parse_names, parse_support
from audit.language.vocabulary import CASES, FUNCTIONS, HEADS, heads

w = sp.Symbol("w", real=True)
a = sp.Symbol("a", real=True)
KNOWN = {"w": w, "a": a}
"""What is long takes a few of them."""

MEANINGS = [
    ("1e-3", sp.Rational(1, 1000)),
    ("0.1 + .2", sp.Rational(3, 10)),
    ("1_000*w", 1000 * w),
    ("-w**2", -(w**2)),
    ("2**3**2", sp.Integer(512)),
    ("1 - w - 2", -1 - w),
    ("8/2/2*w", 2 * w),
    ("ln(w) + log(a)", sp.log(w) + sp.log(a)),
    ("e**w", sp.exp(w)),
    ("E*pi + EulerGamma", sp.E * sp.pi + sp.EulerGamma),
    ("sqrt(2)", sp.sqrt(2)),
    ("abs(w) + Abs(-w)", 2 * sp.Abs(w)),
    ("max(w, 0) - relu(w)", sp.S.Zero),
    ("sigmoid(w) - expit(w) + logistic(w)", 1 / (1 + sp.exp(-w))),
    ("logit(w)", sp.log(w / (1 - w))),
    ("log1p(w) + expm1(w)", sp.log(1 + w) + sp.exp(w) - 1),
    ("Phi(w)", sp.erfc(-w / sp.sqrt(2), evaluate=False) / 2),
    ("normal_pdf(w)", sp.exp(-(w**2) / 2) / sp.sqrt(2 * sp.pi)),
    ("step(w)", sp.Piecewise((1, w > 0), (0, True))),
    ("indicator(0 < w <= 1)", sp.Piecewise((1, sp.And(w > 0, w <= 1)), (0, True), evaluate=False)),
    ("where(w > 0, 1, a)", sp.Piecewise((1, w > 0), (a, True))),
    ("Piecewise((1, not w > 0 or w > 2), (2, True))", sp.Piecewise((1, sp.Or(w <= 0, w > 2)), (2, True))),
    ("1 if w > 0 else 2 if a > 0 else 3", sp.Piecewise((1, w > 0), (sp.Piecewise((2, a > 0), (3, True)), True))),
    ("1 if 2 > 1 else w", sp.S.One),
    ("E1(w)", sp.expint(1, w)),
    ("K(a, w) - besselk(a, w)", sp.S.Zero),
    ("beta(2, 3)", sp.Rational(1, 12)),
    ("factorial(w)", sp.gamma(w + 1)),
    ("psi(w)", sp.polygamma(0, w)),
    ("lgamma(w)", sp.loggamma(w)),
    ("cbrt(-8)", sp.Integer(-2)),
    ("tan(w + pi/2)", -sp.cos(w) / sp.sin(w)),
    (" 1 /\n abs(w)\t", 1 / sp.Abs(w)),
    ("10**400", sp.Integer(10) ** 400),
    ("(w + 1)**5000", (w + 1) ** 5000),
]


@pytest.mark.parametrize(("text", "meant"), MEANINGS)
def test_what_an_expression_means(text, meant):
    assert parse(text, KNOWN) == meant


SLOW = [
    "*".join(f"(log(w) + {k})" for k in range(1, 40)),
    "abs(" + "*".join(f"(log(w) + {k})" for k in range(1, 30)) + ")",
    "sign(" + "*".join(f"(log(w) + w**{k})" for k in range(2, 30)) + ")",
    "max(" * 30 + "w" + "".join(f", {k}*w + {k})" for k in range(30)),
    "max(" + ", ".join(f"exp(w + {k})*w**{k}" for k in range(20)) + ")",
    "indicator(" + " and ".join(f"w**{k} - w > {k}" for k in range(2, 60)) + ")",
    "where(w > 0, " * 40 + "w" + ", 1)" * 40,
    "+".join(["exp(w)"] * 900),
    "sqrt(" * 60 + "2 + w" + ")" * 60,
    "abs(" * 90 + "w - 1" + ")" * 90,
    "indicator(exp(pi*sqrt(163)) > 262537412640768744)",
    "indicator(log(2) + log(3) == log(6))",
    "tanh(" * 90 + "w" + ")" * 90,
    "tanh(" * 90 + "1" + ")" * 90,
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", SLOW, ids=range(len(SLOW)))
def test_what_is_long_is_read_all_the_same(text):
    assert heads(parse(text, KNOWN)) <= HEADS


ARGUMENTS = {"besselk": "1, w", "K": "1, w", "beta": "2, w", "max": "w, 1", "Max": "w, 1", "min": "w, 1", "Min": "w, 1"}
ARGUMENTS |= {"indicator": "w > 1", "Piecewise": "(1, w > 1), (w, True)", "where": "w > 1, 1, w"}


@pytest.mark.parametrize("name", [*FUNCTIONS, *CASES])
def test_every_function_of_the_table_is_written_in_known_heads(name):
    for argument in ["w", "2*w - 1", "-w", "w**2 + pi", "log(w)", "exp(-w)", "2/3"]:
        given_arguments = ARGUMENTS.get(name, "w").replace("w", f"({argument})")
        try:
            value = parse(f"{name}({given_arguments})", KNOWN)
        except InputError:
            assert argument == "-w" or not value.free_symbols
            continue
        assert heads(value) <= HEADS, value


def test_a_long_product_is_no_deep_one():
    text = "*".join(f"sigmoid({k}.25*w)" for k in range(1, 200))
    assert len(parse(text, KNOWN).args) == 199


SUPPORTS = {
    "-oo,oo": (-sp.oo, sp.oo),
    "0,inf": (sp.S.Zero, sp.oo),
    " -1.5 , 1e-3 ": (sp.Rational(-3, 2), sp.Rational(1, 1000)),
    "-pi/2,pi/2": (-sp.pi / 2, sp.pi / 2),
    "beta(1,2),exp(1)": (sp.Rational(1, 2), sp.E),
}


@pytest.mark.parametrize("text", SUPPORTS)
def test_a_support(text):
    assert parse_support(text) == SUPPORTS[text]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "0,1,2",
        "1,0",
        "1,1",
        "oo,-oo",
        "oo,oo",
        "nan,1",
        "0,nan",
        "w,1",
        "0,oo-oo",
        ",",
        "0,",
        "sqrt(-1),1",
        "log(2)+log(3),log(6)",
        "0;1",
        "[0,1]",
        "2**(1e9),oo",
        "(0,1",
    ],
)
def test_a_support_that_is_none(text):
    with pytest.raises(InputError):
        parse_support(text)


def test_names():
    assert parse_names("a,b_1, n") == ("a", "b_1", "n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a,,b",
        "a,a",
        "1a",
        "a b",
        "exp",
        "pi",
        "lambda",
        "__x__",
        "a.b",
        "µ",
        "_a",
        "where",
        "x" * 100,
        "True",
        "oo",
    ],
)
def test_names_that_are_none(text):
    with pytest.raises(InputError):
        parse_names(text)


LEAVES = st.one_of(
    st.just(("w", lambda at: at)),
    st.integers(1, 9).map(lambda n: (str(n), lambda at, n=n: mpmath.mpf(n))),
    st.decimals("0.01", "9", places=2).map(
        lambda d: (str(d), lambda at, d=d: mpmath.mpf(Fraction(d).numerator) / Fraction(d).denominator)
    ),
)
ONE = {
    "exp(-abs({}))": lambda x: mpmath.exp(-abs(x)),
    "log(1 + abs({}))": lambda x: mpmath.log(1 + abs(x)),
    "sqrt(abs({}))": lambda x: mpmath.sqrt(abs(x)),
    "tanh({})": mpmath.tanh,
    "atan({})": mpmath.atan,
    "erf(sin({}))": lambda x: mpmath.erf(mpmath.sin(x)),
    "Phi(cos({}))": lambda x: mpmath.ncdf(mpmath.cos(x)),
    "relu({})": lambda x: max(x, mpmath.mpf(0)),
    "-({})": lambda x: -x,
    "({})**2": lambda x: x**2,
    "where({} > 1/3, 2, 5)": lambda x: mpmath.mpf(2 if x > mpmath.mpf(1) / 3 else 5),
    "sigmoid(tanh({}))": lambda x: 1 / (1 + mpmath.exp(-mpmath.tanh(x))),
}
TWO = {
    "({} + {})": lambda x, y: x + y,
    "({} - {})": lambda x, y: x - y,
    "({} * {})": lambda x, y: x * y,
    "({} / (1 + abs({})))": lambda x, y: x / (1 + abs(y)),
    "max({}, {})": max,
}


def grown(inner):
    unary = st.tuples(st.sampled_from(sorted(ONE)), inner).map(
        lambda p: (p[0].format(p[1][0]), lambda at, p=p: ONE[p[0]](p[1][1](at)))
    )
    binary = st.tuples(st.sampled_from(sorted(TWO)), inner, inner).map(
        lambda p: (p[0].format(p[1][0], p[2][0]), lambda at, p=p: TWO[p[0]](p[1][1](at), p[2][1](at)))
    )
    return unary | binary


@settings(max_examples=60)
@given(st.recursive(LEAVES, grown, max_leaves=8), st.sampled_from(["-1.7", "0.31", "2.9"]))
def test_a_tree_that_is_printed_and_parsed_keeps_its_value(tree, at):
    text, value = tree
    with mpmath.workdps(30):
        wanted = value(mpmath.mpf(at))
        got = parse(text, KNOWN).subs(w, sp.Rational(at)).evalf(25)
        assert abs(mpmath.mpf(str(got)) - wanted) <= mpmath.mpf(10) ** -18 * (1 + abs(wanted))
