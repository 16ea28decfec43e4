"""What may be done: rounds and plans, the checklist and its findings, corrections."""
