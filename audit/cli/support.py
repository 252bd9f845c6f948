"""The command `support`: is an approximating distribution absolutely continuous, and what does its KL do if it is not?"""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audit.cli.screen import emit
from audit.errors import InputError
from audit.numerics.exact import approximate, shown

if TYPE_CHECKING:
    from audit.support import Expansion, Support
    from audit.support.sampled import SampledSupport

CONTINUOUS, OTHERWISE = 0, 1
OF_NUMBERS = "theta", "alpha", "keep", "factor", "mean", "rounding", "prior", "scale", "eps", "digits", "arithmetic"
OF_SAMPLES = ("samples", "confidence", "seed", "seconds")
MOST_ATOMS = 2**53
"""Beyond it JSON numbers are not read exactly: the text 2^K then."""
SAMPLER = (
    "A function that returns samples of the weights: f(n) or f(n, seed) an array of shape (n, ...), or f() one sample. Importing "
    "MODULE runs it: this is the only code of yours that runs."
)


def register(app: typer.Typer) -> None:
    """Adds the command of this file to the program."""
    app.command("support", context_settings={"ignore_unknown_options": True})(_support)


def _support(
    context: typer.Context,
    theta: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBERS", help="Means of the weights: 1,2,3 is one row, 1,2;0.5,-1 two; or a .csv or .npy file."
        ),
    ] = None,
    alpha: Annotated[
        str | None,
        typer.Option(metavar="A", help="Row noise w_i = s_i theta_i, s_i ~ N(1, A); one A, or A,B,... a row each."),
    ] = None,
    keep: Annotated[
        str | None,
        typer.Option(metavar="P", help="Bernoulli row masks instead: a row is theta_i with probability P, else 0."),
    ] = None,
    factor: Annotated[
        str | None, typer.Option(metavar="NUMBERS", help="Any Gaussian N(mean, F F^T) instead: F as 1,0;1,1 or a file.")
    ] = None,
    mean: Annotated[
        str | None, typer.Option(metavar="NUMBERS", help="The mean beside --factor; zeros without.")
    ] = None,
    rounding: Annotated[
        str | None,
        typer.Option(
            metavar="R", help="Rounding of the entries of F, relative to the largest in the row; 2^-50 for floats."
        ),
    ] = None,
    prior: Annotated[
        str, typer.Option(metavar="NAME", help="log-uniform (C/|w|) or gaussian (N(0, S^2)).")
    ] = "log-uniform",
    scale: Annotated[
        str, typer.Option(metavar="S", help="C of the log-uniform, standard deviation of the gaussian.")
    ] = "1",
    eps: Annotated[
        str | None,
        typer.Option(metavar="E", help="Also the KL of q_eps: q with independent N(0, E^2) on every weight."),
    ] = None,
    digits: Annotated[int, typer.Option(metavar="N", help="Digits of certified numbers.")] = 15,
    arithmetic: Annotated[
        str, typer.Option(metavar="NAME", help="For the KL of q_eps: ball, precise or double.")
    ] = "ball",
    sampler: Annotated[str | None, typer.Option(metavar="MODULE:FUNCTION", help=SAMPLER)] = None,
    samples: Annotated[
        int | None, typer.Option(metavar="N", help="How many samples; as many as it takes without.")
    ] = None,
    confidence: Annotated[float, typer.Option(metavar="C", help="Of the statements about a sampler.")] = 0.99,
    seed: Annotated[int, typer.Option(metavar="N", help="For the sampler and the projections.")] = 0,
    seconds: Annotated[float, typer.Option(metavar="S", help="Time limit for a sampler.")] = 60.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON to standard output.")] = False,
) -> int:
    """Decide whether noisy weights have a density.

    If not, their KL is oo for every prior with a density; --eps tells how it diverges.

    Exit code 0: absolutely continuous. 1: singular, or undecided. 2: unusable input.
    """
    given = [name for name in context.params if _typed(context, name)]
    foreign = [name for name in given if name in (OF_NUMBERS if sampler is not None else OF_SAMPLES)]
    if foreign:
        beside = "--sampler" if sampler is not None else "numbers, without --sampler"
        raise InputError(
            f"--{foreign[0]} beside {beside}", "options of the one or of the other", "audit support --help"
        )
    if sampler is not None:
        from audit.support.sampled import load_sampler, sampled_support

        found = sampled_support(
            load_sampler(sampler), samples=samples, confidence=confidence, seed=seed, seconds=seconds
        )
        document, lines = _document_of_samples(found), _lines_of_samples(found)
        continuous = found.absolutely_continuous
    else:
        answer = _closed_form({name: context.params[name] for name in OF_NUMBERS})
        document, lines = _document(answer), _lines(answer, digits)
        continuous = answer.absolutely_continuous
    emit((json.dumps(document, indent=2) if as_json else "\n".join(lines)) + "\n")
    return CONTINUOUS if continuous else OTHERWISE


def _typed(context: typer.Context, name: str) -> bool:
    """Was the option typed in, or is it the default?"""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _closed_form(words: dict[str, Any]) -> Support:
    """The options of OF_NUMBERS, read and put to `absolute_continuity`."""
    from audit.support import absolute_continuity
    from audit.support.reading import read_rows

    if words["theta"] is None and words["factor"] is None:
        hint = "audit support --theta 1,2,3 --alpha 0.5"
        raise InputError("neither --theta nor --factor nor --sampler", "one of the three", hint)
    if words["alpha"] is not None and "," in words["alpha"]:
        words["alpha"] = words["alpha"].split(",")
    rows = {
        name: None if words[name] is None else read_rows(words[name], f"--{name}")
        for name in ("theta", "factor", "mean")
    }
    return absolute_continuity(**{**words, **rows})


