#!/usr/bin/env python3
"""Takes the rest of the Cooperative Approach over the REST API alone, as `route_a.py` takes route A.

    python docs/other_routes.py http://localhost:8000 --tokens az=… kg=… tj=… uz=… chair=… secretariat=… jp=…

- Route B: an exchange of views, experts, a specialised meeting hosted by Japan (an observer), a working
  paper, a decision of the Committee.
- Information exchange: three states together to named participants, seen by exactly those, corrected and
  acknowledged; a call for information that one state answers and another answers with nil.
- Route D: activities of four states, compiled into the plan of the next year, and approved.
- Route C: an amendment that adds an area and splits a measure; with its concordance, in force on its day.

Prints each act with its status, and ends with 1 at the first answer that is not as /api/docs/ says.
"""

import argparse
import os
import sys
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from route_a import PUBLIC, Api, Proposal, Unexpected, day_in, in_future, say

PARTS = ("az", "kg", "tj", "uz", "chair", "secretariat", "jp")
NEXT_YEAR = datetime.now(UTC).year + 1
WAIVER = "The delegations have told the Chair that they are ready."


def must(condition, complaint):
    """End here where an answer is not as documented."""
    if not condition:
        raise Unexpected(complaint)


def opened(api, who, **body):
    """Open a proposal by one of the routes."""
    proposal = Proposal(api, body.get("measure", ""))
    proposal.reference = api.post(who, "proposals/", body, expect=HTTPStatus.CREATED)["reference"]
    return proposal


def paper(title):
    """Return a short paper as `submit-paper` takes it."""
    paragraphs = [
        {"heading": True, "en": "Introduction"},
        {"en": "The States compare how they work together."},
    ]
    return {"title": title, "paragraphs": paragraphs}


def tail(proposal):
    """Take a proposal from the editorial check to approval, at meetings; return the decision."""
    proposal.act("secretariat", "circulate", comments_until=in_future(days=10))
    proposal.act("chair", "open-swg", mode="meeting", waiver_reason=WAIVER)
    roster = proposal.now()["considerations"][0]["roster"]
    proposal.act("chair", "conclude-swg", outcome="agreed", present=roster)
    proposal.act("chair", "open-soc", mode="meeting")
    proposal.act("chair", "conclude-soc", outcome="approved", present=roster)
    return proposal.now()["decision"]


def views_to_working_paper(api, measure):
    """Route B (CA (b)1 to (b)5), with an expert meeting that an observer hosts."""
    proposal = opened(api, "uz", route="B", measure=measure, statement="Let us compare extradition practice.")
    compiled_views(api, measure)
    proposal.act("secretariat", "call-experts", designate_by=in_future(days=20))
    expert = designated_expert(api, measure)

    begins = datetime.now(UTC) + timedelta(minutes=9)
    meeting = api.post(
        "secretariat", "meetings/",
        {
            "kind": "expert", "title": "Experts on legal assistance",
            "format": "hybrid", "audience": "participants",
            "starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=6)).isoformat(),
            "time_zone": "Asia/Tokyo", "measures": [measure],
        },
        expect=HTTPStatus.CREATED,
    )["reference"]  # fmt: skip
    at = f"meetings/{meeting}/actions/"
    api.post("jp", f"{at}host-meeting/", {"place": "Tokyo"})
    shown = api.post("secretariat", f"{at}add-item/", {"proposal": proposal.reference})
    item = shown["agenda"][-1]["id"]
    earlier = {"starts_at": datetime.now(UTC).isoformat(), "reason": "All have arrived."}
    api.post("secretariat", f"{at}reschedule/", earlier)  # nothing is concluded before a meeting has begun
    api.post("secretariat", f"{at}record-attendance/", {"participants": ["JP", "KG", "UZ"]})
    api.post(
        "secretariat", f"{at}charge-experts/",
        {"item": item, "experts": [expert], "draft_due": day_in(60)},
    )  # fmt: skip
    proposal.must_be_in("drafting")

    proposal.act("uz", "submit-paper", **paper("Working paper"), expect=HTTPStatus.FORBIDDEN)
    proposal.act("kg", "submit-paper", **paper("Working paper on legal assistance"))
    must(tail(proposal), "there is no decision")
    api.get(PUBLIC, f"meetings/{meeting}/", expect=HTTPStatus.NOT_FOUND)


