"""The tours run, say the same in both of their forms, carry no output, and define nothing.

Outputs are not committed: a number in a notebook is computed in the run that shows it, and files without pictures can be
compared.
"""

import ast
import os
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "notebooks"
TEXTS = sorted(FOLDER.glob("*.py"))
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LONGEST_S = 60
THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

each_text = pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def cells(notebook):
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def code(notebook):
    return [source for kind, source in cells(notebook) if kind == "code"]


def test_there_is_one_tour_a_module():
    assert [path.stem for path in TEXTS] == ["1_posterior", "2_support", "3_parametrisation"]
    assert [path.stem for path in NOTEBOOKS] == [path.stem for path in TEXTS]


@each_text
def test_both_forms_have_the_same_cells(path):
    """After a change: jupytext --to ipynb --update notebooks/NAME.py."""
    assert cells(jupytext.read(path)) == cells(read(path.with_suffix(".ipynb")))


@each_notebook
def test_the_file_is_a_notebook_without_outputs(path):
    notebook = read(path)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@each_notebook
def test_it_narrates_and_defines_nothing(path):
    notebook = read(path)
    for source in code(notebook):
        defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, defined)]
    told = [source for kind, source in cells(notebook) if kind == "markdown"]
    assert len(told) >= len(code(notebook)) / 2
    assert "## Now yours" in told[-1]


def executed(notebook, folder):
    """Runs all cells, in the folder of the notebooks, and returns the text that they print and the pictures that they show."""
    client = NotebookClient(
        notebook, timeout=LONGEST_S, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    )
    places = {"IPYTHONDIR": str(folder), "JUPYTER_RUNTIME_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    client.execute(env={**os.environ, **places, **THREADS})
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    complaints = [output.text for output in outputs if output.get("name") == "stderr"]
    assert complaints == []
    shown = [output.text if output.output_type == "stream" else output.data.get("text/plain", "") for output in outputs]
    return "".join(shown), sum("image/png" in output.get("data", {}) for output in outputs)


SAID = {
    "1_posterior": ("the mass is infinite at 0-, 0+, oo", "1381.55105579643", "'a > 0'", "proper    [0.086"),
    "2_support": ("row 1 = s theta, a line", "KL = 2 log(1/eps)", "slope 3/2", "within rounding, open"),
    "3_parametrisation": ("[0.64270232219", "attained: False", "[6.918068565", "exact log-uniform", "invariance:"),
}
PICTURES = {"1_posterior": 1, "2_support": 1, "3_parametrisation": 2}


@pytest.mark.timeout(3 * LONGEST_S)
@each_notebook
def test_it_runs_and_says_what_its_text_says(path, tmp_path):
    text, pictures = executed(read(path), tmp_path)
    for said in SAID[path.stem]:
        assert said in text
    assert "+/-" in text, "certified numbers are shown with their radii"
    assert pictures == PICTURES[path.stem]


@pytest.mark.parametrize(
    ("source", "raised"),
    [
        ("from audit import propriety\npropriety('1/abs(w', '1')", CellExecutionError),
        ("import warnings\nwarnings.warn('this is told')", AssertionError),
    ],
)
def test_a_broken_tour_is_seen(source, raised, tmp_path):
    broken = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    with pytest.raises(raised):
        executed(broken, tmp_path)


@each_text
def test_a_change_in_one_form_is_seen(path):
    changed = jupytext.reads(path.read_text(encoding="utf-8").replace("## Now yours", "## Now mine"), fmt="py:percent")
    assert cells(changed) != cells(read(path.with_suffix(".ipynb")))
