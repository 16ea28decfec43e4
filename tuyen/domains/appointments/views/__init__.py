"""Doormen of the appointments."""
