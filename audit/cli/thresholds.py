"""The second half of `minima`: the strengths at which the picture changes, as text and as JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from audit.cli.own_thresholds import (
    ADDITIVE,
    edge_entry,
    head,
    own_document,
    range_lines,
    rows_document,
    shown_digits,
)
from audit.errors import InputError

if TYPE_CHECKING:
    from audit.parametrisation import Model, Penalty, Threshold
    from audit.parametrisation.clipped_thresholds import AtEdge

APPEAR = {True: "appear", False: "disappear"}
FOR_EVERY = {"always": "attracts for every rho", "never": "attracts for no rho"}


def thresholds_document(
    model: str,
    kl: str,
    digits: int,
    rho_range: str | None = None,
    data: str | None = None,
    parametrisation: str = ADDITIVE,
) -> dict[str, Any]:
    """Folds, ties, the edge, how alpha diverges there, and the cut log alpha = 3, in digits that hold. Raises InputError.

    Of an expression and of logistic rows in a range of rho.
    """
    from audit.numerics.exact import bits_of
    from audit.parametrisation.cone_edges import edges_of
    from audit.parametrisation.penalty import penalty_of
    from audit.parametrisation.profile import MODELS, model_of

    penalty, bits = penalty_of(kl), bits_of(digits) + 8
    edges_of(penalty, parametrisation)
    if model == "logistic":
        return rows_document(data, penalty, parametrisation, _ends(rho_range), bits, digits)
    if model not in MODELS and "mu" in model:
        return own_document(model, penalty, parametrisation, _ends(rho_range), bits, digits)
    chosen = model_of(model)
    if rho_range is not None:
        raise InputError(f"--rho-range with the model {model!r}", "it for an expression or logistic", "no --rho-range")
    if chosen.weights == 2 and penalty.slope_at_zero is None:
        return _two_weights(chosen, penalty, bits, digits)
    return (_named if parametrisation == ADDITIVE else _clipped)(chosen, penalty, bits, digits)


def _named(model: Model, penalty: Penalty, bits: int, digits: int) -> dict[str, Any]:
    """On the whole domain of the KL."""
    from audit.parametrisation.clipped_thresholds import at_edges
    from audit.parametrisation.cone_edges import edges_of
    from audit.parametrisation.planar.cone_picture import NO_TIE, PLUNGES
    from audit.parametrisation.thresholds import complete, edge, folds, onset, ties

    start, end = onset(model, penalty, bits), edge(model, penalty, bits)
    plunges = penalty.plunge is not None
    told = head(model.name, penalty.name, ADDITIVE, None if end is None else shown_digits(end, digits), "")
    return told | {
        "folds": [_threshold(one, digits) for one in folds(model, penalty, bits)],
        "ties": [_threshold(one, digits) for one in ties(model, penalty, bits)],
        "edge_reason": PLUNGES if plunges else None,
        "ties_reason": NO_TIE if plunges else None,
        "edges": [_edge(one, digits) for one in at_edges(model, penalty, edges_of(penalty, ADDITIVE), bits)],
        "onset": None
        if start is None
        else {
            "constant": shown_digits(start.constant, digits),
            "exponent": shown_digits(start.exponent, digits),
        },
        "cut": _cut(model, penalty, bits, digits),
        "all_found": complete(model, penalty),
    }


def _two_weights(model: Model, penalty: Penalty, bits: int, digits: int) -> dict[str, Any]:
    """With the cubic: beside equal weights, those that differ."""
    from audit.parametrisation.two_weights import CORNER, EDGE
    from audit.parametrisation.two_weights_thresholds import apart

    told, found = _named(model, penalty, bits, digits), apart(penalty, bits)
    forks = [{"rho": found.pitchfork.rho, "alpha": found.pitchfork.alpha}]
    edges = [] if told["edge"] is None else [edge_entry(CORNER, told["edge"], None, True, (True, False))]
    if found.edge is not None:
        edges.append(edge_entry(EDGE, shown_digits(found.edge.rho, digits), None, False, None))
    return told | {
        "pitchforks": [{name: shown_digits(value, digits) for name, value in fork.items()} for fork in forks],
        "edges": edges,
        "all_found": told["all_found"] and found.alone and found.edge_bare,
    }


def _clipped(model: Model, penalty: Penalty, bits: int, digits: int) -> dict[str, Any]:
    """Between two plateaus."""
    from audit.parametrisation.clipped_thresholds import clipped_thresholds
    from audit.parametrisation.result import CLIPPED

    found = clipped_thresholds(model, penalty, bits)
    return head(model.name, penalty.name, CLIPPED, shown_digits(found.edges[0].rho, digits), "") | {
        "folds": [_threshold(one, digits) for one in found.folds],
        "ties": [_threshold(one, digits) for one in found.ties],
        "edges": [_edge(one, digits) for one in found.edges],
        "cut": _cut(model, penalty, bits, digits),
        "all_found": found.alone,
    }


def _edge(one: AtEdge, digits: int) -> dict[str, Any]:
    return edge_entry(one.edge.name, shown_digits(one.rho, digits), None, True, (one.edge.low, not one.edge.low))


def _ends(rho_range: str | None) -> tuple[Fraction, Fraction] | None:
    if rho_range is None:
        return None
    from audit.parametrisation.planar.folds import range_of

    parts = rho_range.split(",")
    if len(parts) != 2:
        raise InputError(f"--rho-range {rho_range}", "two numbers LO,HI", "--rho-range 1/8,8")
    return range_of(None, *parts)


def thresholds_lines(told: dict[str, Any]) -> list[str]:
    """A line a threshold."""
    shown = "" if told["all_found"] else ", others are not excluded"
    clipped = "" if told["parametrisation"] == ADDITIVE else ", log alpha clipped to [-8, 8]"
    lines = [f"{told['model']}, KL {told['kl']}{clipped}  [certified{shown}]"]
    for name, words in (("folds", "fold: stationary points {}"), ("ties", "tie: as deep as the end")):
        lines += [
            f"  rho = {one['rho']}  {words.format(APPEAR[one['appearing']])} at alpha = {one['alpha']}"
            for one in told[name]
        ] or [f"  no {name}{': ' + told['ties_reason'] if name == 'ties' and told['ties_reason'] else ''}"]
    lines += [
        f"  rho = {one['rho']}  pitchfork: points with two alphas come in at alpha = {one['alpha']}"
        for one in told["pitchforks"]
    ]
    lines += [f"  {line}" for line in (_edge_lines(told) if told["edges"] else [_edge_line(told)])]
    if told["onset"] is not None:
        lines.append(f"  alpha ~ ({told['onset']['constant']}/(rho - edge))^{told['onset']['exponent']} above it")
    if told["cut"] is not None:
        lines.append(f"  rho = {told['cut']}  at the stationary point with log alpha = 3")
    return lines + range_lines(told)


def _edge_line(told: dict[str, Any]) -> str:
    """The strength below which the end attracts; or that it does for every rho, for none, or is not told, and why."""
    if told["edge"] is not None:
        return f"rho = {told['edge']}  spinodal: below it the end alpha = oo attracts"
    return told["edge_reason"] or "the end alpha = oo attracts for every rho"


def _edge_lines(told: dict[str, Any]) -> list[str]:
    """Each place of an edge with the strength at which a stationary point passes it."""
    lines = []
    for one in told["edges"]:
        where = "" if one["sigma2"] is None else f", sigma2 = {one['sigma2'][:12]}"
        best = "" if one["best"] else f", not its best place{where}"
        if one["rho"] is None and one["attracts"] is None:
            continue
        if one["rho"] is None:
            lines.append(f"{one['edge']} {FOR_EVERY[one['attracts']]}{best}")
        elif one["attracts"] is None:
            lines.append(f"rho = {one['rho']}  a stationary point passes {one['edge']}{best}")
        else:
            lines.append(f"rho = {one['rho']}  spinodal: {one['attracts']} it {one['edge']}, attracts{best}")
    return [*lines, told["edge_reason"]] if told["edge_reason"] else lines


def frozen_document(tau: str, kl: str, digits: int) -> dict[str, Any]:
    """The window of rho with two minima in mu at s sigma^2 = tau; low, tie and high are null where there is none."""
    from audit.parametrisation.frozen import window

    found = window(tau, kl, digits)
    named = ("low", "tie", "high")
    return {
        "model": "gaussian",
        "kl": kl,
        "s_sigma2": tau,
        **{name: None if found is None else shown_digits(getattr(found, name), digits) for name in named},
    }


def frozen_lines(told: dict[str, Any]) -> list[str]:
    """The window, or that there is none."""
    name = f"gaussian, KL {told['kl']}, sigma^2 frozen at s sigma^2 = {told['s_sigma2']}"
    if told["low"] is None:
        return [f"one minimum in mu for every rho: {name}  [certified]"]
    return [
        f"two minima in mu inside a window of rho: {name}  [certified]",
        f"  from {told['low']}",
        f"  tie  {told['tie']}",
        f"  to   {told['high']}",
    ]


def _threshold(one: Threshold, digits: int) -> dict[str, Any]:
    return {"rho": shown_digits(one.rho, digits), "alpha": shown_digits(one.alpha, digits), "appearing": one.rising}


def _cut(model: Model, penalty: Penalty, bits: int, digits: int) -> str | None:
    from audit.parametrisation.thresholds import pruning_cut

    return None if penalty.least else shown_digits(pruning_cut(model, penalty, Fraction(3), bits), digits)
