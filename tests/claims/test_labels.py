import pytest
import sympy as sp

from audit.claims.labels import Labels, by_labels, labels_in_balls, labels_in_mpmath, sigma, x, y, z
from audit.ledger import Outcome, Role, Setting, Variant

RIGHT = Labels(sigma(y * x * z))
WRONG = [
    Labels(sigma(x * z)),
    Labels(sigma(-y * x * z)),
    Labels(sigma(2 * y * x * z)),
    Labels(sp.Rational(1, 2) + 0 * y),
]


def seen(check, form):
    return check(Variant("v", Role.PRINTED, "", form), Setting())


def test_the_logistic_label_is_proved_and_seen():
    assert by_labels(RIGHT).holds is True
    assert seen(labels_in_balls, RIGHT).outcome is seen(labels_in_mpmath, RIGHT).outcome is Outcome.HOLDS


@pytest.mark.parametrize("wrong", WRONG)
def test_other_formulas_are_refuted_at_points_and_not_proved(wrong):
    assert by_labels(wrong).holds is None
    assert seen(labels_in_balls, wrong).certified_failure
    assert seen(labels_in_mpmath, wrong).outcome is Outcome.FAILS
