"""From the command line to an exit code, with every complaint in one sentence."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence

import typer

from audit.cli import (
    book,
    compare,
    digits,
    experiment,
    figures,
    implementation,
    minima,
    new_claim,
    propriety,
    scale,
    support,
)
from audit.cli.screen import emit
from audit.errors import AuditError, InputError

AS_EXPECTED, DIFFERS, UNUSABLE, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="audit",
    help="Claims of papers as code: each is run through checks that can fail, and answered with the evidence.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""Matrices here are small: on two busy cores a second thread of OpenBLAS made a figure take forty times as long."""


def main() -> None:
    """The console script: answers the command line of this process and ends it."""
    for variable, value in ONE_THREAD.items():
        os.environ.setdefault(variable, value)
    sys.exit(answer(sys.argv[1:]))


def answer(words: Sequence[str]) -> int:
    """Carries out a command line and returns its exit code; without words it shows the help.

    0: as expected. 1: a verdict differs, or the toolkit itself is at fault. 2: unusable input, said in one sentence on
    standard error. 130: interrupted.

    >>> answer(["kl", "0.5", "--digits", "5"])
    u = 0.5
    excess =  0.42669 ± 5e-6
    slope  =  0.72478 ± 5e-6
    kl     = -1.6274  ± 5e-5
    0
    """
    try:
        code = app(args=list(words) or ["--help"], prog_name="audit", standalone_mode=False)
    except InputError as error:
        return _complain(str(error), UNUSABLE)
    except AuditError as error:
        return _complain(str(error), DIFFERS)
    except typer.TyperException as error:
        return _complain(_usage(words, error), UNUSABLE)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return DIFFERS
    return code if isinstance(code, int) else AS_EXPECTED


def _complain(sentence: str, code: int) -> int:
    print("audit:", " ".join(sentence.split()), file=sys.stderr)
    return code


def _usage(words: Sequence[str], error: typer.TyperException) -> str:
    """A usage error as the sentence that every other unusable input gets."""
    command = getattr(getattr(error, "ctx", None), "command_path", "audit")
    complaint = " ".join(error.format_message().split()).rstrip(".")
    given = shlex.join(["audit", *words])
    lowered = complaint[:1].lower() + complaint[1:]
    return f"given: {given} ({lowered}); allowed: what the help of the command lists; try: {command} --help"


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Show the version, the engine and the extras found."),
    as_json: bool = typer.Option(False, "--json", help="With --version: the same for programs."),
) -> None:
    """Claims of papers as code: each is run through checks that can fail, and answered with the evidence."""
    if version:
        from audit.cli import version as told

        found = told.versions()
        emit(told.as_json(found) if as_json else told.as_text(found))
        raise typer.Exit
    if as_json or context.invoked_subcommand is None:
        before = "--json before a command" if context.invoked_subcommand else "--json without a command"
        raise InputError(before, "--json after a command, or with --version", "audit --version --json")


book.register(app)
compare.register(app)
digits.register(app)
propriety.register(app)
support.register(app)
minima.register(app)
implementation.register(app)
figures.register(app)
scale.register(app)
experiment.register(app)
new_claim.register(app)
