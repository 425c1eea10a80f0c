"""The security log: each kind of line, by the act that leads to it; whole, once, and of no person."""

import json
import logging
import re
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cica.logs import SecurityLines
from members.enums import Post
from members.models import Account, Token
from members.tokens import issue_token
from notices.tasks import deliver
from proposals.enums import Stage
from records import clock
from records.documents import AttachedFileField, keep, refuse_damaged
from records.refusals import Damaged
from records.security import LineKind, LogLine
from tests.factories.members import AccountFactory
from tests.factories.proposals import circulate, proposal_at

pytestmark = pytest.mark.django_db

PERSON = "zarina"
"""Stands in every name, address, text and file that the tests send."""
PHRASE = f"the long password of {PERSON}"
REQUEST = "4f2a-from-the-proxy"
API = "/api/v1"


@pytest.fixture
def lines(settings):
    """What is written to the security log, as it is in production."""
    settings.BEHIND_PROXY = True
    cache.clear()
    written: list[str] = []
    handler = logging.Handler()
    handler.setFormatter(SecurityLines("1.2"))
    handler.emit = lambda record: written.append(handler.format(record))
    logger = logging.getLogger("security")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


def person(state: str | None = "KZ", **facts: object) -> Account:
    account = AccountFactory(
        username=PERSON, email=f"{PERSON}@example.org", first_name=PERSON, participant_id=state, **facts
    )
    account.set_password(PHRASE)
    account.save()
    return account


def site(account: Account | None = None, **options: object) -> Client:
    client = Client(headers={"X-Request-ID": REQUEST}, **options)
    if account:
        client.force_login(account)
    return client


def by_token(key: str) -> Client:
    return Client(headers={"X-Request-ID": REQUEST, "Authorization": f"Token {key}"})


def key_of(account: Account, **options: object) -> tuple[Token, str]:
    return issue_token(account=account, label=PERSON, **options)


def api(client: Client, address: str, body: object = None):
    return client.post(f"{API}{address}", json.dumps(body or {}), content_type="application/json")


def act_on_proposal(account: Account, name: str, stage: Stage = Stage.CIRCULATION, **body: object):
    proposal = proposal_at(stage)
    return api(site(account), f"/proposals/{proposal.reference}/actions/{name}/", body)


def refuse_what_is_anothers():
    act_on_proposal(person("KZ"), "conclude-swg", outcome="consensus", note=PERSON)


def refuse_what_is_not_open():
    act_on_proposal(person("AZ", is_chairs_office=True), "conclude-soc", digest="0" * 64)


def refuse_nobody():
    api(site(), "/participants/", {"name_en": PERSON})


def refuse_what_is_hidden():
    api(site(person()), "/proposals/P-2026-999/actions/comment/", {"text": PERSON})


def refuse_on_behalf():
    officer = person(None, post=Post.SECRETARIAT)
    note = {"on_behalf_of": "US", "note_number": PERSON, "note_date": clock.now().date().isoformat()}
    act_on_proposal(officer, "comment", text=PERSON, **note)


def refuse_a_page():
    site(person()).get("/members/admit/", {"name_en": PERSON})


def send_to_log_in():
    site().get("/accounts/profile/")


def log_in(name: str = PERSON, phrase: str = PHRASE):
    return site().post("/accounts/login/", {"login": name, "password": phrase})


def log_in_wrongly():
    person()
    log_in(phrase=f"wrong {PERSON}")


def guess_at_a_name():
    log_in(name=f"other.{PERSON}")


def log_in_as(**facts: object) -> Callable[[], object]:
    def act():
        person(**facts)
        log_in()

    return act


def log_out():
    site(person()).post("/accounts/logout/")


def ask_for_a_link():
    person()
    site().post("/accounts/password/reset/", {"email": f"{PERSON}@example.org"})


def send_a_link():
    ask_for_a_link()
    deliver()


def set_the_password():
    send_a_link()
    link = next(line for line in mail.outbox[-1].body.splitlines() if "/reset/key/" in line)
    browser = site()
    page = browser.get(link.partition("testserver")[2], follow=True)
    new = f"another {PHRASE}"
    browser.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})


def make_a_token():
    api(site(person()), "/tokens/", {"label": PERSON, "read_only": True, "days": 1})


def revoke_a_token():
    account = person()
    token, _key = key_of(account)
    site(account).delete(f"{API}/tokens/{token.token_key}/")


