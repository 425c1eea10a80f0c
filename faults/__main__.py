"""`make faults`: start a system of its own, break it, judge it, end it. Exit status 0 when all held."""

import argparse
import os
import secrets
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

import django

from faults.report import counted, table
from faults.system import System

SEEDS = 1_000_000
MAILED = ["delegate.tr", "observer.jp"]
"""Who gets mail: enough to see each kind of trouble, few enough that the load stays that of the acts."""


def main() -> int:
    """Carry out one run and print what came out."""
    options = arguments()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)  # so that what was started is ended
    folder = Path(tempfile.mkdtemp(prefix="cica-faults-"))
    folder.chmod(0o711)  # the database's account passes through
    system = System(folder, embedded=options.embedded)
    say(f"Seed {options.seed}. PostgreSQL of {system.database.binaries}.")
    try:
        system.start()
        os.environ |= system.environment(through_relay=False)
        django.setup()
        return carry_out(options, system)
    finally:
        system.close()
        if options.keep:
            say(f"Logs are in {folder}.")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def carry_out(options: argparse.Namespace, system: System) -> int:
    """Prepare, run, judge and report on a started system."""
    from faults.facts import read  # noqa: PLC0415 (models are there only after django.setup())
    from faults.prepare import prepare  # noqa: PLC0415 (the same)
    from faults.run import Plan, Run, timed  # noqa: PLC0415 (the same, by way of the cast)

    with timed(say, "Prepared"):
        cast = prepare(target=system.target.url, mailed=options.mailed)
        system.serve()
    plan = Plan(
        seed=options.seed, rounds=options.rounds, kills=options.kills, events=options.events,
        minutes=options.minutes, pages_swept=options.pages,
        kinds=chosen(options.only),
    )  # fmt: skip
    tell = say if options.tell else lambda text: None
    run = Run(plan, system=system, cast=cast, read=read, say=say, tell=tell)
    with timed(say, "Ran"):
        result = run.carry_out()
    say(table(list(result.lines.values())))
    say(
        f"\n{result.acknowledged} acts acknowledged, {result.acts} in the register;"
        f" {run.journal.troubles} requests brought no answer and were repeated:"
        f" {dict(run.journal.unanswered)}; {run.journal.raced} were overtaken and repeated."
    )
    say(f"Refused: {dict(run.journal.refused)}")
    say(f"Deliveries: {dict(result.statuses)}; arrived again with the same id: {result.repeated}.")
    say(f"Everything at rest {result.rest_after:.0f} s after the last fault.")
    if result.wrong:
        say(f"The oracle found {len(result.wrong)} things wrong:\n{counted(result.wrong)}")
    say(f"Faults: {'held' if result.holds else 'FAILED'}, seed {options.seed}.")
    return 0 if result.holds else 1


def chosen(words: list[str]) -> Any:
    """Return the kinds whose names contain one of the words, all where none is given.

    Raises SystemExit with all names where none does.
    """
    from faults.kinds import KINDS  # noqa: PLC0415 (beside the others)

    found = [fault for fault in KINDS if not words or any(word in fault.name for word in words)]
    if not found:
        names = "\n".join(fault.name for fault in KINDS)
        raise SystemExit(f"No kind of fault is called so: {', '.join(words)}. There are:\n{names}")
    return found


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(SEEDS), help="of choices and order")
    parser.add_argument("--rounds", type=int, default=1, help="times through every kind of fault")
    parser.add_argument("--kills", type=int, default=0, help="kills of the database, at least")
    parser.add_argument("--events", type=int, default=0, help="acts to be acknowledged, at least")
    parser.add_argument("--minutes", type=float, default=20, help="after which the run has failed")
    parser.add_argument(
        "--pages", type=int, default=6, help="asked for during each fault that no page may notice"
    )
    parser.add_argument("--mailed", nargs="*", default=MAILED, help="accounts that get mail")
    parser.add_argument(
        "--embedded", action="store_true", help="the wheel's PostgreSQL, also beside the machine's"
    )
    parser.add_argument("--only", nargs="*", default=[], help="kinds whose names contain a word")
    parser.add_argument("--tell", action="store_true", help="name each fault as it happens")
    parser.add_argument("--keep", action="store_true", help="keep the logs")
    return parser.parse_args()


def interrupted(number: int, frame: Any) -> None:
    """End the run as by Ctrl-C."""
    raise KeyboardInterrupt


def say(text: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
