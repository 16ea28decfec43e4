"""Everything that changes the store; each is one act with its paper."""
