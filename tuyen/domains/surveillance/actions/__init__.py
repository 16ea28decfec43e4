"""Acts of surveillance: forecasts kept, weeks told of, signals judged."""
