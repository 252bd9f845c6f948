"""The second half of `minima`: the strengths at which the picture changes, as text and as JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from audit.errors import InputError

if TYPE_CHECKING:
    from audit.parametrisation import Model, Penalty, Threshold


def thresholds_document(model: str, kl: str, digits: int) -> dict[str, Any]:
    """Folds, ties, the edge, how alpha diverges there, and the cut log alpha = 3, in digits that hold. Raises InputError.

    Of an expression the edge only: its folds and ties are not counted.
    """
    from audit.numerics.exact import bits_of
    from audit.parametrisation.penalty import penalty_of
    from audit.parametrisation.profile import MODELS, model_of
    from audit.parametrisation.thresholds import complete, edge, folds, onset, ties

    penalty, bits = penalty_of(kl), bits_of(digits) + 8
    if model not in MODELS and "mu" in model:
        return _of_an_expression(model, penalty, bits, digits)
    chosen = model_of(model)
    if chosen.weights == 2 and penalty.slope_at_zero is None:
        raise InputError(f"the model {model!r} with {kl}", "exact or molchanov2017", "--kl exact")
    turns, start, end = folds(chosen, penalty, bits), onset(chosen, penalty, bits), edge(chosen, penalty, bits)
    return {
        "model": model,
        "kl": kl,
        "folds": [_threshold(one, digits) for one in turns],
        "ties": [_threshold(one, digits) for one in ties(chosen, penalty, bits)],
        "edge": None if end is None else _digits(end, digits),
        "onset": None
        if start is None
        else {"constant": _digits(start.constant, digits), "exponent": _digits(start.exponent, digits)},
        "cut": _cut(chosen, penalty, bits, digits),
        "all_found": complete(chosen, penalty),
    }


def _of_an_expression(text: str, penalty: Penalty, bits: int, digits: int) -> dict[str, Any]:
    from audit.parametrisation.planar.answer import edge_of
    from audit.parametrisation.planar.data_term import data_term

    if penalty.slope_at_zero is None:
        raise InputError(f"the thresholds of an expression with {penalty.name}", "exact or molchanov2017", "--kl exact")
    end = edge_of(data_term(text), bits)
    shown = None if end is None else _digits(end, digits)
    return {
        "model": text,
        "kl": penalty.name,
        "folds": None,
        "ties": None,
        "edge": shown,
        "onset": None,
        "cut": None,
        "all_found": False,
    }


def thresholds_lines(told: dict[str, Any]) -> list[str]:
    """A line a threshold."""
    shown = "" if told["folds"] is None or told["all_found"] else ", others are not excluded"
    lines = [f"{told['model']}, KL {told['kl']}  [certified{shown}]"]
    for name, words in (("folds", "fold: stationary points appear"), ("ties", "tie: as deep as the end")):
        if told[name] is None:
            lines.append(f"  {name} are not counted for an expression")
            continue
        lines += [f"  rho = {one['rho']}  {words} at alpha = {one['alpha']}" for one in told[name]] or [f"  no {name}"]
    end = "the end alpha = oo" if told["kl"] != "kingma2015" else "the edge alpha = 1"
    lines.append(
        f"  {end} attracts for every rho"
        if told["edge"] is None
        else f"  rho = {told['edge']}  spinodal: below it {end} attracts"
    )
    if told["onset"] is not None:
        lines.append(f"  alpha ~ ({told['onset']['constant']}/(rho - edge))^{told['onset']['exponent']} above it")
    if told["cut"] is not None:
        lines.append(f"  rho = {told['cut']}  at the stationary point with log alpha = 3")
    return lines


def frozen_document(tau: str, kl: str, digits: int) -> dict[str, Any]:
    """The window of rho with two minima in mu at s sigma^2 = tau; low, tie and high are null where there is none."""
    from audit.parametrisation.frozen import window

    found = window(tau, kl, digits)
    named = ("low", "tie", "high")
    return {
        "model": "gaussian",
        "kl": kl,
        "s_sigma2": tau,
        **{name: None if found is None else _digits(getattr(found, name), digits) for name in named},
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
    return {"rho": _digits(one.rho, digits), "alpha": _digits(one.alpha, digits), "appearing": one.rising}


def _cut(model: Model, penalty: Penalty, bits: int, digits: int) -> str | None:
    from audit.parametrisation.thresholds import pruning_cut

    return None if penalty.least else _digits(pruning_cut(model, penalty, Fraction(3), bits), digits)


def _digits(value: Any, digits: int) -> str:
    return str(value.str(digits, radius=False))
