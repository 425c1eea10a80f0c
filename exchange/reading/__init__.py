"""What one reader is shown of the exchange, on pages and in the API alike (`web.readings`)."""
