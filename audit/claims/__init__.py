"""What the sources say, one folder a source, one file a statement."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from audit.errors import LedgerError
from audit.ledger import Book, Claim

SOURCES = ("hron2017", "lecture", "practice")
"""Their order in the book."""


@cache
def book() -> Book:
    """The book that ships with the toolkit, in the order in which the sources list their stems.

    >>> "s4_u_alpha.printed_value" in book().by_id
    True
    """
    return Book(tuple(claim for source in SOURCES for claim in _claims_of(source)))


def _claims_of(source: str) -> list[Claim]:
    package = import_module(f"audit.claims.{source}")
    present = {module.name for module in iter_modules(package.__path__)}
    order = [*package.STEMS, *sorted(present - set(package.STEMS))]
    return [claim for stem in order for claim in _claims_in(f"audit.claims.{source}.{stem}")]


def _claims_in(module: str) -> tuple[Claim, ...]:
    """The claims of one file; LedgerError names a file that cannot be loaded."""
    try:
        claims: tuple[Claim, ...] = import_module(module).CLAIMS
    except LedgerError:
        raise
    except Exception as error:
        raise LedgerError(f"the claim file {module} cannot be loaded: {type(error).__name__}: {error}") from error
    return claims
