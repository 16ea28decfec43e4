"""What changes kept rows of surveillance: forecasts."""
