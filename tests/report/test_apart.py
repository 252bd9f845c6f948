import pytest

from audit.report.apart import Apart, apart


@pytest.mark.parametrize(
    ("old", "new", "absolute", "relative"),
    [
        (3, 4, 1, 0.25),
        (0.5, -0.5, -1, 2),
        (0, 0.125, 0.125, 1),
        ("u = 1.5 < 2", "u = 1.25 < 2", -0.25, 1 / 6),
        ("1e-5", "2e-5", 1e-5, 0.5),
        ("16.66...", "16.65...", -0.01, 0.01 / 16.66),
        ("from 1 to 100", "from 2 to 101", 1, 0.5),
        ("1.000000000000000000000000000001", "1.000000000000000000000000000002", 1e-30, 1e-30),
    ],
)
def test_the_farthest_pair_of_numbers(old, new, absolute, relative):
    found = apart(old, new)
    assert (found.absolute, found.relative) == (pytest.approx(absolute, rel=1e-12), pytest.approx(relative, rel=1e-12))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (3, 3),
        (True, False),
        (None, 3),
        ("holds", "fails"),
        ("at u = 1", "at v = 2"),
        ("1 and 2", "1"),
        (["1"], ["2"]),
        ("1e999", "2e999"),
        ("1e99999999999999999999", "2"),
        (float("inf"), 1.0),
        ("0", "-0"),
    ],
)
def test_where_there_is_no_difference(old, new):
    assert apart(old, new) is None


def test_digits_inside_of_a_word_are_no_number():
    assert apart("float32 at 1", "float64 at 1") is None


def test_it_reads_well():
    assert str(Apart(-0.25, 0.1)) == "by -0.25, 0.1 of its size"
