"""The certificates by balls: bounds on whole neighbourhoods of an end, rigorous integrals. Shares no code with `exact`."""
