"""MODULE:FUNCTION, the one place where code of a user is imported."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import reduce
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from audit.errors import InputError

ALLOWED = "MODULE:FUNCTION, a module of the current directory or of the path and a function in it"
LONGEST = 120
"""Characters of a user's error message that are shown."""


def load_sampler(spec: str) -> Callable[..., Any]:
    """The function that MODULE:FUNCTION names, imported from the current directory or the path.

    Runs the module's own code, as any import does; what that prints goes to stderr. Raises InputError, in one sentence,
    for text of another form, an unknown module, a missing function, something that cannot be called, and an import that
    raises.

    >>> load_sampler("random:gauss").__name__
    'gauss'
    """
    module, colon, name = str(spec).partition(":")
    parts = [*module.split("."), *name.split(".")]
    if not colon or not all(part.isidentifier() for part in parts):
        raise InputError(f"--sampler {spec}", ALLOWED, "noise:sample for the function sample in noise.py")
    found = _attribute(_imported(module), module, name)
    if not callable(found):
        raise InputError(
            f"{spec}, which is a {type(found).__name__}", "a function", "def sample(n): ... in that module"
        )
    return found  # type: ignore[no-any-return]


def _imported(module: str) -> ModuleType:
    here = str(Path.cwd())
    sys.path.insert(0, here)
    try:
        with redirect_stdout(sys.stderr):
            return import_module(module)
    except ModuleNotFoundError as cause:
        if cause.name is not None and f"{module}.".startswith(f"{cause.name}."):
            raise InputError(f"the module {module}, which is not found", ALLOWED, "the folder of its file") from cause
        raise _broken(module, cause) from cause
    except (Exception, SystemExit) as cause:
        raise _broken(module, cause) from cause
    finally:
        if here in sys.path:
            sys.path.remove(here)


def _broken(module: str, cause: BaseException) -> InputError:
    return InputError(
        f"the module {module}, whose import raises {told(cause)}", ALLOWED, f"python -c 'import {module}'"
    )


def _attribute(module: ModuleType, shown: str, name: str) -> Any:
    try:
        return reduce(getattr, name.split("."), module)
    except AttributeError as cause:
        raise InputError(f"{shown}:{name}, but {shown} has no {name}", ALLOWED, "the name of its function") from cause


def told(cause: BaseException) -> str:
    """The class and the first line of the message of an exception.

    >>> told(ValueError("no\\nway"))
    'ValueError: no'
    """
    message = (str(cause).splitlines() or [""])[0][:LONGEST]
    return f"{type(cause).__name__}: {message}" if message else type(cause).__name__
