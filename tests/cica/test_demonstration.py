"""The command loads the demonstration of every room, once."""

import pytest
from django.core.management import CommandError, call_command

from implementation.models import Activity
from meetings.models import AgendaItem, Meeting
from members.models import Participant
from proposals.models import Proposal
from records.models import Act
from tests.factories.proposals import open_proposal

pytestmark = pytest.mark.django_db


def test_every_room_is_shown_and_a_second_loading_changes_nothing(settings, capsys):
    settings.DEMO = True

    call_command("load_demonstration")

    acts = Act.objects.count()
    assert Proposal.objects.filter(is_demonstration=True).count() == 17
    assert "was loaded: 17 proposals" in capsys.readouterr().out
    assert Activity.objects.exists()
    experts = Meeting.objects.get(kind="expert", stage="planned", is_demonstration=True)
    [drafted] = AgendaItem.objects.filter(meeting=experts).exclude(proposal=None)
    assert (experts.host_id, drafted.proposal.measure.code) == ("JP", "NCT-1")
    call_command("load_demonstration")
    assert Act.objects.count() == acts
    assert "there already: 17 proposals" in capsys.readouterr().out


def test_without_the_reference_data_the_command_says_what_comes_first(settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr(Participant.objects, "exists", lambda: False)

    with pytest.raises(CommandError, match="load_reference_data"):
        call_command("load_demonstration")


def test_a_record_with_proposals_of_its_own_is_left_alone(settings, capsys):
    settings.DEMO = True
    open_proposal()

    call_command("load_demonstration")

    assert not Meeting.objects.filter(is_demonstration=True).exists()
    assert "no demonstration was loaded" in capsys.readouterr().out
