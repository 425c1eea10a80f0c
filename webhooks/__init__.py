"""What other systems are told: the event stream, webhooks and their signatures, Atom feeds."""
