"""A viewer sees what its delegation sees and does nothing, on pages and over the API alike."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from records.models import Act
from tests.cica.test_act_forms import is_act, pages_of_objects, read
from tests.cica.test_sent_forms import CASES
from tests.factories.members import browser, delegate, viewer

pytestmark = pytest.mark.django_db

OWN = {"accounts/feeds/", "accounts/mail/", "accounts/profile/"}
"""Forms for what is the account's own and nobody else's: a viewer fills them in as everybody does."""
OF_A_STATE = [address for address in CASES if address not in OWN]
DOORS = {"/proposals/new/"}
"""Pages from which forms are chosen: they are as closed to a viewer as the forms are."""
API_OF = (
    (r"/proposals/(P-[\d-]+)/", "api-proposal"),
    (r"/exchange/(S-[\d-]+)/", "api-submission"),
    (r"/exchange/calls/(C-[\d-]+)/", "api-call"),
    (r"/exchange/views/(V-[\d-]+)/", "api-compilation"),
    (r"/implementation/(A-[\d-]+)/", "api-activity"),
    (r"/implementation/action-plans/([A-Z]+-[\d-]+)/", "api-action-plan"),
    (r"/meetings/(M-[\d-]+)/", "api-meeting"),
    (r"/experts/([\w-]{36})/", "api-expert"),
    (r"/members/([A-Z]{2})/", "api-participant"),
)


@pytest.mark.parametrize("address", OF_A_STATE)
def test_no_form_takes_anything_from_a_viewer(address):
    case = CASES[address]()
    if not case.who.participant:
        return  # an office has no viewers
    client, acts = browser(viewer(case.who.participant)), Act.objects.count()

    sent = client.post(case.action or case.page, case.typed | {"step": "confirm"})

    assert sent.status_code in (403, 404)
    assert Act.objects.count() == acts


def of_the_api(address):
    """Return where the API has what a page shows; "" for a page that is a list."""
    found = ((re.fullmatch(pattern, address), name) for pattern, name in API_OF)
    return next((reverse(name, args=match.groups()) for match, name in found if match), "")


def without_acts(body):
    return {name: value for name, value in body.items() if name != "available_actions"}


def test_page_and_api_show_a_viewer_what_its_delegation_sees_and_offer_it_nothing(settings):
    settings.DEMO = True
    call_command("load_demonstration", verbosity=0)
    differ, offered, compared = [], [], 0
    for state in ("KZ", "JP"):
        theirs, own = browser(delegate(state)), browser(viewer(state))
        for address in pages_of_objects():
            page = own.get(address)
            statuses = {theirs.get(address).status_code, page.status_code}
            if api := of_the_api(address):
                seen, asked = theirs.get(api), own.get(api)
                statuses |= {asked.status_code, seen.status_code}
                if asked.status_code == 200:
                    compared += 1
                    offered += [(api, act) for act in asked.json().get("available_actions", [])]
                    if without_acts(asked.json()) != without_acts(seen.json()):
                        differ.append(api)
            if len(statuses) > 1 and address not in DOORS:
                differ.append((state, address, statuses))
            if page.status_code == 200:
                offered += [link for link in read(page).links if is_act(link)]
    assert (differ, offered) == ([], [])
    assert compared > 40
