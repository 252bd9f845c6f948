"""A small book of its own: the ARD bound 1/2 log(1 + 1/alpha), and the exact KL of complex weights beside it.

audit run --book examples/ard
"""

STEMS = ("bound", "complex_kl", "order")
