"""MODULE 2: is q absolutely continuous with respect to the prior, and what does its KL do where it is not?

    question.py           the answer: dimension, rank, KL, how the KL of the thickened law diverges
    rows.py               w_i = s_i theta_i with Gaussian s_i: the correlated noise of the paper
    row_masks.py          the same with Bernoulli masks: a discrete law
    gaussian.py  rank.py  any N(m, F F^T): spectrum in rationals, rank within rounding
    ball.py  precise.py  double.py    the KL of a thickened Gaussian in three arithmetics that share no code
    asymptotic.py         slope, constant and next coefficient as eps -> 0, with a bound of the rest
    prior.py              the log-uniform prior and N(0, scale^2)
    sampled/              a black box: the dimension of the support from samples
    layers.py  layer_kinds.py    samplers out of torch layers with noise, and which layers are refused
    reading.py            rows typed in, or from a file

>>> absolute_continuity([1, 2], alpha="1/2").reason
'the support has dimension 1 of 2: a null set carries q, to which every prior and every posterior with a density gives mass 0'
"""

from audit.support.asymptotic import Expansion, expansion
from audit.support.ball import kl
from audit.support.gaussian import Gaussian, from_factor
from audit.support.prior import LogUniform, Normal
from audit.support.question import Support, absolute_continuity
from audit.support.rank import Rank, rank_of
from audit.support.row_masks import Masks, masks, mixture_expansion, mixture_kl
from audit.support.rows import RowNoise, row_noise

__all__ = [
    "Expansion",
    "Gaussian",
    "LogUniform",
    "Masks",
    "Normal",
    "Rank",
    "RowNoise",
    "Support",
    "absolute_continuity",
    "expansion",
    "from_factor",
    "kl",
    "masks",
    "mixture_expansion",
    "mixture_kl",
    "rank_of",
    "row_noise",
]
