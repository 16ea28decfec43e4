"""Pages of supervision: calendar and plans, a round and its checklist, findings and corrections."""
