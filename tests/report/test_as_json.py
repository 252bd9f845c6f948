import json
from dataclasses import replace
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from audit.errors import AuditError
from audit.ledger import Evidence, Finding, Method, Outcome, Role, Verdict
from audit.report import as_json

CLAIM_KEYS = {
    "id",
    "source",
    "place",
    "covers",
    "title",
    "statement",
    "hypotheses",
    "verdict",
    "expected",
    "as_expected",
    "reason",
    "changes_conclusion",
    "consequence",
    "variants",
    "derivation",
    "depends",
    "bears_on",
    "figure",
    "error",
    "seconds",
}
EVIDENCE_KEYS = {
    "method",
    "outcome",
    "domain",
    "whole_domain",
    "points",
    "prec_bits",
    "witness",
    "summary",
    "seed",
    "seconds",
}


def test_the_keys_are_the_contract(toy_run):
    document = json.loads(as_json.text(toy_run))
    assert list(document) == ["schema_version", "environment", "seed", "quick", "counts", "seconds", "claims"]
    assert document["schema_version"] == "1"
    assert document["counts"] == {
        "claims": 7,
        "as_expected": 4,
        "unexpected": 2,
        "not_run": 1,
        "verdicts": {"PROVED": 2, "SUPPORTED": 1, "ERRATUM": 1, "INTERPRETIVE": 1, "ERROR": 1, "NOT RUN": 1},
    }
    claim = document["claims"][1]
    assert set(claim) == CLAIM_KEYS
    assert (claim["id"], claim["verdict"], claim["expected"]) == ("toy_misprint.sum", "ERRATUM", "ERRATUM")
    assert claim["changes_conclusion"] is True
    assert claim["depends"] == ["toy_thirds.sum"]
    variant = claim["variants"][0]
    assert set(variant) == {"name", "role", "outcome", "latex", "evidence"}
    assert (variant["role"], variant["outcome"]) == ("printed", "fails")
    assert set(variant["evidence"][0]) == EVIDENCE_KEYS
    assert variant["evidence"][0]["witness"] == "the sum is 2/3"


def test_the_schema_is_a_schema_and_knows_every_word():
    schema = as_json.schema()
    Draft202012Validator.check_schema(schema)
    definitions = schema["$defs"]
    assert definitions["verdict"]["enum"] == [verdict.value for verdict in Verdict]
    assert definitions["evidence"]["properties"]["method"]["enum"] == [method.value for method in Method]
    assert definitions["evidence"]["properties"]["outcome"]["enum"] == [outcome.value for outcome in Outcome]
    assert definitions["variant"]["properties"]["role"]["enum"] == [role.value for role in Role]


def test_the_schema_is_strict_everywhere():
    def objects(node):
        if isinstance(node, dict):
            if "properties" in node and node.get("type") == "object":
                yield node
            for value in node.values():
                yield from objects(value)

    found = list(objects(as_json.schema()))
    assert len(found) == 6
    for node in found:
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])


def test_the_schema_ships_with_the_package():
    assert files("audit.report").joinpath("run.schema.json").is_file()


def test_a_document_that_does_not_fit_is_not_emitted(toy_run):
    broken = replace(toy_run, results=(replace(toy_run.results[0], covers=("somewhere",)),))
    with pytest.raises(AuditError, match=r"\$\.claims\[0\]\.covers\[0\]"):
        as_json.document(broken)
    with pytest.raises(AuditError, match="schema_version"):
        as_json.document(replace(toy_run, schema_version="2"))


def test_a_number_that_json_lacks_is_not_emitted(toy_run):
    evidence = Evidence(Method.BALL, Outcome.HOLDS, "here", points=1, seconds=float("nan"))
    finding = Finding("v", "printed", "x", (evidence,))
    with pytest.raises((AuditError, ValueError)):
        as_json.text(replace(toy_run, results=(replace(toy_run.results[0], findings=(finding,)),)))
