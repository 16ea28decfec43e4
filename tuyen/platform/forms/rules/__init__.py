"""What a form is, which questions stand, what an answer may be, what it is worth. No Django here."""
