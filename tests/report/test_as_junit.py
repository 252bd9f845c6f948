from dataclasses import replace
from xml.etree import ElementTree

from audit.report import as_junit


def cases(run):
    tree = ElementTree.fromstring(as_junit.text(run))
    return {case.get("name"): case for case in tree.iter("testcase")}


def test_one_case_a_claim(toy_run):
    found = cases(toy_run)
    assert list(found) == [result.id for result in toy_run.results]
    assert found["toy_misprint.sum"].get("classname") == "toys.toy_misprint"


def test_what_each_result_becomes(toy_run):
    found = cases(toy_run)
    assert found["toy_misprint.sum"].find("failure") is None
    assert found["toy_missing.package"].find("skipped").get("message").startswith("needs no_such_package_here")
    failure = found["toy_wrong.expectation"].find("failure")
    assert failure.get("message") == "PROVED, expected REFUTED: exact sum 1"
    error = found["toy_bad.raises"].find("error")
    assert error.get("type") == "ERROR"
    assert error.text.count("ZeroDivisionError") == 3


def test_the_totals_and_the_environment_are_there(toy_run):
    suite = ElementTree.fromstring(as_junit.text(toy_run)).find("testsuite")
    assert [suite.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["7", "1", "1", "1"]
    properties = {node.get("name"): node.get("value") for node in suite.iter("property")}
    assert properties["seed"] == "3"
    assert properties["numpy"] == toy_run.environment.packages["numpy"]


def test_characters_that_xml_forbids_are_spelled_out(toy_run):
    bad = replace(toy_run.results[-1], reason="a\x00b\x1b[31m <&>", error="a\x00b\ud800")
    error = cases(replace(toy_run, results=(bad,)))[bad.id].find("error")
    assert error.get("message").endswith(r"a\x00b\x1b[31m <&>")
    assert r"a\x00b\ud800" in error.text
