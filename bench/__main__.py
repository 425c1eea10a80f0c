"""Fills two scratch databases, serves both, asks each in turn, and prints the table.

They hold few and many proposals, or, with `--beside COMMIT`, as many by that commit's code as by this: what a
change has cost.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica.settings.local")

from bench.pages import MORE_PAGES
from bench.scratch import scratch_database
from bench.served import Cost, Served
from bench.table import table

BARE = "bare view"
HERE = Path(__file__).parent.parent


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=1_000, help="proposals in the small database")
    parser.add_argument("--large", type=int, default=100_000, help="proposals in the large database")
    parser.add_argument("--beside", metavar="COMMIT", help="measure that commit's code and this, with few")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--batch", type=int, default=10, help="requests of each kind in a round")
    options = parser.parse_args()
    with ExitStack() as running:
        if options.beside:
            before = running.enter_context(checked_out(options.beside))
            measured = {options.beside[:12]: (before, options.small), "this code": (HERE, options.small)}
        else:
            sizes = (options.small, options.large)
            measured = {f"{size:,} proposals": (HERE, size) for size in sizes}
        serving = []
        for name, (tree, size) in measured.items():
            say(f"Filling a database: {name}.")
            address = running.enter_context(scratch_database(f"cica_bench_{len(serving)}"))
            requests = prepared(size, address, tree=tree)
            log = running.enter_context(tempfile.TemporaryFile())
            serving.append(running.enter_context(Served(address, requests, tree=tree, log=log)))
        say(f"Measuring {options.rounds} rounds of {options.batch} requests of each kind.")
        costs = measure(serving, rounds=options.rounds, batch=options.batch)
    say(table(costs, names=list(measured), bare=BARE))


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """Give a folder with the files of a commit, and remove it afterwards."""
    with tempfile.TemporaryDirectory(prefix="cica-bench-") as folder:
        command = ["git", "archive", commit]
        done = subprocess.run(command, cwd=HERE, stdout=subprocess.PIPE, check=True)
        with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


def prepared(size: int, address: str, *, tree: Path) -> dict[str, dict]:
    """Fill the database with a tree's code, in its own process; return the requests to measure by name."""
    command = [
        sys.executable,
        "-c",
        f"import django; django.setup(); from bench import prepare; prepare.main({size})",
    ]
    environment = os.environ | {"DATABASE_URL": address}
    done = subprocess.run(command, cwd=tree, env=environment, stdout=subprocess.PIPE, check=True)
    requests = json.loads(done.stdout)
    return requests | {name: requests["list page"] | {"path": path} for name, path in MORE_PAGES.items()}


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
