"""The command `audit`: arguments become calls, results become text and an exit code.

Everything heavy is imported inside the commands, so that `audit --help` answers at once.
"""

from audit.cli.main import answer, main

__all__ = ["answer", "main"]
