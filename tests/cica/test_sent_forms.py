"""Every form there is, sent as people send them: twice, after a log-out, by another, without its cookie.

A page with a form of its own has a case below, or `test_every_page_with_a_form_has_a_case` fails.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.db.models import F
from django.test import Client
from django.urls import reverse

from cbms.actions import enter_coordinators
from cbms.models import Measure
from deadlines.calendars.addresses import make_address
from deadlines.models import FeedAddress
from implementation.models import ActionPlan, Activity, Report, Review
from members.actor import Actor
from members.enums import DelegationRole
from members.models import Account
from members.tokens import issue_token
from notices.delivery import fan_out
from notices.enums import DeliveryStatus
from notices.models import Delivery, Notice
from papers.rows import TEMPLATE
from proposals.enums import Stage
from records import clock
from records.models import Act
from tests.addresses import addresses_served
from tests.factories import taking
from tests.factories.exchange import call_for_information, compiled, submission_at, views_of
from tests.factories.meetings import convene, later
from tests.factories.members import AccountFactory, administrator, browser, chair, delegate, secretariat
from tests.factories.proposals import COORDINATOR, proposal_at
from tests.factories.records import enter_act
from tests.factories.taking import act_on_participant, designate_expert
from tests.factories.webhooks import webhook_of
from tests.sending import Form, form_on
from web.sent import SentForms
from webhooks.models import Webhook
from webhooks.subscriptions import send_test

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def log_ins_are_not_counted(settings):
    settings.ACCOUNT_RATE_LIMITS = False


WORDS = "Words that took an hour."


@dataclass(frozen=True)
class Case:
    """A form: who fills it in, on which page it stands, what is typed, and where it is sent if not there."""

    who: Actor
    page: str
    typed: dict[str, Any] = field(default_factory=dict)
    action: str = ""


def day(days: int) -> str:
    return (clock.now().date() + timedelta(days=days)).isoformat()


def expert_body() -> dict[str, Any]:
    return {
        "name": WORDS, "post": "Institute", "measures": ["ENV-3"], "valid_from": day(0), "valid_to": day(400),
        "email": "a@example.org", "agreed_on": day(0),
    }  # fmt: skip


def expert() -> Any:
    return designate_expert(actor=delegate("KG"), data=expert_body(), at=clock.now())[0]


def made(model: type, **data: Any) -> Any:
    enter_coordinators(
        measure=Measure.objects.get(edition="2007", code="ECO-2"), coordinators=[("KG", "coordinator")],
        decision="SOC-2026-900", on=clock.now().date() - timedelta(days=1),
    )  # fmt: skip
    return taking.enter(model, actor=delegate("KG"), data=data, at=clock.now())[0] if data else None


ACTIVITY = {"measure": "ECO-2", "year": 2027, "title": WORDS, "format": "hybrid"}
REPORT = {"measure": "ECO-2", "year": 2026, "text": WORDS}
PLAN = {"measure": "ECO-2", "title": "A plan", "text": WORDS}


def plan_body() -> dict[str, Any]:
    return PLAN | {"starts_on": day(0), "ends_on": day(300)}


def review() -> Review:
    return taking.enter(
        Review, actor=chair(), data={"area": "ECO", "year": clock.now().year}, at=clock.now()
    )[0]


def webhook(*, is_on: bool = True) -> Webhook:
    found, _secret = webhook_of(delegate("KG"))
    Webhook.objects.filter(pk=found.pk).update(
        is_active=is_on, off_because="" if is_on else "owner", off_since=None if is_on else clock.now()
    )
    return found


def on_webhook(name: str, *, is_on: bool = True, **typed: Any) -> Case:
    found = webhook(is_on=is_on)
    address = reverse(name, args=[found.pk])
    page = reverse("webhook", args=[found.pk])
    is_button = name in {"webhook-enable", "webhook-disable", "webhook-test"}
    return Case(delegate("KG"), page if is_button else address, typed, address)


def replay_one() -> Case:
    found = webhook()
    sent = send_test(key=found.pk, actor=delegate("KG"), at=clock.now())
    page = reverse("webhook", args=[found.pk])
    return Case(delegate("KG"), page, {}, reverse("webhook-delivery-replay", args=[found.pk, sent.pk]))


def told() -> Case:
    enter_act(told=["KG"])
    return Case(delegate("KG"), "/inbox/", {"all": "1"})


def undelivered() -> Case:
    AccountFactory(username="aliya", participant_id="TR")
    enter_act(told=["TR"])
    fan_out()
    Delivery.objects.update(status=DeliveryStatus.REFUSED, attempts=10, detail="550 No such mailbox")
    return Case(administrator(), "/notices/undelivered/", {"channel": "mail", "step": "confirm"})


def feed_address() -> Case:
    make_address(actor=delegate("KG"), name="Phone", at=clock.now())
    return Case(delegate("KG"), reverse("feed-address", args=[FeedAddress.objects.get().pk]))


def on_proposal(stage: Stage, act: str, who: Callable[[], Actor], **typed: Any) -> Case:
    return Case(who(), f"/proposals/{proposal_at(stage).reference}/actions/{act}/", typed)


def views() -> Case:
    views_of("KZ")
    return Case(secretariat(), "/exchange/views/new/", {"title": WORDS, "measures": ["ECO-2"]})


def compilation() -> Case:
    views_of("KZ")
    return Case(secretariat(), f"{compiled().get_absolute_url()}acts/disseminate-views/")


def coordinator() -> Actor:
    made(Report)
    return delegate("KG")


def office() -> Case:
    member = AccountFactory(username="member", participant_id="KZ")
    handover = {"effective_on": day(10), "decision": "Seventh Summit"}
    act_on_participant(
        code="KZ", name="hand-over-chairmanship", actor=secretariat(), data=handover, at=clock.now()
    )
    head = delegate("KZ", role=DelegationRole.HEAD)
    address = reverse("account-act", args=[member.public_id, "name-chairs-office"])
    return Case(head, address, {"is_chairs_office": "true"})


def token() -> Case:
    owner = AccountFactory(username="member", participant_id="KZ")
    made, _key = issue_token(account=owner)
    return Case(administrator(), reverse("account-token", args=[owner.public_id, made.token_key]))


CASES: dict[str, Callable[[], Case]] = {
    "accounts/<uuid:public_id>/<slug:name>/": office,
    "accounts/open/": lambda: Case(
        administrator(), "/accounts/open/", {"username": "new.account", "participant": "KZ"}
    ),
    "accounts/<uuid:public_id>/tokens/<slug:key>/": token,
    "members/admit/": lambda: Case(
        secretariat(),
        "/members/admit/",
        {
            "code": "NP", "kind": "state", "status": "observer", "name_en": WORDS, "name_ru": "Непал",
            "name_fr": "Népal", "effective_on": day(0), "decision": "Decision 1",
        },
    ),
    "members/<str:code>/<slug:name>/": lambda: Case(
        secretariat(),
        "/members/JP/change-status/",
        {"status": "member", "effective_on": day(0), "decision": WORDS},
    ),
    "accounts/profile/": lambda: Case(
        delegate("KG"), "/accounts/profile/", {"language": "en", "time_zone": "Asia/Tokyo"}
    ),
    "inbox/": told,
    "accounts/mail/": lambda: Case(delegate("KG"), "/accounts/mail/", {"mode": "digest"}),
    "notices/undelivered/": undelivered,
    "accounts/feeds/": lambda: Case(delegate("KG"), reverse("feed-addresses"), {"name": WORDS}),
    "accounts/feeds/<uuid:pk>/": feed_address,
    "accounts/webhooks/new/": lambda: Case(
        delegate("KG"),
        "/accounts/webhooks/new/",
        {"url": "https://hooks.example.org/new", "description": WORDS},
    ),
    "accounts/webhooks/<uuid:key>/change/": lambda: on_webhook(
        "webhook-change", url="https://hooks.example.org/cica", description=WORDS
    ),
    "accounts/webhooks/<uuid:key>/rotate/": lambda: on_webhook("webhook-rotate", overlap_hours="7"),
    "accounts/webhooks/<uuid:key>/replay/": lambda: on_webhook(
        "webhook-replay", since=f"{day(-1)}T10:00"
    ),
    "accounts/webhooks/<uuid:key>/delete/": lambda: on_webhook("webhook-delete"),
    "accounts/webhooks/<uuid:key>/enable/": lambda: on_webhook("webhook-enable", is_on=False),
    "accounts/webhooks/<uuid:key>/disable/": lambda: on_webhook("webhook-disable"),
    "accounts/webhooks/<uuid:key>/test/": lambda: on_webhook("webhook-test"),
    "accounts/webhooks/<uuid:key>/deliveries/<uuid:delivery>/replay/": replay_one,
    "experts/designate/": lambda: Case(delegate("KG"), "/experts/designate/", expert_body()),
    "experts/<uuid:public_id>/actions/<str:name>/": lambda: Case(
        delegate("KG"),
        reverse("expert-act", args=[expert().public_id, "renew-expert"]),
        {"valid_to": day(500)},
    ),
    "exchange/new/": lambda: Case(
        delegate("KG"),
        "/exchange/new/",
        {
            "kind": "information", "measures": ["ECO-2"], "title": "Forecasts", "text": WORDS,
            "language": "en", "audience": "members",
        },
    ),
    "exchange/<str:reference>/acts/<str:act>/": lambda: Case(
        secretariat(),
        f"{submission_at('intake').get_absolute_url()}acts/return/",
        {"reason": WORDS},
    ),
    "exchange/calls/new/": lambda: Case(
        secretariat(),
        "/exchange/calls/new/",
        {
 "title": "A call", "mandate": "SOC, 1", "measures": ["ECO-2"], "question": WORDS,
 "answer_by": day(20), "answer_by.time": "10:00", "audience": "members"},
    ),
    "exchange/calls/<str:reference>/acts/<str:act>/": lambda: Case(
        secretariat(), f"{call_for_information().get_absolute_url()}acts/remind/", {"message": WORDS}
    ),
    "exchange/views/new/": views,
    "exchange/views/<str:reference>/acts/<str:act>/": compilation,
    "proposals/new/": lambda: Case(
        delegate("KG"), "/proposals/new/?measure=ECO-2", {"offer": "coordinator", "statement": WORDS}
    ),
    "proposals/<str:reference>/actions/submit-paper/": lambda: on_proposal(
        Stage.DRAFTING,
        "submit-paper",
        lambda: delegate(COORDINATOR),
        title="A paper",
        **{f"paragraphs[{2 * part + 1}]en": WORDS for part in range(len(TEMPLATE))},
    ),
    "proposals/<str:reference>/actions/<slug:act>/": lambda: on_proposal(
        Stage.CIRCULATION, "comment", lambda: delegate("UZ"), text=WORDS
    ),
    "implementation/new/": lambda: Case(delegate("KG"), "/implementation/new/", ACTIVITY),
    "implementation/<str:key>/actions/<str:name>/": lambda: Case(
        delegate("KG"),
        reverse("activity-act", args=[made(Activity, **ACTIVITY).reference, "cancel-activity"]),
        {"reason": WORDS},
    ),
    "implementation/reports/new/": lambda: Case(coordinator(), "/implementation/reports/new/", REPORT),
    "implementation/reports/<str:key>/actions/<str:name>/": lambda: Case(
        delegate("KG"),
        reverse("report-act", args=[made(Report, **REPORT).reference, "publish-report"]),
    ),
    "implementation/action-plans/new/": lambda: Case(
        coordinator(), "/implementation/action-plans/new/", plan_body()
    ),
    "implementation/action-plans/<str:key>/actions/<str:name>/": lambda: Case(
        delegate("KG"),
        reverse("action-plan-act", args=[made(ActionPlan, **plan_body()).reference, "amend-action-plan"]),
        {"title": "A plan", "text": WORDS, "starts_on": day(0), "ends_on": day(200), "reason": "New."},
    ),
    "implementation/reviews/new/": lambda: Case(
        chair(), "/implementation/reviews/new/", {"area": "ECO", "year": "2027"}
    ),
    "implementation/reviews/<int:key>/actions/<str:name>/": lambda: Case(
        chair(),
        reverse("review-act", args=[review().year, "conclude-review"]),
        {"conclusions": WORDS, "concluded_on": day(0)},
    ),
    "implementation/decisions/<str:key>/actions/<str:name>/": lambda: Case(
        chair(),
        reverse(
            "decision-act", args=[proposal_at(Stage.APPROVED).decisions.first().number, "set-review-by"]
        ),
        {"review_by": day(300)},
    ),
    "meetings/convene/<slug:word>/": lambda: Case(
        secretariat(),
        "/meetings/convene/session/",
        {
            "kind": "soc", "title": WORDS, "time_zone": "Asia/Almaty", "format": "online",
            "audience": "members", "starts_at": f"{day(30)}T10:00", "ends_at": f"{day(30)}T12:00",
        },
    ),
    "meetings/<slug:reference>/actions/<slug:name>/": lambda: Case(
        secretariat(),
        reverse("meeting-act", args=[convene(**later(20)).reference, "cancel-meeting"]),
        {"reason": WORDS},
    ),
}  # fmt: skip
"""A case of each address that takes a form, by its pattern."""
NOT_OURS = re.compile(
    r"^(favicon|<path:|\^?accounts/(login|logout|signup|password|reauthenticate|inactive)|i18n|api)"
)
"""Forms that hold passwords, or nothing that would be a loss: Django's and allauth's own."""


def pages_with_a_form() -> Iterator[tuple[str, type]]:
    for pattern in addresses_served():
        view = getattr(pattern.callback, "view_class", None)
        if view is not None and hasattr(view, "post") and not hasattr(pattern.callback, "cls"):
            yield str(pattern.pattern), view


def test_every_page_with_a_form_has_a_case():
    ours = {address: view for address, view in pages_with_a_form() if not NOT_OURS.match(address)}

    assert ours.keys() == CASES.keys()
    assert all(issubclass(view, SentForms) for view in ours.values())


def test_every_form_of_a_template_begins_with_its_tokens():
    bare = [
        (path.name, line)
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
        for form in re.findall(r'<form method="post".*?</form>', path.read_text(), re.DOTALL)
        if not re.search(r"\{\{-? *(form_tokens\(\)|tokens)", form)
        for line in form.splitlines()[:1]
    ]

    assert sorted(name for name, _line in bare) == [
        "_form.html",  # log-in and passwords
        "_typed.html",  # what was sent is sent again as it was
        "base.html", "base.html", "logout.html",  # language, log-out
    ]  # fmt: skip


@pytest.fixture(params=sorted(CASES))
def case(request) -> Case:
    return CASES[request.param]()


def drawn(case: Case, client: Client) -> Form:
    return form_on(client.get(case.page), case.page, action=case.action)


def words(page: Any) -> str:
    return unescape(page.text)


def lost(case: Case, page: Any) -> list[str]:
    """Return what was typed and is not on the page, in its fields or in words."""
    shown = unescape(page.text)
    lists = (values if isinstance(values, list) else [values] for values in case.typed.values())
    flat = [str(value) for values in lists for value in values]
    return [value for value in flat if value != "confirm" and value not in shown]


def test_what_was_typed_is_there_after_a_log_out_and_a_log_in(case):
    account = Account.objects.get(public_id=case.who.account)
    account.set_password("a long enough password")
    account.save()
    client = browser(case.who)
    form = drawn(case, client)
    acts = Act.objects.count()
    client.cookies.clear()

    led = client.post(form.action, form.filled(case.typed))
    assert (led.status_code, led["Location"].partition("?")[0]) == (302, "/accounts/login/")
    assert "You were logged out." in client.get(led["Location"]).text
    entered = client.post(led["Location"], {"login": account.username, "password": "a long enough password"})
    assert entered.status_code == 302
    page = client.get(entered["Location"], follow=True)

    assert page.status_code == 200
    assert "You are logged in again." in page.text
    assert lost(case, page) == []
    assert Act.objects.count() == acts


def test_a_form_that_another_sends_is_refused_with_what_was_typed(case):
    client = browser(case.who)
    form = drawn(case, client)
    other = delegate("AZ") if case.who.participant != "AZ" else delegate("KG")
    acts = Act.objects.count()
    client.force_login(Account.objects.get(public_id=other.account))

    page = client.post(form.action, form.filled(case.typed))

    assert page.status_code == 409
    assert f"This form was opened for {case.who.username}" in words(page)
    assert f"You are logged in as {other.username}" in words(page)
    assert lost(case, page) == []
    assert Act.objects.count() == acts


def test_a_form_that_lost_its_cookie_comes_back_with_what_was_typed(case):
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(public_id=case.who.account))
    form = drawn(case, client)
    acts = Act.objects.count()
    del client.cookies["csrftoken"]

    page = client.post(form.action, form.filled(case.typed))

    assert page.status_code == 403
    assert "The form had expired." in page.text
    assert lost(case, page) == []
    assert Act.objects.count() == acts


def test_a_form_that_is_sent_twice_is_done_once(case):
    client = browser(case.who)
    form = drawn(case, client).filled(case.typed | {"step": "confirm"})
    action = drawn(case, client).action
    before = Act.objects.count(), Webhook.objects.count(), FeedAddress.objects.count()

    first = client.post(action, form)
    after = Act.objects.count(), Webhook.objects.count(), FeedAddress.objects.count()
    second = client.post(action, form)

    assert first.status_code in {200, 201, 303}, words(first)
    assert second.status_code == 303, words(second)
    assert first.status_code != 303 or second["Location"] == first["Location"]
    assert (Act.objects.count(), Webhook.objects.count(), FeedAddress.objects.count()) == after
    assert sum(after) - sum(before) in {-1, 0, 1}


def elsewhere(case: Case) -> Case:
    """Return what is sent from another window: what the form begins with, but for one thing."""
    return replace(case, typed=case.typed | OTHERWISE[case.page.split("/")[2]])


OTHERWISE = {
    "profile": {"time_zone": "Asia/Almaty"},
    "mail": {"mode": "none"},
    "webhooks": {"description": "B"},
}
NOTHING_TO_LOSE = {
    "inbox/": "marks what was shown, as a test of its own says",
    "notices/undelivered/": "asks once more before it sends",
    "accounts/feeds/": "makes something new",
    "accounts/feeds/<uuid:pk>/": "revokes what never changes",
    "accounts/<uuid:public_id>/tokens/<slug:key>/": "revokes what never changes",
    "accounts/open/": "makes something new, by an act",
    "accounts/webhooks/new/": "makes something new",
}
"""Forms that are no act of the register, and overwrite nothing that another window could have changed."""
OVERWRITING = sorted(
    address
    for address in CASES
    if address.startswith(("accounts/", "inbox", "notices")) and "<slug:name>" not in address
)


@pytest.mark.parametrize("address", [one for one in OVERWRITING if one not in NOTHING_TO_LOSE])
def test_what_another_window_changed_is_not_overwritten_unseen(address):
    case = CASES[address]()
    client = browser(case.who)
    form = drawn(case, client)
    if "webhook" in address:
        Webhook.objects.update(description="Changed elsewhere", revision=F("revision") + 1)
    else:
        other = drawn(case, client)
        assert client.post(other.action, other.filled(elsewhere(case).typed)).status_code == 303

    page = client.post(form.action, form.filled(case.typed))

    assert page.status_code == 412, words(page)
    assert lost(case, page) == []
    shown = "Changed elsewhere" if address.endswith("change/") else "changed since"
    assert shown in words(page)
    if not case.action:  # who has seen it goes on
        again = form_on(page, case.page)
        assert client.post(again.action, again.filled(case.typed)).status_code in {200, 303}


def test_all_is_marked_as_read_that_the_page_showed():
    case = told()
    client = browser(case.who)
    form = drawn(case, client)
    enter_act(told=["KG"])

    client.post(form.action, form.filled(case.typed))

    assert [notice.read_at is not None for notice in Notice.objects.order_by("act")] == [True, False]
