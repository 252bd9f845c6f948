"""Every claim of this book earns its verdict, and every check refuses every mutant."""

from pathlib import Path

import pytest

from audit.claims.folder import book_in
from audit.testing import assert_claim

BOOK = book_in(Path(__file__).parents[1])


@pytest.mark.parametrize("claim", BOOK, ids=lambda claim: claim.id)
def test_the_verdict_is_earned(claim):
    assert_claim(claim)


def test_the_planted_misprint_is_found():
    found = assert_claim(BOOK["complex_kl.closed_form"])
    assert found.verdict.value == "ERRATUM"
