"""Arrays to drawings: each chart is an SVG for a desk, one for a phone, and a table that says the same."""