def revoke_by_the_administrator():
    token, _key = key_of(person())
    site(AccountFactory(username="keeper", participant_id=None, post=Post.ADMINISTRATOR)).post(
        reverse("account-token", args=[token.user.public_id, token.token_key])
    )


def use_a_revoked_token():
    token, key = key_of(person())
    token.delete()
    by_token(key).get(f"{API}/me/")


def use_an_expired_token():
    _token, key = key_of(person(), lifetime=-timedelta(days=1))
    by_token(key).get(f"{API}/me/")


def use_no_token():
    Client(headers={"Authorization": f"Basic {PERSON}"}).get(f"{API}/me/")


def make_a_webhook():
    return api(site(person()), "/webhooks/", {"url": f"https://{PERSON}.org/", "description": PERSON})


def replace_a_secret():
    made = make_a_webhook()
    client = site(Account.objects.get(username=PERSON))
    client.post(f"{made['Location']}actions/rotate/", "{}", content_type="application/json")


def make_an_address():
    return api(site(person()), "/feeds/", {"name": PERSON})


def revoke_an_address():
    made = make_an_address()
    site(Account.objects.get(username=PERSON)).delete(made["Location"])


def try_an_address():
    site().get(reverse("personal-feed", args=[PERSON]))


def change_an_account():
    keeper = AccountFactory(username="keeper", participant_id=None, post=Post.ADMINISTRATOR)
    account = person()
    page = reverse("account-act", args=[account.public_id, "change-account"])
    site(keeper).post(
        page,
        {"username": PERSON, "email": f"{PERSON}@example.net", "post": "delegation", "participant": "KZ",
         "role": "viewer", "is_active": "true"},
    )  # fmt: skip


def guess_often():
    person()
    for _attempt in range(20):
        if log_in(phrase=f"wrong {PERSON}").status_code == HTTPStatus.TOO_MANY_REQUESTS:
            return
    pytest.fail("Nobody counts the attempts.")


def send_from_elsewhere():
    site(person(), enforce_csrf_checks=True).post("/accounts/profile/", {"language": PERSON})


def send_to_the_api_from_elsewhere():
    api(site(person(), enforce_csrf_checks=True), "/tokens/", {"label": PERSON})


def send_a_forged_form():
    site(person()).post("/accounts/profile/", {"drawn": PERSON, "language": "en"})


def send_a_form_of_another():
    theirs = AccountFactory(username="another", participant_id="KG")
    client = site(theirs)
    page = client.get("/accounts/profile/").content.decode()
    sealed = re.search(r'name="drawn" value="([^"]+)"', page)
    client.force_login(person())
    client.post("/accounts/profile/", {"drawn": sealed[1], "language": "en"})


def ask_another_host():
    Client(headers={"Host": f"{PERSON}.example"}).get("/")


def attach(name: str, content: bytes) -> Callable[[], object]:
    def act():
        file = SimpleUploadedFile(name, content)
        posted = {"body": json.dumps({"measures": ["ECO-2"], "text": PERSON}), "files": [file]}
        site(person()).post(f"{API}/submissions/", posted)

    return act


def read_a_damaged_file():
    file = AttachedFileField().run_validation(SimpleUploadedFile("a.txt", PERSON.encode()))
    document = keep(file, at=clock.now())
    document.content = b"other"
    with pytest.raises(Damaged):
        refuse_damaged(document)


def come_late():
    proposal = proposal_at(Stage.EDITORIAL)
    circulate(proposal, days=30)
    client, later = site(person("TR")), clock.now() + timedelta(days=31)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: later)
        api(client, f"/proposals/{proposal.reference}/actions/comment/", {"text": PERSON})