def compiled_views(api, measure):
    """States send their views to the secretariat, which compiles and disseminates them (CA (b)2)."""
    for who in ("kg", "uz"):
        body = {"measures": [measure], "title": "Views", "text": f"Views of {who}.", "audience": "members"}
        api.post(who, "views/", body, expect=HTTPStatus.CREATED)
    asked = {"title": f"Views on {measure}", "measures": [measure]}
    api.post("secretariat", "compilations/", asked, expect=HTTPStatus.PRECONDITION_REQUIRED)
    waiting = api.get("secretariat", f"views/?stage=intake&measure={measure}")["results"]
    asked["digests"] = [row["digest"] for row in waiting]
    table = api.post("secretariat", "compilations/", asked, expect=HTTPStatus.CREATED)["reference"]
    api.get("kg", f"compilations/{table}/", expect=HTTPStatus.NOT_FOUND)
    api.post("secretariat", f"compilations/{table}/actions/disseminate-views/", {})
    states = [row["states"] for row in api.get("tj", f"compilations/{table}/")["rows"]]
    must(states == [["KG"], ["UZ"]], f"the table of views has {states}")


def designated_expert(api, measure):
    """Let Kyrgyzstan designate an expert; Uzbekistan sees the name and not how to reach it."""
    body = {
        "name": "A. Jurist", "post": "Ministry of Justice",
        "email": "jurist@example.org", "measures": [measure],
        "valid_from": day_in(0), "valid_to": day_in(400), "agreed_on": day_in(0),
    }  # fmt: skip
    made = api.post("kg", "experts/", body, expect=HTTPStatus.CREATED)
    must(made["contact"], "the own delegation does not see the contact")
    must(api.get("uz", f"experts/{made['id']}/")["contact"] is None, "another state sees the contact")
    api.get("jp", f"experts/{made['id']}/", expect=HTTPStatus.NOT_FOUND)
    return made["id"]


def exchange(api, measure):
    """Information of three states to named participants, and a call for information (CA intro 5, (b)2)."""
    body = {
        "measures": [measure], "title": "Joint survey of border posts", "text": "Forty posts were surveyed.",
        "language": "en", "audience": "named", "recipients": ["JP"], "authors": ["AZ", "UZ"],
    }  # fmt: skip
    joint = api.post("kg", "submissions/", body, expect=HTTPStatus.CREATED)["reference"]
    at = f"submissions/{joint}/"
    api.post(
        "secretariat", f"{at}actions/disseminate/", {}, expect=HTTPStatus.CONFLICT
    )  # authors have yet to confirm
    for who in ("az", "uz"):
        api.post(who, f"{at}actions/confirm/", {})
    api.get("jp", at, expect=HTTPStatus.NOT_FOUND)
    api.post("secretariat", f"{at}actions/disseminate/", {})
    must(api.get("jp", at)["title"] == body["title"], "the recipient does not see it")
    api.get(PUBLIC, at, expect=HTTPStatus.NOT_FOUND)

    correction = {
        "title": body["title"],
        "text": "Forty-one posts were surveyed.",
        "changes": "The number of posts.",
    }
    api.post("kg", f"{at}actions/correct/", correction)
    for who in ("az", "uz"):
        api.post(who, f"{at}actions/confirm/", {})  # a joint text is corrected jointly
    must("Forty-one" in api.get("jp", at)["text"], "the recipient does not see the correction")
    api.post("jp", f"{at}actions/acknowledge/", {})

    call = {
        "title": "Border posts", "mandate": "Senior Officials Committee, 2026", "question": "How many posts?",
        "measures": [measure], "audience": "members", "answer_by": in_future(days=20),
    }  # fmt: skip
    number = api.post("secretariat", "calls/", call, expect=HTTPStatus.CREATED)["reference"]
    answer = {
        "call": number,
        "measures": [measure],
        "title": "Answer",
        "text": "Twelve.",
        "audience": "members",
    }
    api.post("kg", "submissions/", answer | {"kind": "information"}, expect=HTTPStatus.CREATED)
    nil = answer | {"kind": "nil_return", "title": "Nil return", "text": "Nothing to report."}
    api.post("uz", "submissions/", nil, expect=HTTPStatus.CREATED)
    call = api.post("secretariat", f"calls/{number}/actions/remind/", {})
    answers = {line["participant"]: line["answer"] for line in call["ledger"] if not line["reminded_at"]}
    must(answers == {"KG": "information", "UZ": "nil_return"}, f"the call was answered by {answers}")


