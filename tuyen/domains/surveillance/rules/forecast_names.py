"""Names and sizes of forecasts, for whoever reads them without making any."""

POOLED, FLAT = "pooled-nb", "flat-line"
HORIZONS = 4
