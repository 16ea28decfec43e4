"""Doors for the people and programs who watch over a node."""
