"""What a person types about directing the lower tiers, a file a noun."""
