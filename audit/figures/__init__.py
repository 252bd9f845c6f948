"""Figures for papers: one file each, with `data()` (columns of numbers, computed) and `draw(figure, data)`.

plan.py     the list of figures, and what each of them needs
style.py    sizes and fonts of a venue, as a dictionary of matplotlib settings
make.py     data -> CSV, drawing -> PDF and PNG, and the manifest
"""

from audit.figures.make import Made, make
from audit.figures.plan import Figure, figures

__all__ = ["Figure", "Made", "figures", "make"]
