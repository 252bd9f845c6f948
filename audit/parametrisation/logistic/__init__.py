"""Logistic regression on a data set: which minima has rho sum_i E log(1 + e^(-a_i w)) + K?

answer.py    rows to points
alike.py     rows that are all alike: one function of u
curve.py     rows that differ: one curve, cut into cells
means.py     Gaussian means of the loss, in balls, by a trapezoidal sum with its error
taylor.py    the same on a whole region, by one expansion
"""
