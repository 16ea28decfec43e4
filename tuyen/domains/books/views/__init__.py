"""Doormen of the end of day and of the books."""
