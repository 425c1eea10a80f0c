"""The kinds of faults: a row each, in one table, from which the run picks.

A kind `happens` as a context manager over the `Scene`: it breaks something, lasts, and mends what a person
or a service manager outside the system would mend (a killed server is started again); never what the system
should.
"""

from faults.kinds.base import Fault, Scene
from faults.kinds.broker import BROKER
from faults.kinds.database import DATABASE, KILLS
from faults.kinds.outside import OUTSIDE
from faults.kinds.upkeep import UPKEEP
from faults.kinds.web import WEB
from faults.kinds.work import WORK

KINDS: tuple[Fault, ...] = (*DATABASE, *WEB, *WORK, *BROKER, *OUTSIDE, *UPKEEP)

__all__ = ["BROKER", "KILLS", "KINDS", "WORK", "Fault", "Scene"]
