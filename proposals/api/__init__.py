"""The REST API of proposals, papers, considerations and decisions."""
