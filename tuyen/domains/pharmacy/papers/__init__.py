"""Papers of the store and the counter."""
