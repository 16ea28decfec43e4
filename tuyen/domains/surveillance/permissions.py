"""Who sees counts and charts of diseases."""

SEE = "case.see"
