"""What is said or taken for granted in public code and its use; each claim names what it looks at."""

SOURCE = "practice"

STEMS = (
    "naive_quadrature",
    "intractable",
    "fitted_constant",
    "clipped_log_alpha",
    "mean_for_sum",
    "scipy_dawsn_accuracy",
    "dawson_gradient_cancellation",
    "float32_log1p_exp",
    "float32_sbp",
)
"""In the order in which one meets them: asking for the posterior, then computing with it."""
