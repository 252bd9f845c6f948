"""A Run as a JSON document, validated against the schema that ships beside this file."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any

from audit.errors import AuditError
from audit.ledger import Evidence, Finding
from audit.runner import ClaimResult, Run


def text(run: Run) -> str:
    """The document of `document`, indented, with a final newline; raises AuditError like it."""
    return json.dumps(document(run), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def document(run: Run) -> dict[str, Any]:
    """The run as plain data; its keys are a contract, and `run.schema.json` says what each means.

    Raises AuditError if the document does not fit the schema, which is a bug of the toolkit.
    """
    made = {
        "schema_version": run.schema_version,
        "environment": asdict(run.environment),
        "seed": run.seed,
        "quick": run.quick,
        "counts": _counts(run),
        "seconds": run.seconds,
        "claims": [_claim(result) for result in run.results],
    }
    _validate(made)
    return made


@cache
def schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of `document`."""
    read: dict[str, Any] = json.loads(files("audit.report").joinpath("run.schema.json").read_text(encoding="utf-8"))
    return read


def _counts(run: Run) -> dict[str, Any]:
    return {
        "claims": len(run.results),
        "as_expected": sum(result.as_expected for result in run.results),
        "unexpected": len(run.unexpected),
        "not_run": len(run.not_run),
        "verdicts": {verdict.value: count for verdict, count in run.counts.items()},
    }


def _claim(result: ClaimResult) -> dict[str, Any]:
    return {
        "id": result.id,
        "source": result.source,
        "place": result.place,
        "covers": list(result.covers),
        "title": result.title,
        "statement": result.statement,
        "hypotheses": list(result.hypotheses),
        "verdict": result.verdict.value,
        "expected": result.expected.value,
        "as_expected": result.as_expected,
        "reason": result.reason,
        "changes_conclusion": result.changes_conclusion,
        "consequence": result.consequence,
        "variants": [_variant(finding) for finding in result.findings],
        "derivation": result.derivation,
        "depends": list(result.depends),
        "bears_on": list(result.bears_on),
        "figure": result.figure,
        "error": result.error,
        "seconds": result.seconds,
    }


def _variant(finding: Finding) -> dict[str, Any]:
    return {
        "name": finding.variant,
        "role": str(finding.role),
        "outcome": finding.outcome.value,
        "latex": finding.latex,
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "method": evidence.method.value,
        "outcome": evidence.outcome.value,
        "domain": evidence.domain,
        "whole_domain": evidence.whole_domain,
        "points": evidence.points,
        "prec_bits": evidence.prec_bits,
        "witness": evidence.witness,
        "summary": evidence.summary,
        "seed": evidence.seed,
        "seconds": evidence.seconds,
    }


def _validate(made: dict[str, Any]) -> None:
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(schema()).iter_errors(made):
        raise AuditError(f"the report does not fit its own schema at {error.json_path}: {error.message}")
