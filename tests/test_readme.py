"""README and guides: each command line is one of this program, each Python block runs, each link leads somewhere."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from audit.cli.main import app

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guides").glob("*.md"))]
NEEDS_A_CLUSTER = "tcp://"


def commands(text):
    """Lines that call the program, after a prompt or not, and those in the middle of a sentence."""
    for line in re.findall(r"^ +(?:\$ )?(audit .*)$", text, re.MULTILINE) + re.findall(r"`(audit [^`]*)`", text):
        bare = re.split(r"\s{2,}|\s#|\s\d?>|\s\|\s", " ".join(line.split("\n")))[0].strip()
        if not re.search(r"NAME|ID|FILE|DIR|SECONDS|F\b|\.\.\.|…", bare) and "--help" not in bare:
            yield bare


def blocks(text):
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


LINES = sorted({(page.name, line) for page in PAGES for line in commands(page.read_text(encoding="utf-8"))})
BLOCKS = [(page.name, block) for page in PAGES for block in blocks(page.read_text(encoding="utf-8"))]
LINKS = [
    (page, target)
    for page in PAGES
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    if "://" not in target
]


@pytest.mark.parametrize(("page", "line"), LINES)
def test_each_command_line_is_one_of_this_program(page, line):
    program = typer.main.get_command(app)
    words = shlex.split(line)[1:]
    context = program.make_context("audit", list(words))
    if words[0] in program.commands:
        program.commands[words[0]].make_context(words[0], words[1:], parent=context)
    else:
        assert words[0].startswith("--")


@pytest.mark.parametrize(("page", "block"), BLOCKS)
def test_each_block_of_python_runs(page, block):
    if "torch" in block:
        pytest.importorskip("torch", reason="this block needs torch, which is an extra")
    code = compile(block, page, "exec")
    if NEEDS_A_CLUSTER not in block:
        exec(code, {})


@pytest.mark.parametrize(("page", "target"), LINKS)
def test_each_link_leads_somewhere(page, target):
    assert (page.parent / target).exists()


def test_there_is_something_to_look_at():
    assert len(LINES) >= 20
    assert len(BLOCKS) >= 5
    assert LINKS
