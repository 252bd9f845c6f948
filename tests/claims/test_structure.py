import pytest
import sympy as sp

from audit.claims.structure import continuous, nonnegative, positive

w, v = sp.symbols("w v", real=True)
STEP = sp.Piecewise((1, w > 0), (0, True))


@pytest.mark.parametrize(
    ("e", "is_continuous", "is_positive", "is_nonnegative"),
    [
        (sp.exp(w * v) / (1 + sp.exp(w * v)), True, True, True),
        (sp.Max(w, 0) * v, True, False, False),
        (sp.Max(w, 0) * sp.exp(v), True, False, True),
        (sp.Abs(w) + w**2, True, False, True),
        (w**2 + 1, True, True, True),
        (sp.sqrt(w**2 + 1), True, True, True),
        (sp.sqrt(w), False, False, False),
        (w**3, True, False, False),
        (1 / w**2, False, False, True),
        (STEP, False, False, False),
        (1 + STEP, False, False, False),
        (sp.exp(STEP), False, True, True),
        (sp.sign(w), False, False, False),
        (-sp.exp(w), True, False, False),
    ],
)
def test_what_the_structure_shows(e, is_continuous, is_positive, is_nonnegative):
    assert (continuous(e), positive(e), nonnegative(e)) == (is_continuous, is_positive, is_nonnegative)
