import copy
import json

import pytest

from audit.errors import InputError
from audit.report import as_json
from audit.report.run_difference import run_difference


@pytest.fixture(scope="module")
def document(toy_run):
    return json.loads(as_json.text(toy_run))


@pytest.fixture
def other(document):
    return copy.deepcopy(document)


def test_a_run_does_not_differ_from_itself(document, other):
    found = run_difference(document, other)
    assert (found.changed, found.same, found.remarks) == (False, 7, ())


def test_times_seeds_and_machines_are_no_change(document, other):
    other["seconds"] = 99.0
    other["seed"] = 4
    other["environment"]["python"] = "CPython 9"
    other["environment"]["packages"]["numpy"] = "9"
    for claim in other["claims"]:
        claim["seconds"] = 99.0
        for evidence in (e for variant in claim["variants"] for e in variant["evidence"]):
            evidence |= {"seconds": 99.0, "seed": 1}
    found = run_difference(document, other)
    assert not found.changed
    assert [change.part for change in found.remarks] == ["seed", "seconds", "python", "numpy"]


CHANGES = [
    (lambda claim: claim.update(verdict="PROVED"), "verdict"),
    (lambda claim: claim.update(expected="PROVED"), "expected"),
    (lambda claim: claim.update(statement="other"), "statement"),
    (lambda claim: claim["variants"][0].update(outcome="holds"), "variant as_printed: outcome"),
    (lambda claim: claim["variants"][1].update(latex="x"), "variant three_terms: latex"),
    (lambda claim: claim["variants"].pop(), "variant no_terms"),
    (lambda claim: claim["variants"][0]["evidence"].pop(), "variant as_printed, check 2"),
    (lambda claim: claim["variants"][0]["evidence"][1].update(points=4), "variant as_printed, check 2: points"),
    (lambda claim: claim["variants"][0]["evidence"][0].update(prec_bits=9), "variant as_printed, check 1: prec_bits"),
    (
        lambda claim: claim["variants"][0]["evidence"][0].update(whole_domain=False),
        "variant as_printed, check 1: whole_domain",
    ),
]


@pytest.mark.parametrize(("alter", "part"), CHANGES)
def test_each_change_is_named(document, other, alter, part):
    alter(other["claims"][1])
    (change,) = run_difference(document, other).changes
    assert (change.where, change.part) == ("toy_misprint.sum", part)
    (back,) = run_difference(other, document).changes
    assert (back.old, back.new) == (change.new, change.old)


def test_a_witness_changes_by_its_numbers(document, other):
    other["claims"][1]["variants"][0]["evidence"][1]["witness"] = "total 0.6666666666666667"
    (change,) = run_difference(document, other).changes
    assert change.apart.absolute == pytest.approx(1e-16)
    assert change.apart.relative == pytest.approx(1.5e-16)


def test_claims_of_one_side_alone(document, other):
    del other["claims"][0]
    other["claims"].append(document["claims"][0] | {"id": "toy_new.one"})
    found = run_difference(document, other)
    assert (found.only_old, found.only_new, found.same) == (("toy_thirds.sum",), ("toy_new.one",), 6)


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        ({"schema_version": "2"}, "schema_version '2'"),
        ({"claims": {}}, "no list of claims"),
        ({"claims": [3]}, "without a text as its id"),
        ({"claims": [{"id": 3}]}, "without a text as its id"),
        ({"claims": [{"id": "toy_thirds.sum"}]}, "no list of variants of toy_thirds.sum"),
        ({"claims": [{"id": "toy_thirds.sum", "variants": [{"name": "as_printed"}]}]}, "evidence on toy_thirds.sum"),
        ({"claims": [{"id": "a.b"}, {"id": "a.b"}]}, "two entries of claims with the id 'a.b'"),
    ],
)
def test_what_is_no_run_is_refused(document, broken, complaint):
    with pytest.raises(InputError, match=complaint):
        run_difference(document, document | broken)
