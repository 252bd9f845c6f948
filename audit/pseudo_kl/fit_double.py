"""Fit the pieces of `double_table.py`, near-minimax, to certified values.

    python -m audit.pseudo_kl.fit_double            write the two files (15 seconds)
    python -m audit.pseudo_kl.fit_double --check    compare and measure them, write nothing (25 seconds)

On the piece [centre - h, centre + h] a polynomial of degree n interpolates the function at n + 1 nodes, so that

    f(u) - P(u) = f^(n+1)(xi)/(n+1)! w(t),      w(t) = prod_j (t - t_j),    t = u - centre

with nodes that keep w small and that include t = 0: the constant term is f(centre). Of the points near the middle the
centre is the one where f(centre) is closest to a float64 (Gal's accurate tables), so that rounding the constant term
costs a twentieth of an ulp and not a half. The excess is the integral of the fitted slope, with its own constant.

`--check` derives everything again, compares with the committed files, and measures six points of every piece against
balls.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import mpmath
import numpy as np

from audit.numerics.ball import rational_ends
from audit.numerics.ulp import ulp_error
from audit.pseudo_kl import ball, double_kernel
from audit.pseudo_kl.double_table import CURVATURE, EXCESS_SLOPE, Float64, Layout, parse, table_of

PREC_BITS = 300
"""Dividing by node differences loses about 60 bits; what is left is far beyond the 53 that are kept."""
CANDIDATES = range(-12, 13)
"""Centres that are tried: middle + j width/2^12."""
SPARE_BITS = 4
"""The coefficient of t^k is rounded to 53 - k Layout.bits + SPARE_BITS bits: shorter text, no visible error."""
ULP_MAX = {"excess": 2.0, "slope": 2.5, "curvature": 2.0}
"""What `--check` accepts at the points that it measures."""

Reference = Callable[[Fraction, int], mpmath.mpf]


def exactly(function: Callable[..., object]) -> Reference:
    """A function of `ball.py` as a number of PREC_BITS bits: the middle of its ball."""

    def value(u: Fraction, prec_bits: int = PREC_BITS) -> mpmath.mpf:
        low, _ = rational_ends(function(u, prec_bits))  # type: ignore[arg-type]
        return mpmath.mpf(low.numerator) / low.denominator

    return value


EXCESS, SLOPE, BEND = exactly(ball.excess), exactly(ball.slope), exactly(ball.curvature)


def chebyshev_nodes() -> tuple[float, ...]:
    """Nine nodes on [-1, 1] that include 0: the zeros of the Chebyshev polynomial T_9, max |w| = 2^-8."""
    return tuple(0.0 if j == 4 else float(np.cos((2 * j + 1) * np.pi / 18)) for j in range(9))


def touching_nodes() -> tuple[float, ...]:
    """Six nodes on [-1, 1], 0 twice: t^2 runs over the zeros of T_3 stretched so that one is 0; max |w| = 0.0385."""
    lowest = (1 - np.cos(np.pi / 6)) / 2
    outer = np.sqrt([(0.5 - lowest) / (1 - lowest), (1 - 2 * lowest) / (1 - lowest)])
    return (0.0, 0.0, *(float(sign * x) for x in outer for sign in (-1, 1)))


def one_sided_nodes(nodes: Sequence[float]) -> tuple[float, ...]:
    """As many nodes on [0, 1], 0 as often as before: for the first piece, whose centre is its left end, u = 0."""
    twice = nodes.count(0.0) - 1
    inner = len(nodes) - twice - 1
    return (0.0,) * twice + tuple(float((1 - np.cos(np.pi * j / inner)) / 2) for j in range(inner + 1))


def centre_of(function: Reference, left: float, right: float) -> Fraction:
    """The candidate near the middle where the function is closest to a float64, in ulps."""
    width = Fraction(right) - Fraction(left)

    def miss(u: Fraction) -> float:
        exact = function(u, 120)
        return float(abs(exact - float(exact)) / np.spacing(float(abs(exact))))

    return min((Fraction(left) + width / 2 + j * width / 4096 for j in CANDIDATES), key=miss)


def interpolate(
    function: Reference, derivative: Reference | None, centre: Fraction, nodes: Sequence[Fraction]
) -> list[mpmath.mpf]:
    """Coefficients in powers of t of the polynomial through all nodes (Newton's divided differences).

    A node 0 that occurs twice stands first and takes the derivative as the difference of its two values.
    """
    ts = [mpmath.mpf(t.numerator) / t.denominator for t in nodes]
    column = [function(centre + t, PREC_BITS) for t in nodes]
    newton = [column[0]]
    for order in range(1, len(ts)):
        column = [
            derivative(centre, PREC_BITS)
            if derivative and order == 1 and i == 0 and ts[1] == ts[0]
            else (column[i + 1] - column[i]) / (ts[i + order] - ts[i])
            for i in range(len(column) - 1)
        ]
        newton.append(column[0])
    powers = [newton[-1]]
    for coefficient, t in zip(newton[-2::-1], ts[-2::-1], strict=True):
        shifted = [mpmath.mpf(0), *powers]
        powers = [high - t * low for high, low in zip(shifted, [*powers, mpmath.mpf(0)], strict=True)]
        powers[0] += coefficient
    return powers


def rounded(value: mpmath.mpf, bits: int) -> float:
    """`value` to the nearest float of at most `bits` bits."""
    return float(mpmath.mpf(value, prec=min(bits, 53)))


def fit_piece(
    function: Reference, derivative: Reference | None, left: float, right: float, nodes: Sequence[float]
) -> tuple[Fraction, list[mpmath.mpf]]:
    """Centre and exact coefficients on one piece; the piece at 0 keeps its centre there, for relative accuracy."""
    if left == 0:
        nodes, centre, half = one_sided_nodes(nodes), Fraction(0), Fraction(right)
    else:
        centre = centre_of(function, left, right)
        half = max(Fraction(right) - centre, centre - Fraction(left))
    scaled = [half * Fraction(round(node * 4096), 4096) for node in nodes]
    return centre, interpolate(function, derivative, centre, scaled)


def excess_slope_rows() -> Iterator[list[float]]:
    """centre, c0 = excess(centre) and c_k = b_(k-1)/k, where slope = b0 + ... + b5 t^5."""
    for piece in range(EXCESS_SLOPE.pieces):
        centre, b = fit_piece(SLOPE, BEND, *EXCESS_SLOPE.edges(piece), touching_nodes())
        c = [b[k] / (k + 1) for k in range(6)]
        row = (rounded(x, 53 - EXCESS_SLOPE.bits * k + SPARE_BITS) for k, x in enumerate(c))
        yield [float(centre), float(EXCESS(centre, PREC_BITS)), *row]


def curvature_rows() -> Iterator[list[float]]:
    """centre, a0 ... a8."""
    for piece in range(CURVATURE.pieces):
        centre, a = fit_piece(BEND, None, *CURVATURE.edges(piece), chebyshev_nodes())
        yield [float(centre), *(rounded(x, 53 - CURVATURE.bits * k + SPARE_BITS) for k, x in enumerate(a))]


ROWS = {EXCESS_SLOPE: excess_slope_rows, CURVATURE: curvature_rows}
KERNELS = {EXCESS_SLOPE: double_kernel.EXCESS_AND_SLOPE, CURVATURE: double_kernel.BEND}
REFERENCES = {EXCESS_SLOPE: (ball.excess, ball.slope), CURVATURE: (ball.curvature,)}


def derive(layout: Layout) -> Float64:
    """The rows of a table, float64 of shape (pieces, columns); about 15 seconds for the longer one."""
    with mpmath.workprec(PREC_BITS):
        return np.array(list(ROWS[layout]()))


def as_text(layout: Layout, rows: Float64) -> str:
    """The file: a heading and a line for each piece, numbers as short hexadecimal floats."""
    lines = [" ".join(_short_hex(float(x)) for x in row) for row in rows]
    return "\n".join([f"# written by python -m audit.pseudo_kl.fit_double; {layout.stem}", *lines, ""])


def _short_hex(x: float) -> str:
    mantissa, exponent = x.hex().split("p")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}p{int(exponent)}"


def measured_points(layout: Layout, rows: Float64) -> Float64:
    """Of every piece: both ends, the last float before its end, the centre, and two points between."""
    edges = np.array([layout.edges(piece) for piece in range(layout.pieces)])
    left, right, centre = edges[:, 0], edges[:, 1], rows[:, 0]
    inner = [left + place * (right - left) for place in (0.2137, 0.8291)]
    return np.concatenate([left, right, np.nextafter(right, 0), centre, *inner])


def worst_ulp(layout: Layout, rows: Float64) -> dict[str, tuple[float, float]]:
    """For each function of a table: the largest error in ulps at `measured_points`, and the u where it occurs."""
    u, kernel = measured_points(layout, rows), KERNELS[layout]
    outs = tuple(np.empty(u.shape) for _ in range(kernel.results))
    double_kernel.evaluate(kernel, table_of(layout, rows), u, outs)
    worst = {}
    for reference, out in zip(REFERENCES[layout], outs, strict=True):
        errors = [ulp_error(float(y), reference(float(x), 80)) for x, y in zip(u, out, strict=True)]
        at = int(np.argmax(errors))
        worst[reference.__name__] = errors[at], float(u[at])
    return worst


def check(layout: Layout) -> list[str]:
    """What is wrong with the committed file, a line each; empty if it is what the fit gives and within ULP_MAX."""
    text = layout.path.read_text(encoding="ascii")
    complaints = [] if text == as_text(layout, derive(layout)) else [f"{layout.path.name} is not what the fit gives"]
    for name, (error, u) in worst_ulp(layout, parse(layout, text)).items():
        sys.stdout.write(f"{name}: at most {error:.2f} ulp at {6 * layout.pieces} points (u = {u!r})\n")
        if error > ULP_MAX[name]:
            complaints.append(f"{name}({u!r}) is {error:.2f} ulp off; allowed {ULP_MAX[name]}")
    return complaints


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files, or with `--check` compare and measure the committed ones: 0 if all is well, else 1."""
    parser = argparse.ArgumentParser(prog="python -m audit.pseudo_kl.fit_double", description="fit the float64 tables")
    parser.add_argument("--check", action="store_true", help="derive again, compare and measure; write nothing")
    options = parser.parse_args(arguments)
    if not options.check:
        for layout in ROWS:
            layout.path.write_text(as_text(layout, derive(layout)), encoding="ascii")
        return 0
    complaints = [line for layout in ROWS for line in check(layout)]
    sys.stdout.writelines(f"{line}\n" for line in complaints)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
