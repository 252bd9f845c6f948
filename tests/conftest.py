"""Hypothesis draws the same examples each time, and a small book stands in for the real one."""

import pytest
from hypothesis import settings

from audit.ledger import Book
from tests import toys

settings.register_profile("deterministic", derandomize=True, deadline=None)
settings.load_profile("deterministic")


@pytest.fixture
def toy_book(monkeypatch):
    """The command line sees this book instead of the real one."""
    book = Book((toys.THIRDS, toys.TWO_THIRDS, toys.SAMPLED_ONLY, toys.OPINION))
    monkeypatch.setattr("audit.claims.book", lambda: book)
    return book


@pytest.fixture(scope="session")
def toy_run():
    """One run of toys that shows every kind of result."""
    from audit.runner import run

    claims = (
        toys.THIRDS,
        toys.TWO_THIRDS,
        toys.SAMPLED_ONLY,
        toys.OPINION,
        toys.MISSING,
        toys.WRONGLY_EXPECTED,
        toys.with_check(toys.raises, "toy_bad.raises"),
    )
    return run(claims, jobs=2, seed=3)
