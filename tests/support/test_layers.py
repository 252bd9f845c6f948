"""Torch layers as samplers of their weights, and what the black box says of each."""

import pytest

from audit.errors import InputError
from audit.support.sampled import sampled_support

torch = pytest.importorskip("torch", reason="the extra is not installed")
from torch import nn  # noqa: E402

from audit.support.layers import FactorisedNoiseLinear, GaussianDropout, RowNoiseLinear, sampler_of  # noqa: E402

ALPHA = 0.5


def dropout(inputs, outputs):
    return nn.Sequential(nn.Dropout(0.5), nn.Linear(inputs, outputs))


def gaussian(inputs, outputs):
    return nn.Sequential(GaussianDropout(ALPHA), nn.Linear(inputs, outputs))


def row(inputs, outputs):
    return RowNoiseLinear(inputs, outputs, ALPHA)


def factorised(inputs, outputs):
    return FactorisedNoiseLinear(inputs, outputs, ALPHA)


ANSWERS = [(dropout, False, 0), (gaussian, False, 30), (row, False, 30), (factorised, True, 600)]


@pytest.fixture(autouse=True)
def weights():
    with torch.random.fork_rng():
        torch.manual_seed(3)
        yield


@pytest.mark.parametrize(("make", "continuous", "dimension"), ANSWERS)
def test_the_four_layers_at_20_x_30(make, continuous, dimension):
    found = sampled_support(sampler_of(make(30, 20)))
    assert (found.absolutely_continuous, found.dimension) == (continuous, dimension)
    assert found.shape == (20, 30)


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("make", "continuous"), [(make, continuous) for make, continuous, _ in ANSWERS])
def test_the_four_layers_at_1000_x_1000(make, continuous):
    """104 samples; a dimension of 1000 needs more of them, so that bounds are the answer."""
    found = sampled_support(sampler_of(make(1000, 1000)), samples=104, seconds=600)
    assert found.absolutely_continuous is continuous
    assert found.ambient == 10**6
    assert found.dimension in (None, 0 if make is dropout else 10**6)


def test_one_output_makes_row_noise_a_density_and_a_zero_column_loses_a_dimension():
    assert sampled_support(sampler_of(RowNoiseLinear(8, 1, ALPHA)), samples=400).absolutely_continuous is True
    layer = row(8, 5)
    with torch.no_grad():
        layer.weight[:, 2] = 0
    assert sampled_support(sampler_of(layer), samples=400).dimension == 7


def test_the_sampler_gives_the_weights_that_a_pass_uses():
    module = dropout(6, 4)
    draw = sampler_of(module)
    weight = draw(1, 5)[0]
    assert weight.shape == (4, 6)
    ratio = (weight / module[1].weight.detach()).round(decimals=4)
    assert set(ratio.flatten().tolist()) == {0.0, 2.0}
    assert (ratio == ratio[0]).all()


@pytest.mark.parametrize("make", [row, factorised])
def test_a_noisy_layer_is_random_in_training_and_plain_otherwise(make):
    layer, x = make(6, 4), torch.linspace(-1, 2, 6)[None]
    assert not torch.equal(layer(x), layer(x))
    layer(x).sum().backward()
    assert layer.weight.grad is not None
    plain = nn.functional.linear(x, layer.weight, layer.bias)
    assert torch.equal(layer.eval()(x), plain)


def test_the_noise_has_mean_one_and_variance_alpha():
    ratios = sampler_of(factorised(6, 4))(4000, 1)
    scaled = ratios / ratios.mean(dim=0)
    assert torch.allclose(scaled.var(dim=0), torch.full((4, 6), ALPHA), rtol=0.25)
    noise = GaussianDropout(ALPHA)(torch.ones(40_000))
    assert abs(float(noise.mean()) - 1) < 0.02
    assert abs(float(noise.var()) - ALPHA) < 0.02


@pytest.mark.parametrize("probability", [0.02, 0.999])
@pytest.mark.parametrize("inplace", [False, True])
def test_a_dropout_of_rare_masks_is_random(probability, inplace):
    draw = sampler_of(nn.Sequential(nn.Dropout(probability, inplace=inplace), nn.Linear(8, 3)))
    found = sampled_support(draw, samples=4000)
    assert found.absolutely_continuous is False
    assert found.atoms.found


def test_rare_masks_are_seen_behind_a_wrapper_and_by_small_weights():
    inner = nn.Sequential(nn.Dropout(0.02), nn.Linear(8, 3))
    with torch.no_grad():
        inner[1].weight.mul_(1e-6)
    assert sampler_of(Wrapped(inner))(2, 0).shape == (2, 3, 8)


