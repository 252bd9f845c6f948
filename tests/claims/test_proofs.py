import pytest
import sympy as sp

from audit.claims.forms import Equality, Inequality
from audit.claims.proofs import by_algebra, by_equation, by_series, evidence_of, proved_by, termwise
from audit.ledger import Method, Outcome, Role, Setting, Variant
from audit.numerics import points
from audit.numerics.series import series
from audit.numerics.symbolic import Proof, k, u

AT = {u: points.U}
EXP = series(sp.S.One)
SQUARE = (u + 1) ** 2


def outcome(check, left, right, form=Equality):
    return check(Variant("form", Role.PRINTED, "", form(left, right)), Setting()).outcome


def test_only_a_proof_covers_the_whole_domain():
    seen = [evidence_of(Proof(holds, "words"), "u > 0") for holds in (True, False, None)]
    assert [e.outcome for e in seen] == [Outcome.HOLDS, Outcome.FAILS, Outcome.UNDECIDED]
    assert [e.proves for e in seen] == [True, False, False]
    assert [e.certified_failure for e in seen] == [False, True, False]
    assert evidence_of(Proof(True, ""), "u", Method.PRECISE).proves is False


def test_a_failed_proof_without_a_witness_is_undecided():
    def gives_up(form):
        return Proof(None, "no idea")

    assert outcome(proved_by(gives_up, "u > 0", AT), u, u) is Outcome.UNDECIDED
    assert outcome(proved_by(gives_up, "u > 0"), u, 2 * u) is Outcome.UNDECIDED
    assert outcome(proved_by(gives_up, "u > 0", AT), u, 2 * u) is Outcome.FAILS
    assert proved_by(gives_up, "u > 0").__name__ == "gives_up"


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (SQUARE, sp.expand(SQUARE), Outcome.HOLDS),
        (SQUARE, u**2 + 1, Outcome.FAILS),
        (sp.sqrt(u**2 + 2 * u + 1 + sp.exp(-1000 * u)), 1 + u, Outcome.FAILS),
        (u + sp.erfi(u), u + sp.erfi(u) + sp.exp(-(10**9) * u * u), Outcome.FAILS),
    ],
)
def test_algebra(left, right, expected):
    assert outcome(by_algebra("u > 0", AT), left, right) is expected


def test_algebra_is_undecided_where_balls_overlap():
    assert outcome(by_algebra("u > 0", {u: (points.U[3],)}), u, u + sp.exp(-1000 * u)) is Outcome.UNDECIDED


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (EXP, sp.exp(u), Outcome.HOLDS),
        (EXP, 1 + series(sp.S.One, start=1), Outcome.HOLDS),
        (EXP, series(sp.S.One, start=1), Outcome.FAILS),
        (EXP, sp.exp(u) + u**3 / 10**6, Outcome.FAILS),
    ],
)
def test_series(left, right, expected):
    assert outcome(by_series("u >= 0", AT), left, right) is expected


def test_a_common_factor_is_taken_out_first():
    assert outcome(by_series("u >= 0", AT, times=sp.exp(u)), sp.exp(-u) * EXP, sp.S.One) is Outcome.HOLDS


@pytest.mark.parametrize(
    ("right", "growth", "expected"),
    [
        (sp.exp(u), 1, Outcome.HOLDS),
        (sp.exp(u), 0, Outcome.UNDECIDED),
        (2 * sp.exp(u), 1, Outcome.FAILS),
        (sp.exp(u) + 1, 0, Outcome.FAILS),
        (1 / u, 1, Outcome.FAILS),
        (sp.exp(u) * (1 + sp.exp(-(10**6) * u)), 1, Outcome.FAILS),
    ],
)
def test_a_differential_equation_and_a_limit(right, growth, expected):
    assert outcome(by_equation("u > 0", AT, growth), EXP, right) is expected


@pytest.mark.parametrize(
    ("small", "large", "start", "expected"),
    [
        (EXP, 2 * EXP, 0, Outcome.HOLDS),
        (EXP, sp.exp(u), 0, Outcome.UNDECIDED),
        (series(1 / (k + 2)), series(1 / (k + 1)), 0, Outcome.HOLDS),
        (EXP, 1 + series(1 / k, start=1), 1, Outcome.FAILS),
        (EXP, 1 - u**2 / 10 + series(sp.S(2), start=1), 1, Outcome.HOLDS),
    ],
)
def test_termwise(small, large, start, expected):
    assert outcome(termwise("u > 0", AT, start), small, large, Inequality) is expected


def test_termwise_says_nothing_of_a_sum_that_is_positive_but_not_termwise():
    large = 1 - u / 2 + series(sp.S(2), start=2)
    assert outcome(termwise("u > 0", AT, 0), sp.S.Zero, large, Inequality) is Outcome.UNDECIDED
