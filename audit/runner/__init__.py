"""Runs claims: collects their evidence, each claim in a process of its own, and returns a Run.

examine    one claim in this process
isolate    one claim in a process of its own, with a time limit for each check
run        many claims, several at a time
"""

from audit.runner.environment import Environment, environment
from audit.runner.examine import examine
from audit.runner.isolate import isolate
from audit.runner.pool import run
from audit.runner.result import SCHEMA_VERSION, ClaimResult, Run

__all__ = ["SCHEMA_VERSION", "ClaimResult", "Environment", "Run", "environment", "examine", "isolate", "run"]
