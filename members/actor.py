"""The Actor: in whose name and capacity a request speaks. Everything asks it, nothing asks the account."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from members.enums import RESTRICTED, Capacity, DelegationRole, Post, Status
from records.refusals import Invalid, NotYours

if TYPE_CHECKING:
    from members.models import Account

CAPACITY_OF = {Status.MEMBER: Capacity.MEMBER, Status.OBSERVER: Capacity.OBSERVER}
"""In which capacity a participant acts, by its status."""


@dataclass(frozen=True)
class Actor:
    """Who acts: an account's opaque id, its capacities today, and the one participant it speaks for.

    `token` is the hash of the token that it came with, "" for a session. `assured_at` is when its person last
    proved a second factor in this session, None where that was not asked for.
    """

    account: str = ""
    username: str = ""
    capacities: frozenset[str] = frozenset({Capacity.PUBLIC})
    participant: str = ""
    may_write: bool = False
    is_head: bool = False
    language: str = ""
    token: str = field(default="", repr=False)
    assured_at: datetime | None = None

    @classmethod
    def nobody(cls) -> Actor:
        """Return the public: it reads what is published and does nothing."""
        return cls()

    @classmethod
    def procedure(cls) -> Actor:
        """Return the procedure itself, which closes a silence that nobody broke."""
        return cls(capacities=frozenset({Capacity.PROCEDURE}), may_write=True)

    @classmethod
    def operator(cls) -> Actor:
        """Return whoever works at the machine itself, by `manage.py`, without an account."""
        return cls(capacities=frozenset({Capacity.ADMINISTRATOR}), may_write=True)

    @classmethod
    def of(cls, account: Account, *, read_only: bool = False, token: str = "") -> Actor:
        """Return the actor of an account that was loaded by `Account.objects.with_standing()`.

        `read_only` is true for a request by a read-only token; `token` is the hash of the token.
        """
        capacities = {Capacity.PUBLIC}
        if account.post == Post.SECRETARIAT:
            capacities.add(Capacity.SECRETARIAT)
        elif account.post == Post.ADMINISTRATOR:
            capacities.add(Capacity.ADMINISTRATOR)
        elif account.standing == Status.MEMBER:
            capacities.add(Capacity.MEMBER)
            if account.is_chairs_office and account.state_holds_chair:
                capacities.add(Capacity.CHAIR)
        elif account.standing == Status.OBSERVER:
            capacities.add(Capacity.OBSERVER)
        return cls(
            account=str(account.public_id),
            username=account.username,
            capacities=frozenset(capacities),
            participant=account.participant_id or "",
            may_write=not read_only and account.role != DelegationRole.VIEWER,
            is_head=account.role == DelegationRole.HEAD,
            language=account.language,
            token=token,
        )

    def renewed(self) -> Actor:
        """Return the actor as its account stands now; no other transaction changes that before this one ends.

        Raises NotYours where the account is closed, the token revoked or expired, or where the account speaks
        for another than the act was begun for.
        """
        from members.standing import standing_now  # noqa: PLC0415 (models need this module's enums)

        if not self.account:
            return self
        account = standing_now(public_id=self.account, token=self.token)
        if account is None:
            raise NotYours(_("Your account or token was closed meanwhile. Nothing was entered."))
        now = Actor.of(account, token=self.token)
        if now.participant != self.participant:
            raise NotYours(
                _("Your account has meanwhile been given to another delegation. Nothing was entered.")
            )
        return replace(now, may_write=now.may_write and self.may_write, assured_at=self.assured_at)

    def on_behalf_of(self, code: str, *, at: datetime) -> Actor:
        """Return the participant `code` as the actor of an act that this secretariat officer enters for it.

        It has the capacity of its status on that day, and the Chair's too while it holds the Chairmanship.
        Raises Invalid, naming the field, for a code that is neither a member nor an observer then.
        """
        from members.models import Chairmanship, Participant, Period  # noqa: PLC0415 (models need this module's enums)

        on = at.date()
        status = Period.objects.on(on).filter(participant=code).values_list("status", flat=True).first()
        if status not in CAPACITY_OF:
            name = Participant.objects.names().get(code, code)
            sentence = _("“%(name)s” is neither a member nor an observer today.") % {"name": name}
            raise Invalid({"on_behalf_of": [sentence]})
        return self._for(code, status, chairs=Chairmanship.objects.on(on).filter(state_id=code).exists())

    def on_behalf_of_each(self, *, at: datetime) -> list[Actor]:
        """Return everyone that takes part then, in English order, as `on_behalf_of` would, in two queries."""
        from members.models import Chairmanship, Participant  # noqa: PLC0415 (models need this module's enums)

        on = at.date()
        present = Participant.objects.with_status_on(on).exclude(status=None).in_english_order()
        chairs = set(Chairmanship.objects.on(on).values_list("state_id", flat=True))
        return [
            self._for(code, status, chairs=code in chairs)
            for code, status in present.values_list("code", "status")
        ]

    def _for(self, code: str, status: str, *, chairs: bool) -> Actor:
        capacities = {Capacity.PUBLIC, CAPACITY_OF[Status(status)]}
        if status == Status.MEMBER and chairs:
            capacities.add(Capacity.CHAIR)
        # A note verbale speaks for the head of the delegation.
        return replace(self, capacities=frozenset(capacities), participant=code, is_head=True)

    def without(self, capacities: Collection[str]) -> Actor:
        """Return the actor as it speaks in its other capacities alone."""
        return replace(self, capacities=self.capacities - frozenset(capacities))

    @property
    def is_member(self) -> bool:
        """Whether it speaks for a member state."""
        return Capacity.MEMBER in self.capacities

    @property
    def is_chair(self) -> bool:
        """Whether it speaks for the Chair."""
        return Capacity.CHAIR in self.capacities

    @property
    def is_secretariat(self) -> bool:
        """Whether it is an officer of the secretariat."""
        return Capacity.SECRETARIAT in self.capacities

    @property
    def is_administrator(self) -> bool:
        """Whether it operates the system."""
        return Capacity.ADMINISTRATOR in self.capacities

    @property
    def takes_part(self) -> bool:
        """Whether it speaks for a member or an observer of today; one that has left is the public."""
        return bool(self.capacities & {Capacity.MEMBER, Capacity.OBSERVER})

    @property
    def is_procedure(self) -> bool:
        """Whether it is the procedure itself, which acts at deadlines and reads what its acts speak of."""
        return Capacity.PROCEDURE in self.capacities

    @property
    def reads_restricted(self) -> bool:
        """Whether it may read proposals in progress (DESIGN section 4)."""
        return bool(self.capacities & {*RESTRICTED, Capacity.PROCEDURE})
