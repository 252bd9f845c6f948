"""What changed between two documents of `audit run --json`, claim by claim, variant by variant, check by check.

Claims are paired by id, variants by name, and the evidence on a variant by its place in the list, since the checks of a
claim stand in a fixed order. Seconds and the seeds of single claims (which follow from that of the run) are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from audit.errors import InputError
from audit.ledger import Verdict
from audit.report.difference import Change, Difference, differing, fields_changed
from audit.runner.result import SCHEMA_VERSION

CLAIM_FIELDS = (
    *("verdict", "expected", "reason", "error", "changes_conclusion", "figure", "depends", "bears_on"),
    *("source", "place", "covers", "title", "statement", "hypotheses", "derivation", "consequence"),
)
VARIANT_FIELDS = ("role", "outcome", "latex")
EVIDENCE_FIELDS = ("method", "outcome", "domain", "whole_domain", "points", "prec_bits", "witness", "summary")
SETTINGS = ("seed", "quick", "seconds")


def run_difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> Difference:
    """Compares two documents as `json.loads` reads them.

    Raises InputError for a document of another schema version, or without the parts that are compared here.
    """
    before, after = _claims(old), _claims(new)
    both = [name for name in before if name in after]
    changes = tuple(change for name in both for change in _claim(name, before[name], after[name]))
    settings = [change for name in SETTINGS for change in differing({name: old.get(name)}, {name: new.get(name)})]
    return Difference(
        "claims",
        changes,
        len(both) - len({change.where for change in changes}),
        tuple(name for name in before if name not in after),
        tuple(name for name in after if name not in before),
        (*settings, *differing(_mapping(old.get("environment")), _mapping(new.get("environment")))),
    )


def _claims(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    if document.get("schema_version") != SCHEMA_VERSION:
        raise _unusable(f"schema_version {document.get('schema_version')!r}")
    claims = _named(document.get("claims"), "id", "claims")
    for name, claim in claims.items():
        if "verdict" in claim and claim["verdict"] not in set(Verdict):
            raise _unusable(f"the verdict {claim['verdict']!r} of {name}")
    return claims


def _named(entries: Any, key: str, what: str) -> dict[str, Mapping[str, Any]]:
    """Objects by the text under a key that each of them has."""
    if not isinstance(entries, list):
        raise _unusable(f"no list of {what}")
    found: dict[str, Mapping[str, Any]] = {}
    for entry in entries:
        name = entry.get(key) if isinstance(entry, Mapping) else None
        if not isinstance(name, str):
            raise _unusable(f"an entry of {what} without a text as its {key}")
        if name in found:
            raise _unusable(f"two entries of {what} with the {key} {name!r}")
        found[name] = entry
    return found


def _claim(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    yield from fields_changed(name, "", old, new, CLAIM_FIELDS)
    before, after = (_named(claim.get("variants"), "name", f"variants of {name}") for claim in (old, new))
    for variant in dict.fromkeys([*before, *after]):
        if variant not in after or variant not in before:
            yield Change(name, f"variant {variant}", _presence(variant in before), _presence(variant in after))
        else:
            yield from _variant(name, variant, before[variant], after[variant])


def _presence(there: bool) -> str:
    return "there" if there else "not there"


def _variant(name: str, variant: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    yield from fields_changed(name, f"variant {variant}: ", old, new, VARIANT_FIELDS)
    before, after = (_evidence(entry.get("evidence"), name) for entry in (old, new))
    for place, (a, b) in enumerate(zip_longest(before, after), start=1):
        part = f"variant {variant}, check {place}"
        if a is None or b is None:
            yield Change(name, part, _presence(a is not None), _presence(b is not None))
        else:
            yield from fields_changed(name, f"{part}: ", a, b, EVIDENCE_FIELDS)


def _evidence(entries: Any, name: str) -> list[Mapping[str, Any]]:
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise _unusable(f"evidence on {name} that is no list of objects")
    return entries


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _unusable(given: str) -> InputError:
    return InputError(
        f"a document with {given}",
        f"what audit run --json prints, schema_version {SCHEMA_VERSION!r}",
        "audit run --json > new.json",
    )
