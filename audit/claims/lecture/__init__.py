"""A lecture on sparse variational dropout, from the transcript of its sound track."""

SOURCE = "lecture"

STEMS = (
    "more_parameters_tighter",
    "log_uniform_prior",
)
"""The order of the source."""
