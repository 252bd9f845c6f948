import pytest
from flint import arb
from mpmath import mp, mpf, workdps

from audit.claims import null_sets as stated
from audit.claims.hron2017.s3_degenerate_support import CLAIMS
from audit.claims.null_sets import MIXTURES, SCALAR, WIDE, ZERO
from audit.support import absolute_continuity
from tests.claims import verdicts

NULL_SET, INFINITE, POSTERIOR, THICKENED, GAUSSIAN, MASKED, LIMIT = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


@pytest.mark.parametrize("claim", CLAIMS[:3], ids=verdicts.name)
def test_single_weights_are_the_counterexample(claim):
    words = verdicts.witness(claim)
    assert "one weight, not zero: no null set" in words
    assert verdicts.finding(claim, "not_all_scalar").proved


def test_the_finite_kl_is_told():
    (by_support,) = verdicts.finding(INFINITE, "printed").evidence[1:]
    assert "theta = [['1.3']], alpha = 49/100" in by_support.witness
    assert "= -1.303" in by_support.witness


def test_all_seven_mixtures_with_all_examples():
    assert len(MIXTURES) == 7
    assert len(stated.configurations()) == 14
    for kinds, rows in stated.configurations():
        seen = {ZERO if not any(map(float, row)) else SCALAR if len(row) == 1 else WIDE for row in rows}
        assert seen == kinds


@pytest.mark.parametrize(("kind", "null"), [(SCALAR, False), (WIDE, True), (ZERO, True)])
def test_which_kinds_are_null(kind, null):
    assert stated.is_null(kind) is null


def test_the_divergence_from_the_posterior():
    """One weight, y = w + N(0, 1): the posterior is N(y/2, 1/2), the KL that between two normals."""
    theta, alpha, y = mpf("1.3"), mpf("0.49"), mpf("0.6")
    found = stated.kl_to_posterior(absolute_continuity([["1.3"]], "0.49", prior="gaussian", digits=25).kl, ["1.3"])
    with workdps(20):
        spread = alpha * theta**2
        wanted = (mp.log(mpf("0.5") / spread) + (spread + (theta - y / 2) ** 2) / mpf("0.5") - 1) / 2
        assert abs(mpf(found.mid().str(20, radius=False)) - wanted) < mpf(10) ** -14
    assert found > 0


def test_two_weights_and_their_joint_posterior():
    """The posterior of (w1, w2) has the precision I + 1 1^T: mean y/3 each, determinant of the covariance 1/3."""
    thetas, alpha, y = (mpf("1.3"), mpf("-0.4")), mpf("0.49"), mpf("0.6")
    found = stated.kl_to_posterior(
        absolute_continuity([["1.3"], ["-0.4"]], "0.49", prior="gaussian").kl, ["1.3", "-0.4"]
    )
    spreads, off = [alpha * x**2 for x in thetas], [x - y / 3 for x in thetas]
    quadratic = sum(2 * s for s in spreads) + sum(o**2 for o in off) + sum(off) ** 2
    wanted = (-mp.log(3) - mp.log(spreads[0] * spreads[1]) - 2 + quadratic) / 2
    assert abs(float(found.mid()) - float(wanted)) < 1e-12


@pytest.mark.parametrize("name", ["by_width", "no_root", "no_half", "sign"])
def test_each_wrong_term_has_a_certified_witness_in_balls(name):
    evidence = verdicts.finding(THICKENED, name).evidence[1]
    assert "off by" in evidence.witness
    assert evidence.certified_failure


def test_by_width_is_right_without_zeros_and_wrong_with_one():
    assert "theta = (1, 0, -2, 1/2)" in verdicts.finding(THICKENED, "by_width").evidence[1].witness


@pytest.mark.parametrize("claim", [GAUSSIAN, MASKED], ids=verdicts.name)
def test_the_other_two_laws_are_proved_and_computed(claim):
    finding = verdicts.finding(claim, "closed_form")
    assert finding.proved
    assert finding.evidence[1].points >= 20


def test_the_limit_and_the_kl_of_the_limit():
    assert verdicts.finding(LIMIT, "both").proved
    found = absolute_continuity([0], 1)
    assert found.infinite
    assert abs(found.limit_differs + arb("2.05411995593541")) < arb("1e-13")
