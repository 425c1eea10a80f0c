"""A request has one name, from the proxy to the outbox."""

import pytest
from django.db import transaction
from django.http import HttpResponse

from notices.models import OutboxEntry
from records import trace
from records.trace import RequestNameMiddleware
from tests.factories.records import enter_act


def answered(rf, **headers):
    """Ask once; return what the view followed, and the answer."""
    followed = []

    def view(request):
        followed.append(trace.current())
        return HttpResponse()

    answer = RequestNameMiddleware(view)(rf.get("/", headers=headers))
    return followed[0], answer


def test_behind_a_proxy_a_request_has_the_name_that_the_proxy_gave_it(rf, settings):
    settings.BEHIND_PROXY = True

    followed, answer = answered(rf, **{"X-Request-ID": "4f2a"})

    assert followed == "4f2a"
    assert "X-Request-ID" not in answer  # the proxy says it
    assert trace.current() == ""


@pytest.mark.parametrize("said", ["", "a b", "x" * 65, "line\nbreak"])
def test_a_name_that_is_none_is_not_taken(rf, settings, said):
    settings.BEHIND_PROXY = True

    followed, _answer = answered(rf, **{"X-Request-ID": said})

    assert followed != said
    assert trace.NAME.fullmatch(followed)


def test_without_a_proxy_nobody_is_believed_and_the_answer_has_the_name(rf):
    followed, answer = answered(rf, **{"X-Request-ID": "4f2a"})

    assert answer["X-Request-ID"] == followed != "4f2a"


@pytest.mark.django_db
def test_an_act_keeps_the_name_in_the_outbox_and_is_a_line_of_the_log(
    django_capture_on_commit_callbacks, caplog
):
    with (
        caplog.at_level("INFO", logger="cica.trail"),
        django_capture_on_commit_callbacks(execute=True),
        trace.following("4f2a"),
        transaction.atomic(),
    ):
        act = enter_act(told=["TR"])

    assert OutboxEntry.objects.get(act=act).request == "4f2a"
    assert f"Act {act.number} was entered: {act.action}" in caplog.text
