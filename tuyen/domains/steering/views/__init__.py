"""Doormen of directing the lower tiers, a file a noun."""
