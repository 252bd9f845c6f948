"""The columns of every figure, read from the CSV files that the repository ships; each figure's own test computes them anew."""

from functools import cache
from pathlib import Path

import pytest

from audit.figures.drawing import from_csv
from audit.figures.plan import Columns

FOLDER = Path(__file__).parents[2] / "figures"


@pytest.fixture(scope="session")
def folder() -> Path:
    return FOLDER


@pytest.fixture(scope="session")
def shipped():
    @cache
    def columns(stem: str) -> Columns:
        return from_csv((FOLDER / f"{stem}.csv").read_text(encoding="utf-8"))

    return columns
