"""The command `minima`: all stationary points of a data term and a KL, in one parametrisation, certified."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audit.cli.screen import emit
from audit.cli.thresholds import frozen_document, frozen_lines, thresholds_document, thresholds_lines
from audit.errors import InputError
from audit.numerics.exact import whole

if TYPE_CHECKING:
    from audit.parametrisation import Minima

DECIDED, OTHERWISE = 0, 1
DIGITS_MAX = 1000
ATTRACTS = {True: ", attracting", False: "", None: "; whether it attracts is not told"}
ATTAINED = {True: ", attained", False: ", not attained", None: "; whether it is attained is not told"}


def register(app: typer.Typer) -> None:
    """Adds the command of this file to the program."""
    app.command("minima", context_settings={"ignore_unknown_options": True})(_minima)


def _minima(
    rho: Annotated[
        str | None, typer.Option(metavar="RHO", help="Strength of the data term, signal to noise; 0 is the KL alone.")
    ] = None,
    model: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="gaussian, quartic, relu-symmetric, product (of two weights), logistic (with --data), or E_q[-log p] "
            "in mu and sigma2.",
        ),
    ] = "gaussian",
    parametrisation: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="additive (mu, sigma^2), multiplicative (theta, alpha), or clipped (log alpha in [-8, 8]).",
        ),
    ] = "additive",
    kl: Annotated[
        str, typer.Option(metavar="NAME", help="exact, molchanov2017, kingma2015 (alpha <= 1) or kingma2015-unclipped.")
    ] = "exact",
    data: Annotated[
        str | None, typer.Option(metavar="FILE", help="For logistic: a CSV file with columns x and y, one weight.")
    ] = None,
    thresholds: Annotated[
        bool,
        typer.Option("--thresholds", help="The rho at which minima appear or change rank, in place of the minima."),
    ] = False,
    rho_range: Annotated[
        str | None,
        typer.Option(
            metavar="LO,HI", help="For --thresholds of an expression: the rho from LO to HI; of logistic: up to HI."
        ),
    ] = None,
    frozen: Annotated[
        str | None, typer.Option(metavar="TAU", help="The rho with two minima in mu at a frozen s sigma^2 = TAU.")
    ] = None,
    digits: Annotated[int, typer.Option(metavar="N", help="Digits of coordinates and values.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON to standard output.")] = False,
) -> int:
    """List all stationary points of rho E_q[-log p] + KL.

    An expression is parsed, never run. Values are up to the KL at mu = 0. Exit code 0: decided. 1: the balls left a cell
    open, or the infimum or whether it is attained is not told. 2: unusable input.
    """
    from audit.parametrisation import minima

    questions = [rho is not None, thresholds, frozen is not None]
    if sum(questions) != 1:
        given = "none" if not any(questions) else "more than one"
        raise InputError(f"{given} of --rho, --thresholds and --frozen", "one of them", "--rho 4")
    if rho_range is not None and not thresholds:
        raise InputError("--rho-range without --thresholds", "both or none", "--thresholds --rho-range 1/8,8")
    if rho is None:
        _refuse_unused(frozen is not None, model, parametrisation, data)
        whole(digits, "digits", 1, DIGITS_MAX, "digits = 50")
        if thresholds:
            told = thresholds_document(model, kl, digits, rho_range, data, parametrisation)
            _print(told, thresholds_lines(told), as_json)
            return DECIDED if told["all_found"] and not told.get("notes") else OTHERWISE
        told = frozen_document(str(frozen), kl, digits)
        return _print(told, frozen_lines(told), as_json)
    found = minima(rho, model, parametrisation=parametrisation, kl=kl, digits=digits, data=data)
    _print(_document(found, digits), _lines(found, digits), as_json)
    return DECIDED if found.points is not None and found.attained is not None else OTHERWISE


def _refuse_unused(at_frozen: bool, model: str, parametrisation: str, data: str | None) -> None:
    """Options that --thresholds and --frozen have no use for. Raises InputError."""
    asked = "--frozen" if at_frozen else "--thresholds"
    unused = parametrisation not in (("additive",) if at_frozen else ("additive", "clipped"))
    if (data is not None and (at_frozen or model != "logistic")) or unused:
        given = f"{asked} with {'--data' if data is not None else f'--parametrisation {parametrisation}'}"
        allowed = "--model, --kl and --digits beside it" + ("" if at_frozen else ", and --parametrisation clipped")
        raise InputError(given, allowed, f"{asked} alone")
    if at_frozen and model != "gaussian":
        raise InputError(f"--frozen with the model {model!r}", "gaussian", "--frozen 1/10")


def _print(document: dict[str, Any], lines: list[str], as_json: bool) -> int:
    emit((json.dumps(document, indent=2) if as_json else "\n".join(lines)) + "\n")
    return DECIDED


def _document(found: Minima, digits: int) -> dict[str, Any]:
    """The JSON of one objective: a contract, see DESIGN."""
    return {
        "parametrisation": found.parametrisation,
        "kl": found.penalty.name,
        "model": found.model,
        "rho": str(found.rho),
        "points": None
        if found.points is None
        else [
            {
                "coordinates": {name: _digits(value, digits) for name, value in point.coordinates.items()},
                "value": _digits(point.value, digits),
                "kind": point.kind,
                "certified": True,
            }
            for point in found.points
        ],
        "half_line": "mu = 0, sigma^2 > 0" if found.half_line else None,
        "boundary": [
            {
                "where": end.where,
                "limit": "oo" if end.limit is None else _digits(end.limit, digits),
                "attracts": end.attracts,
            }
            for end in found.boundary
        ],
        "infimum": None if found.infimum is None else _digits(found.infimum, digits),
        "attained": found.attained,
        "notes": list(found.notes),
        "cells": found.cells,
    }


def _digits(value: Any, digits: int) -> str:
    """The midpoint to as many digits as the ball vouches for, `digits` at most; "0e-23" where no digit but 0 is told."""
    if value == float("-inf"):
        return "-oo"
    return str(value.str(digits, radius=False))


def _shown(value: Any, digits: int) -> str:
    """The same to be read: a ball around 0 says how far from 0 it may be, in two digits that are not below it.

    Two digits are off by at most 5 per cent, and 1.07 * 0.95 > 1.
    """
    if value.is_exact() or not value.contains(0):
        return _digits(value, digits)
    return f"0 ± {(value.abs_upper() * 107 / 100).str(2, radius=False)}"


def _lines(found: Minima, digits: int) -> list[str]:
    """A block a point, the ends of the domain, the infimum."""
    name = f"{found.model}, KL {found.penalty.name}, {found.parametrisation}, rho = {found.rho}"
    if found.points is None:
        open_cells = found.notes[-1] if found.notes else "balls of 2^-60 of the range"
        return [f"UNDECIDED: {name}: whether a stationary point is there is not told ({open_cells})"]
    count = len(found.points)
    told = (
        "the half-line mu = 0 is minimal"
        if found.half_line
        else f"{count or 'no'} stationary point{'s' * (count != 1)}"
    )
    lines = [f"{told}: {name}  [certified, {found.cells} cells]"]
    for point in found.points:
        lines.append(f"  {point.kind}")
        lines += [f"    {key:<7}= {_shown(value, digits)}" for key, value in point.coordinates.items()]
        lines.append(f"    {'value':<7}= {_shown(point.value, digits)}")
    for end in found.boundary:
        limit = "oo" if end.limit is None else _shown(end.limit, min(digits, 20))
        lines.append(f"  {end.where}: limit {limit}{ATTRACTS[end.attracts]}")
    if found.infimum is None:
        lines.append("  infimum not told")
    else:
        lines.append(f"  infimum {_shown(found.infimum, min(digits, 20))}{ATTAINED[found.attained]}")
    lines += [f"  note: {note}" for note in found.notes]
    return lines
