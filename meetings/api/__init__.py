"""Meetings in the REST API."""
