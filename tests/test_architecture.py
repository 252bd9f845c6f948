"""Holds the rules of the tree: who may import whom, which library enters where, and what no file may contain."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "audit").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MAX_LINES = 300

STOREYS = (
    "errors",
    "ledger numerics",
    "language pseudo_kl",
    "layers parametrisation posterior support",
    "experiments implementation",
    "claims",
    "runner",
    "figures report testing",
    "cli",
    "__main__",
)
FLOORS = {f"audit.{name}": floor for floor, names in enumerate(STOREYS) for name in names.split()}
"""`audit/__init__.py` stands on no floor: it is the front door and may lead anywhere, lazily."""

ARITHMETICS = {name: name for name in ("symbolic", "precise", "ball", "double")}
ARITHMETICS |= {"fixed_point": "precise", "engine": "double", "tensor": "double"}
"""The modules of pseudo_kl and support whose name begins with one of these belong to that arithmetic, and share no code."""
ENGINE = "audit.pseudo_kl.engine"
ACROSS = {
    "audit.pseudo_kl.digits",
    "audit.pseudo_kl.fit_double",
    *(f"{ENGINE}.{name}" for name in ("carried", "certificate", "fit", "taylor")),
}
"""The scripts that fit tables to balls and certify them, and the printer that shows two arithmetics to agree."""

DOORS = {
    "flint": {
        "audit.claims",
        "audit.numerics",
        "audit.parametrisation",
        "audit.posterior.balls",
        "audit.posterior.divergence",
        "audit.posterior.sampled_sign",
        "audit.posterior.several_weights",
        "audit.posterior.shown",
        "audit.pseudo_kl.ball",
        "audit.pseudo_kl.digits",
        *(f"{ENGINE}.{name}" for name in ("carried", "certificate", "taylor")),
        "audit.pseudo_kl.fit_double",
        "audit.pseudo_kl.published",
        "audit.support",
    },
    "mpmath": {
        "audit.claims",
        "audit.numerics",
        "audit.posterior.naive",
        "audit.pseudo_kl.digits",
        f"{ENGINE}.fit",
        "audit.pseudo_kl.fit_double",
        "audit.pseudo_kl.fixed_point",
        "audit.pseudo_kl.precise",
        "audit.support.precise",
    },
    "sympy": {
        "audit.claims",
        "audit.language",
        "audit.numerics",
        "audit.parametrisation.planar",
        "audit.posterior",
        "audit.pseudo_kl.symbolic",
    },
    "scipy": {
        *("audit.claims", "audit.experiments", "audit.implementation"),
        "audit.posterior.naive",
        "audit.pseudo_kl.double",
        "audit.pseudo_kl.double_equations",
        "audit.pseudo_kl.double_kl",
        "audit.support.sampled",
    },
    "torch": {
        *("audit.experiments", "audit.implementation", "audit.layers", "audit.support.layers"),
        *(f"audit.pseudo_kl.tensor{part}" for part in ("", "_autograd", "_cuda", "_kernels", "_ops", "_prior")),
    },
    "triton": {"audit.pseudo_kl.tensor_kernels"},
    "matplotlib": {"audit.figures"},
    "tueplots": {"audit.figures.style"},
    "typer": {"audit.cli"},
    "rich": {"audit.cli.progress", "audit.report"},
    "joblib": {"audit.experiments.chunks", "audit.runner.pool"},
    "cloudpickle": {"audit.claims.folder", "audit.runner.isolate"},
    "multiprocessing": {"audit.runner.isolate"},
    **{
        library: {f"audit.report.as_{form}"}
        for library, form in (("jsonschema", "json"), ("junitparser", "junit"), ("jinja2", "html"))
    },
}
"""Where each library may enter: a module, or a package with everything in it."""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in FILES}
every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, anywhere in it; `from a import b` gives a.b where that is a module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively in line {node.lineno}"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else str(node.module)


def within(name: str, place: str) -> bool:
    return name == place or name.startswith(place + ".")


def room(name: str) -> str | None:
    """The entry of FLOORS that a module belongs to."""
    return next((place for place in FLOORS if within(name, place)), None)


def test_there_is_something_to_look_at():
    assert len(FILES) > 20
    assert {"audit.cli.main", "audit.ledger.verdict", "audit.runner.isolate"} <= set(MODULES)


def test_every_module_stands_on_a_floor():
    assert [name for name in MODULES if room(name) is None] == ["audit"]


@every_file
def test_imports_point_down(path):
    here = room(module_name(path))
    if here is None:
        return
    for name in imports(path):
        there = room(name)
        if there is not None and there != here:
            assert FLOORS[there] < FLOORS[here], f"{path.name} on floor {FLOORS[here]} imports {name}"


def arithmetic(name: str) -> str | None:
    package = ".".join(name.split(".")[:2])
    if package not in ("audit.pseudo_kl", "audit.support") or name in ACROSS:
        return None
    module = name.split(".")[2:3]
    return next((kind for start, kind in ARITHMETICS.items() if module and module[0].startswith(start)), None)


@every_file
def test_the_arithmetics_share_no_code(path):
    here = arithmetic(module_name(path))
    others = {arithmetic(name) for name in imports(path)} - {None, here}
    assert here is None or not others, f"{path.name} imports from {others}"


ENGINES = ("audit.posterior.exact", "audit.posterior.balls")
"""They decide the same question apart."""


@every_file
def test_the_engines_share_no_code(path):
    here = next((engine for engine in ENGINES if within(module_name(path), engine)), None)
    if here is not None:
        (other,) = set(ENGINES) - {here}
        assert not any(within(name, other) for name in imports(path)), f"{path.name} imports from {other}"


@every_file
def test_each_library_enters_at_its_doors(path):
    here = module_name(path)
    for name in imports(path):
        doors = DOORS.get(name.split(".")[0])
        assert doors is None or any(within(here, door) for door in doors), f"{here} imports {name}"


def names_called(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            called = node.func
            yield (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")), node


@every_file
def test_no_float_literal_enters_a_ball(path):
    for name, call in names_called(path):
        if name in {"arb", "acb"}:
            for argument in ast.walk(call):
                given = getattr(argument, "value", None) if isinstance(argument, ast.Constant) else None
                assert not isinstance(given, float), f"{path.name} line {call.lineno}: write {given} as a string"


@every_file
def test_nothing_is_evaluated_from_text(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec"}, f"{path.name} line {node.lineno}"


@every_file
def test_no_assert_no_bare_except_no_star(path):
    for node in ast.walk(tree(path)):
        line = f"{path.name} line {getattr(node, 'lineno', 0)}"
        assert not isinstance(node, ast.Assert), line
        assert not (isinstance(node, ast.ExceptHandler) and node.type is None), line
        assert not (isinstance(node, ast.ImportFrom) and node.names[0].name == "*"), line


@every_file
def test_every_module_and_everything_public_is_documented(path):
    module = tree(path)
    assert ast.get_docstring(module), f"{path.name} has no docstring"
    for node in _public(module):
        assert ast.get_docstring(node), f"{path.name} line {node.lineno}: {node.name} has no docstring"


def _public(node: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for inner in node.body:
        if isinstance(inner, ast.FunctionDef | ast.ClassDef) and not inner.name.startswith("_"):
            yield inner
            if isinstance(inner, ast.ClassDef):
                yield from _public(inner)


@pytest.mark.parametrize("path", FILES + TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_long_and_none_is_a_drawer(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES
    assert path.stem not in {"utils", "util", "misc", "helpers", "common"}


CLAIM_FILES = [p for p in FILES if within(module_name(p), "audit.claims") and p.parent.name != "claims"]


def test_every_claim_file_has_its_test():
    stated = [path for path in CLAIM_FILES if path.stem != "__init__" and defines_claims(path)]
    wanted = {ROOT / "tests" / "claims" / path.parent.name / f"test_{path.stem}.py" for path in stated}
    assert [str(path.relative_to(ROOT)) for path in sorted(wanted) if not path.exists()] == []


def defines_claims(path: Path) -> bool:
    targets = [t for node in tree(path).body for t in getattr(node, "targets", [getattr(node, "target", None)])]
    return any(isinstance(target, ast.Name) and target.id == "CLAIMS" for target in targets)


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_test_file_mirrors_a_module(path):
    if not path.stem.startswith("test_") or path.parent == ROOT / "tests":
        return
    module = ROOT / "audit" / path.relative_to(ROOT / "tests").parent / f"{path.stem.removeprefix('test_')}.py"
    assert module.exists(), f"{path.name} tests {module.relative_to(ROOT)}, which is not there"


BROKEN = """
from os.path import *
from audit.cli import main

def public():
    assert arb(0.1) or eval("1")
    try:
        pass
    except:
        pass
"""


@pytest.mark.parametrize(
    "rule",
    [
        test_imports_point_down,
        test_no_float_literal_enters_a_ball,
        test_nothing_is_evaluated_from_text,
        test_no_assert_no_bare_except_no_star,
        test_every_module_and_everything_public_is_documented,
    ],
)
def test_each_rule_can_fail(rule, tmp_path, monkeypatch):
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    path = tmp_path / "audit" / "ledger" / "broken.py"
    path.parent.mkdir(parents=True)
    path.write_text(BROKEN)
    with pytest.raises(AssertionError):
        rule(path)
