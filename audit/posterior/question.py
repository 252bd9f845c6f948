"""From what a user gives (text, data, a support) to a density, and from there to the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import sympy as sp

from audit.errors import InputError
from audit.language.data import columns_of
from audit.language.expression import parse, parse_names, parse_support
from audit.posterior.density import Density, observations
from audit.posterior.propriety import Propriety, decide

WHOLE_LINE = "-oo,oo"
SPELT = {(sp.expint, 1): sp.Function("E1"), (sp.polygamma, 0): sp.Function("digamma")}
"""What the parser spells otherwise than SymPy prints it."""
POSITIVE_MARK = ">0"

Data = str | Path | Mapping[str, Iterable[Any]]


def propriety(
    prior: str | sp.Expr,
    likelihood: str | sp.Expr = "1",
    *,
    variable: str = "w",
    support: str | tuple[Any, Any] = WHOLE_LINE,
    data: Data | None = None,
    digits: int = 10,
    seconds: float = 20.0,
) -> Propriety:
    """Is the posterior with this prior and likelihood proper? PROPER and IMPROPER come with a certificate.

    `prior` and `likelihood` are expressions in `variable`, as text (parsed, never evaluated as Python) or as SymPy
    expressions. With `data` (a CSV file or a mapping of columns) the likelihood may name its columns, and is the product
    over its rows. `support` is the open interval on which both are meant. `digits` of the normaliser and the first two
    moments are enclosed where the posterior is proper (0: none). After `seconds` the answer is what is known by then.

    Raises InputError for what cannot be used: see `decide` and `parse`.

    >>> found = propriety("1/abs(w)", "1/(1+exp(-w))")
    >>> str(found.verdict), found.decisive.end.name, found.decisive.rate
    ('improper', '0-', '1/2')
    >>> print(propriety("1", "exp(-w**2/2)").normaliser.Z.str(10, radius=False))
    2.506628275
    """
    density = density_of(prior, likelihood, variable=variable, support=support, data=data)
    if not isinstance(digits, int) or not 0 <= digits <= MOST_DIGITS:
        raise InputError(f"digits = {digits!r}", f"a whole number from 0 to {MOST_DIGITS}", "10")
    if not isinstance(seconds, int | float) or not 0 < seconds < float("inf"):
        raise InputError(f"seconds = {seconds!r}", "a positive number of seconds", "20")
    return decide(density, digits=digits, seconds=seconds)


MOST_DIGITS = 50


def density_of(
    prior: str | sp.Expr,
    likelihood: str | sp.Expr = "1",
    *,
    variable: str = "w",
    support: str | tuple[Any, Any] = WHOLE_LINE,
    data: Data | None = None,
    parameters: Sequence[str] | str = (),
) -> Density:
    """The density that `propriety` decides on. Raises InputError for what cannot be used."""
    (name,) = _one_name(variable)
    free = _parameters(parameters)
    columns = columns_of(data) if data is not None else {}
    _distinct(name, list(free), list(columns))
    w = sp.Symbol(name, real=True)
    named = {name: w, **free}
    column_symbols = {column: sp.Symbol(column, real=True) for column in columns}
    interval = _interval(support)
    before = _expression(prior, named)
    template = _expression(likelihood, {**named, **column_symbols})
    used = tuple(symbol for symbol in column_symbols.values() if symbol in template.free_symbols)
    if columns and not used:
        raise InputError(
            "data whose columns the likelihood does not name", "a likelihood of the columns", str(likelihood)
        )
    if not used:
        return Density(w, (before, template), interval, tuple(free.values()))
    rows = zip(*(columns[symbol.name] for symbol in used), strict=True)
    over = observations(template, used, rows)
    return Density(w, (before, *over.factors), interval, tuple(free.values()), over)


def _one_name(variable: str) -> tuple[str, ...]:
    names = parse_names(variable)
    if len(names) != 1:
        raise InputError(f"the variables {variable!r}", "one variable", "audit propriety --model FILE for several")
    return names


def _parameters(parameters: Sequence[str] | str) -> dict[str, sp.Symbol]:
    """Free parameters by name; `s>0` declares one positive."""
    texts = parameters.split(",") if isinstance(parameters, str) else list(parameters)
    texts = [text.replace(" ", "") for text in texts if text.strip()]
    names = [text.removesuffix(POSITIVE_MARK) for text in texts]
    if names:
        parse_names(",".join(names))
    return {
        name: sp.Symbol(name, positive=True) if text.endswith(POSITIVE_MARK) else sp.Symbol(name, real=True)
        for name, text in zip(names, texts, strict=True)
    }


def _distinct(variable: str, parameters: list[str], columns: list[str]) -> None:
    names = [variable, *parameters, *columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(
            f"the name {twice[0]} twice", "different names for the variable, parameters and columns", "another name"
        )


def _interval(support: str | tuple[Any, Any]) -> tuple[sp.Expr, sp.Expr]:
    if isinstance(support, str):
        return parse_support(support)
    if not isinstance(support, Sequence) or len(support) != 2:
        raise InputError(f"the support {support!r}", "two ends", '(0, "oo")')
    return parse_support(",".join(str(end).replace("inf", "oo") for end in support))


def _expression(given: str | sp.Expr, symbols: Mapping[str, sp.Symbol]) -> sp.Expr:
    """Text parsed; a SymPy expression is printed and parsed, so that it passes the same closed list."""
    if isinstance(given, sp.Expr):
        for (head, order), name in SPELT.items():
            given = given.replace(
                lambda e, h=head, n=order: e.func is h and e.args[0] == n, lambda e, s=name: s(e.args[1])
            )
        return parse(sp.sstr(given), symbols)
    if not isinstance(given, str):
        raise InputError(f"{given!r} as an expression", "text or a SymPy expression", '"exp(-w**2/2)"')
    return parse(given, symbols)
