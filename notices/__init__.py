"""Who is told of an act: outbox and courier, inbox, e-mail."""
