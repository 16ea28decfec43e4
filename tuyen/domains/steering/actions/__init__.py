"""The only ways to change a record of directing the lower tiers, a file a noun."""
