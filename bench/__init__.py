"""Speed, measured: each part prints JSON lines. `python -m bench [PART …] [--quick]`."""
