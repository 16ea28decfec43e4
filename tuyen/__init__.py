"""Tuyến: the information system of a tiered health network."""

__version__ = "0.1.0"
