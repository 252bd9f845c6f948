"""Training runs and Monte Carlo at scale. torch is imported only inside the functions that use it."""
