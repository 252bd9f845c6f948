"""Output files: proved writable before the work starts, and complete or not there at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from audit.errors import InputError


class Outputs:
    """A context for the files that options name.

    Entering it creates a file of a temporary name beside each target, which shows that the folder can be written to;
    leaving it moves those that were written onto their targets, or on an error removes them all. Raises InputError,
    which names the option, for a target that cannot be written.
    """

    def __init__(self, targets: Mapping[str, Path | None]) -> None:
        self.targets = {option: path for option, path in targets.items() if path is not None}
        self.drafts: dict[str, Path] = {}
        self.written: set[str] = set()

    def __contains__(self, option: str) -> bool:
        return option in self.targets

    def __enter__(self) -> Outputs:
        try:
            for option, path in self.targets.items():
                self.drafts[option] = _draft(option, path)
            self._refuse_twins()
        except InputError:
            self._remove()
            raise
        return self

    def _refuse_twins(self) -> None:
        """Two options that name one file would lose one of the two."""
        seen: dict[Path, str] = {}
        for option, path in self.targets.items():
            other = seen.setdefault(path.resolve(), option)
            if other != option:
                raise _unwritable(option, path, f"{other} names the same file")

    def write(self, option: str, text: str) -> None:
        """Writes what the file of this option shall hold."""
        try:
            self.drafts[option].write_text(text, encoding="utf-8")
        except OSError as error:
            raise _unwritable(option, self.targets[option], error.strerror or "failed") from error
        self.written.add(option)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            for option in self.written:
                os.replace(self.drafts[option], self.targets[option].resolve())
        self._remove()

    def _remove(self) -> None:
        for draft in self.drafts.values():
            draft.unlink(missing_ok=True)


def _draft(option: str, path: Path) -> Path:
    """An empty file beside the target. A target such as /dev/null would be replaced, so only plain files are taken."""
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            raise _unwritable(option, path, "it is no plain file")
        draft = target.with_name(f".{option.strip('-')}.{os.getpid()}.tmp")
        draft.open("x").close()
    except (OSError, RuntimeError) as error:
        raise _unwritable(option, path, getattr(error, "strerror", None) or "it leads nowhere") from error
    return draft


def _unwritable(option: str, path: Path, why: str) -> InputError:
    return InputError(
        f"{option} {path} ({why})",
        "a file in a folder that exists and can be written to",
        "a path in the current folder",
    )
