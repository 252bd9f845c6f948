"""Every figure: its data are computed and whole, its drawing has labels, its files are reproducible, its manifest is true."""

import csv
import hashlib
import json
import math

import pytest
from matplotlib.figure import Figure as Canvas

from audit.cli.main import answer
from audit.errors import InputError
from audit.figures import figures, make
from audit.figures.plan import STEMS, Figure
from audit.figures.style import VENUES, settings

QUICK = Figure("toy", "A toy.", lambda: {"x": [1, 2], "y": [0.5, None]}, lambda canvas, columns: canvas.add_subplot())


@pytest.fixture(scope="module")
def computed():
    pytest.importorskip("sklearn", reason="the digits come with the extra torch")
    return {figure.stem: (figure, figure.data()) for figure in figures()}


@pytest.mark.parametrize("stem", STEMS)
def test_the_data_are_columns_of_equal_length(computed, stem):
    _, columns = computed[stem]
    assert len({len(column) for column in columns.values()}) == 1
    assert all(v is None or math.isfinite(v) for column in columns.values() for v in column)


@pytest.mark.parametrize("stem", STEMS)
def test_the_drawing_has_labelled_axes_and_a_legend(computed, stem):
    figure, columns = computed[stem]
    canvas = Canvas()
    figure.draw(canvas, columns)
    assert all(axes.get_xlabel() for axes in canvas.axes if axes.get_subplotspec().is_last_row())
    assert canvas.axes[0].get_ylabel()
    assert canvas.legends or all(axes.get_legend() is not None for axes in canvas.axes)
    assert len(figure.caption) > 40


def test_the_masses_lie_above_the_bound_of_the_paper_and_scipy_below(computed):
    for stem in ("s2_logistic_origin", "s2_logistic_tail"):
        _, columns = computed[stem]
        pairs = list(zip(columns["mass_one_class"], columns["lower_bound"], columns["scipy"], strict=True))
        assert all(mass >= bound for mass, bound, _ in pairs)
        assert any(told is not None and told < mass / 5 for mass, _, told in pairs)


def test_the_split_tends_to_its_limit(computed):
    _, columns = computed["s2_incoherent"]
    for name in ("1/3", "1", "3"):
        near, limit = columns[f"near_zero_kappa_{name}"], columns[f"limit_kappa_{name}"]
        assert abs(near[-1] - limit[-1]) < 0.03
        assert abs(near[-1] - limit[-1]) < abs(near[8] - limit[8])


def test_the_lowest_shells_are_flat(computed):
    _, columns = computed["s2_standard_architectures"]
    for name in ("relu_categorical", "tanh_categorical", "sigmoid_gaussian"):
        value, error = columns[name][0], columns[f"{name}_standard_error"][0]
        assert abs(value) < 1e-3
        assert error < 1e-3


def test_files_and_manifest(tmp_path):
    (made,) = make([QUICK], tmp_path)
    assert [file.suffix for file in made.files] == [".csv", ".pdf", ".png"]
    assert list(csv.reader((tmp_path / "toy.csv").read_text().splitlines())) == [["x", "y"], ["1", "0.5"], ["2", ""]]
    entry = json.loads((tmp_path / "manifest.json").read_text())["toy"]
    assert entry["files"] == {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in made.files}
    assert {"numpy", "audit", "python"} <= set(entry["versions"])


def test_the_same_figure_is_the_same_file(tmp_path):
    first, second = (make([QUICK], tmp_path / name)[0] for name in ("a", "b"))
    assert [f.read_bytes() for f in first.files] == [f.read_bytes() for f in second.files]


@pytest.mark.parametrize("venue", VENUES)
def test_every_venue_has_settings(venue):
    width, height = settings(venue, 0.5)["figure.figsize"]
    assert 2 < width <= 5.5
    assert height == width / 2


def test_bad_input_is_refused_before_anything_is_computed(tmp_path):
    with pytest.raises(InputError, match="the figure nothing"):
        figures(["nothing"])
    with pytest.raises(InputError, match="the venue 'nature'"):
        make([QUICK], tmp_path, "nature")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="--out"):
        make([QUICK], tmp_path / "file")
    (tmp_path / "manifest.json").write_text("[")
    with pytest.raises(InputError, match="manifest"):
        make([QUICK], tmp_path)


def test_the_command(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("audit.figures.figures", lambda stems: (QUICK,))
    assert answer(["figures", "--out", str(tmp_path)]) == 0
    assert "toy.png" in capsys.readouterr().out
    assert answer(["figures", "--out", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["figures"][0]["stem"] == "toy"


def test_the_command_refuses_what_it_does_not_know(capsys):
    assert answer(["figures", "nothing"]) == 2
    assert "the figure nothing" in capsys.readouterr().err
