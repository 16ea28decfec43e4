"""Vaccine need and supply: arithmetic without Django."""
