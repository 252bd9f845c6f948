"""The KL of this project against the exact one: put this beside your tests, and your own function in place of the import."""

from audit.pseudo_kl.tensor import log_uniform_kl_from_log_sigma2 as kl
from audit.testing import assert_kl_implementation


def test_the_kl_is_what_it_says():
    """Fails with every defect that the battery finds, one a line."""
    assert_kl_implementation(kl, inputs="mu,log_sigma2", dtype="float32")
