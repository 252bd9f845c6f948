"""From figures to their files, several at a time: <stem>.csv, .pdf, .svg and .png, and the manifest of the folder."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from audit.errors import InputError
from audit.figures.drawing import Drawn, drawn
from audit.figures.manifest import Entry, enter, origin, read
from audit.figures.plan import PAGES, STEMS, Figure, figures
from audit.figures.style import DEFAULT, VENUES, settings


@dataclass(frozen=True)
class Made:
    """One figure that was made, and its files."""

    stem: str
    caption: str
    files: tuple[Path, ...]


def make(
    chosen: Iterable[Figure],
    out: Path,
    venue: str | tuple[str, ...] = DEFAULT,
    progress: Callable[[Made], None] | None = None,
    *,
    columns: int = 1,
    jobs: int = 1,
) -> tuple[Made, ...]:
    """Computes, draws and writes figures in the given order, and brings the manifest of the folder up to date.

    Of several venues each gets a folder of its own inside `out`, and the data are computed once. `columns` are those that a
    figure spans; `jobs` figures are made at a time, in processes of their own if there are several (call it then from a main
    module with a guard, as any use of processes). Equal runs write equal bytes. Raises InputError for an unknown venue, for
    more columns than it has, for jobs below 1, and for a folder that cannot be written to, before anything is computed.
    """
    chosen, venues = tuple(chosen), (venue,) if isinstance(venue, str) else tuple(dict.fromkeys(venue))
    if jobs < 1:
        raise InputError(f"--jobs {jobs}", "a whole number, 1 or more", "--jobs 2")
    for name in venues:
        settings(name, 1.0, columns)
    folders = {name: _ready(out if len(venues) == 1 else out / name) for name in venues}
    made_with, made = origin(), {}
    for one in _drawings(chosen, venues, columns, jobs):
        made[one.stem] = _written(one, folders, columns, made_with)
        if progress is not None:
            progress(made[one.stem])
    return tuple(made[figure.stem] for figure in chosen)


def _ready(folder: Path) -> Path:
    """A folder that is there, with no foreign manifest in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"--out {folder} ({error.strerror})", "a folder that can be written to", "--out figures"
        ) from error
    read(folder)
    return folder


def _drawings(chosen: tuple[Figure, ...], venues: tuple[str, ...], columns: int, jobs: int) -> Iterator[Drawn]:
    """As they are ready. A figure of the plan goes to another process by its stem; any other is drawn in this one."""
    shipped = [figure for figure in chosen if jobs > 1 and len(chosen) > 1 and _of_the_plan(figure)]
    yield from (drawn(figure, venues, columns) for figure in chosen if figure not in shipped)
    if not shipped:
        return
    with ProcessPoolExecutor(min(jobs, len(shipped)), initializer=_deaf) as pool:
        coming = [pool.submit(_by_stem, figure.stem, venues, columns) for figure in shipped]
        try:
            for future in as_completed(coming):
                yield future.result()
        finally:
            # After an error, or an interrupt, what has not begun is not begun.
            pool.shutdown(wait=False, cancel_futures=True)


def _of_the_plan(figure: Figure) -> bool:
    return figure.stem in STEMS + PAGES and figures([figure.stem])[0] is figure


def _by_stem(stem: str, venues: tuple[str, ...], columns: int) -> Drawn:
    return drawn(figures([stem])[0], venues, columns)


def _deaf() -> None:
    """Ctrl-C reaches a whole process group, and the parent answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _written(one: Drawn, folders: dict[str, Path], columns: int, made_with: dict[str, object]) -> Made:
    paths: list[Path] = []
    for venue, folder in folders.items():
        spanned = VENUES[venue].columns if one.stem in PAGES else columns
        entry = Entry(one.caption, venue, spanned, one.certified)
        enter(folder, one.stem, entry, one.files[venue], made_with)
        paths += [folder / name for name in one.files[venue]]
    return Made(one.stem, one.caption, tuple(paths))
