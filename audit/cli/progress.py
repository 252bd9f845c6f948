"""A progress bar on standard error, shown only where a person is watching."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audit.runner import ClaimResult


class Progress:
    """A context to call with each result as it comes; silent if standard error is no terminal, or if `hidden`."""

    def __init__(self, total: int, *, hidden: bool) -> None:
        self.total = total
        self.bar: Any = None if hidden or not sys.stderr.isatty() else _bar()

    def __enter__(self) -> Progress:
        if self.bar is not None:
            self.bar.start()
            self.task = self.bar.add_task("starting", total=self.total)
        return self

    def __call__(self, result: ClaimResult) -> None:
        """Moves the bar on by one claim."""
        if self.bar is not None:
            self.bar.update(self.task, advance=1, description=f"{result.verdict.value:<12} {result.id}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.stop()


@contextmanager
def counted(total: int, *, hidden: bool, what: str = "") -> Iterator[Callable[[], None]]:
    """A bar for `total` equal steps of `what`; what it gives is called after each."""
    bar: Any = None if hidden or not sys.stderr.isatty() else _bar()
    if bar is None:
        yield lambda: None
        return
    with bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.update(task, advance=1)


def _bar() -> object:
    from rich import progress
    from rich.console import Console

    columns = (
        progress.BarColumn(bar_width=24),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
        progress.TextColumn("{task.description}", markup=False),
    )
    return progress.Progress(*columns, console=Console(stderr=True), transient=True)
