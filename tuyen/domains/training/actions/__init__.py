"""What training writes: courses, trainees, certificates."""
