"""The `tuyen` command."""
