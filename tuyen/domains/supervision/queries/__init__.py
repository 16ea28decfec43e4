"""What the pages ask: rounds on the calendar, who is to be visited, findings and corrections, trends."""
