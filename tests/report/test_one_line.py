from hypothesis import given
from hypothesis import strategies as st

from audit.report.one_line import clipped, duration, one_line, printable


@given(st.text(), st.integers(1, 40))
def test_clipped_texts_fit_into_one_line(text, width):
    line = clipped(text, width)
    assert len(line) <= width
    assert "\n" not in line


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"])))
def test_visible_text_stays_as_it_is(text):
    assert printable(text) == one_line(text) == text


def test_durations_at_the_seams():
    assert [duration(s) for s in (0, 1, 59.94, 60, 3599)] == ["0 ms", "1.0 s", "59.9 s", "1 min 0 s", "59 min 59 s"]
