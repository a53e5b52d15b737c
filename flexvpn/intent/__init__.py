"""An inventory becomes headends, and every mistake in it is said at once. Pure."""