def test_noise_in_bfloat16_is_not_called_degenerate():
    found = sampled_support(sampler_of(FactorisedNoiseLinear(10, 4, ALPHA).bfloat16()))
    assert found.absolutely_continuous is not False
    shifted = sampled_support(lambda n: 1 + torch.randn(n, 2).bfloat16(), samples=40_000)
    assert shifted.absolutely_continuous is not False


def test_a_tensor_without_values_is_told():
    with pytest.raises(InputError, match="form no array"):
        sampled_support(lambda n: torch.empty((n, 2), device="meta"))


class Mixed(nn.Module):
    """Linear in its input given its noise: a dropout between two layers."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(5, 7), nn.Dropout(0.5), nn.Linear(7, 3))

    def forward(self, x):
        return self.body(x)


def test_any_module_that_is_linear_given_its_noise_is_asked_for_its_basis():
    module = Mixed()
    draw = sampler_of(module)
    weight = draw(2, 3)[0]
    assert weight.shape == (3, 5)
    first, last = module.body[0].weight, module.body[2].weight
    at_all = last @ first
    assert not torch.allclose(weight, at_all)
    assert sampled_support(draw, samples=300).absolutely_continuous is False


class Wrapped(nn.Module):
    """Hides a layer, so that it is asked for its basis."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return self.inner(x)


@pytest.mark.parametrize(("make", "dimension"), [(row, 6), (factorised, 24)])
def test_a_basis_rounds_as_the_weights_do(make, dimension):
    """The bias is a thousand times larger than the weights, and none of its rounding is left in them."""
    layer = make(6, 4)
    with torch.no_grad():
        layer.bias.fill_(1000)
    draw = sampler_of(Wrapped(layer), inputs=6)
    assert draw(2, 0).dtype == torch.float32
    assert sampled_support(draw, samples=150).dimension == dimension


def test_the_state_of_module_and_generator_is_left_alone():
    module = dropout(6, 4).eval()
    before = torch.random.get_rng_state()
    draw = sampler_of(module)
    draw(3, 0)
    assert torch.equal(torch.random.get_rng_state(), before)
    assert not any(part.training for part in module.modules())
    assert torch.equal(draw(3, 1), draw(3, 1))
    assert not torch.equal(draw(3, 1), draw(3, 2))


class AddsNoise(nn.Module):
    """Adds to its input: the sum is affine in it, and no mask."""

    def forward(self, x):
        return x + torch.randn_like(x)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: nn.Linear(3, 2), "the same in every pass"),
        (lambda: RowNoiseLinear(3, 2, 0), "the same in every pass"),
        (lambda: nn.Sequential(AddsNoise(), nn.Linear(3, 2)), "the same in every pass"),
        (lambda: nn.Sequential(nn.Dropout(0.5), nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)), "not linear"),
        (lambda: nn.Sequential(nn.ReLU(), nn.Linear(3, 2)), "not linear"),
        (lambda: nn.Dropout(0.5), "number of inputs is not known"),
        (lambda: nn.Sequential(nn.Linear(3, 4), nn.Linear(3, 2)), "RuntimeError"),
        (lambda: nn.Sequential(nn.Dropout2d(0.5), nn.Conv2d(3, 2, 1)), "with a Dropout2d, which works on the channels"),
        (lambda: nn.Conv1d(3, 2, 1), "a Conv1d, which works on the channels"),
        (
            lambda: nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2)),
            "BatchNorm1d, which looks at the other data points",
        ),
        (lambda: nn.Sequential(nn.Dropout(1.0), nn.Linear(3, 2)), "the same in every pass"),
        (lambda: "layer", "given: a str"),
        (lambda: nn.Linear, "given: a type"),
    ],
)
def test_modules_that_cannot_be_used_are_told(make, told):
    with pytest.raises(InputError) as caught:
        sampler_of(make())
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("alpha", [-0.1, float("nan"), float("inf"), "0.5", True, None])
def test_a_bad_alpha_is_told(alpha):
    for make in (GaussianDropout, lambda a: RowNoiseLinear(3, 2, a), lambda a: FactorisedNoiseLinear(3, 2, a)):
        with pytest.raises(InputError, match="alpha"):
            make(alpha)


@pytest.mark.parametrize("size", [0, -1, 2.5, True])
def test_a_bad_size_is_told(size):
    with pytest.raises(InputError, match="in_features"):
        RowNoiseLinear(size, 2, 0.5)
    with pytest.raises(InputError, match="inputs"):
        sampler_of(nn.Sequential(nn.Dropout(0.5)), inputs=size)
