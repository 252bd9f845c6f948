"""The folds of a data term of one's own, and its ties with an end, in a range of rho: each to any digits, all of them or not.

A fold is a regular zero of (Q, W), a tie with an end one of (Q, G), see `jets.py`. The ends are (0, 0), where E tends to E0,
and, for an even E, the places (0, r0) of the axis with e_r = 0: minima in (mu, sigma^2), ends (alpha = oo) in (theta, alpha).

Where a branch is a minimum: W/e_c is the determinant of the Jacobian of (P, Q), so that W e_c > 0 and e_rr > 0 tell it. A tie
with an end needs no search where l is convex, no fold lies in the range, and the count is 0 below the edge and 1 above it: then
one branch is there, which starts at (0, 0), where F - R E0 is 0; along it d(F - R E0) = (e - E0) dR, and e < E0 (`convex.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from audit.errors import InputError, PrecisionError
from audit.numerics.ball import precision
from audit.numerics.exact import Exact, positive, shown
from audit.numerics.span import Span
from audit.parametrisation.cone_edges import Edge, cone_of, strictly_inside
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.planar.band import Band
from audit.parametrisation.planar.cells import INNER
from audit.parametrisation.planar.data_term import DataTerm
from audit.parametrisation.planar.ends import at_origin
from audit.parametrisation.planar.jets import Levelling, Place, Turning, corner_value, jets_of, strength_at
from audit.parametrisation.planar.krawczyk import Box, System, refined
from audit.parametrisation.planar.on_curve import crossings
from audit.parametrisation.planar.spinodals import Level, quiet_box

Levels = tuple[Level, ...]

WITHOUT_EDGE = (Fraction(1, 16), Fraction(16))
AROUND_EDGE = 8
"""The range where none is asked for: [edge/8, 8 edge], or [1/16, 16] where there is no edge."""
SHORT = 1000
HIGHEST = Fraction(10**6)


@dataclass(frozen=True)
class Crossed:
    """What was found in a range of rho; `open` says where others are not excluded, None where these are all."""

    places: tuple[Place, ...]
    open: str | None

    @property
    def complete(self) -> bool:
        """Are these all?"""
        return self.open is None


def range_of(
    edge: arb | None, low: Exact | None = None, high: Exact | None = None, *, around: int = AROUND_EDGE
) -> tuple[Fraction, Fraction]:
    """The range that is asked for, or [edge/around, edge around]. Raises InputError unless 0 < low < high <= 10^6.

    >>> range_of(arb(1)), range_of(None, "1/2", 3)
    ((Fraction(1, 8), Fraction(8, 1)), (Fraction(1, 2), Fraction(3, 1)))
    """
    if low is None or high is None:
        if edge is None:
            return WITHOUT_EDGE
        near = Fraction(float(edge.mid()))
        short = near.limit_denominator(SHORT) if near > 1 else 1 / (1 / near).limit_denominator(SHORT)
        return short / around, short * around
    given = "--rho-range " + ",".join(shown(end).strip("'") for end in (low, high))
    refusal = InputError(given, f"two numbers LO,HI with 0 < LO < HI <= {HIGHEST}", "--rho-range 1/8,8")
    try:
        ends = positive(low, "LO"), positive(high, "HI")
    except InputError as cause:
        raise refusal from cause
    if not ends[0] < ends[1] <= HIGHEST:
        raise refusal
    return ends


def folds_within(
    term: DataTerm, penalty: Penalty, low: Fraction, high: Fraction, bits: int, edges: tuple[Edge, ...] = ()
) -> Crossed:
    """The folds with low < rho < high between the edges, in order of rho, to about `bits` bits.

    Raises InputError, PrecisionError.

    >>> from audit.parametrisation.penalty import EXACT
    >>> from audit.parametrisation.planar.data_term import data_term
    >>> folds_within(data_term("(mu-1)**2/2 + sigma2/2"), EXACT, Fraction(1, 2), Fraction(2), 60)
    Crossed(places=(), open=None)
    """
    jets = jets_of(term.energy)
    turning = Turning(jets, penalty)

    def rising(box: Box) -> bool | None:
        _, j = turning.at(*box)
        determinant = j[0, 0] * j[1, 1] - j[0, 1] * j[1, 0]
        return True if determinant > 0 else False if determinant < 0 else None

    return _crossed(_Within(Band(term, penalty, low, high), edges), turning, rising, bits)


def end_ties_within(
    term: DataTerm, penalty: Penalty, low: Fraction, high: Fraction, axis: tuple[Box, ...], bits: int
) -> Crossed:
    """The strengths at which a minimum is as deep as (0, 0), or as one of the places (0, r0) in `axis`."""
    band, jets = Band(term, penalty, low, high), jets_of(term.energy)
    limit = at_origin(term.energy)
    levels: list[Callable[[], arb]] = [lambda r=r: jets(arb(0), r).e for _, r in axis]  # type: ignore[misc]
    if limit is not None and limit.is_finite:
        levels.append(corner_value(limit))
    made = [Levelling(jets, penalty, level) for level in levels]
    return _together([_crossed(_Within(band), one, _deeper(one), bits) for one in made])


def level_ties_within(
    term: DataTerm, penalty: Penalty, low: Fraction, high: Fraction, edges: tuple[Edge, ...], levels: Levels, bits: int
) -> Crossed:
    """The strengths at which a minimum between the edges is as deep as one of them, `levels` being their depths."""
    band, jets = Band(term, penalty, low, high), jets_of(term.energy)
    found = []
    for level in levels:
        quiet = None if level.place is None else quiet_box(jets, penalty, level.place)
        domain = _Within(band, edges, () if quiet is None else (quiet,))
        system = Levelling(jets, penalty, level.energy, level.raised)
        found.append(_crossed(domain, system, _deeper(system), bits))
    return _together(found)


def _deeper(system: Levelling) -> Callable[[Box], bool | None]:
    """At a minimum: does it fall below the end as rho rises? None at other stationary points."""
    turning = Turning(system.jets, system.penalty)

    def told(box: Box) -> bool | None:
        jet, w = system.jets(*box), turning.at(*box)[0][1, 0]
        if not (w * jet.e_c > 0 and jet.e_rr > 0):
            return None
        return bool(jet.e < system.corner())

    return told


def _together(found: list[Crossed]) -> Crossed:
    places = sorted((place for one in found for place in one.places), key=_strength)
    return Crossed(tuple(places), next((one.open for one in found if one.open), None))


@dataclass(frozen=True)
class _Within:
    """A band between edges; `quiet` boxes hold no zero that counts."""

    band: Band
    edges: tuple[Edge, ...] = ()
    quiet: tuple[Box, ...] = ()

    def cone(self, turns: bool) -> Span | None:
        """Where to look, in c. Turns near (0, 0) are told for all rays at once (`band.py`), if the cone comes near c = 0."""
        cone = cone_of(self.band.penalty, self.edges)
        through = turns and cone is not None and self.edges and cone[0] < INNER
        return (-cone[1], cone[1]) if through and cone is not None else cone


def _crossed(domain: _Within, system: System, rising: Callable[[Box], bool | None], bits: int) -> Crossed:
    """Refined, inside the range; mirror images and the axis of an even E left out, and what `rising` does not tell."""
    band, edges, places = domain.band, domain.edges, []
    found, doubt = crossings(band, system, domain.cone(isinstance(system, Turning)), domain.quiet), None
    if found.open is not None:
        ray, scale = found.open
        doubt = f"open: mu/sigma in [{ray[0]:.6g}, {ray[1]:.6g}], sigma in [{scale[0]:.6g}, {scale[1]:.6g}]"
    jets = jets_of(band.term.energy)
    for box in found.boxes:
        if band.term.even and not box[0] > 0:
            continue
        c, r = refined(system, box, bits)
        with precision(bits + 40):
            try:
                if not strictly_inside(c, edges):
                    continue
            except PrecisionError as cause:
                doubt = doubt or f"open: {cause}"
                continue
            rho = strength_at(jets, band.penalty, c, r)
            side = rising((c, r))
            place = Place(rho, c, r, bool(side))
            inside = place.inside(band.low, band.high)
        if inside is None:
            doubt = doubt or f"open: at the end rho = {rho.str(8)} of the range"
        elif inside and side is not None:
            places.append(place)
    return Crossed(tuple(sorted(places, key=_strength)), doubt)


def _strength(place: Place) -> float:
    return float(place.rho.mid())
