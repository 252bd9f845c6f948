"""The fit: nodes, interpolation, rounding, text; samples of the committed tables come out again; errors are caught."""

import itertools
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np
import pytest

from audit.pseudo_kl import fit_double as fit
from audit.pseudo_kl.double_table import CURVATURE, EXCESS_SLOPE, LAST, Layout, load, parse

LAYOUTS = [EXCESS_SLOPE, CURVATURE]


@pytest.mark.parametrize(("nodes", "greatest"), [(fit.chebyshev_nodes(), 2**-8), (fit.touching_nodes(), 0.0386)])
def test_nodes_keep_the_node_polynomial_small(nodes: tuple[float, ...], greatest: float) -> None:
    t = np.linspace(-1, 1, 20_001)
    assert np.abs(np.prod([t - node for node in nodes], axis=0)).max() < greatest * 1.001
    assert 0.0 in nodes
    one_sided = fit.one_sided_nodes(nodes)
    assert len(one_sided) == len(nodes)
    assert one_sided.count(0.0) == nodes.count(0.0)
    assert min(one_sided) == 0
    assert max(one_sided) == 1


def test_a_polynomial_of_the_degree_is_found_exactly() -> None:
    def cubic(u: Fraction, _: int = 0) -> mpmath.mpf:
        x = mpmath.mpf(u.numerator) / u.denominator
        return 2 - 3 * x + 5 * x**3

    def derivative(u: Fraction, _: int = 0) -> mpmath.mpf:
        return -3 + 15 * (mpmath.mpf(u.numerator) / u.denominator) ** 2

    nodes = [Fraction(0), Fraction(0), Fraction(1, 2), Fraction(-3, 4)]
    with mpmath.workprec(200):
        found = fit.interpolate(cubic, derivative, Fraction(1), nodes)
        assert [mpmath.nstr(x, 30) for x in found] == ["4.0", "12.0", "15.0", "5.0"]


def test_rounded_keeps_so_many_bits() -> None:
    with mpmath.workprec(300):
        third = mpmath.mpf(1) / 3
        assert fit.rounded(third, 53) == fit.rounded(third, 99) == 1 / 3
        assert fit.rounded(third, 2) == 0.375


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pieces_cover_the_range_without_gaps(layout: Layout) -> None:
    edges = [layout.edges(piece) for piece in range(layout.pieces)]
    assert edges[0][0] == 0
    assert edges[-1][1] == LAST
    assert all(before[1] == after[0] for before, after in itertools.pairwise(edges))
    centre = load(layout).centre
    assert centre[0] == 0
    assert all(left < c < right for c, (left, right) in zip(centre[1:], edges[1:], strict=True))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_committed_file_is_what_the_fit_gives_at_samples(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    committed = layout.path.read_text(encoding="ascii")
    rows = parse(layout, committed)
    assert fit.as_text(layout, rows) == committed
    sample = [0, 1, 2, 100, 333, layout.pieces - 1]
    edges = {piece: layout.edges(piece) for piece in sample}
    monkeypatch.setattr(Layout, "pieces", len(sample))
    monkeypatch.setattr(Layout, "edges", lambda _, place: edges[sample[place]])
    assert np.array_equal(fit.derive(layout), rows[sample])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_of_another_shape_is_refused(layout: Layout) -> None:
    text = layout.path.read_text(encoding="ascii")
    with pytest.raises(ValueError, match="reshape"):
        parse(layout, text.rsplit("\n", 2)[0])


def small(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure at every 40th point only: the whole `--check` takes half a minute."""
    points = fit.measured_points
    monkeypatch.setattr(fit, "measured_points", lambda a, rows: points(a, rows)[::40])
    monkeypatch.setattr(fit, "ROWS", {layout: fit.ROWS[layout]})
    rows = parse(layout, layout.path.read_text(encoding="ascii"))
    monkeypatch.setattr(fit, "derive", lambda _: rows)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_check_accepts_what_is_committed(
    layout: Layout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    small(layout, monkeypatch)
    assert fit.main(["--check"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("at most") == printed.count("\n") == (2 if layout is EXCESS_SLOPE else 1)


def test_check_notices_another_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    small(CURVATURE, monkeypatch)
    rows = fit.derive(CURVATURE).copy()
    rows[40, 1] *= 1 + 1e-14
    monkeypatch.setattr(Layout, "path", tmp_path / "table.txt")
    CURVATURE.path.write_text(fit.as_text(CURVATURE, rows))
    monkeypatch.setattr(fit, "measured_points", lambda *_: rows[[39, 40], 0])
    assert fit.main(["--check"]) == 1
    printed = capsys.readouterr().out
    assert "table.txt is not what the fit gives" in printed
    assert "ulp off; allowed 2.0" in printed


def test_without_check_the_files_are_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    small(CURVATURE, monkeypatch)
    committed = CURVATURE.path.read_text(encoding="ascii")
    monkeypatch.setattr(Layout, "path", tmp_path / "table.txt")
    assert fit.main([]) == 0
    assert CURVATURE.path.read_text(encoding="ascii") == committed
