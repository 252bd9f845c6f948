"""Which torch modules have no weight to ask for, by the names of their classes: torch itself is not needed here."""

from __future__ import annotations

from typing import Any

from audit.errors import InputError

KINDS = "Sequential(noise, Linear), RowNoiseLinear, FactorisedNoiseLinear, or a module that is linear given its noise"
CHANNELS = "which works on the channels of images and not on vectors"
NOT_ASKED = {
    "_BatchNorm": "which looks at the other data points of a batch",
    "_ConvNd": CHANNELS,
    "_ConvTransposeNd": CHANNELS,
    "Dropout1d": CHANNELS,
    "Dropout2d": CHANNELS,
    "Dropout3d": CHANNELS,
    "FeatureAlphaDropout": CHANNELS,
}
"""Classes of torch of whose passes no weight of one data point can be read off, and why."""


def refused(module: Any) -> None:
    """Raises InputError if a part of the module is of a class of NOT_ASKED.

    >>> from types import SimpleNamespace
    >>> refused(SimpleNamespace(modules=lambda: [1.0]))
    """
    for part in module.modules():
        why = next((NOT_ASKED[base.__name__] for base in type(part).__mro__ if base.__name__ in NOT_ASKED), "")
        if why:
            inside = "" if part is module else f" with a {type(part).__name__}"
            raise InputError(f"{named(module)}{inside}, {why}", KINDS, "a function f(n, seed) that returns the weights")


def named(module: Any) -> str:
    """The class of a module, for a sentence.

    >>> named(1.0)
    'a float'
    """
    return f"a {type(module).__name__}"
