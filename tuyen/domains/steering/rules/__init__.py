"""Pure rules of directing the lower tiers, a file a noun. No Django here."""
