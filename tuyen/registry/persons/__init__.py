"""Persons: who is cared for. Identity only; whatever is medical lives in the chart."""
