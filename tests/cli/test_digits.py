import json

import pytest

from audit.cli import answer


def test_json_has_exactly_the_keys_of_the_contract(capsys):
    assert answer(["kl", "0.5", "--digits", "30", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert list(document) == ["u", "digits", "excess", "slope", "kl", "radius"]
    assert list(document["radius"]) == ["excess", "slope", "kl"]
    assert document["digits"] == 30
    # u - u^2/3 + 4 u^3/45 - ... and its derivative, at u = 1/2
    assert document["excess"].startswith("0.42668")
    assert document["slope"].startswith("0.72477")


def test_the_columns_line_up(capsys):
    assert answer(["kl", "2", "--digits", "12"]) == 0
    first, *rows = capsys.readouterr().out.splitlines()
    assert first == "u = 2"
    assert [row.split()[0] for row in rows] == ["excess", "slope", "kl"]
    assert len({row.index("=") for row in rows}) == 1
    assert len({row.index("±") for row in rows}) == 1


@pytest.mark.parametrize("words", [["-1"], ["-1e-300"], ["nan"], ["inf"], ["--foo"], ["1", "--digits", "0"], ["x"]])
def test_unusable_input_is_one_sentence_and_2(words, capsys):
    assert answer(["kl", *words, "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("audit: given: ")
    assert "; allowed: " in err
    assert "; try: " in err
    assert err.count("\n") == 1


def test_the_value_of_a_negative_number_reaches_the_command(capsys):
    assert answer(["kl", "-1"]) == 2
    assert "-1" in capsys.readouterr().err.split(";")[0]
