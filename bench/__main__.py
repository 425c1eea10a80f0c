"""Fills two scratch databases, serves both, asks each in turn, and prints the table."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica.settings.local")

from bench.scratch import scratch_database
from bench.served import Cost, Served
from bench.table import table

BARE = "bare view"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=1_000, help="proposals in the small database")
    parser.add_argument("--large", type=int, default=100_000, help="proposals in the large database")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--batch", type=int, default=10, help="requests of each kind in a round")
    options = parser.parse_args()
    with ExitStack() as running:
        serving = [
            running.enter_context(served_with(size, running)) for size in (options.small, options.large)
        ]
        say(f"Measuring {options.rounds} rounds of {options.batch} requests of each kind.")
        costs = measure(serving, rounds=options.rounds, batch=options.batch)
    say(table(costs, sizes=(options.small, options.large), bare=BARE))


def served_with(size: int, running: ExitStack) -> Served:
    """Return a server on a scratch database with so many proposals."""
    say(f"Filling a database with {size:,} proposals.")
    address = running.enter_context(scratch_database(f"cica_bench_{size}"))
    requests = prepared(size, address)
    return Served(address, requests, log=running.enter_context(tempfile.TemporaryFile()))


def prepared(size: int, address: str) -> dict[str, dict[str, str]]:
    """Fill the database in a process of its own; return the requests to measure by name."""
    command = [
        sys.executable,
        "-c",
        f"import django; django.setup(); from bench import prepare; prepare.main({size})",
    ]
    done = subprocess.run(
        command, env=os.environ | {"DATABASE_URL": address}, stdout=subprocess.PIPE, check=True
    )
    return json.loads(done.stdout)


def measure(serving: list[Served], *, rounds: int, batch: int) -> list[dict[str, Cost]]:
    """Return the median cost of each kind of request at each server.

    All kinds and both servers take turns, so that whatever else the machine does falls on all alike. The
    first rounds warm up and are not counted.
    """
    samples = [{name: [] for name in served.requests} for served in serving]
    warm_up = max(3, rounds // 5)
    for round_ in range(warm_up + rounds):
        for served, sampled in zip(serving, samples, strict=True):
            for name in served.requests:
                cost = served.cost_of(name, batch=batch)
                if round_ >= warm_up:
                    sampled[name].append(cost)
    return [{name: median(costs) for name, costs in sampled.items()} for sampled in samples]


def median(costs: list[Cost]) -> Cost:
    """Return the median of each part of a cost."""
    return Cost(*(statistics.median(parts) for parts in zip(*costs, strict=True)))


def say(text: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
