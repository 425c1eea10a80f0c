"""The forms of the acts: whom they open to, what they offer, that nothing typed is lost."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from members.actor import Actor
from members.models import Account
from papers.models import Comment, Paragraph, Version
from proposals.dossier import member_codes
from proposals.enums import Action, Mode, Stage
from proposals.models import Consideration, Interest, Proposal, Response
from proposals.transitions import TABLE
from records import clock
from records.models import Act
from tests.factories.members import browser, chair, delegate, secretariat, viewer
from tests.factories.proposals import (
    CO_COORDINATOR,
    COORDINATOR,
    act,
    everybody,
    open_proposal,
    position,
    proposal_at,
    silence_at,
)
from tests.pages import found, one, options, words
from tests.sending import confirmed, form_on
from tests.sending import sent as form_sent

pytestmark = pytest.mark.django_db


def address(proposal, action):
    return f"/proposals/{proposal.reference}/actions/{action}/"


STAGE_OF = {
    Action.DECLARE_INTEREST: Stage.INTEREST,
    Action.WITHDRAW_INTEREST: Stage.INTEREST,
    Action.OPEN_CONSULTATION: Stage.INTEREST,
    Action.RESPOND: Stage.CONSULTATION,
    Action.DESIGNATE_COORDINATORS: Stage.CONSULTATION,
    Action.SUBMIT_PAPER: Stage.DRAFTING,
    Action.RETURN_TO_DRAFTERS: Stage.EDITORIAL,
    Action.CIRCULATE: Stage.EDITORIAL,
    Action.COMMENT: Stage.CIRCULATION,
    Action.REVISE: Stage.CIRCULATION,
    Action.OPEN_SWG: Stage.CIRCULATION,
    Action.CONCLUDE_SWG: Stage.WORKING_GROUP,
    Action.OPEN_SOC: Stage.AGREED,
    Action.CONCLUDE_SOC: Stage.SENIOR_OFFICIALS,
    Action.TAKE_POSITION: Stage.WORKING_GROUP,
    Action.COMPLETE: Stage.APPROVED,
    Action.PUBLISH_DECISION: Stage.APPROVED,
    Action.WITHDRAW: Stage.DRAFTING,
}
WHO = {
    Action.WITHDRAW_INTEREST: CO_COORDINATOR,
    Action.RESPOND: COORDINATOR,
    Action.SUBMIT_PAPER: COORDINATOR,
    Action.REVISE: COORDINATOR,
    Action.COMPLETE: COORDINATOR,
}
OF_SECRETARIAT = {Action.RETURN_TO_DRAFTERS, Action.CIRCULATE}
OF_CHAIR = {
    Action.OPEN_CONSULTATION,
    Action.DESIGNATE_COORDINATORS,
    Action.OPEN_SWG,
    Action.CONCLUDE_SWG,
    Action.OPEN_SOC,
    Action.CONCLUDE_SOC,
    Action.PUBLISH_DECISION,
    Action.WITHDRAW,
}


def who_does(action):
    if action in OF_SECRETARIAT:
        return secretariat()
    return chair() if action in OF_CHAIR else delegate(WHO.get(action, "UZ"))


@pytest.mark.parametrize("action", list(STAGE_OF))
def test_every_act_of_route_a_has_its_form_with_its_rule(action):
    proposal = proposal_at(STAGE_OF[action])

    page = browser(who_does(action)).get(address(proposal, action))

    assert page.status_code == 200
    assert found(page, "form", method="post", action=address(proposal, action))
    transition = next(row for row in TABLE if row.name == action)
    assert transition.rule in words(page)


@pytest.mark.parametrize("action", [row.name for row in TABLE])
def test_no_act_of_the_table_opens_to_those_who_may_not_see_the_proposal(action):
    proposal = open_proposal()

    assert Client().get(address(proposal, action)).status_code == 404
    assert Client().post(address(proposal, action)).status_code == 404
    assert browser(delegate("JP")).get(address(proposal, action)).status_code == 404


def test_an_unknown_act_is_not_found():
    assert browser(delegate("UZ")).get(address(open_proposal(), "approve-at-once")).status_code == 404


def test_somebody_elses_act_is_refused_with_whose_it_is():
    page = browser(delegate("UZ")).get(address(open_proposal(), Action.OPEN_CONSULTATION))

    assert page.status_code == 403
    assert "“Open the consultation” is for the Chair." in words(page)


def test_a_viewer_reads_only():
    proposal = open_proposal()

    page = browser(viewer("UZ")).post(address(proposal, Action.DECLARE_INTEREST), {"offer": "none"})

    assert page.status_code == 403
    assert not Interest.objects.filter(state="UZ").exists()


def test_an_act_whose_stage_has_passed_says_why():
    page = browser(chair()).get(address(proposal_at(Stage.CONSULTATION), Action.OPEN_CONSULTATION))

    assert page.status_code == 409
    assert "is not open in the stage “Consultation by the Chair”" in words(page)


def test_an_act_goes_on_to_the_proposal_and_names_its_number():
    proposal = open_proposal()
    client = browser(delegate("UZ"))

    page = confirmed(
        client, address(proposal, Action.DECLARE_INTEREST), {"offer": "either", "statement": "We join."}
    )

    assert (page.status_code, page.headers["Location"]) == (303, f"/proposals/{proposal.reference}/")
    number = Act.objects.latest("number").number
    read = words(client.get(page.headers["Location"]))
    assert f"Told: all member states; the Chair; the secretariat. (No. {number})" in read
    assert "Uzbekistan declared interest in" in read
    assert Interest.objects.get(state="UZ").statement == "We join."


def test_what_was_typed_stays_when_a_field_is_wrong():
    proposal = proposal_at(Stage.CONSULTATION)

    page = browser(delegate(COORDINATOR)).post(
        address(proposal, Action.RESPOND), {"answer": "support", "statement": "Words that took an hour."}
    )

    assert page.status_code == 400
    assert "Name the state that is supported." in words(page)
    assert "Words that took an hour." in words(page)
    assert not Response.objects.exists()


def test_what_was_typed_stays_when_the_record_refuses_and_the_rule_is_named():
    proposal = proposal_at(Stage.CONSULTATION)
    lines = {"coordinators[0]state": "UZ", "coordinators[0]role": "coordinator"}
    due = (clock.now() + timedelta(days=30)).date().isoformat()

    page = browser(chair()).post(
        address(proposal, Action.DESIGNATE_COORDINATORS),
        {**lines, "draft_due": due, "message": "A long one."},
    )

    assert page.status_code == 409
    assert "UZ has not declared its interest. (" in words(page)
    assert "A long one." in words(page)


def test_an_irreversible_act_asks_once_more():
    proposal = proposal_at(Stage.EDITORIAL)
    client = browser(secretariat())
    until = (clock.now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
    typed = {"comments_until": until, "message": "For your comments."}

    page = form_sent(client, address(proposal, Action.CIRCULATE), {**typed, "step": "check"})
    assert page.status_code == 200
    assert "This cannot be undone" in words(page)
    assert Proposal.objects.get().stage == Stage.EDITORIAL

    client.post(address(proposal, Action.CIRCULATE), form_on(page, "").filled({"step": "confirm"}))
    assert Proposal.objects.get().stage == Stage.CIRCULATION


def test_what_is_to_be_checked_is_dated_in_the_readers_words_and_zone():
    proposal = proposal_at(Stage.EDITORIAL)
    officer = secretariat()
    Account.objects.filter(public_id=officer.account).update(time_zone="Asia/Tokyo")
    year = clock.now().year + 1
    typed = {"comments_until": f"{year}-03-02T00:05", "zone": "Asia/Tokyo", "step": "check"}

    page = form_sent(browser(officer), address(proposal, Action.CIRCULATE), typed)

    assert f"2 March {year}, 00:05 Tokyo time" in words(page)


def test_an_instant_is_typed_in_the_accounts_zone():
    proposal = open_proposal()
    officer = chair()
    Account.objects.filter(public_id=officer.account).update(time_zone="Asia/Almaty")
    client = browser(officer)
    day = (clock.now() + timedelta(days=30)).date()

    assert "(Astana time)" in words(client.get(address(proposal, Action.OPEN_CONSULTATION)))
    client.post(
        address(proposal, Action.OPEN_CONSULTATION), {"answer_by": f"{day}T17:00", "zone": "Asia/Almaty"}
    )

    assert f"{Proposal.objects.get().due_at:%Y-%m-%dT%H:%M}" == f"{day}T12:00"


def test_the_secretariat_enters_an_act_on_behalf_of_a_state_it_chooses_from_the_members():
    proposal = open_proposal()
    client = browser(secretariat())

    page = client.get(address(proposal, Action.DECLARE_INTEREST))
    assert options(page, "on_behalf_of") == [state for state in everybody() if state != COORDINATOR]

    note = {"on_behalf_of": "UZ", "note_number": "12/7", "note_date": "2026-01-15"}
    confirmed(client, address(proposal, Action.DECLARE_INTEREST), {"offer": "none", **note})
    entered = Act.objects.latest("number")
    assert (entered.state, entered.entered_by) == ("UZ", "secretariat")


def test_an_officer_withdraws_for_the_last_interested_state_as_that_state_would():
    """The Chair gives a reason, the last interested state need not; nor need the officer who enters it."""
    proposal = open_proposal()
    note = {"on_behalf_of": COORDINATOR, "note_number": "12/7", "note_date": "2026-01-15"}

    checked = browser(secretariat()).post(address(proposal, Action.WITHDRAW), note)

    assert checked.status_code == 200
    assert "The Chair gives a reason" not in checked.content.decode()


def test_a_note_that_does_not_suffice_is_said_before_the_officer_confirms():
    proposal = open_proposal()
    note = {"on_behalf_of": COORDINATOR, "note_date": "2026-01-15"}

    checked = browser(secretariat()).post(address(proposal, Action.WITHDRAW), note)

    assert checked.status_code == 400


@pytest.mark.parametrize(
    ("who", "is_asked"), [(chair, True), (secretariat, False), (lambda: delegate("KG"), False)]
)
def test_the_form_of_a_withdrawal_asks_the_chair_at_once_for_the_reason(who, is_asked):
    """Of the secretariat it is not known yet for whom it acts."""
    page = browser(who()).get(address(open_proposal(), Action.WITHDRAW))

    assert bool(found(page, "textarea", name="reason", required=True)) == is_asked


def test_the_states_to_designate_are_those_that_offered():
    proposal = proposal_at(Stage.CONSULTATION)
    act(Action.DECLARE_INTEREST, proposal, delegate("UZ"), offer="none")

    page = browser(chair()).get(address(proposal, Action.DESIGNATE_COORDINATORS))

    assert options(page, "coordinators[0]state") == [COORDINATOR, CO_COORDINATOR]


def test_the_states_that_can_be_supported_are_the_interested_ones():
    page = browser(delegate(COORDINATOR)).get(address(proposal_at(Stage.CONSULTATION), Action.RESPOND))

    assert options(page, "supports") == [COORDINATOR, CO_COORDINATOR]


def test_those_present_are_ticked_on_the_roster_and_a_conclusion_is_entered_with_them():
    proposal = proposal_at(Stage.WORKING_GROUP)
    client = browser(chair())

    page = client.get(address(proposal, Action.CONCLUDE_SWG))
    assert options(page, "present") == everybody()

    typed = {"outcome": "agreed", "present": everybody()[:20]}
    checked = form_sent(client, address(proposal, Action.CONCLUDE_SWG), {**typed, "step": "check"})
    assert "Agreed by consensus" in words(checked)
    client.post(address(proposal, Action.CONCLUDE_SWG), form_on(checked, "").filled({"step": "confirm"}))
    assert Consideration.objects.get().present == everybody()[:20]


def test_a_comment_can_start_from_a_paragraph():
    proposal = proposal_at(Stage.CIRCULATION)
    paragraph = Paragraph.objects.get(position=2)
    client = browser(delegate("UZ"))

    page = client.get(f"{address(proposal, Action.COMMENT)}?paragraph={paragraph.identity}")
    assert f'value="{paragraph.identity}" selected' in page.content.decode()

    client.post(address(proposal, Action.COMMENT), {"text": "Yes.", "paragraph": str(paragraph.identity)})
    assert Comment.objects.get().paragraph == paragraph


def test_a_states_standing_position_is_shown_before_it_takes_another():
    proposal = proposal_at(Stage.WORKING_GROUP)
    position(proposal, "UZ", "objection", "Not like this.")

    page = browser(delegate("UZ")).get(address(proposal, Action.TAKE_POSITION))

    assert "Your state's position stands as “Objection”." in words(page)
    assert "stands as" not in words(browser(delegate("MN")).get(address(proposal, Action.TAKE_POSITION)))


def test_a_position_is_taken_in_the_consideration_that_was_on_the_page():
    proposal = silence_at(Stage.WORKING_GROUP)
    client = browser(delegate("UZ"))
    seen = Consideration.objects.get()
    page = client.get(address(proposal, Action.TAKE_POSITION))
    assert f'name="consideration" value="{seen.pk}"' in page.content.decode()
    position(proposal, "MN", "objection", "No.")
    act(Action.OPEN_SWG, proposal, chair(), mode=Mode.MEETING, waiver_reason="Once more.")

    page = client.post(
        address(proposal, Action.TAKE_POSITION), {"position": "support", "consideration": seen.pk}
    )

    assert page.status_code == 409
    assert Consideration.objects.latest("pk").positions.count() == 0


def test_under_silence_the_form_says_what_an_objection_does():
    silent, meeting = silence_at(Stage.WORKING_GROUP), proposal_at(Stage.WORKING_GROUP, measure="ECO-3")
    client = browser(delegate("UZ"))

    assert "ends it at once" in words(client.get(address(silent, Action.TAKE_POSITION)))
    assert "ends it at once" not in words(client.get(address(meeting, Action.TAKE_POSITION)))


# Opening a proposal


def test_the_first_declaration_opens_a_proposal():
    client = browser(delegate("UZ"))
    assert "joins" not in words(client.get("/proposals/new/?measure=ECO-2"))

    page = confirmed(
        client, "/proposals/new/?measure=ECO-2", {"measure": "ECO-2", "route": "A", "offer": "coordinator"}
    )

    proposal = Proposal.objects.get()
    assert page.headers["Location"] == f"/proposals/{proposal.reference}/"
    assert (proposal.measure.code, proposal.opened_at.year) == ("ECO-2", clock.now().year)


def test_a_second_declaration_says_that_it_joins_and_joins():
    proposal = open_proposal()
    client = browser(delegate("UZ"))

    page = client.get("/proposals/new/?measure=ECO-2")
    assert f"your state joins {proposal.reference}." in words(page)

    confirmed(client, "/proposals/new/?measure=ECO-2", {"offer": "none"})
    assert set(Interest.objects.filter(proposal=proposal).values_list("state", flat=True)) == {
        COORDINATOR,
        "UZ",
    }


def test_a_declaration_that_stands_is_not_made_twice():
    open_proposal(state="UZ")

    page = browser(delegate("UZ")).post("/proposals/new/", {"measure": "ECO-2", "offer": "none"})

    assert page.status_code == 409
    assert "Your state's declaration of interest stands already." in words(page)


@pytest.mark.parametrize("query", ["", "?measure=ECO-2", "?route=C"])
def test_the_public_logs_in_first_and_an_observer_is_refused_without_learning_more(query):
    proposal = open_proposal()

    assert Client().get(f"/proposals/new/{query}").status_code == 302
    page = browser(delegate("JP")).get(f"/proposals/new/{query}")
    assert page.status_code == 403
    assert proposal.reference not in page.content.decode()
    posted = browser(delegate("JP")).post("/proposals/new/", {"measure": "ECO-2", "offer": "none"})
    assert posted.status_code == 403
    assert proposal.reference not in posted.content.decode()


def test_a_measure_that_is_not_there_is_not_found():
    assert browser(delegate("UZ")).get("/proposals/new/?measure=ECO-99").status_code == 404


def test_the_measures_to_choose_from_say_what_is_open_on_them():
    proposal = open_proposal()

    page = browser(delegate("UZ")).get("/proposals/new/").content.decode()

    assert f'href="/proposals/{proposal.reference}/"' in page
    assert page.count("/proposals/new/?route=A&amp;measure=") == 26


@pytest.mark.parametrize(
    ("route", "who", "typed", "stage"),
    [
        ("B", "UZ", {"measure": "ECO-2", "statement": "Our views."}, Stage.VIEWS),
        ("C", "UZ", {"edition_title": "Catalogue of 2027", "statement": "It is time."}, Stage.DRAFTING),
    ],
)
def test_other_routes_are_opened_by_their_own_act(route, who, typed, stage):
    client = browser(delegate(who))
    measure = f"&measure={typed['measure']}" if "measure" in typed else ""
    assert client.get(f"/proposals/new/?route={route}{measure}").status_code == 200

    page = client.post("/proposals/new/", {"route": route, **typed, "step": "confirm"})

    proposal = Proposal.objects.get()
    assert (proposal.route, proposal.stage) == (route, stage)
    assert client.get(page.headers["Location"]).status_code == 200


# The paper's form


def rows_of(page):
    """Return `[(id, English text)]` of the rows of the form."""
    numbers = range(len([area for area in found(page, "textarea") if area.get("name").endswith("]en")]))
    return [
        (
            one(page, "input", name=f"paragraphs[{number}]id").get("value"),
            one(page, "textarea", name=f"paragraphs[{number}]en").text or "",
        )
        for number in numbers
    ]


def sent(*texts, **more):
    """Return a form with the title and these paragraphs; a text that begins with "#" is a heading."""
    posted = {"title": "A paper"}
    for index, written in enumerate(texts):
        posted[f"paragraphs[{index}]id"] = ""
        posted[f"paragraphs[{index}]en"] = written.removeprefix("#")
        if written.startswith("#"):
            posted[f"paragraphs[{index}]heading"] = "true"
    return posted | more


def test_a_first_paper_starts_from_the_headings_of_the_template():
    page = browser(delegate(COORDINATOR)).get(address(proposal_at(Stage.DRAFTING), Action.SUBMIT_PAPER))

    texts = [written for _id, written in rows_of(page)]
    assert [words for words in texts if words] == [
        "Introduction",
        "Objectives",
        "Areas and forms of cooperation",
        "Activities",
        "Mechanism and timeline",
        "Resources",
        "Review",
    ]
    assert texts[1::2] == [""] * 7


def test_a_revision_starts_from_the_version_before_and_keeps_identities():
    proposal = proposal_at(Stage.CIRCULATION)
    act(Action.REVISE, proposal, delegate(COORDINATOR), reason="To take comments in.")
    before = list(Paragraph.objects.order_by("position").values_list("identity", "text_en"))
    client = browser(delegate(COORDINATOR))

    page = client.get(address(proposal, Action.SUBMIT_PAPER))
    assert rows_of(page) == [(str(identity), words) for identity, words in before]

    typed = sent(*(words for _id, words in before))
    typed |= {f"paragraphs[{index}]id": str(identity) for index, (identity, _words) in enumerate(before)}
    typed |= {"paragraphs[0]heading": "true", "paragraphs[2]heading": "true", "paragraphs[3]en": "Changed."}
    client.post(address(proposal, Action.SUBMIT_PAPER), typed | {"step": "confirm"})
    after = Version.objects.get(number=2).paragraphs.order_by("position")
    assert list(after.values_list("identity", flat=True)) == [identity for identity, _words in before]
    assert after.last().text_en == "Changed."


@pytest.mark.parametrize(
    ("step", "texts"),
    [
        ("more", ["One", "", "Three", "", "", "", "", ""]),
        ("insert:0", ["One", "", "", "Three"]),
        ("remove:0", ["", "Three"]),
        ("up:2", ["One", "Three", ""]),
        ("up:0", ["One", "", "Three"]),
        ("remove:9", ["One", "", "Three"]),
        ("nonsense", ["One", "", "Three"]),
    ],
)
def test_a_button_changes_the_rows_and_keeps_all_that_was_typed(step, texts):
    proposal = proposal_at(Stage.DRAFTING)

    page = browser(delegate(COORDINATOR)).post(
        address(proposal, Action.SUBMIT_PAPER), sent("One", "", "Three", step=step, title="Half a title")
    )

    assert page.status_code == 200
    assert [words for _id, words in rows_of(page)] == texts
    assert 'value="Half a title"' in page.content.decode()
    assert not Version.objects.exists()


def test_a_paper_is_submitted_without_the_rows_left_empty():
    proposal = proposal_at(Stage.DRAFTING)

    browser(delegate(COORDINATOR)).post(
        address(proposal, Action.SUBMIT_PAPER),
        sent("#Introduction", "", "We cooperate.", "  ", step="confirm"),
    )

    version = Version.objects.get()
    assert list(version.paragraphs.order_by("position").values_list("is_heading", "text_en")) == [
        (True, "Introduction"),
        (False, "We cooperate."),
    ]


def test_a_paper_that_is_refused_comes_back_whole():
    proposal = proposal_at(Stage.DRAFTING)

    page = browser(delegate(COORDINATOR)).post(
        address(proposal, Action.SUBMIT_PAPER),
        sent("#Introduction", "We cooperate.", "#Review", **{"paragraphs[1]fr": "Nous coopérons."}),
    )

    assert page.status_code == 400
    assert "The last heading has no text below it." in words(page)
    assert [words for _id, words in rows_of(page)] == ["Introduction", "We cooperate.", "Review"]
    assert "Nous coopérons." in words(page)


def test_a_paragraph_without_english_is_marked():
    proposal = proposal_at(Stage.DRAFTING)

    page = browser(delegate(COORDINATOR)).post(
        address(proposal, Action.SUBMIT_PAPER), sent("We cooperate.", "", **{"paragraphs[1]ru": "Текст."})
    )

    assert page.status_code == 400
    assert "invalid" in one(page, "*", id="paragraph-1").get("class")
    assert "Текст." in words(page)


def test_rows_are_not_for_those_who_do_not_draft():
    proposal = proposal_at(Stage.DRAFTING)

    page = browser(delegate("UZ")).post(address(proposal, Action.SUBMIT_PAPER), sent("One", step="more"))

    assert page.status_code == 403


def test_a_long_paper_is_taken_whole():
    proposal = proposal_at(Stage.DRAFTING)

    browser(delegate(COORDINATOR)).post(
        address(proposal, Action.SUBMIT_PAPER),
        sent(*(f"Paragraph {number}." for number in range(500)), step="confirm"),
    )

    assert Version.objects.get().paragraphs.count() == 500


def test_nobody_acts_without_an_account():
    assert Actor.nobody().account == ""
    assert Client().post("/proposals/new/", {"measure": "ECO-2", "offer": "none"}).status_code == 302
    assert not Proposal.objects.exists()


def links(actor) -> set[str]:
    page = browser(actor).get("/proposals/new/").content.decode()
    return set(re.findall(r'href="(/proposals/new/[^"]+)"', page))


def test_join_is_offered_only_where_it_works():
    open_proposal()
    proposal_at(Stage.EDITORIAL, measure="ECO-3")
    mine, theirs = links(delegate(COORDINATOR)), links(delegate("UZ"))
    address = "/proposals/new/?route=A&amp;measure=ECO-"

    assert (f"{address}2" in mine, f"{address}2" in theirs) == (False, True)
    assert not {f"{address}3"} & (mine | theirs)
    for actor in (delegate("UZ"), secretariat()):
        offered = [unescape(link) for link in links(actor) if "ECO-" in link or "measure" not in link]
        assert {browser(actor).get(link).status_code for link in offered} == {200}


def test_what_no_state_can_do_now_is_not_offered_on_behalf_and_its_form_says_why():
    proposal = open_proposal()

    page = browser(secretariat()).get(f"/proposals/{proposal.reference}/").content.decode()
    form = browser(secretariat()).get(f"/proposals/{proposal.reference}/actions/declare-interest/")

    assert "actions/withdraw/" in page
    for state in member_codes(clock.now().date()):
        if state != COORDINATOR:
            act(Action.DECLARE_INTEREST, proposal, delegate(state), offer="none")
    page = browser(secretariat()).get(f"/proposals/{proposal.reference}/").content.decode()
    refused = browser(secretariat()).get(f"/proposals/{proposal.reference}/actions/declare-interest/")
    assert not found(form, "option", value=COORDINATOR)
    assert "actions/declare-interest/" not in page
    assert refused.status_code == 409
    assert "declaration of interest stands already" in refused.content.decode()
