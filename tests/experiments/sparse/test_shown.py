from audit.experiments.sparse.shown import lines


def interval(mean, half=0.01):
    return {"mean": mean, "low": mean - half, "high": mean + half}


def cell(name, accuracy, pruned=None, compression=None):
    found = {"accuracy": interval(accuracy)}
    if pruned is not None:
        found |= {"accuracy_pruned": interval(pruned), "compression": compression}
    return {"name": name, "summary": found}


def shown(*cells):
    return lines(
        {
            "interval": {"level": 0.95},
            "settings": {"seeds": [0, 1], "epochs": 7},
            "data": {"name": "toys"},
            "device": "cpu",
            "contrasts": [],
            "cells": cells,
        }
    )


PLAIN = cell("plain", 0.97)
NOTHING = {"mean": None, "low": None, "high": None}


def test_a_row_for_each_cell():
    text = shown(PLAIN, cell("ard", 0.95, 0.94, interval(30.0, 2.0)), cell("gone", 0.1, 0.1, NOTHING))
    assert text[0] == "2 seeds, 7 epochs, toys, on cpu"
    assert "95 %" in text[1]
    assert text[4].split() == ["plain", "0.970", "[0.960,", "0.980]", "-", "-", "-", "-"]
    assert "30.0 [28.0, 32.0]" in text[5]
    assert "nothing kept" in text[6]
    assert text[-1].startswith("compression above 200: 0 of 2 cells")


def test_the_lectures_words_need_both_numbers():
    large = interval(250.0, 9.0)
    text = shown(
        PLAIN,
        cell("both", 0.97, 0.965, large),
        cell("worse", 0.9, 0.9, large),
        cell("less", 0.97, 0.97, interval(199.0)),
    )
    assert text[-2].startswith("compression above 200: 2 of 3 cells")
    assert text[-2].endswith(": 1")
    assert text[-1] == "both"


def test_one_seed_has_no_interval():
    alone = {"name": "x", "summary": {"accuracy": {"mean": 0.5, "low": None, "high": None}}}
    assert shown(alone)[4].split() == ["x", "0.500", "-", "-", "-", "-"]
    assert shown(alone)[-1] == "compression above 200: 0 of 0 cells"
