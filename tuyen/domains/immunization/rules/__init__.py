"""Rules of immunisation: pure functions, no Django."""
