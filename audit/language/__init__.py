"""Text to expressions: a closed grammar, a closed table of names, nothing evaluated."""
