"""Doormen of the pages about persons: find, enter, mend, merge, household, scan."""
