"""Logs and numbers about the program, never about persons."""
