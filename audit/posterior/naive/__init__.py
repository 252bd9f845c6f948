"""What general tools answer on the same posterior: quadrature, a Markov chain, mean-field variational inference."""
