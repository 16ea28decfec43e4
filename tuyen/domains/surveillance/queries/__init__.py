"""Counts that a reader may see, in the shapes that charts and rules ask for."""
