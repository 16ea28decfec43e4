"""The JSON door: /api/v1. Imported only by the URL configuration (ninja costs 0.4 s to import)."""
