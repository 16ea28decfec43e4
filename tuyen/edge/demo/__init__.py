"""Invented networks and people: the demo, and the year of the big report."""
