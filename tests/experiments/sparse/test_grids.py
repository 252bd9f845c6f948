import pytest

from audit.errors import InputError
from audit.experiments.sparse.grids import EXPERIMENTS, experiment, restricted, with_noise_rates
from audit.experiments.sparse.laws import COORDINATES
from audit.experiments.sparse.log_uniform import FORMS
from audit.experiments.sparse.proper_priors import PROPER
from audit.experiments.sparse.settings import PLAIN, Cell

DIGITS = experiment("digits").settings


def test_the_full_grid_is_full():
    wanted = {Cell("log-uniform", kl, p, rate) for kl in FORMS for p in COORDINATES for rate in (1.0, 10.0)}
    assert wanted | {PLAIN} < set(DIGITS.cells)
    assert {cell.prior for cell in experiment("digits-priors").settings.cells} == {*PROPER, "log-uniform", "none"}
    assert len(DIGITS.seeds) >= 3


def test_every_experiment_has_the_base_line_and_says_what_it_is_for():
    for entry in EXPERIMENTS.values():
        assert entry.settings.cells[0] == PLAIN
        assert entry.about


def test_restrictions_meet():
    found = restricted(DIGITS, kl=("kingma2015", "exact"), parametrisation=("clipped",), prior=())
    assert [(cell.kl, cell.noise_rate) for cell in found.cells[1:]] == [
        ("exact", 1.0),
        ("exact", 10.0),
        ("kingma2015", 1.0),
        ("kingma2015", 10.0),
    ]


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"kl": ("cubic",)}, "--kl cubic"),
        ({"prior": ("ard",)}, "--prior ard"),
        ({"prior": ("none",), "kl": ("exact",)}, "no cell meets"),
    ],
)
def test_restrictions_that_nothing_meets(wanted, why):
    with pytest.raises(InputError, match=why):
        restricted(DIGITS, **wanted)


def test_other_rates_of_the_noise():
    found = with_noise_rates(DIGITS, (3.0,))
    assert len(found.cells) == 1 + 1 + 9
    assert {cell.noise_rate for cell in found.cells[1:]} == {3.0}
    assert found.cells[0] == PLAIN


def test_a_name_that_is_none():
    with pytest.raises(InputError, match="digits-quick"):
        experiment("cifar")
