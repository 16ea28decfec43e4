"""Doormen of rotation."""
