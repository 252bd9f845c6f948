"""A lecture on sparse variational dropout, from the transcript of its sound track."""

SOURCE = "lecture"

STEMS = (
    "equivalence",
    "data_term_alone",
    "more_parameters_tighter",
    "smooth_approximation",
    "regulariser_maximal_at_infinity",
    "alpha_infinite_means_zero",
    "log_uniform_prior",
    "pruning_rule",
    "compression",
    "millions_of_parameters",
)
"""The order of the source."""
