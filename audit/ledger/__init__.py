"""What a claim is: statement, variants, evidence, verdict. No mathematics lives here."""

from audit.ledger.book import Book
from audit.ledger.claim import Check, Claim, Role, Setting, Variant
from audit.ledger.evidence import Evidence, Method, Outcome
from audit.ledger.verdict import Finding, Judgement, Verdict, judge

__all__ = [
    "Book",
    "Check",
    "Claim",
    "Evidence",
    "Finding",
    "Judgement",
    "Method",
    "Outcome",
    "Role",
    "Setting",
    "Variant",
    "Verdict",
    "judge",
]
