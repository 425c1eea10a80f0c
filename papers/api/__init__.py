"""The API of papers."""
