"""Papers of the record; what stands on them is chosen in `queries`."""
