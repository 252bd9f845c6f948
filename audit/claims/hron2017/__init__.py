"""Hron, Matthews, Ghahramani 2017: Variational Gaussian Dropout is not Bayesian (arXiv:1711.02989)."""

SOURCE = "hron2017"

STEMS = (
    "s4_remark1_series",
    "s4_remark1_kummer",
    "s4_remark1_gradient",
    "s4_dawson_replaces_approximations",
    "s4_only_sum_depends",
    "s4_positive_digamma",
    "s4_unique_minimum",
    "s4_u_alpha",
    "s4_multiplicative_infimum",
    "s4_high_variance",
    "s4_entropy",
    "sa_digamma_identities",
    "sa_exponential_integral",
    "sa_harmonic_series",
    "sa_reciprocal_series",
    "sa_proposition1_bound",
    "sa_noncentral_mixture",
    "sa_log_chi2_moment",
    "sa_remark1_chain",
    "sa_comparison_bound",
    "sa_termwise_derivative",
    "sa_dawson_series",
    "sa_derivative_bound",
    "sa_gradient_continuity",
    "sa_remark2",
)
"""The order of the source."""
