"""Someone else's book: a folder of claim files, run with the same checks and the same reports as the one that ships.

    <source>/                 its name is the source of every claim in it
        __init__.py           optional; STEMS, a tuple of file names, gives the order
        <stem>.py             CLAIMS, a tuple of Claim, each with an id <stem>.<name>
        labels.py             a file without CLAIMS is shared by the others: from .labels import ...
        tests/test_<stem>.py  optional, run by pytest and not by the audit

Importing these files runs them: that is the only code of others that the audit runs. They are imported under the name
`audit_book_<source>`, so that a folder may be called as any package is, and are sent to the processes of a run by value.
"""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import cloudpickle

from audit.errors import InputError, LedgerError
from audit.ledger import Book, Claim

PREFIX = "audit_book_"


def book_in(folder: str | Path) -> Book:
    """The book in a folder. Raises InputError for what is no folder of claim files, LedgerError for a file that is broken."""
    path = Path(folder).resolve()
    if not path.is_dir():
        raise InputError(f"the book {folder}", "a folder of claim files", "audit new-claim, which writes one")
    if not path.name.isidentifier():
        raise InputError(f"a book in a folder called {path.name!r}", "letters, digits and _", "my_book")
    _forget(PREFIX + path.name)
    package = _loaded(PREFIX + path.name, path / "__init__.py", path)
    found = sorted(file.stem for file in path.glob("*.py") if file.stem != "__init__")
    stems = tuple(getattr(package, "STEMS", ()))
    if strange := [stem for stem in stems if stem not in found]:
        raise LedgerError(f"STEMS of {path.name} names {strange[0]!r}, but there is no {strange[0]}.py")
    claims = [claim for stem in dict.fromkeys([*stems, *found]) for claim in _claims_of(path, stem, stem in stems)]
    if not claims:
        raise InputError(
            f"the book {folder}, without a claim", "files with CLAIMS", "audit new-claim, which writes one"
        )
    return Book(tuple(claims))


def _claims_of(path: Path, stem: str, wanted: bool) -> tuple[Claim, ...]:
    module = _loaded(f"{PREFIX}{path.name}.{stem}", path / f"{stem}.py")
    if not hasattr(module, "CLAIMS"):
        if wanted:
            raise LedgerError(f"{path.name}/{stem}.py is in STEMS and has no CLAIMS")
        return ()
    claims = module.CLAIMS
    for claim in claims if isinstance(claims, tuple) else (None,):
        if not isinstance(claim, Claim):
            raise LedgerError(f"CLAIMS of {path.name}/{stem}.py is no tuple of Claim")
        for name, given, due in (("the stem", claim.stem, stem), ("the source", claim.source, path.name)):
            if given != due:
                raise LedgerError(f"{name} of claim {claim.id!r} is {given!r}; in {path.name}/{stem}.py it is {due!r}")
    return tuple(claims)


def _loaded(name: str, file: Path, folder: Path | None = None) -> ModuleType:
    """The module of a file, imported anew; a package without a file is an empty one. LedgerError names what is broken."""
    if folder is not None and not file.exists():
        module = ModuleType(name)
        module.__path__ = [str(folder)]
        sys.modules[name] = module
        return module
    if folder is None and name in sys.modules:  # imported a moment ago by one of its neighbours
        cloudpickle.register_pickle_by_value(sys.modules[name])
        return sys.modules[name]
    search = None if folder is None else [str(folder)]
    spec = spec_from_file_location(name, file, submodule_search_locations=search)
    if spec is None or spec.loader is None:
        raise LedgerError(f"the claim file {file.name} cannot be loaded")
    module = sys.modules[name] = module_from_spec(spec)
    try:
        with redirect_stdout(sys.stderr):  # what a file prints must not end up in a report on standard output
            spec.loader.exec_module(module)
    except LedgerError:
        del sys.modules[name]
        raise
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise LedgerError(f"the claim file {file.name} cannot be loaded: {type(error).__name__}: {error}") from error
    cloudpickle.register_pickle_by_value(module)
    return module


def _forget(package: str) -> None:
    """A book that is loaded twice in one process may have changed in between, or lie in another folder of the same name."""
    for name in [name for name in sys.modules if name == package or name.startswith(package + ".")]:
        del sys.modules[name]
