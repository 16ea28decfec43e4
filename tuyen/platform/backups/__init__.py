"""Copies of a node's data that can be trusted, and the way back."""
