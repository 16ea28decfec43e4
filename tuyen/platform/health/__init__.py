"""Is this machine fit for work? Asked by the shell of every page, the doors and the doctor."""
