"""How descent gets to the minima: gradient flow and Adam from very many starts, in six coordinate systems.

    coordinates.py    (theta, log alpha), (theta, alpha), (mu, log sigma^2), (mu, sigma^2), (mu, sigma), reference code's
    data_terms.py     derivatives of E
    penalties.py      derivatives of K: exact, Molchanov's, Kingma's with its clip
    objectives.py     gradient and Hessian of rho E + K in each system
    starts.py         where paths start
    gradient_flow.py  gradient flow, stiff, a step size for each path
    adam_steps.py     Adam
    outcome.py        how many end sparse, at the edge alpha = 1, at a certified minimum; with intervals

>>> from audit.parametrisation.dynamics import drawn, flow, objective, sparse
>>> starts = drawn("B", 200, 0)
>>> [sparse(flow(objective(3.2, system=name), starts, [100]), 0).count for name in ("mu, log sigma2", "theta, log alpha")]
[200, 1]
"""

from audit.parametrisation.dynamics.adam_steps import adam
from audit.parametrisation.dynamics.coordinates import SYSTEMS
from audit.parametrisation.dynamics.gradient_flow import Paths, flow
from audit.parametrisation.dynamics.objectives import Objective, objective
from audit.parametrisation.dynamics.outcome import Share, ends, sparse
from audit.parametrisation.dynamics.starts import Starts, drawn, grid

__all__ = [
    "SYSTEMS",
    "Objective",
    "Paths",
    "Share",
    "Starts",
    "adam",
    "drawn",
    "ends",
    "flow",
    "grid",
    "objective",
    "sparse",
]
