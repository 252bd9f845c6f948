import pytest

from audit.claims.descents import ADD, ALL, MULT, NONE, Outcomes, Run, _told, by_lsoda, by_rosenbrock
from audit.ledger import Outcome
from audit.parametrisation.dynamics.outcome import share


@pytest.mark.parametrize("system", [ADD, MULT])
@pytest.mark.parametrize("law", ["A", "B"])
def test_two_integrators_agree(law, system):
    run = Run(law, 2.0, 3.0, system, "exact")
    one, other = by_rosenbrock(run, 1), by_lsoda(run, 1)
    assert max(one.low, other.low) <= min(one.high, other.high)


def test_an_interval_across_its_bound_decides_nothing():
    run = Run("A", 2.0, 1.0, MULT, "exact")
    for says in (ALL, NONE):
        assert _told(Outcomes(((run, says),)), {run: share(400, 1000)}).outcome is Outcome.UNDECIDED
    assert _told(Outcomes(((run, ALL),)), {run: share(10, 1000)}).outcome is Outcome.FAILS
    assert _told(Outcomes(((run, ALL),)), {}).outcome is Outcome.UNDECIDED
