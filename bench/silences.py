"""How long it takes to close many silences that are due at the same moment: `python -m bench.silences`.

Fills a scratch database with proposals under silence in the Committee, each on a measure of its own, lets the
deadline pass, and closes them all as the worker does: one transaction each, with decision, official list,
register and notices. The aim (issue 4) is 100 within 120 s of their deadline, of which polling takes 10 s.
"""

import argparse
import os
import subprocess
import sys
import time
from datetime import datetime, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica.settings.local")

from bench.scratch import scratch_database


def main() -> None:
    """Measure in a process of its own, on a database that lives as long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--silences", type=int, default=100)
    number = parser.parse_args().silences
    with scratch_database("cica_bench_silences") as address:
        command = f"import django; django.setup(); from bench import silences; silences.measure({number})"
        environment = os.environ | {"DATABASE_URL": address}
        subprocess.run([sys.executable, "-c", command], env=environment, check=True)


def measure(number: int) -> None:
    """Fill, wait for the deadline, close, and say how long it took."""
    from django.core.management import call_command  # noqa: PLC0415 (after django.setup())
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from proposals.actions import settle_all  # noqa: PLC0415
    from records import clock  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("load_reference_data", verbosity=0)
    closes_at = clock.now() + timedelta(seconds=number / 10)
    fill(number, closes_at=closes_at)
    while clock.now() <= closes_at:
        time.sleep(0.05)
    with CaptureQueriesContext(connection) as asked:
        begun = time.monotonic()
        closed = settle_all()
        seconds = time.monotonic() - begun
    sys.stdout.write(
        f"{closed} of {number} silences closed in {seconds:.1f} s, {len(asked) / number:.0f} queries each\n"
    )


def fill(number: int, *, closes_at: datetime) -> None:
    """Make so many proposals whose silence in the Committee ends at `closes_at`."""
    from cbms.models import Area  # noqa: PLC0415
    from papers.models import Paper  # noqa: PLC0415
    from proposals import models  # noqa: PLC0415
    from proposals.dossier import member_codes  # noqa: PLC0415
    from records import clock  # noqa: PLC0415

    now = clock.now()
    roster = member_codes(now.date())
    area = Area.objects.filter(edition="2007", measures__isnull=False).first()
    for index in range(number):
        measure = area.measures.create(
            edition=area.edition, code=f"{area.code}-{1000 + index}", position=1000 + index
        )
        paper = Paper.objects.create(kind="CP")
        proposal = models.Proposal.objects.create(
            reference=f"P-1999-{index:04d}", route="A", edition=area.edition, measure=measure,
            stage="senior_officials", stage_since=now, opened_at=now, due_at=closes_at, under="silence",
            paper=paper,
        )  # fmt: skip
        proposal.designations.create(state_id=roster[0], role="coordinator", designated_at=now)
        version = paper.versions.create(
            number=1, title="A paper", submitted_by_id=roster[0], submitted_at=now, digest="0" * 64
        )
        proposal.considerations.create(
            version=version, body="SOC", mode="silence", opened_at=now, silence_since=now,
            closes_at=closes_at, roster=roster, text_digest=version.digest,
        )  # fmt: skip


if __name__ == "__main__":
    main()
