"""The numbers of surveillance: pure functions over arrays, no Django, no randomness without a seed."""
