"""MODULE 3: which minima does each parametrisation have? Counted by balls, with the ends of the domain.

    question.py      the answer for one objective: points, boundary, infimum, attained or not
    one_scale.py     for a data term that one scale solves
    planar/          for a data term of one's own, an expression
    logistic/        for logistic regression on a data set
    two_weights.py   two weights with Kingma's cubic
    cone_edges.py    where a domain ends: alpha = 1, and log alpha clipped
    clipped.py       in the form of public code, log alpha clipped to [-8, 8]
    result.py        what is told
    points.py        all stationary points with mu != 0: the zeros of one function of u
    thresholds.py    folds, ties and the pruning cut: strengths at which the picture changes
    clipped_thresholds.py, two_weights_thresholds.py    the same on a clipped log alpha, and of two weights with the cubic
    frozen.py        two minima in mu at a frozen sigma^2
    approximation_error.py, approximation_ends.py    how far the published penalties are off, over all alpha
    dynamics/        how gradient flow and Adam get to the minima
    profile.py       the data terms that one scale solves
    penalty.py       the exact KL and the published approximations as functions of u
    roots.py         zeros counted on an interval, and refined

>>> [len(minima(4, "quartic", parametrisation=name).points) for name in ("additive", "multiplicative")]
[1, 0]
"""

from audit.parametrisation.penalty import PENALTIES, Penalty
from audit.parametrisation.points import Stationary, stationary
from audit.parametrisation.profile import MODELS, Model
from audit.parametrisation.question import minima
from audit.parametrisation.result import Boundary, Minima, Point
from audit.parametrisation.thresholds import Threshold, folds, pruning_cut, ties

__all__ = [
    "MODELS",
    "PENALTIES",
    "Boundary",
    "Minima",
    "Model",
    "Penalty",
    "Point",
    "Stationary",
    "Threshold",
    "folds",
    "minima",
    "pruning_cut",
    "stationary",
    "ties",
]
