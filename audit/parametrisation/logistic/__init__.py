"""Logistic regression on a data set: which minima has rho sum_i E log(1 + e^(-a_i w)) + K?

answer.py    rows to points
cone.py      the same where alpha is bounded: a KL stated for alpha <= 1, or log alpha clipped to [-8, 8]
counted.py   the zeros between two places
alike.py     rows that are all alike: one function of u
curve.py     rows that differ: one curve, cut into cells
ends.py      what is shown near alpha = oo, far out, and on one ray
means.py     Gaussian means of the loss, in balls, by a trapezoidal sum with its error
taylor.py    the same on a whole region, by one expansion
smoothed.py  and by one that uses the width of the Gaussian
jets.py      the mean of the loss with derivatives up to the third order

The strengths rho at which the picture changes:

thresholds.py     the edge, folds and ties
rising.py         the slope of the strength along the curve, on a cell
turns.py          cells along the curve: each rises, falls or holds one fold
edge_thresholds.py  the same where alpha is bounded, or the KL has no floor
alike_rising.py   rows that are all alike: the strength rises, for every rho
alike_folds.py    and with a cubic: all its turns
"""
