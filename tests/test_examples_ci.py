"""The workflow that others copy: it is YAML, its rights are small, and each `audit` in it is a command line of this program."""

import ast
import re
import shlex
import subprocess
from pathlib import Path

import pytest
import typer
import yaml

from audit.cli.main import app
from audit.report import as_markdown

FOLDER = Path(__file__).parents[1] / "examples" / "ci"
WORKFLOW = yaml.safe_load((FOLDER / "audit.yml").read_text(encoding="utf-8"))
ENVIRONMENT = WORKFLOW["env"]
STEPS = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
SCRIPTS = [step["run"] for step in STEPS if "run" in step]
GITHUB_LIMIT = 65_536
EXPRESSION_PATTERN = re.compile(r"\$\{\{")


def commands(text):
    """The words of each command line that calls the program, variables in place, and cut off where its output goes."""
    for line in text.splitlines():
        filled = re.sub(r"\$([A-Z]\w*)", lambda found: ENVIRONMENT.get(found.group(1), found.group(0)), line.strip())
        if filled.startswith("audit "):
            yield re.split(r"\s(?:\d?>|\|)", filled)[0]


def parsed(line):
    """The options as the program reads them; typer raises what the command line would print."""
    program = typer.main.get_command(app)
    name, *words = shlex.split(line)[1:]
    context = program.make_context("audit", [name, *words])
    return name, program.commands[name].make_context(name, words, parent=context).params


LINES = [line for script in SCRIPTS for line in commands(script)]
LINES += commands((FOLDER / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("line", LINES)
def test_each_command_line_is_one_of_this_program(line):
    parsed(line)


def test_the_command_lines_are_the_ones_that_are_promised():
    found = {parsed(line)[0] for line in LINES}
    assert found == {"implementation", "run", "compare"}
    (run,) = [parsed(line)[1] for script in SCRIPTS for line in commands(script) if line.startswith("audit run")]
    assert run["quick"] is True
    assert {str(run[name]) for name in ("junit", "markdown", "html")} == {
        "reports/junit-claims.xml",
        "reports/claims.md",
        "reports/report.html",
    }


def test_a_command_line_that_is_none_is_noticed():
    with pytest.raises(typer.TyperException):
        parsed("audit run --htlm report.html")


def test_nobody_else_s_actions_are_used():
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert len(used) >= 4
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", name) for name in used)


def test_only_the_job_that_runs_nothing_may_write():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    rights = {name: job.get("permissions") for name, job in WORKFLOW["jobs"].items()}
    assert rights == {"audit": None, "comment": {"pull-requests": "write"}}
    comment = WORKFLOW["jobs"]["comment"]["steps"]
    assert not any("checkout" in step.get("uses", "") or "pip" in step.get("run", "") for step in comment)
    assert "head.repo.full_name == github.repository" in WORKFLOW["jobs"]["comment"]["if"]
    assert "pull_request_target" not in (WORKFLOW.get("on") or WORKFLOW[True])


def test_no_script_is_put_together_from_what_a_stranger_wrote():
    assert not any(EXPRESSION_PATTERN.search(script) for script in SCRIPTS)


def test_reports_are_written_even_where_the_kl_has_a_defect():
    audit = WORKFLOW["jobs"]["audit"]["steps"]
    after = audit[next(n for n, step in enumerate(audit) if "audit implementation" in step.get("run", "")) + 1 :]
    assert len(after) == 4
    assert all("cancelled()" in step["if"] for step in after)


def test_the_comment_is_short_enough():
    (summary,) = [script for script in SCRIPTS if "GITHUB_STEP_SUMMARY" in script]
    (head,) = re.findall(r"head -c (\d+) reports/implementation.txt", summary)
    assert as_markdown.LIMIT + int(head) + len(summary) < GITHUB_LIMIT


def test_the_scripts_are_scripts():
    for script in SCRIPTS:
        subprocess.run(["bash", "-n", "-c", script], check=True)
    with pytest.raises(subprocess.CalledProcessError):
        subprocess.run(["bash", "-n", "-c", "if"], check=True, stderr=subprocess.DEVNULL)


def test_a_step_with_a_pipe_fails_with_its_first_command():
    piped = [step for step in STEPS if "| tee" in step.get("run", "")]
    assert piped
    assert all(step.get("shell") == "bash" for step in piped)


def test_the_test_to_copy_names_things_that_are_there():
    tree = ast.parse((FOLDER / "test_kl.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            path = Path(__file__).parents[1].joinpath(*node.module.split(".")).with_suffix(".py")
            assert all(f"def {alias.name}(" in path.read_text(encoding="utf-8") for alias in node.names)
