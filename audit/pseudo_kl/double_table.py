"""The fitted pieces behind `double.py`: how they are numbered, and the two committed text files that hold them.

[0, LAST] is cut along the bits of v = u + 1/4: the octave 2^e <= v < 2^(e + 1) has 2^bits pieces of equal width, so
that the number of a piece is the leading bits of v, and the pieces grow with u (an offset of 1 would make them too wide
near u = 7). Each line of a file is one piece: its centre and then the coefficients of the powers of t = u - centre, as
hexadecimal floats.

    double_excess_slope.txt     centre c0 ... c6        excess = c0 + c1 t + ... + c6 t^6,  slope = d/dt of it
    double_curvature.txt        centre a0 ... a8        curvature = a0 + a1 t + ... + a8 t^8

`python -m audit.pseudo_kl.fit_double` writes the files, and with `--check` verifies them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

OFFSET, FIRST_OCTAVE, END_OCTAVE = 0.25, -2, 20
"""v = u + OFFSET runs over the octaves from 2^-2 to 2^20."""
OCTAVES = END_OCTAVE - FIRST_OCTAVE
LAST = 2.0**END_OCTAVE - OFFSET
"""The end of the last piece; from there on the asymptotic series needs three terms and no table."""
MANTISSA_BITS, BIAS = 52, 1023
"""Of float64: its bits, as an integer, are (exponent + BIAS) 2^52 + fraction."""

Float64 = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Layout:
    """One table: its file, the pieces of an octave (2^bits), and the columns of a piece.

    >>> EXCESS_SLOPE.pieces, EXCESS_SLOPE.edges(1)
    (2816, (0.001953125, 0.00390625))
    """

    stem: str
    bits: int
    columns: int

    @property
    def pieces(self) -> int:
        """How many there are, in all octaves."""
        return OCTAVES << self.bits

    @property
    def path(self) -> Path:
        """The committed file, beside this one."""
        return Path(__file__).with_name(f"{self.stem}.txt")

    def edges(self, piece: int) -> tuple[float, float]:
        """The two ends of a piece, both exact: its number is octave 2^bits + place."""
        octave, place = divmod(piece, 1 << self.bits)
        width = 2.0 ** (FIRST_OCTAVE + octave - self.bits)
        left = width * ((1 << self.bits) + place) - OFFSET
        return left, left + width


EXCESS_SLOPE = Layout("double_excess_slope", bits=7, columns=8)
CURVATURE = Layout("double_curvature", bits=5, columns=10)


@dataclass(frozen=True)
class Table:
    """Columns ready to be gathered from: float64, contiguous, read-only, shape (pieces,) each.

    `shift` and `first` number the piece of u: (bits of (u + OFFSET) as an integer >> shift) - first.
    """

    centre: Float64
    coefficients: tuple[Float64, ...]
    shift: int
    first: int


def table_of(layout: Layout, rows: Float64) -> Table:
    """The table of `rows`, float64 of shape (pieces, columns): one row a line of the file."""
    columns = np.ascontiguousarray(rows.T)
    columns.flags.writeable = False
    return Table(columns[0], tuple(columns[1:]), MANTISSA_BITS - layout.bits, (BIAS + FIRST_OCTAVE) << layout.bits)


@cache
def load(layout: Layout) -> Table:
    """Read a committed file, once, at the first use (about 10 ms)."""
    return table_of(layout, parse(layout, layout.path.read_text(encoding="ascii")))


def parse(layout: Layout, text: str) -> Float64:
    """The rows of a file, float64 of shape (pieces, columns); ValueError if it does not have that shape."""
    numbers = [float.fromhex(word) for line in text.splitlines() if not line.startswith("#") for word in line.split()]
    return np.array(numbers).reshape(layout.pieces, layout.columns)
