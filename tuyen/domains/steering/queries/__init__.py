"""Questions of directing the lower tiers, a file a noun; every list is scoped to its reader."""
