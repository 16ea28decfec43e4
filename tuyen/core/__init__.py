"""Floor 0: no tables, nothing medical. Clock, ids, errors, text folding, rulebook loader."""