def plan(api):
    """Route D: what four states have entered becomes the plan of the next year."""
    for who, measure in (("az", "ECO-2"), ("kg", "HUM-4"), ("uz", "HUM-1"), ("tj", "ENV-1")):
        body = {"measure": measure, "year": NEXT_YEAR, "title": f"Seminar on {measure}", "format": "online"}
        api.post(who, "activities/", body, expect=HTTPStatus.CREATED)
    if any(row["year"] == NEXT_YEAR for row in api.get("secretariat", "proposals/", route="D")["results"]):
        say(f"     the plan for {NEXT_YEAR} is there already")
        return
    must(tail(opened(api, "secretariat", route="D", year=NEXT_YEAR)), "the plan is not approved")


def amend(api):
    """Route C: an area is added and a measure split; the new edition comes into force on its day."""
    proposal = opened(api, "kg", route="C", edition_title="Catalogue with a military-political dimension")
    of_base = {"edition": proposal.now()["edition"]}  # the latest text: one that waits for its day, if any
    measure = api.get("kg", "measures/", area="ENV", **of_base)["results"][-1]["code"]
    has_mil = any(row["code"] == "MIL" for row in api.get("kg", "areas/", **of_base)["results"])
    changes = [{"kind": "split", "measure": measure, "into": ["One half of it.", "The other half of it."]}]
    changes += [] if has_mil else [{"kind": "add_area", "area": "MIL", "en": "Military-political dimension"}]
    proposal.act("kg", "submit-paper", **paper("Amendment"), changes=changes, in_force_on=day_in(300))
    decision = tail(proposal)
    edition = next(row for row in api.get("kg", "editions/")["results"] if row["decision"] == decision)
    must(edition["in_force_from"] == day_in(300), "the edition is not in force on its day")
    threads = api.get(PUBLIC, "concordance/", edition=edition["code"], measure=measure)["results"]
    must([row["relation"] for row in threads] == ["split", "split"], f"the concordance says {threads}")
    for day, number in ((day_in(299), 0), (day_in(300), 2)):
        parts = [thread["after"] for thread in threads]
        found = [row["code"] for row in api.get(PUBLIC, "measures/", as_of=day, area="ENV")["results"]]
        must(len(set(found) & set(parts)) == number, f"on {day} the area has {found}")


def main(arguments):
    """Do it all; return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base_url")
    parser.add_argument("--tokens", nargs="*", default=[], metavar="PART=TOKEN")
    parser.add_argument("--measure", default="NCT-5", help="a measure without an open exchange of views")
    options = parser.parse_args(arguments)
    given = dict(pair.split("=", 1) for pair in options.tokens)
    api = Api(
        options.base_url,
        {part: given.get(part) or os.environ[f"CICA_TOKEN_{part.upper()}"] for part in PARTS},
    )
    try:
        views_to_working_paper(api, options.measure)
        exchange(api, options.measure)
        plan(api)
        amend(api)
    except Unexpected as error:
        say(f"Not as documented: {error}")
        return 1
    say("All of it is as documented.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
