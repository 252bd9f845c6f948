"""The command `implementation`: is the KL in someone's code right, and does its noise belong to it?"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audit.cli.screen import emit
from audit.errors import InputError

if TYPE_CHECKING:
    from audit.implementation import Report

SOUND, FINDINGS = 0, 1
FUNCTION = "The KL to audit. Importing MODULE runs it: this and a --sampler are the only code of yours that runs."
INPUTS = "Its arguments: mu,log_sigma2 | mu,log_sigma | mu,sigma | mu,sigma2 | theta,log_alpha | log_alpha | alpha."
BOUNDS = "Of log s, for the truncated prior; -20,0 without."
MEANT = "What it is meant for, with the truncated prior; without, all."
RANGE = "The log alpha that it is meant for; without, all."
EVERYWHERE = -math.inf, math.inf
ENDS = {"oo": math.inf, "+oo": math.inf, "inf": math.inf, "-oo": -math.inf, "-inf": -math.inf}


def register(app: typer.Typer) -> None:
    """Adds the command of this file to the program."""
    app.command("implementation", context_settings={"ignore_unknown_options": True})(_implementation)


def _implementation(
    function: Annotated[str, typer.Argument(metavar="MODULE:FUNCTION", help=FUNCTION)],
    inputs: Annotated[str, typer.Option(metavar="FORM", help=INPUTS)],
    returns: Annotated[str, typer.Option(metavar="SIGN", help="kl or -kl, up to a constant.")] = "kl",
    reduction: Annotated[
        str, typer.Option(metavar="NAME", help="What it does with several weights: none, sum or mean.")
    ] = "none",
    dtype: Annotated[str, typer.Option(metavar="NAME", help="float64 or float32.")] = "float64",
    prior: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="log-uniform, ard (N(0, S^2) at its best S), complex (1/|w|^2) or truncated."
        ),
    ] = "log-uniform",
    valid_log_alpha: Annotated[str | None, typer.Option(metavar="LO,HI", help=RANGE)] = None,
    bounds: Annotated[str | None, typer.Option(metavar="LO,HI", help=BOUNDS)] = None,
    valid_mu: Annotated[str | None, typer.Option(metavar="LO,HI", help=MEANT)] = None,
    valid_log_sigma: Annotated[str | None, typer.Option(metavar="LO,HI", help=MEANT)] = None,
    tolerance: Annotated[
        float, typer.Option(metavar="T", help="Largest error of what is no known approximation.")
    ] = 0.05,
    framework: Annotated[
        str | None, typer.Option(metavar="NAME", help="numpy, torch, jax or float; found by trying without.")
    ] = None,
    sampler: Annotated[
        str | None, typer.Option(metavar="MODULE:FUNCTION", help="Its noise, f(alpha, n) or f(alpha, n, seed).")
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="For the sampler.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON to standard output.")] = False,
) -> int:
    """Audit a KL in someone's code, and its noise.

    Exit code 0: sound. 1: findings. 2: unusable input.
    """
    from audit.implementation import audit_implementation

    report = audit_implementation(
        _loaded(function, ""),
        inputs=inputs,
        returns=returns,
        reduction=reduction,
        dtype=dtype,
        prior=prior,
        valid_log_alpha=_range("--valid-log-alpha", valid_log_alpha) or EVERYWHERE,
        tolerance=tolerance,
        framework=framework,
        sampler=None if sampler is None else _loaded(sampler, "--sampler "),
        seed=seed,
        bounds=_range("--bounds", bounds),
        valid_mu=_range("--valid-mu", valid_mu),
        valid_log_sigma=_range("--valid-log-sigma", valid_log_sigma),
    )
    emit((json.dumps(_document(report), indent=2) if as_json else "\n".join(_lines(report))) + "\n")
    return SOUND if report.sound else FINDINGS


def _loaded(spec: str, option: str) -> Callable[..., Any]:
    """The function that MODULE:FUNCTION names; complaints name the argument that it came from."""
    from audit.support.sampled import load_sampler

    try:
        return load_sampler(spec)
    except InputError as error:
        raise InputError(f"{option}{error.given.removeprefix('--sampler ')}", error.allowed, error.hint) from error


def _range(option: str, text: str | None) -> tuple[float, float] | None:
    """LO,HI as numbers, oo and -oo allowed; None for none. Raises InputError."""
    if text is None:
        return None
    try:
        low, high = (ENDS[word] if word in ENDS else float(word) for word in text.replace(" ", "").split(","))
    except ValueError as cause:
        raise InputError(f"{option} {text}", "LO,HI, two numbers or -oo,oo", f"{option} -8,8") from cause
    return low, high


def _document(report: Report) -> dict[str, Any]:
    """The JSON of a report: a contract, see DESIGN."""
    return {
        "sound": report.sound,
        "recognised": report.recognised,
        "scale": report.scale,
        "constant": report.constant,
        "framework": report.framework,
        "prior": report.prior,
        "findings": [
            {
                "check": found.check,
                "verdict": found.verdict.value,
                "summary": found.summary,
                "numbers": {name: _number(value) for name, value in found.numbers.items()},
            }
            for found in report.findings
        ],
    }


def _number(value: Any) -> Any:
    """JSON has no oo and no NaN: text then."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _lines(report: Report) -> list[str]:
    """The verdict and what it is, then one line a finding, the defects first."""
    name = f"it is {report.recognised}" if report.recognised else "no formula that is known here"
    defects = f": {len(report.defects)} of {len(report.findings)} checks found a defect" if report.defects else ""
    lines = [f"{'SOUND' if report.sound else 'DEFECT'}{defects}; {name} ({report.framework}, prior {report.prior})"]
    order = ("DEFECT", "UNDECIDED", "NOTE", "SOUND")
    for found in sorted(report.findings, key=lambda found: order.index(found.verdict)):
        lines.append(f"  {found.verdict.value:<9} {found.check:<10}  {found.summary}")
    return lines
