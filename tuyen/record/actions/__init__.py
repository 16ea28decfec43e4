"""What people do to a chart. Each action is one short act in the log."""
