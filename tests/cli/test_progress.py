import io
import sys

import pytest

from audit.cli.progress import Progress
from audit.runner import examine
from tests.toys import THIRDS


class _Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("terminal", "hidden", "shown"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_it_shows_only_on_a_terminal_and_not_when_hidden(terminal, hidden, shown, monkeypatch):
    stream = _Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with Progress(1, hidden=hidden) as progress:
        progress(examine(THIRDS))
    assert bool(stream.getvalue()) is shown
    assert ("toy_thirds.sum" in stream.getvalue()) is shown
