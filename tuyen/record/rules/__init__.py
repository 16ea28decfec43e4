"""Rules of the chart: pure functions over tables and days. No Django here."""
