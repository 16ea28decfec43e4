"""Pages of the store and of the counter."""
