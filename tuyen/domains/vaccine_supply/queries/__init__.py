"""Reads of need sheets and supplies."""
