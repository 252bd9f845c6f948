"""What is handed back: the answer, what it rests on, what was covered, and what was not run."""

from __future__ import annotations

from dataclasses import dataclass

from audit.support.sampled.atoms import Atoms
from audit.support.sampled.hull import Hull
from audit.support.sampled.local import Flats
from audit.support.sampled.marginals import Family
from audit.support.sampled.two_nn import TwoNN


@dataclass(frozen=True)
class SampledSupport:
    """Is the law of a sampler absolutely continuous with respect to Lebesgue measure, and how large is its support?

    `absolutely_continuous`: False where samples lie on a null set (within the rounding of `precision`), True where no
    test found one, None where the tests cannot tell. False means KL(q || p) = oo for every prior p with a density. True is
    no proof: `covered` says what was looked at and how surely, `not_run` what was not.

    `ambient`: D, the numbers in one sample of `shape`. `dimension`: of the support, None if it is not one number;
    `dimension_bounds` then hold it. `hull_bounds`: the dimension of the affine hull. `families`: views of few coordinates
    that were tried. `flats`, `estimate`: the local tests, None where they were not run. `confidence`: of every bound.
    """

    ambient: int
    shape: tuple[int, ...]
    dimension: int | None
    dimension_bounds: tuple[int, int]
    hull_bounds: tuple[int, int]
    absolutely_continuous: bool | None
    reason: str
    hull: Hull
    atoms: Atoms
    families: tuple[Family, ...]
    flats: Flats | None
    estimate: TwoNN | None
    precision: str
    confidence: float
    samples: int
    seconds: float
    covered: tuple[str, ...]
    not_run: tuple[str, ...]
