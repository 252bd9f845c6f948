"""The condition on free parameters under which a posterior is proper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import sympy as sp

from audit.errors import InputError
from audit.posterior.clock import TimeIsUp, time_limit
from audit.posterior.density import Density
from audit.posterior.ends import ends_of
from audit.posterior.exact.cuts import cuts
from audit.posterior.exact.leading import leading
from audit.posterior.exact.signs import SignOf
from audit.posterior.free.by_balls import Confirmed, confirm
from audit.posterior.free.family import check_family
from audit.posterior.free.tree import Tree, tree
from audit.posterior.free.wording import condition
from audit.posterior.question import WHOLE_LINE, Data, density_of


@dataclass(frozen=True)
class Condition:
    """The posterior is proper exactly where `condition` holds; nothing is said where `undecided` does.

    Both are Python expressions of comparisons with `and`, `or`; "True" and "False" are among them.
    `confirmed` counts the cases of the decision tree that the balls decided alike, at rational parameters.
    """

    density: Density
    condition: str
    undecided: str
    cases: Tree
    confirmed: Confirmed
    seconds: float


def propriety_condition(
    prior: str | sp.Expr,
    likelihood: str | sp.Expr = "1",
    *,
    parameters: Sequence[str] | str,
    variable: str = "w",
    support: str | tuple[Any, Any] = WHOLE_LINE,
    data: Data | None = None,
    seconds: float = 30.0,
) -> Condition:
    """For which values of the free `parameters` is the posterior proper? Every boundary case is decided.

    A parameter is any real number, `s>0` a positive one. Exact algebra decides; at rational parameters inside each case the
    balls are asked the same question. Raises InputError for what cannot be used, a density that is negative or zero for some
    parameters included (declare them, `a>0`); CheckError if the two disagree.

    >>> propriety_condition("w**(a-1)", "exp(-b*w)", parameters="a,b", support="0,oo").condition
    'a > 0 and b > 0'
    """
    start = monotonic()
    density = density_of(prior, likelihood, variable=variable, support=support, data=data, parameters=parameters)
    if not density.parameters:
        raise InputError("no free parameters", "at least one", 'parameters="a,b"')
    try:
        with time_limit(seconds):
            check_family(density)
            cases = tree(density, _proper)
            words, undecided = condition(cases), condition(cases, None)
    except TimeIsUp:
        return Condition(density, "False", "True", None, NOTHING, monotonic() - start)
    return Condition(density, words, undecided, cases, _confirmed(density, cases, seconds), monotonic() - start)


NOTHING = Confirmed(0, 0, 0)


def _confirmed(density: Density, cases: Tree, seconds: float) -> Confirmed:
    """What the balls say at numbers; nothing, if that takes too long."""
    try:
        with time_limit(seconds):
            return confirm(density, cases)
    except TimeIsUp:
        return NOTHING


def _proper(density: Density, sign_of: SignOf) -> bool:
    """The decision under an oracle of signs: the first end that diverges ends it."""
    return all(leading(density, end, sign_of).integrable for end in ends_of(density.support, cuts(density)))
