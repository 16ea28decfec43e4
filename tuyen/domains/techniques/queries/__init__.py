"""What the pages of techniques show, as far as the reader may see it."""
