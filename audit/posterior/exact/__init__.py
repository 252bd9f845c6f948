"""The exact engine: leading behaviour at an end by expansions on the exp-log scale, and every singular place in closed form."""
