"""Django's PostgreSQL backend, as a hub uses it: named in the settings as the engine of the database."""
