"""A wrong constant or sign anywhere in the core turns a claim of section 4 away from its verdict.

Each breakage edits one line of one function (or one number) in memory, loads the claim file afresh, since some forms are
made at import, and examines one claim. Without the breakage the same claim has its verdict.
"""

import __future__

import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec, module_from_spec
from types import ModuleType

import pytest

from audit.ledger import Claim, Setting
from audit.pseudo_kl import (
    ball,
    double_equations,
    double_kernel,
    double_kl,
    double_table,
    fixed_point,
    precise,
    published,
    symbolic,
)
from audit.runner import examine

FOLDER = "audit.claims.hron2017"
Break = Callable[[pytest.MonkeyPatch], None]


def line(module: ModuleType, function: str, old: str, new: str) -> Break:
    """The function with one piece of its text replaced, everywhere where it is imported."""

    def apply(monkeypatch: pytest.MonkeyPatch) -> None:
        _everywhere(monkeypatch, getattr(module, function), edited(module, function, old, new))

    return apply


def edited(module: ModuleType, function: str, old: str, new: str) -> object:
    source = textwrap.dedent(inspect.getsource(getattr(module, function)))
    assert source.count(old) == 1, f"{module.__name__}.{function} has {source.count(old)} times {old!r}"
    code = compile(source.replace(old, new), "<broken>", "exec", __future__.annotations.compiler_flag, True)
    before = module.__dict__[function]
    try:
        exec(code, module.__dict__)
        return module.__dict__[function]
    finally:
        setattr(module, function, before)


def _everywhere(monkeypatch: pytest.MonkeyPatch, before: object, after: object) -> None:
    name = before.__name__
    for module in [m for key, m in sys.modules.items() if key.startswith("audit.")]:
        if getattr(module, name, None) is before:
            monkeypatch.setattr(module, name, after)


def number(module: ModuleType, name: str, value: float) -> Break:
    """A constant of a module."""
    return lambda monkeypatch: monkeypatch.setattr(module, name, value)


def coefficient(layout: double_table.Layout, piece: int, column: int, factor: float) -> Break:
    """One number of a fitted table."""

    def apply(monkeypatch: pytest.MonkeyPatch) -> None:
        right = double_table.load
        rows = double_table.parse(layout, layout.path.read_text(encoding="ascii"))
        rows[piece, column] *= factor
        wrong = double_table.table_of(layout, rows)
        _everywhere(monkeypatch, right, lambda asked: wrong if asked == layout else right(asked))

    return apply


def published_constant(name: str, **constants: str) -> Break:
    """A digit of a published approximation."""
    wrong = replace(getattr(published, name), constants={**getattr(published, name).constants, **constants})
    return lambda monkeypatch: monkeypatch.setattr(published, name, wrong)


def published_formula(name: str, function: str, old: str, new: str) -> Break:
    """The formula of a published approximation."""
    wrong = replace(getattr(published, name), formula=edited(published, function, old, new))
    return lambda monkeypatch: monkeypatch.setattr(published, name, wrong)


SERIES, KUMMER, MINIMUM = "s4_remark1_series.equation_1", "s4_remark1_kummer.equation_2", "s4_unique_minimum.concave"
GRADIENT, CHAIN = "s4_remark1_gradient.positive_u", "s4_remark1_gradient.chain_rule"
ULPS = "s4_dawson_replaces_approximations.accurate_implementations"
QUICK = {SERIES, KUMMER, GRADIENT}
"""Few points are enough for these; the others are fast, or hit a piece of a table only if they look at all of them."""
CUBIC, SIGMOID = (f"s4_dawson_replaces_approximations.error_of_{name}" for name in ("kingma2015", "molchanov2017"))

