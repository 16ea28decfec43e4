"""Questions to the store; each says what comes back. Everything is of one's own unit."""
