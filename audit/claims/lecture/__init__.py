"""A lecture on sparse variational dropout, from the transcript of its sound track."""

SOURCE = "lecture"

STEMS = (
    "more_parameters_tighter",
    "regulariser_maximal_at_infinity",
    "log_uniform_prior",
)
"""The order of the source."""
