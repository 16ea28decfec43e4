"""Doormen of training."""
