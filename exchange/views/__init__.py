"""The pages of the exchange of information."""
