"""A database backend: Django's for PostgreSQL, with a client that does not wait for a server that hangs."""
