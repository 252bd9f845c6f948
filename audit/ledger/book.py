"""A book: claims in the order of the source, checked for contradictions when it is bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from audit.errors import LedgerError, UnknownClaim
from audit.ledger.claim import Claim


@dataclass(frozen=True)
class Book:
    """Claims in the order of the source.

    Raises LedgerError if two claims bear one id, if a claim depends on or points to one that is not there, or if claims
    depend on one another in a circle.
    """

    claims: tuple[Claim, ...]

    def __post_init__(self) -> None:
        ids = [claim.id for claim in self.claims]
        for name in ids:
            if ids.count(name) > 1:
                raise LedgerError(f"two claims bear the id {name!r}")
        for claim in self.claims:
            for other in (*claim.depends, *claim.bears_on):
                if other not in self.by_id:
                    raise LedgerError(f"claim {claim.id!r} points to {other!r}, which no claim of the book bears")
        _refuse_circles(self)

    @cached_property
    def by_id(self) -> dict[str, Claim]:
        """Claims by id."""
        return {claim.id: claim for claim in self.claims}

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.claims)

    def __len__(self) -> int:
        return len(self.claims)

    def __getitem__(self, name: str) -> Claim:
        if name in self.by_id:
            return self.by_id[name]
        near = get_close_matches(name, self.by_id, n=1, cutoff=0.4)
        hint = f"'{near[0]}'" if near else "'audit list', which shows all ids"
        raise UnknownClaim(f"the claim id {name!r}", "an id of the book, or a stem (the part before the dot)", hint)

    def select(self, names: Sequence[str] = (), source: str | None = None) -> tuple[Claim, ...]:
        """The claims with these ids or stems (all, if none is named) from this source, in the order of the book.

        Raises UnknownClaim for a name that fits nothing, and for a source that no claim has.
        """
        sources = sorted({claim.source for claim in self.claims})
        if source is not None and source not in sources:
            raise UnknownClaim(f"the source {source!r}", "one of " + ", ".join(sources), "leave --source out")
        wanted = set(self._expand(names)) if names else set(self.by_id)
        return tuple(c for c in self.claims if c.id in wanted and source in (None, c.source))

    def _expand(self, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            of_stem = [claim.id for claim in self.claims if claim.stem == name]
            yield from of_stem or [self[name].id]


def _refuse_circles(book: Book) -> None:
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise LedgerError("claims depend on one another in a circle: " + " -> ".join((*path, name)))
        if name not in done:
            for other in book.by_id[name].depends:
                visit(other, (*path, name))
            done.add(name)

    for claim in book:
        visit(claim.id, ())
