"""The black box: from samples of the weights to the dimension of the support, with what was covered and how surely."""

from audit.support.sampled.loading import load_sampler
from audit.support.sampled.question import sampled_support
from audit.support.sampled.result import SampledSupport

__all__ = ["SampledSupport", "load_sampler", "sampled_support"]
