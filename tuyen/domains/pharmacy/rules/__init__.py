"""What the store may do: pure functions and tables. No Django here."""
