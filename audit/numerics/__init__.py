"""The doors to the libraries: balls (python-flint), symbols (SymPy), exact numbers, named points, ulps."""
