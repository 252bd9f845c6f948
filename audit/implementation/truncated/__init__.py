"""A KL to the truncated log-uniform prior (structured Bayesian pruning): a function of mu and sigma, not of alpha alone."""

from audit.implementation.truncated.battery import audit_truncated

__all__ = ["audit_truncated"]
