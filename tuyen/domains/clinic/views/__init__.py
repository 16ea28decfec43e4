"""Doormen of the clinic's pages."""
