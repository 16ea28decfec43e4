"""The FHIR door: R4, read and search."""
