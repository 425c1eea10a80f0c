"""The REST API of implementation."""
