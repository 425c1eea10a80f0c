"""One run: load and faults side by side, then rest, then the oracle."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import psycopg

from faults.client import Client, Manners
from faults.journal import Journal
from faults.kinds import KILLS, KINDS, WORK, Fault, Scene
from faults.kinds.base import Wrong
from faults.kinds.broker import BROKER
from faults.load import Load
from faults.oracle import Facts, findings, lasting_findings, repetitions
from faults.prepare import Cast
from faults.report import Line
from faults.sweep import PAGES, sweep
from faults.system import System

RECOVERY_LIMIT = 120.0  # seconds after a fault until every client is answered again
REST_LIMIT = 300.0  # seconds after the last fault until everything holds
LOOK_EVERY = 3.0  # seconds
KILL_NAMES = frozenset(fault.name for fault in KILLS)
WAITING = """
    SELECT (SELECT count(*) FROM notices_outboxentry WHERE fanned_out_at IS NULL)
         + (SELECT count(*) FROM notices_delivery WHERE status = 'queued')
"""
CONTINUOUS = tuple(fault for fault in (*WORK, *BROKER) if fault.is_unseen)
"""What goes on while events are counted: workers killed, broker lost."""
BREATH = 30.0  # seconds at most between two of these, in which a worker can start and be at something
LOOK = 0.3  # seconds between two looks at the system
TRIES = 5  # of a fault that must be seen by clients, who may be at nothing when it happens


@dataclass(frozen=True)
class Plan:
    """How long a run is. `rounds` through every kind, `kills` of the database, `events` acknowledged in
    all.
    """

    seed: int
    rounds: int = 1
    kills: int = 0
    events: int = 0
    clients: int = 6
    minutes: float = 4.0
    kinds: Sequence[Fault] = KINDS
    pages_swept: int = 6


@dataclass
class Result:
    """What came out."""

    lines: dict[str, Line] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    rest_after: float = 0.0
    acknowledged: int = 0
    acts: int = 0
    repeated: dict[str, str] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)

    @property
    def holds(self) -> bool:
        """Whether every fault was stood and the oracle found nothing."""
        return not self.wrong and not any(line.wrong for line in self.lines.values())


class Run:
    """Carries a plan out on a system that serves."""

    def __init__(
        self,
        plan: Plan,
        *,
        system: System,
        cast: Cast,
        read: Callable[..., Facts],
        say: Callable[[str], None],
        tell: Callable[[str], None],
    ) -> None:
        self.plan = plan
        self.system = system
        self.cast = cast
        self.read = read
        self.say = say
        self.tell = tell
        self.rng = random.Random(plan.seed)
        self.manners = Manners()
        self.journal = Journal()
        self.result = Result()
        self.began = time.monotonic()
        self.client = self._client(self.rng)
        self.load = Load(threads=plan.clients, measures=cast.measures, seed=plan.seed, client=self._client)

    def _client(self, rng: random.Random) -> Client:
        return Client(
            ports=self.system.ports,
            tokens=self.cast.tokens,
            states=self.cast.states,
            journal=self.journal,
            manners=self.manners,
            rng=rng,
        )

    def carry_out(self) -> Result:
        """Do it all."""
        self.load.start()
        self._until_heard(time.monotonic())
        for fault in self._schedule():
            self._inject(fault)
            if self._is_late():
                self.result.wrong.append(f"the plan was not done within {self.plan.minutes:g} minutes")
                break
        self._count_events()
        ended = time.monotonic()
        self.load.finish()
        self._judge(since=ended)
        return self.result

    def _schedule(self) -> Iterator[Fault]:
        """Yield every kind in each round, and the kills of the database among them, in the seed's order."""
        planned = [*self.plan.kinds] * self.plan.rounds
        killed = sum(fault in KILLS for fault in planned)
        planned += [self.rng.choice(KILLS) for _ in range(self.plan.kills - killed)]
        self.rng.shuffle(planned)
        yield from planned

    def _count_events(self) -> None:
        """Go on, with workers killed and the broker lost all the time, until enough acts are acknowledged."""
        said = time.monotonic()
        while self.journal.acknowledged < self.plan.events and not self._is_late():
            self._until_delivering()
            self._inject(self.rng.choice(CONTINUOUS))
            if time.monotonic() - said > 60:  # noqa: PLR2004 (a minute)
                said = time.monotonic()
                self.say(f"{self.journal.acknowledged} acts acknowledged so far")
        if self.journal.acknowledged < self.plan.events:
            self.result.wrong.append(
                f"only {self.journal.acknowledged} of {self.plan.events} acts in {self.plan.minutes:g} min"
            )

    def _until_delivering(self) -> None:
        """Let the workers deliver something, so that the next fault finds them at it."""
        before, until = self._received(), time.monotonic() + BREATH
        while self._received() == before and time.monotonic() < until:
            time.sleep(LOOK)
        time.sleep(self.rng.uniform(LOOK, 3.0))

    def _received(self) -> int:
        """Return how many messages have arrived outside so far."""
        return sum(len(outside.diary.ids) for outside in (self.system.mail, self.system.target))

    def _is_late(self) -> bool:
        return time.monotonic() - self.began > self.plan.minutes * 60

    def _inject(self, fault: Fault) -> None:
        """Let one fault happen, again where no client was at anything when it did."""
        line = self.result.lines.setdefault(fault.name, Line(fault.name))
        if not any(self._happen(fault, line) for _ in range(TRIES)):
            line.wrong.append(f"no client saw anything of it in {TRIES} tries, so it proves nothing")
            self.say(f"{fault.name}: {line.wrong[-1]}")

    def _happen(self, fault: Fault, line: Line) -> bool:
        """Let a fault happen at a random moment, and wait until every client is answered again.

        Returns whether it bit, where it is one that must.
        """
        line.times += 1
        self.tell(f"{time.monotonic() - self.began:5.0f} s  {fault.name}")
        scene = Scene(self.system, self.client, self.rng)
        scene.pause(0.1, 1.0)
        before, raced = self.journal.troubles, self.journal.raced
        try:
            with fault.happens(scene):
                lasts = time.monotonic() + self.rng.uniform(*fault.lasts)
                if fault.is_unseen and fault.lasts[1]:
                    scene.note(f"slowest page {self._sweep():.1f} s")
                time.sleep(max(0.0, lasts - time.monotonic()))
            ended = time.monotonic()
            self._until_heard(ended)
            line.slowest_recovery = max(line.slowest_recovery, time.monotonic() - ended)
            lost = self.journal.troubles - before
            line.lost_requests += lost
            if fault.is_unseen and lost:
                raise Wrong(f"{lost} requests were lost: {dict(self.journal.unanswered)}")  # noqa: TRY301
        except (Wrong, TimeoutError, psycopg.Error) as error:
            line.wrong.append(f"{type(error).__name__}: {error}".strip())
            self.say(f"{fault.name}: {line.wrong[-1]}")
            return True
        line.seen += scene.seen
        return not fault.bites or bool(lost) or self.journal.raced != raced

    def _sweep(self) -> float:
        pages = self.rng.sample(PAGES, min(self.plan.pages_swept, len(PAGES)))
        return sweep(pages, port=self.rng.choice(self.system.ports), session=self.cast.session)

    def _until_heard(self, since: float) -> None:
        """Return once the system is whole and every client has had an answer. Raises TimeoutError."""
        while True:
            if self.journal.all_heard(self.load.names, since=since) and self.system.is_whole():
                return
            if time.monotonic() - since > RECOVERY_LIMIT:
                raise TimeoutError(f"not every client was answered within {RECOVERY_LIMIT:g} seconds")
            time.sleep(LOOK)

    def _judge(self, *, since: float) -> None:
        """Look until everything holds, for as long as it may take; what is wrong then is wrong."""
        while True:
            self._until_worked_off(since)
            facts = replace(self.read(received=self._arrived), cut_short=self._cut_short())
            wrong = findings(self.journal.sent, facts)
            self.result.rest_after = time.monotonic() - since
            if not wrong or lasting_findings(self.journal.sent, facts) or self.result.rest_after > REST_LIMIT:
                break
            time.sleep(LOOK_EVERY)
        self.result.wrong += [*wrong, *self.load.failures]
        self.result.acknowledged = self.journal.acknowledged
        self.result.acts = len(facts.acts)
        self.result.statuses = Counter(f"{one.channel} {one.status}" for one in facts.deliveries)
        self.result.repeated = {
            channel: f"{repetitions(ids)} of {len(set(ids))}"
            for channel, ids in facts.received.items()
            if ids
        }

    def _arrived(self) -> dict[str, tuple[str, ...]]:
        """Return the ids that arrived outside, by channel."""
        return {
            "mail": tuple(self.system.mail.diary.ids),
            "webhook": tuple(self.system.target.diary.ids),
        }

    def _cut_short(self) -> int:
        """Return how many messages may have gone out while the database could not be told: one a worker."""
        kills = sum(line.times for line in self.result.lines.values() if line.name in KILL_NAMES)
        return len(self.system.workers) * kills

    def _until_worked_off(self, since: float) -> None:
        """Wait while workers have something to do: reading everything takes the machine from them."""
        while self.system.database.execute(WAITING)[0][0] and time.monotonic() - since < REST_LIMIT:
            time.sleep(LOOK_EVERY)


@contextmanager
def timed(say: Callable[[str], None], what: str) -> Iterator[None]:
    """Say how long something took."""
    began = time.monotonic()
    yield
    say(f"{what}: {time.monotonic() - began:.0f} s")
