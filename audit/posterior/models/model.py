"""A model of two to four parameters: their supports, and the factors of the joint density."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sympy as sp

from audit.errors import InputError
from audit.language.data import columns_of
from audit.language.expression import parse, parse_names, parse_support
from audit.posterior.density import observations

FEWEST, MOST = 1, 4
KEYS = {"parameters": "a table of supports", "prior": "an expression", "likelihood": "an expression", "data": "columns"}


@dataclass(frozen=True)
class Parameter:
    """A parameter and the open interval that it lives on; the symbol is declared positive where the interval is."""

    symbol: sp.Symbol
    support: tuple[sp.Expr, sp.Expr]


@dataclass(frozen=True)
class Model:
    """The joint density of parameters and data as a function of the parameters: the product of `factors`."""

    parameters: tuple[Parameter, ...]
    factors: tuple[sp.Expr, ...]

    def without(self, parameter: Parameter, factors: Iterable[sp.Expr]) -> Model:
        """The model after one parameter was integrated out."""
        return Model(tuple(p for p in self.parameters if p != parameter), tuple(factors))


def model(
    parameters: Mapping[str, str], prior: str, likelihood: str = "1", data: str | Path | Mapping[str, Any] | None = None
) -> Model:
    """A model from text. The likelihood is multiplied over the rows of the data if it names one of their columns.

    >>> made = model({"mu": "-oo,oo", "sigma": "0,oo"}, "1/sigma", "normal_pdf(y, mu, sigma)", {"y": [1, 2]})
    >>> [str(p.symbol) for p in made.parameters], len(made.factors)
    (['mu', 'sigma'], 3)
    """
    names = parse_names(",".join(parameters))
    if not FEWEST <= len(names) <= MOST:
        raise InputError(f"{len(names)} parameters", f"{FEWEST} to {MOST} parameters", "integrate some out by hand")
    declared = tuple(_declared(name, str(parameters[name])) for name in names)
    columns = columns_of(data) if data is not None else {}
    clash = sorted(set(columns) & set(names))
    if clash:
        raise InputError(f"{clash[0]} as parameter and as column", "different names", "another name for the column")
    symbols = {str(p.symbol): p.symbol for p in declared}
    column_symbols = {name: sp.Symbol(name, real=True) for name in columns}
    before = parse(prior, symbols)
    template = parse(likelihood, {**symbols, **column_symbols})
    used = tuple(symbol for symbol in column_symbols.values() if symbol in template.free_symbols)
    if columns and not used:
        raise InputError("data whose columns the likelihood does not name", "a likelihood of the columns", likelihood)
    rows = zip(*(columns[symbol.name] for symbol in used), strict=True) if used else [()]
    return Model(declared, (before, *observations(template, used, rows).factors))


def _declared(name: str, support: str) -> Parameter:
    low, high = parse_support(support)
    signs = {"positive": True} if low.is_nonnegative else {"negative": True} if high.is_nonpositive else {"real": True}
    return Parameter(sp.Symbol(name, **signs), (low, high))


def read_model(path: str | Path) -> Model:
    """A model from a TOML file with the keys `parameters`, `prior`, `likelihood` and `data`.

        prior = "1/sigma**2"
        likelihood = "normal_pdf(y, mu, sigma)"
        [parameters]
        mu = "-oo,oo"
        sigma = "0,oo"
        [data]
        y = [1.2, 0.7]

    `data` is a table of columns, or the path of a CSV file (relative to the model's). Raises InputError.
    """
    path = Path(path)
    if path.exists() and not path.is_file():
        raise InputError(f"the model {path}, which is no file", "a readable TOML file", "--model model.toml")
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=str)
    except OSError as error:
        raise InputError(
            f"the model file {path} ({error.strerror})", "a readable TOML file", "--model model.toml"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"the model file {path} ({error})", "TOML", 'prior = "1/sigma"') from error
    strange = sorted(set(given) - set(KEYS))
    if strange:
        raise InputError(f"the key {strange[0]} in {path}", f"the keys {', '.join(KEYS)}", "one of them")
    for key, kind in (("parameters", dict), ("prior", str)):
        if not isinstance(given.get(key), kind):
            raise InputError(f"no {key} in {path}", f"{KEYS[key]} under {key}", f"{key} = ...")
    if not isinstance(given.get("likelihood", "1"), str):
        raise InputError(f"a likelihood in {path} that is no text", "an expression in quotes", 'likelihood = "1"')
    data = given.get("data")
    if isinstance(data, str):
        data = path.parent / data
    if isinstance(data, dict) and not all(isinstance(column, list) for column in data.values()):
        raise InputError(f"the data in {path}", "a list of numbers for each column", "y = [1.2, 0.7]")
    return model(
        {str(k): str(v) for k, v in given["parameters"].items()}, given["prior"], given.get("likelihood", "1"), data
    )
