"""Who is told: a notice is a row written in the transaction of the act that caused it."""
