"""Pages about the machines of the network: what waits, what differs, what was held, who answers."""