WAYS: list[tuple[Callable[..., object], LineKind, str]] = [
    (refuse_what_is_anothers, LineKind.ACT_REFUSED, "not-yours"),
    (refuse_what_is_not_open, LineKind.ACT_REFUSED, "not-now"),
    (come_late, LineKind.ACT_REFUSED, "too-late"),
    (refuse_nobody, LineKind.ACT_REFUSED, "not-yours"),
    (refuse_what_is_hidden, LineKind.ACT_REFUSED, "not-visible"),
    (refuse_on_behalf, LineKind.ACT_REFUSED, "wrong-state"),
    (refuse_a_page, LineKind.ACCESS_REFUSED, "not-yours"),
    (send_to_log_in, LineKind.ACCESS_REFUSED, "not-logged-in"),
    (log_in_as(), LineKind.LOGGED_IN, ""),
    (log_in_as(state=None, post=Post.ADMINISTRATOR), LineKind.ADMINISTRATOR_LOGGED_IN, ""),
    (log_in_wrongly, LineKind.LOG_IN_FAILED, "wrong-password"),
    (log_in_as(is_active=False), LineKind.LOG_IN_FAILED, "account-closed"),
    (guess_at_a_name, LineKind.LOG_IN_FAILED, "no-such-account"),
    (log_out, LineKind.LOGGED_OUT, ""),
    (ask_for_a_link, LineKind.PASSWORD_LINK_ASKED, ""),
    (send_a_link, LineKind.PASSWORD_LINK_SENT, ""),
    (set_the_password, LineKind.PASSWORD_SET, ""),
    (make_a_token, LineKind.TOKEN_MADE, "read-only"),
    (revoke_a_token, LineKind.TOKEN_REVOKED, "owner"),
    (revoke_by_the_administrator, LineKind.TOKEN_REVOKED, "administrator"),
    (use_a_revoked_token, LineKind.TOKEN_REFUSED, "unknown-or-revoked"),
    (use_an_expired_token, LineKind.TOKEN_REFUSED, "expired"),
    (use_no_token, LineKind.TOKEN_REFUSED, "no-token"),
    (make_a_webhook, LineKind.WEBHOOK_SECRET_SHOWN, "made"),
    (replace_a_secret, LineKind.WEBHOOK_SECRET_SHOWN, "replaced"),
    (make_an_address, LineKind.FEED_ADDRESS_MADE, ""),
    (revoke_an_address, LineKind.FEED_ADDRESS_REVOKED, ""),
    (try_an_address, LineKind.FEED_ADDRESS_REFUSED, ""),
    (change_an_account, LineKind.ACCOUNT_CHANGED, "also role"),
    (guess_often, LineKind.RATE_LIMITED, ""),
    (send_from_elsewhere, LineKind.FORM_REFUSED, "csrf"),
    (send_to_the_api_from_elsewhere, LineKind.FORM_REFUSED, "csrf"),
    (send_a_forged_form, LineKind.FORM_REFUSED, "signature"),
    (send_a_form_of_another, LineKind.FORM_REFUSED, "other-account"),
    (ask_another_host, LineKind.HOST_REFUSED, ""),
    (attach(f"{PERSON}.exe", b"MZ"), LineKind.FILE_REFUSED, "kind"),
    (attach(f"{PERSON}.pdf", b"no PDF"), LineKind.FILE_REFUSED, "content"),
    (read_a_damaged_file, LineKind.FILE_DAMAGED, ""),
]


@pytest.mark.parametrize(("way", "kind", "reason"), WAYS)
def test_each_kind_leaves_one_whole_line_of_no_person(
    way, kind, reason, lines, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        way()

    found = [line for line in map(json.loads, lines) if (line["kind"], line["reason"]) == (kind, reason)]
    assert len(found) == 1, lines
    assert set(found[0]) == {"at", "process", "release", "request", *names_of_facts()}
    assert not re.search(PERSON, "".join(lines), re.IGNORECASE)
    account = Account.objects.filter(username=PERSON).values_list("public_id", flat=True).first()
    assert found[0]["account"] in {"", str(account), *map(str, keepers())}


def names_of_facts() -> list[str]:
    return [fact.name for fact in fields(LogLine)]


def keepers() -> list[object]:
    return list(Account.objects.filter(post=Post.ADMINISTRATOR).values_list("public_id", flat=True))


def test_no_kind_is_left_out():
    assert {kind for _way, kind, _reason in WAYS} == set(LineKind)


def test_a_refused_act_says_who_what_and_for_which_request(lines):
    refuse_what_is_anothers()

    (line,) = [line for line in map(json.loads, lines) if line["kind"] != "logged-in"]
    account = Account.objects.get(username=PERSON)
    assert {name: line[name] for name in ("request", *names_of_facts())} == {
        "request": REQUEST, "kind": "act-refused", "account": str(account.public_id), "state": "KZ",
        "act": "conclude-swg", "object": "proposal P-2026-001", "reason": "not-yours", "status": 403,
    }  # fmt: skip


def test_what_a_rehearsal_takes_back_leaves_no_line(lines, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client = site(person())
        client.post(
            f"{API}/tokens/?dry_run=true", json.dumps({"label": PERSON}), content_type="application/json"
        )

    assert not [line for line in lines if "token-made" in line]
