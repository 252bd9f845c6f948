"""Every error that the toolkit raises on purpose.

AuditError
|- InputError         unusable input: what was given, what is allowed, what to try (also a ValueError; exit code 2)
|  '- UnknownClaim    an id that no claim of the book bears
|- LedgerError        a book that contradicts itself: a duplicate id, a missing mutant, a dangling reference
|- CheckError         a check that could not be carried out (the claim is then an error, the run goes on)
'- PrecisionError     an enclosure that did not become tight enough within the allowed working precision
"""

from __future__ import annotations


class AuditError(Exception):
    """Root of the tree: catch this to catch everything that the toolkit raises on purpose."""


class InputError(AuditError, ValueError):
    """Input that cannot be used, in one sentence.

    >>> print(InputError("u = -1", "a number u >= 0", "u = mu^2/(2 sigma^2) is never negative"))
    given: u = -1; allowed: a number u >= 0; try: u = mu^2/(2 sigma^2) is never negative
    """

    def __init__(self, given: str, allowed: str, hint: str) -> None:
        super().__init__(given, allowed, hint)
        self.given, self.allowed, self.hint = given, allowed, hint

    def __str__(self) -> str:
        return f"given: {self.given}; allowed: {self.allowed}; try: {self.hint}"


class UnknownClaim(InputError):
    """An id that no claim of the book bears."""


class LedgerError(AuditError):
    """A book of claims that contradicts itself."""


class CheckError(AuditError):
    """A check that could not be carried out."""


class PrecisionError(AuditError):
    """An enclosure that did not become tight enough within the allowed working precision."""
