"""`make faults`: breaks a running system in some forty ways and compares what clients were told with what
is there.

It starts a system of its own on this machine's loopback: a PostgreSQL that waits for the disk, two web
nodes, two workers, a scheduler, a broker, a mail server and a webhook receiver. Delegations act on it over
the REST API, each act with an `Idempotency-Key`, and repeat what was not answered. Meanwhile faults are
injected at random points. Then the oracle compares the clients' own journal with the register and all that
hangs on it.

    system      what is under test: its processes, how they are started, killed, and started again
    client      an API client that repeats an act until it is answered, and the journal of what it was told
    load        delegations at work: proposals, consultations, papers, comments, positions, silences, exchange
    kinds       the faults, one row each: what breaks, for how long, and how it is mended
    outside     a mail server and a webhook receiver that misbehave on demand
    facts       what the database holds, read once everything has come to rest
    oracle      judges journal and facts; pure functions, each tested with a doctored record
    report      the table

`docs/faults.md` says what is injected and what came out.
"""
