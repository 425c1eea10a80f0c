"""A right is asked again when the act has its lock: what an account was when it asked is not what counts."""

import ast
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from knox.crypto import hash_token

from members.enums import DelegationRole, Post
from members.models import Account, Chairmanship, Token
from proposals.actions import PROPOSALS
from proposals.enums import Action, Stage
from proposals.models import Proposal
from records import clock
from records.door import New, take
from records.known_acts import acts_by_room
from records.models import Act
from records.refusals import NotYours, Refusal
from tests.factories.members import chair, delegate, secretariat, viewer
from tests.factories.proposals import in_days, open_proposal

ACTS = [act_type for _room, act_types in acts_by_room() for act_type in act_types]


def change(actor, **values):
    Account.objects.filter(public_id=actor.account).update(**values)


@pytest.mark.django_db
@pytest.mark.parametrize("act_type", ACTS, ids=lambda act_type: act_type.name)
def test_no_act_of_any_room_is_done_by_an_account_that_was_closed_meanwhile(act_type):
    actor = chair()
    change(actor, is_active=False)

    with pytest.raises(NotYours, match="closed meanwhile"):
        take(act_type.name, New((act_type.of(None),)), actor=actor, data={})


def test_nothing_is_entered_past_the_one_function_that_asks():
    callers = {
        path.relative_to(settings.BASE_DIR).as_posix()
        for path in Path(settings.BASE_DIR).glob("*/**/*.py")
        if not path.is_relative_to(Path(settings.BASE_DIR) / "tests") and ".venv" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(), filename=str(path)))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "register.append"
    }
    assert callers - {"bench/record.py"} == {"records/acts.py"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"participant": "KG"}, "another delegation"),
        ({"participant": None, "post": Post.SECRETARIAT}, "another delegation"),
        ({"role": DelegationRole.VIEWER}, "reads only|read-only|only reads"),
        ({"is_chairs_office": False}, "is for"),
    ],
    ids=["moved", "another post", "viewer", "no office"],
)
def test_each_part_of_the_standing_is_asked_again(values, sentence):
    actor = chair()
    if "post" in values:
        change(actor, is_chairs_office=False)
    opening = next(act_type for act_type in ACTS if act_type.name == Action.OPEN_CONSULTATION)
    change(actor, **values)

    with pytest.raises(NotYours, match=sentence):
        take(opening.name, New((opening,)), actor=actor, data={})


@pytest.mark.django_db
def test_the_end_of_a_term_is_seen_too():
    actor = chair()
    Chairmanship.objects.filter(state=actor.participant, valid_to=None).delete()

    assert actor.is_chair
    assert not actor.renewed().is_chair


@pytest.mark.django_db
def test_a_revoked_or_expired_token_enters_nothing():
    account = Account.objects.get(public_id=delegate("KZ").account)
    row, plain = Token.objects.create(user=account)
    actor = type(delegate("KZ")).of(Account.objects.with_standing().get(pk=account.pk), token=row.digest)
    assert hash_token(plain) == row.digest
    assert actor.renewed() == actor

    Token.objects.filter(pk=row.pk).update(expiry=clock.now() - timedelta(seconds=1))
    with pytest.raises(NotYours, match="closed meanwhile"):
        actor.renewed()
    Token.objects.filter(pk=row.pk).update(expiry=None)
    Token.objects.filter(pk=row.pk).delete()
    with pytest.raises(NotYours, match="closed meanwhile"):
        actor.renewed()


@pytest.mark.django_db
def test_what_only_reads_goes_on_only_reading():
    assert not delegate("KZ", read_only=True).renewed().may_write
    assert not viewer("KZ").renewed().may_write


@pytest.mark.django_db
def test_it_costs_one_query(django_assert_num_queries):
    actor = secretariat()
    with django_assert_num_queries(1):
        assert actor.renewed() == actor


@pytest.mark.django_db(transaction=True)
def test_an_act_that_waited_while_its_account_was_closed_is_refused():
    proposal, actor = open_proposal(), chair()
    found = []

    def open_consultation():
        try:
            body = {"answer_by": in_days(10)}
            on = PROPOSALS.at(proposal.reference)
            found.append(take(Action.OPEN_CONSULTATION, on, actor=actor, data=body))
        except Refusal as refusal:
            found.append(refusal)
        finally:
            connection.close()

    waiting = threading.Thread(target=open_consultation)
    with transaction.atomic():
        Proposal.objects.select_for_update().get(pk=proposal.pk)
        waiting.start()
        wait_until_somebody_waits()
        change(actor, is_active=False, is_chairs_office=False)
    waiting.join(timeout=20)

    assert [type(one) for one in found] == [NotYours]
    assert not Act.objects.filter(action=Action.OPEN_CONSULTATION).exists()
    assert Proposal.objects.get(pk=proposal.pk).stage == Stage.INTEREST


@pytest.mark.django_db(transaction=True)
def test_an_account_is_not_closed_between_the_question_and_the_act():
    actor = chair()
    done = []

    def close():
        change(actor, is_active=False)
        done.append("closed")
        connection.close()

    closing = threading.Thread(target=close)
    with transaction.atomic():
        actor.renewed()
        closing.start()
        wait_until_somebody_waits()
        assert not done
    closing.join(timeout=20)
    assert done == ["closed"]


def wait_until_somebody_waits():
    """Return as soon as another connection waits for a lock of this one."""
    for _turn in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    pytest.fail("Nobody waited.")
