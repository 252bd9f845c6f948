"""A box of uniqueness holds its zero, and is refused where there is none, two, or a singular one."""

from fractions import Fraction

from flint import arb

from audit.numerics.ball import precision
from audit.parametrisation.penalty import EXACT
from audit.parametrisation.planar.charts import charts
from audit.parametrisation.planar.data_term import data_term
from audit.parametrisation.planar.krawczyk import Gradient, _inside, box_of_uniqueness, kind, newton, refined

WELL = charts(data_term("(1 - 2*(mu**2 + sigma2) + mu**4 + 6*mu**2*sigma2 + 3*sigma2**2)/2").energy)
LINE = charts(data_term("(mu - 1)**2/2 + sigma2/2").energy)


def gradient(made, rho):
    return Gradient(made.derivatives, EXACT, Fraction(rho))


def test_newton_box_and_kind():
    g = gradient(LINE, 4)
    c, r = newton(g, 1.0, 0.5)
    box = box_of_uniqueness(g, c, r)
    assert kind(g, box) == "minimum"
    place = refined(g, box, 200)
    with precision(260):
        assert max(float(x.rad()) for x in place) < 1e-55
        assert abs(place[0] * place[1] - arb("0.60875302024666107476746034010185384481171181176797")) < arb(10) ** -49


def test_no_box_where_there_is_no_zero():
    assert box_of_uniqueness(gradient(LINE, 4), arb(3), arb(1)) is None
    assert newton(gradient(LINE, Fraction(1, 2)), 1.0, 0.5) is None


def test_a_box_around_two_zeros_is_refused():
    g = gradient(WELL, 15)
    found = sorted(float(newton(g, *start)[0].mid()) for start in ((5.0, 0.2), (2.0, 0.4)))
    assert found[0] < found[1]
    with precision(96):
        middle, half = arb(sum(found) / 2), (found[1] - found[0]) * 0.6
        assert not _inside(g, (arb(middle.mid(), half), arb(0.3, 0.2)))


def test_a_maximum_and_a_saddle_are_told():
    hill = gradient(charts(data_term("-(mu - 1)**2/2 - sigma2/2").energy), 4)
    with precision(96):
        assert kind(hill, (arb(4), arb(0.5))) in ("saddle", "maximum")
    g = gradient(WELL, 15)
    saddle = box_of_uniqueness(g, *newton(g, 2.0, 0.4))
    assert kind(g, saddle) in ("saddle", "minimum")
