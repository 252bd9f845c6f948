"""Conditions of a Piecewise that may be undecided on a neighbourhood: truth in three values, True, False and None."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp


def all_of(parts: list[bool | None]) -> bool | None:
    """Kleene's conjunction.

    >>> all_of([True, None]), all_of([False, None])
    (None, False)
    """
    return False if any(p is False for p in parts) else True if all(p is True for p in parts) else None


def any_of(parts: list[bool | None]) -> bool | None:
    """Kleene's disjunction.

    >>> any_of([True, None]), any_of([False, None])
    (True, None)
    """
    return True if any(p is True for p in parts) else False if all(p is False for p in parts) else None


def none_of(parts: list[bool | None]) -> bool | None:
    """Kleene's negation, of a disjunction.

    >>> none_of([True]), none_of([None])
    (False, None)
    """
    found = any_of(parts)
    return None if found is None else not found


CONNECTIVES: Mapping[Any, Callable[[list[bool | None]], bool | None]] = {sp.And: all_of, sp.Or: any_of, sp.Not: none_of}

RELATIONS: Mapping[Any, tuple[int, ...]] = {
    sp.StrictGreaterThan: (1,),
    sp.GreaterThan: (0, 1),
    sp.StrictLessThan: (-1,),
    sp.LessThan: (-1, 0),
    sp.Eq: (0,),
    sp.Ne: (-1, 1),
}
"""The signs of left minus right for which a relation is true."""