WORDS = {True: "ABSOLUTELY CONTINUOUS", False: "SINGULAR", None: "UNDECIDED"}


def _document(found: Support) -> dict[str, Any]:
    """The JSON of one law: a contract, see DESIGN."""
    grown = found.expansion
    document: dict[str, Any] = {
        "dimension": found.dimension,
        "size": found.size,
        "rank": found.rank,
        "absolutely_continuous": found.absolutely_continuous,
        "kl": "oo" if found.infinite else _number(found.kl),
        "kl_enclosure": None if found.kl is None else _enclosure(found.kl),
        "reason": found.reason,
        "null_set": found.null_set or None,
        "atoms": found.atoms if found.atoms is None or found.atoms <= MOST_ATOMS else f"2^{found.rank}",
        "prior": found.prior.name,
        "limit_of_thickened": None if grown is None or grown.limit is None else _number(grown.limit),
    }
    if found.eps is not None:
        document |= {
            "eps": _exact(found.eps),
            "kl_eps": _number(found.kl_eps),
            "kl_eps_enclosure": _enclosure(found.kl_eps),
            "slope_log_inverse_eps": None if grown is None else float(grown.slope),
            "constant": None if grown is None else _number(grown.constant),
            "constant_enclosure": None if grown is None else _enclosure(grown.constant),
            "coefficient_eps2": None if grown is None else _number(grown.coefficient),
            "remainder_eps4_at_most": None if grown is None else _number(grown.bound(found.eps)),
        }
    return document


def _exact(x: Fraction) -> float | str:
    """A rational as a JSON number; where it does not fit, as text."""
    try:
        near = float(x)
    except OverflowError:
        near = math.inf
    return near if math.isfinite(near) and (near or not x) else approximate(x)


def _number(value: Any) -> float | str | None:
    """The float nearest to a ball's midpoint, to an mpf, or to a float; as text where it does not fit, since JSON has no oo."""
    if value is None:
        return None
    near = float(value.mid() if hasattr(value, "mid") else value)
    if math.isfinite(near):
        return near
    return str(value.str(15, radius=False) if hasattr(value, "mid") else value)


def _enclosure(value: Any) -> str | None:
    """A ball as text; other numbers have no bound behind them."""
    from audit.posterior.shown import enclosure

    return enclosure(value) if hasattr(value, "mid") else None


def _lines(found: Support, digits: int) -> list[str]:
    """The verdict, the null set, the KL, and how the KL of the thickened law behaves."""
    lines = [f"{WORDS[found.absolutely_continuous]}: {found.reason}"]
    if found.null_set:
        lines.append(f"  q lives on       {found.null_set}")
    if found.infinite:
        lines.append("  KL(q || p)     = oo")
    elif found.kl is not None:
        lines.append(f"  KL(q || p)     = {found.kl.str(digits)}  ({_prior(found)})")
    grown = found.expansion
    if grown is not None and found.infinite:
        lines.append(f"  KL(q_eps || p) = {_grown(grown, digits)}  ({_prior(found)})")
    if found.eps is not None:
        value = found.kl_eps
        told = value.str(digits) if hasattr(value, "mid") else f"{value}  (no bound)"
        lines.append(f"                 = {told} at eps = {approximate(found.eps)}")
        most = None if grown is None else grown.bound(found.eps)
        if most is not None:
            lines.append(f"  |R| <= {float(most):.3g} eps^4 for every eps up to that")
    if found.limit_differs is not None:
        lines.append(
            f"  The limit {found.limit_differs.str(digits, radius=False)} is finite although KL(q || p) = oo: 1/|w| has "
            "infinite mass around 0, and lower semicontinuity of the KL is a theorem for finite reference measures."
        )
    return lines


def _grown(grown: Expansion, digits: int) -> str:
    """slope log(1/eps) + constant + coefficient eps^2 + R, with the signs as one writes them."""
    terms = [f"{grown.slope} log(1/eps)"] if grown.slope else []
    terms += [grown.constant.str(digits, radius=False), f"{grown.coefficient.str(digits, radius=False)} eps^2"]
    return " + ".join([*terms, "R"]).replace("+ -", "- ")


def _prior(found: Support) -> str:
    """The prior with its scale."""
    from audit.support import LogUniform

    if isinstance(found.prior, LogUniform):
        return f"p = {shown(found.prior.c)}/|w|"
    return f"p = N(0, ({shown(found.prior.scale)})^2)"


def _document_of_samples(found: SampledSupport) -> dict[str, Any]:
    return {
        "dimension": found.dimension,
        "dimension_bounds": list(found.dimension_bounds),
        "size": found.ambient,
        "rank": found.hull_bounds[0] if found.hull_bounds[0] == found.hull_bounds[1] else None,
        "rank_bounds": list(found.hull_bounds),
        "absolutely_continuous": found.absolutely_continuous,
        "kl": "oo" if found.absolutely_continuous is False else None,
        "reason": found.reason,
        "covered": list(found.covered),
        "not_run": list(found.not_run),
        "confidence": found.confidence,
        "samples": found.samples,
        "precision": found.precision,
        "seconds": round(found.seconds, 3),
    }


def _lines_of_samples(found: SampledSupport) -> list[str]:
    low, high = found.dimension_bounds
    dimension = str(found.dimension) if found.dimension is not None else f"{low} to {high}"
    lines = [
        f"{WORDS[found.absolutely_continuous]}: {found.reason}",
        f"  dimension   {dimension} of {found.ambient}, from {found.samples} samples in {found.precision}",
    ]
    if found.absolutely_continuous is False:
        lines.append("  KL(q || p)  oo, for every prior and every posterior with a density")
    lines += [f"  covered     {text}" for text in found.covered]
    return lines + [f"  not run     {text}" for text in found.not_run]
