"""The command `kl`: certified digits of the divergence at one u."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from audit.cli.screen import emit

if TYPE_CHECKING:
    from audit.pseudo_kl.digits import Certified

# A negative number looks like an option; handed on as it is, it gets the sentence that says why it cannot be.
TAKES_NEGATIVES = {"ignore_unknown_options": True}
QUANTITIES = ("excess", "slope", "kl")


def register(app: typer.Typer) -> None:
    """Adds the command of this file to the program."""
    app.command("kl", context_settings=TAKES_NEGATIVES)(_kl)


def _kl(
    u: Annotated[str, typer.Argument(metavar="U", help="u = mu^2/(2 sigma^2), a number >= 0 such as 0.5 or 1e-3.")],
    digits: Annotated[int, typer.Option(metavar="N", help="How many digits, all of them correct.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON to standard output.")] = False,
) -> int:
    """Print excess, slope and KL at u with certified radii."""
    from audit.pseudo_kl.digits import certified

    found = certified(u, digits)
    emit((json.dumps(asdict(found), indent=2) if as_json else "\n".join(_lines(found))) + "\n")
    return 0


def _lines(found: Certified) -> list[str]:
    """One line a quantity: name, value, radius, in columns."""
    values = {name: str(getattr(found, name)) for name in QUANTITIES}
    signed = {name: value if value.startswith("-") else f" {value}" for name, value in values.items()}
    name_width = max(map(len, QUANTITIES))
    value_width = max(map(len, signed.values()))
    rows = [f"{name:<{name_width}} = {value:<{value_width}} ± {found.radius[name]}" for name, value in signed.items()]
    return [f"u = {found.u}", *rows]
