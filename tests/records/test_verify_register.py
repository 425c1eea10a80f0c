"""`manage.py verify_register`, as an operator runs it."""

from io import StringIO

import pytest
from django.core.management import call_command

from records.management.commands import verify_register
from tests.factories.records import enter_act
from tests.records.test_register import tamper

pytestmark = pytest.mark.django_db


def test_it_prints_how_many_acts_are_sound_and_the_head():
    head = [enter_act() for _ in range(3)][-1]
    out = StringIO()

    call_command("verify_register", stdout=out)

    assert out.getvalue() == f"3 acts are sound, up to the hash {head.hash}\n"


def test_it_names_the_first_broken_act_and_exits_with_one():
    acts = [enter_act() for _ in range(3)]
    tamper("UPDATE records_act SET rule = 'none' WHERE number >= 2")
    out = StringIO()

    with pytest.raises(SystemExit) as stopped:
        call_command("verify_register", stdout=out)

    assert stopped.value.code == 1
    assert out.getvalue() == (
        f"1 acts are sound, up to the hash {acts[0].hash}\n"
        "Act 2 is broken: its facts do not match its digest\n"
    )


def test_it_tells_on_stderr_how_far_it_is(monkeypatch):
    monkeypatch.setattr(verify_register, "REPORT_EVERY", 2)
    for _ in range(5):
        enter_act()
    err = StringIO()

    call_command("verify_register", stdout=StringIO(), stderr=err)

    assert err.getvalue() == "2 acts …\n4 acts …\n"
