"""Every case that the literature has decided is decided here, rightly, at the right ends, by both methods where it can be."""

from pathlib import Path

import pytest

import audit.posterior
from audit.posterior import decide_model, model, propriety
from audit.posterior.known import as_markdown, known_cases, known_models

BY_ONE_METHOD = {"cancellation 1 - cos w"}
"""1 - cos w oscillates in the tails: there the balls carry the verdict alone."""


@pytest.mark.parametrize("case", known_cases(), ids=lambda case: case.name)
def test_known_cases(case):
    found = propriety(case.prior, case.likelihood, support=case.support, data=case.data, digits=0)
    assert str(found.verdict) == ("proper" if case.proper else "improper")
    assert [report.end.name for report in found.ends if report.integrable is False] == list(case.diverges)
    if case.name not in BY_ONE_METHOD:
        assert {report.method for report in found.ends} == {"exact and balls"}


@pytest.mark.parametrize("case", known_models(), ids=lambda case: case.name)
def test_known_models(case):
    found = decide_model(model(case.parameters, case.prior, case.likelihood, case.data), digits=0)
    assert str(found.verdict) == ("proper" if case.proper else "improper"), found.reason
    assert found.steps


def test_there_are_enough_of_both_kinds():
    assert len(known_cases()) >= 40
    assert len(known_models()) >= 20
    assert 15 < sum(case.proper for case in known_cases()) < len(known_cases()) - 15


def test_the_table_for_readers_is_the_data():
    path = Path(audit.posterior.__file__).with_name("KNOWN_CASES.md")
    assert path.read_text(encoding="utf-8") == as_markdown()
