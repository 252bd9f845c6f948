"""F(x, y) = rho E(mu, sigma^2) + K(u) in each coordinate system: gradient and Hessian in float64, for arrays.

    F_x = rho (E_mu + E_v v_x) + K' u_x
    F_y = rho E_v v_y + K' u_y

E and K are differentiated apart, each through its own inner variable, so that K leaves theta alone to the last bit where u
does not depend on it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from audit.errors import InputError
from audit.parametrisation.dynamics.coordinates import Coordinates, Floats, coordinates
from audit.parametrisation.dynamics.data_terms import DataTerm, data_term
from audit.parametrisation.dynamics.penalties import Kernel, kernel

Gradient = tuple[Floats, Floats]
Hessian = tuple[Floats, Floats, Floats]


@dataclass(frozen=True)
class Objective:
    """A data term of strength rho, a penalty, and the coordinates in which one descends."""

    term: DataTerm
    kernel: Kernel
    rho: float
    system: Coordinates

    def gradient(self, x: Floats, y: Floats) -> Gradient:
        """(F_x, F_y), elementwise, for x and y of one shape; not finite off the domain."""
        at = self.system.first(x, y)
        e_mu, e_v = self.term.slope(x, at.v)
        k = self.kernel.slope(at.u)
        return self.rho * (e_mu + e_v * at.v_x) + k * at.u_x, self.rho * e_v * at.v_y + k * at.u_y

    def both(self, x: Floats, y: Floats) -> tuple[Gradient, Hessian]:
        """The gradient and (F_xx, F_xy, F_yy)."""
        at = self.system.first(x, y)
        bent = self.system.second(x, y, at)
        e_mu, e_v = self.term.slope(x, at.v)
        mm, mv, vv = self.term.bend(x, at.v)
        k, kk = self.kernel.both(at.u)
        rho = self.rho
        gradient = (rho * (e_mu + e_v * at.v_x) + k * at.u_x, rho * e_v * at.v_y + k * at.u_y)
        xx = rho * (mm + 2 * mv * at.v_x + vv * at.v_x * at.v_x + e_v * bent.v_xx)
        xy = rho * (mv * at.v_y + vv * at.v_x * at.v_y + e_v * bent.v_xy)
        yy = rho * (vv * at.v_y * at.v_y + e_v * bent.v_yy)
        return gradient, (
            xx + kk * at.u_x * at.u_x + k * bent.u_xx,
            xy + kk * at.u_x * at.u_y + k * bent.u_xy,
            yy + kk * at.u_y * at.u_y + k * bent.u_yy,
        )


def objective(rho: float, model: str = "gaussian", kl: str = "exact", system: str = "theta, log alpha") -> Objective:
    """The objective of these names; 0 <= rho < oo. Raises InputError.

    >>> import numpy as np
    >>> f = objective(2.0, system="mu, sigma2")
    >>> [float(part[0]) for part in f.gradient(np.array([0.0]), np.array([1.0]))]
    [-2.0, 1.0]
    """
    if not (0 <= rho < math.inf):
        raise InputError(f"rho = {rho}", "0 <= rho < oo", "rho = 3.2")
    return Objective(data_term(model), kernel(kl), float(rho), coordinates(system))
