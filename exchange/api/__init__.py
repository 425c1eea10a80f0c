"""The API of the exchange of information."""
