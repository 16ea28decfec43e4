"""Floor 3: the shared chart, one person through every tier."""
