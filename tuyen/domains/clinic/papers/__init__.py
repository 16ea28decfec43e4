"""Papers that the clinic hands out."""
