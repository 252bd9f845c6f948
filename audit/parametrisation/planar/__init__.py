"""All stationary points of rho E(mu, sigma^2) + K(u) for a data term E that anyone writes down, counted over the whole plane.

In c = mu/sigma and r = sigma, with e(c, r) = E(c r, r^2) and u = c^2/2, stationary points are the zeros of

    P = rho e_c + c K'(c^2/2)        Q = e_r

in both parametrisations, mu = 0 included: (c, r) -> (mu, sigma^2) is a diffeomorphism of R x (0, oo).

    data_term.py    the expression: parsed, finite, smooth; is it an expectation under N(mu, sigma^2)?
    convex.py       a convex loss: where the mean of a stationary point can be
    charts.py       P and Q near every end of the plane, as tapes
    exclusion.py    a cell without a zero, infinite cells and the corner (0, 0) included
    cells.py        how the plane is cut
    search.py       cells, cut until each is excluded or lies around one known zero
    krawczyk.py     exactly one zero in a box, refined to any digits
    edges.py        F along one ray, where a cone ends
    cone.py         the same questions for alpha <= 1, and for log alpha clipped to [-8, 8]
    plunging.py     and for a KL that falls to -oo as alpha -> oo
    limits.py       SymPy's limits
    ends.py         is the infimum attained, and what happens at the ends?
    edge.py         the rho below which (0, 0) attracts, or why there is none
    axis_values.py  values on mu = 0 that are exactly a number

The strengths rho at which the picture changes, with rho eliminated:

    jets.py         the curve of all stationary points, and what turns or ties along it
    band.py         cells without a stationary point for all rho of a range
    on_curve.py     all turns, or all ties, by cells
    folds.py        the folds, and the ties with an end
    ties.py         ties between two minima
    picture.py      all of them, and the counts in between
    spinodals.py    where the curve meets an edge of the domain
    cone_picture.py the same as picture.py where alpha is bounded, or the KL has no floor
"""
