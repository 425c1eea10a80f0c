"""The demonstration shows each part of the exchange alive, and is loaded once."""

import pytest

from exchange.demonstration import load
from exchange.dossier import answered
from exchange.enums import ExchangeAction, SubmissionKind, SubmissionStage
from exchange.models import Call, Compilation, Delivery, Submission
from members.demonstration import make_demonstration_accounts
from proposals.demonstration.cast import Cast
from records import clock
from records.models import Act

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    settings.DEMO = True
    make_demonstration_accounts(on=clock.now().date())
    return Cast()


def test_every_stage_but_a_refusal_and_every_kind_is_there(cast):
    load(cast)

    stages = set(Submission.objects.values_list("stage", flat=True))
    assert stages == set(SubmissionStage) - {SubmissionStage.DECLINED}
    assert set(Submission.objects.values_list("kind", flat=True)) == set(SubmissionKind)
    assert not Submission.objects.filter(is_demonstration=False).exists()


def test_a_joint_submission_was_corrected_and_acknowledged_by_one_of_three(cast):
    load(cast)

    submission = Submission.objects.get(reference=Act.objects.get(action=ExchangeAction.CORRECT).object_key)
    lines = Delivery.objects.filter(version__submission=submission, version__number=2)
    assert {line.participant_id: bool(line.acknowledged_at) for line in lines} == {
        "JP": True, "MN": False, "TR": False,
    }  # fmt: skip


def test_the_call_has_an_answer_and_a_nil_return(cast):
    load(cast)

    kinds = {code: rows[0].kind for code, rows in answered(Call.objects.get()).items()}
    assert kinds == {"MN": SubmissionKind.INFORMATION, "TH": SubmissionKind.NIL_RETURN}
    assert Compilation.objects.get().entries.count() == 3


def test_it_is_loaded_once(cast):
    first = load(cast)
    acts = Act.objects.count()

    assert first
    assert not load(cast)
    assert Act.objects.count() == acts
