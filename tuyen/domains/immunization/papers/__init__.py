"""Papers of immunisation."""
