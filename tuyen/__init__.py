"""Tuyến: the information system of a tiered health network."""

import os

__version__ = "0.1.0"

# Matrices here are small and other work runs beside them: two threads that wait for each other cost
# five times as much. Read when numpy is loaded, so it is said before.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
