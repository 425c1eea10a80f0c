"""An act is told in one sentence, the same in mail, inbox, history, register, API and webhook."""

from uuid import uuid4

import orjson
import pytest
from django.conf import settings
from django.utils import translation

from members.models import Account
from notices.letters import letter_of
from notices.models import Delivery
from proposals.enums import Action, PositionKind, Stage
from records import clock
from records.models import Act
from records.telling import sentence_of
from tests.factories.members import actor_of, browser, delegate
from tests.factories.proposals import UNINVOLVED, conclude, position, proposal_at, silence_at
from webhooks.channel import payload_of
from webhooks.models import Webhook

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    """A member's delegate who reads Russian."""
    account = Account.objects.get(public_id=delegate(UNINVOLVED).account)
    account.language = "ru"
    account.save(update_fields=["language"])
    return Account.objects.with_standing().get(pk=account.pk)


def objection():
    proposal = silence_at(Stage.WORKING_GROUP)
    position(proposal, "TR", PositionKind.OBJECTION, "We cannot agree.")
    return Act.objects.latest("number")


def approval():
    proposal = proposal_at(Stage.SENIOR_OFFICIALS)
    conclude(proposal, Action.CONCLUDE_SOC, "approved")
    return Act.objects.latest("number")


@pytest.mark.parametrize(
    ("entered", "told"),
    [
        (objection, "Турция заявила возражение против {symbol}; процедура умолчания прекращена."),
        (approval, "Комитет утвердил {symbol} консенсусом: решение {decision}; присутствовало"),
    ],
)
def test_an_act_is_told_in_the_same_words_wherever_it_is_read(reader, entered, told):
    act = entered()
    facts = orjson.loads(act.payload)
    with translation.override("ru"):
        sentence = sentence_of(act)
    assert sentence.startswith(told.format(symbol=facts["symbol"], decision=facts.get("decision")))

    letter = letter_of([act], account=reader, identity=uuid4(), at=clock.now())
    assert letter.body.splitlines()[0] == sentence
    assert facts["symbol"] in letter.body
    assert "Мера: ECO-2" in letter.body
    assert (act.object_key in letter.subject, "возраж" in letter.subject) == (True, False)
    webhook = Webhook(account=reader)
    body = orjson.loads(payload_of(Delivery(act=act, webhook=webhook)))
    assert body["data"]["summary"] == sentence

    client, russian = browser(actor_of(reader)), {"Accept-Language": "ru"}
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"
    for page in ("/inbox/", "/register/", f"/register/{act.number}/", f"/proposals/{act.object_key}/"):
        assert sentence in client.get(page, headers=russian).content.decode(), page
    api = "/api/v1"
    read = client.get(f"{api}/proposals/{act.object_key}/", headers=russian).json()
    assert read["history"][0]["summary"] == sentence
    for address, found in (
        (f"{api}/register/", lambda answer: answer["results"][0]["summary"]),
        (f"{api}/register/{act.number}/", lambda answer: answer["summary"]),
        (f"{api}/inbox/", lambda answer: answer["notices"]["results"][0]["summary"]),
        (f"{api}/events/?after={act.number - 1}", lambda answer: answer["results"][0]["data"]["summary"]),
    ):
        assert found(client.get(address, headers=russian).json()) == sentence, address
