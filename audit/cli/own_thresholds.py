"""Thresholds of an expression and of logistic rows, in a range of rho, as the JSON and the lines of `minima --thresholds`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from audit.errors import InputError

if TYPE_CHECKING:
    from audit.parametrisation import Penalty
    from audit.parametrisation.cone_edges import Edge
    from audit.parametrisation.logistic.means import LogisticLoss
    from audit.parametrisation.logistic.thresholds import LogisticThresholds
    from audit.parametrisation.planar.jets import Place
    from audit.parametrisation.planar.spinodals import Spinodal
    from audit.parametrisation.planar.ties import MutualTie

ADDITIVE = "additive"
Range = tuple[Fraction, Fraction]
LEVEL = "(0, 0) attracts for every rho: the rows ask for no sign of w, l'(0) = 0"
LEVEL_ON_EDGE = "(0, 0), the best of {}, attracts for every rho: the rows ask for no sign of w, l'(0) = 0"
SHORT = 1000
AROUND_EDGE, AROUND_SEPARABLE = 2, Fraction(5, 4)
"""Of logistic rows, the rho up to twice the edge where no range is asked for: cells become many further out, sooner for rows that
agree on the sign of w."""


def own_document(
    text: str, penalty: Penalty, parametrisation: str, within: Range | None, bits: int, digits: int
) -> dict[str, Any]:
    """Of an expression in mu and sigma2. Raises InputError."""
    from audit.parametrisation.cone_edges import edges_of
    from audit.parametrisation.planar.cone_picture import cone_picture
    from audit.parametrisation.planar.data_term import data_term
    from audit.parametrisation.planar.picture import picture

    term, edges = data_term(text), edges_of(penalty, parametrisation)
    if term.constant:
        raise InputError(f"the data term {text}, which says nothing", "one with mu or sigma2 in it", "--rho 1")
    if edges or penalty.plunge is not None:
        made = cone_picture(term, penalty, edges, within, bits)
    else:
        made = picture(term, penalty, within, bits)
    edge = None if made.edge is None else shown_digits(made.edge, digits)
    best = [level.place for level in made.levels]
    return {
        **head(text, penalty.name, parametrisation, edge, made.edge_reason),
        "folds": [_place(one, digits) for one in made.folds.places],
        "ties": [_place(one, digits) for one in made.ties.places],
        "ties_reason": made.ties_reason or None,
        "edges": [_spinodal(one, any(one is place for place in best), not term.even, digits) for one in made.spinodals],
        "all_found": made.complete,
        "mutual_ties": [_mutual(one, digits) for one in made.mutual],
        "range": [str(end) for end in made.within],
        "counts": [{"from": float(part.low), "to": float(part.high), "points": part.count} for part in made.stretches],
        "notes": list(made.notes),
    }


def rows_document(
    data: str | None, penalty: Penalty, parametrisation: str, within: Range | None, bits: int, digits: int
) -> dict[str, Any]:
    """Of logistic regression on the rows of a CSV file; only the upper end of a range matters. Raises InputError."""
    from audit.parametrisation.cone_edges import edges_of
    from audit.parametrisation.logistic.answer import read

    if data is None:
        raise InputError("the model 'logistic' without data", "both or none", "--model logistic --data rows.csv")
    loss = read(data)
    if not loss.slopes:
        raise InputError("rows with x = 0 only, which say nothing", "a row with another x", "--rho 1")
    edges = edges_of(penalty, parametrisation)
    told, edge, reason = _rows_told(loss, penalty, edges, within, bits)
    side = -1 if loss.total < 0 else 1
    rows = sum(loss.counts) + loss.blank
    shown = None if edge is None else str(edge) if isinstance(edge, Fraction) else shown_digits(edge, digits)
    return {
        **head(f"logistic, {rows} rows", penalty.name, parametrisation, shown, reason),
        "folds": [_place(one, digits) for one in told.folds],
        "ties": [_place(one, digits) for one in told.ties],
        "ties_reason": _no_tie(penalty),
        "edges": [_row_edge(one, place, side, digits) for one, place in told.edges],
        "all_found": told.complete,
        "mutual_ties": [],
        "range": ["0", "oo" if told.high is None else str(told.high)],
        "counts": [],
        "notes": list(told.notes),
    }


def _rows_told(
    loss: LogisticLoss, penalty: Penalty, edges: tuple[Edge, ...], within: Range | None, bits: int
) -> tuple[LogisticThresholds, Any, str]:
    """What is told of the rows; the edge, a Fraction or a ball, or why there is none."""
    from audit.parametrisation.cone_edges import STATED
    from audit.parametrisation.logistic.edge_thresholds import edges_at, thresholds_between
    from audit.parametrisation.logistic.thresholds import edge_of, thresholds_of
    from audit.parametrisation.planar.cone_picture import PLUNGES

    if not edges and penalty.plunge is None:
        edge = edge_of(loss)
        high = within[1] if within else AROUND_EDGE * (edge or Fraction(1))
        return thresholds_of(loss, penalty, high, bits), edge, LEVEL
    at = edges_at(loss, penalty, edges[:1] or (STATED,), bits) if loss.total else ()
    high = within[1] if within else _usual(Fraction(float(at[0][1].rho)) if at else Fraction(1), loss.separable)
    told = thresholds_between(loss, penalty, edges, high, bits)
    reason = LEVEL_ON_EDGE.format(edges[0].name) if edges else PLUNGES
    return told, at[0][1].rho if at and edges else None, reason


def _usual(edge: Fraction, separable: bool) -> Fraction:
    """The largest rho where no range is asked for, by the strength at the lower edge, or at alpha = 1 without one."""
    short = edge.limit_denominator(SHORT) if edge > 1 else 1 / (1 / edge).limit_denominator(SHORT)
    return short * (AROUND_SEPARABLE if separable else AROUND_EDGE)


def _no_tie(penalty: Penalty) -> str | None:
    from audit.parametrisation.planar.cone_picture import NO_TIE

    return None if penalty.plunge is None else NO_TIE


def _row_edge(one: Edge, place: Place, side: int, digits: int) -> dict[str, Any]:
    rho, sigma2 = shown_digits(place.rho, digits), shown_digits(place.r**2, digits)
    return edge_entry(one.on_side(side), rho, sigma2, True, (one.low, not one.low))


def range_lines(told: dict[str, Any]) -> list[str]:
    """The range, the counts, ties between minima, and what is not told; nothing for the half-line of a named model."""
    if "range" not in told:
        return []
    low, high = told["range"]
    lines = ["  for every rho > 0" if high == "oo" else f"  for rho from {low} to {high}"]
    for one in told["mutual_ties"]:
        lines.append(
            f"  rho = {one['rho']}  tie: two minima as deep, at alpha = {one['alpha'][0]} and {one['alpha'][1]}"
        )
    for part in told["counts"]:
        lines.append(f"  {_counted(part['points'])} from rho = {part['from']:.6g} to {part['to']:.6g}")
    return lines + [f"  note: {note}" for note in told["notes"] if note != told["edge_reason"]]


def _counted(count: int | None) -> str:
    """Of one stretch between thresholds."""
    if count is None:
        return "UNDECIDED: how many stationary points there are"
    return f"{count or 'no'} stationary point{'s' * (count != 1)}"


def head(model: str, kl: str, parametrisation: str, edge: str | None, reason: str) -> dict[str, Any]:
    """The keys that all these documents have; `reason`: why there is no edge, where there is none."""
    told: dict[str, Any] = {
        "edge": edge,
        "edge_reason": reason if edge is None else None,
        "edges": [],
        "ties_reason": None,
        "pitchforks": [],
    }
    model_keys = {"model": model, "kl": kl, "parametrisation": parametrisation}
    return {**model_keys, "folds": None, "ties": None, **told, "onset": None, "cut": None}


def edge_entry(
    edge: str, rho: str | None, sigma2: str | None, best: bool, attracts: tuple[bool, bool] | None
) -> dict[str, Any]:
    """A place of an edge: does F fall towards it below and above rho (for every rho, where that is null)? Null at a maximum."""
    words = {(True, False): "below", (False, True): "above", (True, True): "always", (False, False): "never"}
    return {
        "edge": edge,
        "rho": rho,
        "sigma2": sigma2,
        "best": best,
        "attracts": None if attracts is None else words[attracts],
    }


def _spinodal(one: Spinodal, best: bool, both: bool, digits: int) -> dict[str, Any]:
    rho = None if one.rho is None else shown_digits(one.rho, digits)
    name = one.edge.on_side(one.side) if both else one.edge.name
    return edge_entry(name, rho, shown_digits(one.r**2, digits), best, one.attracts() if one.lowest else None)


def _place(one: Place, digits: int) -> dict[str, Any]:
    return {"rho": shown_digits(one.rho, digits), "alpha": shown_digits(one.alpha, digits), "appearing": one.rising}


def _mutual(one: MutualTie, digits: int) -> dict[str, Any]:
    return {"rho": shown_digits(one.rho, digits), "alpha": [shown_digits(1 / c**2, min(digits, 12)) for c in one.c]}


def shown_digits(value: Any, digits: int) -> str:
    """The midpoint to as many digits as the ball vouches for, `digits` at most."""
    return str(value.str(digits, radius=False))