BREAKAGES: list[tuple[str, Break]] = [
    # balls
    ("s4_u_alpha.printed_value", line(ball, "_u", "(2 * positive", "(1 * positive")),
    (SERIES, line(ball, "kl_at_zero", "+ arb.const_euler()", "- arb.const_euler()")),
    (SERIES, line(ball, "kl_at", "- ball(scale).log()", "+ ball(scale).log()")),
    (SERIES, line(ball, "_excess_polynomial", "(n + 1)", "(n + 2)")),
    (SERIES, line(ball, "equation_1", "arb.const_log2() +", "0 +")),
    (KUMMER, line(ball, "equation_2", "(arb(1) / 2 + n)", "(arb(3) / 2 + n)")),
    (GRADIENT, line(ball, "_slope_polynomial", "* -2", "* 2")),
    (CHAIN, line(ball, "kl_gradient", "-(m**2)", "(m**2)")),
    (MINIMUM, line(ball, "_curvature", "arb(5) / 2", "arb(3) / 2")),
    (ULPS, line(ball, "_tail", "arb.const_euler() + (4 * u)", "arb.const_log2() + (4 * u)")),
    (ULPS, line(ball, "_tail", "total -= ratio", "total += ratio")),
    # integers and mpmath
    (CHAIN, line(precise, "_u", "(2 * positive", "(1 * positive")),
    (SERIES, line(fixed_point, "excess", "(2 * j + 1)", "(2 * j + 3)")),
    (SERIES, line(precise, "kl_at", "+ gamma +", "- gamma +")),
    (KUMMER, line(precise, "equation_2", "2 * mp.log(2)", "mp.log(2)")),
    (GRADIENT, line(fixed_point, "slope", "(2 * k + 1)", "(2 * k + 2)")),
    (GRADIENT, line(precise, "equation_3", "s * s", "s")),
    (CHAIN, line(precise, "kl_gradient", "m / s**2", "m / s")),
    (CHAIN, line(fixed_point, "tail_terms", "(2 * k + 1)", "(2 * k + 3)")),
    (MINIMUM, line(fixed_point, "curvature", "(2 * k + 3)", "(2 * k + 5)")),
    # float64
    (SERIES, number(double_kl, "KL_AT_ZERO", -2.0541199559344117)),
    (CHAIN, line(double_kl, "_u", "0.5 *", "1.0 *")),
    (CHAIN, line(double_kl, "_gradient", "d_sigma = -np", "d_sigma = np")),
    (KUMMER, line(double_equations, "equation_2", "2 * np.log(2)", "np.log(2)")),
    (GRADIENT, line(double_equations, "equation_3", "dawsn(root) /", "dawsn(wide) /")),
    (ULPS, number(double_kernel, "EXCESS_CONSTANT", 0.9817550130107218)),
    (ULPS, coefficient(double_table.EXCESS_SLOPE, 700, 3, 1 + 1e-7)),
    (ULPS, coefficient(double_table.EXCESS_SLOPE, 2000, 1, 1 + 1e-14)),
    (ULPS, coefficient(double_table.CURVATURE, 200, 2, 1 + 1e-6)),
    # exact algebra
    (KUMMER, line(symbolic, "equation_1", "sp.log(2 * sp.pi", "sp.log(sp.pi")),
    (KUMMER, line(symbolic, "equation_1", "sp.digamma(HALF + k)", "sp.digamma(1 + k)")),
    (KUMMER, line(symbolic, "kummer_derivative", "(k, 1, sp.oo)", "(k, 2, sp.oo)")),
    (KUMMER, line(symbolic, "rising_derivative", "sp.gamma(order)", "sp.gamma(order + 1)")),
    (KUMMER, line(symbolic, "psi_series_coefficient", "HALF", "3 * HALF")),
    (GRADIENT, line(symbolic, "equation_3", "dawson(sp.sqrt(u))", "dawson(u)")),
    (GRADIENT, line(symbolic, "excess", ") / 2", ") / 3")),
    (GRADIENT, line(symbolic, "slope_coefficient", "2 * sp", "3 * sp")),
    (GRADIENT, line(symbolic, "difference_of_reciprocal", "(-1) ** order *", "")),
    (MINIMUM, line(symbolic, "slope", "2 * k + 1", "2 * k + 3")),
    # the literature
    (CUBIC, published_constant("KINGMA_2015", c1="1.16145")),
    (CUBIC, published_constant("KINGMA_2015", c2="-1.50240118")),
    (CUBIC, published_formula("KINGMA_2015", "_cubic", "alpha.log() / 2", "alpha.log()")),
    (SIGMOID, published_constant("MOLCHANOV_2017", k1="0.63567")),
    (SIGMOID, published_constant("MOLCHANOV_2017", k2="1.87302")),
    (SIGMOID, published_constant("MOLCHANOV_2017", k3="1.48659")),
    (SIGMOID, published_formula("MOLCHANOV_2017", "_sigmoid", '- k["k1"]', '+ k["k1"]')),
]


@contextmanager
def fresh(name: str) -> Iterator[Claim]:
    """The claim from its file, executed once more, and nothing left behind."""
    spec = find_spec(f"{FOLDER}.{name.split('.')[0]}")
    assert spec is not None
    assert spec.loader is not None
    module, before = module_from_spec(spec), sys.modules.get(spec.name)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
        yield next(claim for claim in module.CLAIMS if claim.id == name)
    finally:
        sys.modules.pop(spec.name)
        if before is not None:
            sys.modules[spec.name] = before


def verdict(name: str, quick: bool) -> tuple[str, str]:
    """What comes out, and what is expected."""
    with fresh(name) as claim:
        result = examine(claim, Setting(quick=quick))
    return str(result.verdict), str(result.expected)


@pytest.mark.parametrize("name", sorted({name for name, _ in BREAKAGES}))
def test_without_a_breakage_the_claim_has_its_verdict(name: str) -> None:
    found, expected = verdict(name, quick=True)
    assert found == expected


@pytest.mark.parametrize(("name", "breakage"), BREAKAGES, ids=[f"{i}-{name}" for i, (name, _) in enumerate(BREAKAGES)])
def test_a_breakage_turns_the_claim_away_from_its_verdict(
    name: str, breakage: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    breakage(monkeypatch)
    found, expected = verdict(name, quick=name in QUICK)
    assert found != expected
