"""Surveillance: what is counted, what stands out, what comes next."""
