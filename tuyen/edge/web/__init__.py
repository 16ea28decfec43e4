"""Administration and privacy: accounts, posts, grants, leaves by break-glass, readers."""
