"""Questions to the chart and to the day of a unit; each says what comes back."""
