"""Immunisation: who is due, what a dose needs, what a campaign orders."""
