"""Figures for papers: one file each, with `data()` (columns of numbers, computed) and `draw(figure, data)`.

plan.py            the list of figures, and what each of them needs
style.py           sizes and fonts of a venue; how certified and sampled quantities look
enclosed.py        balls as columns: value and radius
drawing.py         data -> CSV, drawing -> PDF, SVG and PNG, as bytes
make.py            figures -> files, several at a time
manifest.py        what a folder of figures says of itself
sheet.py           all figures of a folder on one picture
legible.py         no text overlaps another one or is cut off, no legend lies on data
whole_argument.py  the page that shows the whole argument
"""

from audit.figures.make import Made, make
from audit.figures.plan import Figure, figures
from audit.figures.sheet import contact_sheet

__all__ = ["Figure", "Made", "contact_sheet", "figures", "make"]
