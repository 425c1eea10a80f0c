#!/usr/bin/env python3
"""Takes a measure from a declaration of interest to the Senior Officials' approval, over the REST API alone.

    python docs/route_a.py http://localhost:8000 --tokens az=… kg=… chair=… secretariat=… [jp=…]

Twice: with both bodies meeting, then with both deciding by silence. Needs nothing but Python's standard
library and a token for each part: delegates of Azerbaijan and Kyrgyzstan, the Chair's office, the
secretariat, and (for one refusal more) an observer. A token may come from the environment, as
CICA_TOKEN_AZ and so on; `manage.py issue_token delegate.az` makes one. Prints each act with its status
and the stage it led to, and ends with 1 at the first answer that is not as /api/docs/ says.
"""

import argparse
import hashlib
import json
import os
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

PARTS = ("az", "kg", "chair", "secretariat")
OBSERVER = "jp"
PUBLIC = "public"
SHORT = timedelta(seconds=3)  # a silence for this script to wait for; a real one lasts two weeks
PATIENCE = 60  # seconds that the worker has to close a silence after its deadline
HEADINGS = (
    "Introduction", "Objectives", "Areas and forms of cooperation", "Activities", "Mechanism and timeline",
    "Resources", "Review",
)  # fmt: skip


class Unexpected(Exception):
    """An answer that is not as documented."""


class Api:
    """Calls the API in somebody's name and checks each answer's status."""

    def __init__(self, base_url, tokens):
        self.root = f"{base_url.rstrip('/')}/api/v1/"
        self.tokens = tokens

    def get(self, who, path, *, expect=HTTPStatus.OK, **query):
        return self._call(who, "GET", f"{path}?{urlencode(query)}" if query else path, expect=expect)

    def post(self, who, path, body, *, expect=HTTPStatus.OK, key=None):
        """Post an act. The key makes a repeated request safe: it is carried out once and answered alike."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key or str(uuid.uuid4())}
        answer = self._call(who, "POST", path, body=json.dumps(body).encode(), headers=headers, expect=expect)
        say(f"{expect:d}  {who:<11}  {path:<52}  {in_short(answer)}")
        return answer

    def _call(self, who, method, path, *, expect, body=None, headers=None):
        request = Request(self.root + path, method=method, data=body, headers=headers or {})  # noqa: S310 (http)
        if who != PUBLIC:
            request.add_header("Authorization", f"Token {self.tokens[who]}")
        try:
            with urlopen(request, timeout=30) as response:  # noqa: S310 (the address the user gave)
                status, content = response.status, response.read()
        except HTTPError as refusal:
            with refusal:
                status, content = refusal.code, refusal.read()
        if status != expect:
            raise Unexpected(f"{method} {path} by {who}: {status}, not {expect:d}: {content.decode()[:500]}")
        return json.loads(content)


NAME_A_VERSION = {"circulate", "conclude-swg", "conclude-soc"}


class Proposal:
    """One proposal on its way, with the acts that are taken on it."""

    def __init__(self, api, measure):
        self.api = api
        self.measure = measure
        self.reference = ""

    def now(self, who="secretariat"):
        """Read the proposal as somebody sees it."""
        return self.api.get(who, f"proposals/{self.reference}/")

    def act(self, who, action, *, expect=HTTPStatus.OK, **body):
        """Take one act. Whoever circulates or concludes says by its digest which version is meant."""
        if action in NAME_A_VERSION:
            body["digest"] = self.now()["papers"][0]["versions"][-1]["digest"]
        return self.api.post(who, f"proposals/{self.reference}/actions/{action}/", body, expect=expect)

    def position(self, who, position, statement=""):
        """Take a position in the open consideration."""
        current = self.now()["considerations"][0]
        body = {"position": position, "statement": statement}
        self.api.post(who, f"considerations/{current['id']}/positions/", body)

    def paper(self):
        """Read the latest version of the paper with its paragraphs."""
        return self.api.get("secretariat", f"papers/{self.now()['papers'][0]['id']}/")

    def must_be_in(self, stage):
        """Check the stage."""
        found = self.now()["stage"]
        if found != stage:
            raise Unexpected(f"{self.reference} is in {found}, not in {stage}")


def at_meetings(api, measure):
    """Take a measure to approval by two meetings, with a refusal of each kind on the way."""
    proposal = Proposal(api, measure)
    declare(proposal)
    check_who_is_refused(proposal)
    designate(proposal)
    write_the_paper(proposal)
    take_comments_in(proposal)

    waiver = "The delegations have told the Chair that they are ready."
    proposal.act(
        "secretariat", "open-swg", mode="meeting", expect=HTTPStatus.CONFLICT
    )  # comments still come in
    proposal.act("chair", "open-swg", mode="meeting", waiver_reason=waiver)
    roster = proposal.now()["considerations"][0]["roster"]
    proposal.position("kg", "objection", "The survey should be voluntary.")
    proposal.act("chair", "conclude-swg", outcome="agreed", present=roster, expect=HTTPStatus.CONFLICT)
    proposal.position("kg", "support", "Our concern is met.")
    proposal.act("chair", "conclude-swg", outcome="agreed", present=roster[:3], expect=HTTPStatus.CONFLICT)
    proposal.act("chair", "conclude-swg", outcome="agreed", present=roster)
    proposal.must_be_in("agreed")

    proposal.act("chair", "open-soc", mode="meeting")
    proposal.position("kg", "interpretative_statement", "Corridors include those under construction.")
    proposal.act("chair", "conclude-soc", outcome="approved", present=roster)
    proposal.must_be_in("approved")
    check_decision(proposal, mode="meeting", statements=1)
    check_receipt(proposal, action="conclude-soc")
    proposal.act("secretariat", "complete", statement="The action plan has been carried out.")
    proposal.must_be_in("completed")


def by_silence(api, measure):
    """Take a measure to approval by two silence procedures that nobody breaks."""
    proposal = Proposal(api, measure)
    declare(proposal)
    designate(proposal)
    write_the_paper(proposal)
    reason = "A short silence for the integrator's script."

    deadline = in_future(SHORT)
    proposal.act("chair", "open-swg", mode="silence", deadline=deadline, expect=HTTPStatus.BAD_REQUEST)
    proposal.act("chair", "open-swg", mode="silence", deadline=in_future(SHORT), waiver_reason=reason)
    proposal.position("kg", "support")
    proposal.act("chair", "conclude-swg", outcome="agreed", expect=HTTPStatus.CONFLICT)  # it ends by itself
    wait_for(proposal, "agreed")

    proposal.act("chair", "open-soc", mode="silence", deadline=in_future(SHORT), waiver_reason=reason)
    wait_for(proposal, "approved")
    check_decision(proposal, mode="silence", statements=0)
    check_receipt(proposal, action="close-silence")


def declare(proposal):
    """Let Azerbaijan open the proposal, twice with one key, and Kyrgyzstan join it."""
    api, key = proposal.api, str(uuid.uuid4())
    body = {
        "route": "A",
        "measure": proposal.measure,
        "offer": "coordinator",
        "statement": "Azerbaijan stands by the offer it made in Bangkok in 2007.",
    }
    opened = api.post("az", "proposals/", body, expect=HTTPStatus.CREATED, key=key)
    again = api.post("az", "proposals/", body, expect=HTTPStatus.CREATED, key=key)
    if again["reference"] != opened["reference"] or again["revision"] != opened["revision"]:
        raise Unexpected("a repeated request was carried out twice")
    proposal.reference = opened["reference"]
    proposal.act("kg", "declare-interest", offer="co_coordinator", statement="We are a landlocked state.")
    proposal.act("kg", "declare-interest", expect=HTTPStatus.CONFLICT)  # it stands already


def check_who_is_refused(proposal):
    """Check that whoever may not see, may not act, comes too early or misspells is told so."""
    api = proposal.api
    api.get(PUBLIC, f"proposals/{proposal.reference}/", expect=HTTPStatus.NOT_FOUND)
    if OBSERVER in api.tokens:
        body = {"route": "A", "measure": proposal.measure}
        api.post(OBSERVER, "proposals/", body, expect=HTTPStatus.FORBIDDEN)
        api.get(OBSERVER, f"proposals/{proposal.reference}/", expect=HTTPStatus.NOT_FOUND)
    proposal.act("kg", "open-consultation", answer_by=in_future(days=10), expect=HTTPStatus.FORBIDDEN)
    coordinators = [{"state": "AZ", "role": "coordinator"}]
    proposal.act(
        "chair",
        "designate-coordinators",
        coordinators=coordinators,
        draft_due=day_in(30),
        expect=HTTPStatus.CONFLICT,
    )
    refused = proposal.act("chair", "open-consultation", answer_by="soon", expect=HTTPStatus.BAD_REQUEST)
    if list(refused["errors"]) != ["answer_by"]:
        raise Unexpected(f"the refusal does not name the field: {refused}")


def designate(proposal):
    """Let the Chair consult the interested states and designate their coordinators."""
    proposal.act("chair", "open-consultation", answer_by=in_future(days=10), message="Who should coordinate?")
    proposal.act("az", "respond", answer="coordinate")
    proposal.act("kg", "respond", answer="co_coordinate")
    silent = [line["state"] for line in proposal.now()["consultation"]["ledger"] if line["answer"] is None]
    if silent:
        raise Unexpected(f"these states answered but are shown as silent: {silent}")
    coordinators = [{"state": "AZ", "role": "coordinator"}, {"state": "KG", "role": "co_coordinator"}]
    proposal.act("chair", "designate-coordinators", coordinators=coordinators, draft_due=day_in(30))


def write_the_paper(proposal):
    """Let the coordinator submit, the secretariat return once, and circulate what is submitted again."""
    title = f"Concept paper on {proposal.measure}"
    first = [line for heading in HEADINGS for line in part(heading)]
    proposal.act("az", "submit-paper", title=title, paragraphs=first)
    proposal.act("secretariat", "return-to-drafters", reason="Please say how the activities are financed.")
    kept = resubmitted(proposal.paper())
    kept[-3]["en"] = "Each participant bears its own costs."
    proposal.act("az", "submit-paper", title=title, paragraphs=kept)
    proposal.act("secretariat", "circulate", comments_until=in_future(days=14))
    if not proposal.paper()["symbol"]:
        raise Unexpected("the circulated paper has no symbol")


def take_comments_in(proposal):
    """Comment on a paragraph, revise it, circulate it again, and look at the differences."""
    before = proposal.paper()
    target = before["paragraphs"][1]
    wording = f"{target['en']} Taking part is voluntary."
    proposal.act(
        "kg", "comment", text="Say it is voluntary.", paragraph=target["id"], proposed_wording=wording
    )
    proposal.act("az", "revise", reason="To take in the comment of Kyrgyzstan.")
    kept = resubmitted(before)
    kept[1]["en"] = wording
    proposal.act("az", "submit-paper", title=before["title"], paragraphs=kept)
    proposal.act("secretariat", "circulate", comments_until=in_future(days=7))
    after = proposal.paper()
    if after["symbol"] != f"{before['symbol']}/Rev.1":
        raise Unexpected(f"the symbol of the revision is {after['symbol']}")
    found = proposal.api.get(
        "kg", f"papers/{after['paper']}/diff/", **{"from": before["number"], "to": after["number"]}
    )
    changed = [entry["id"] for entry in found["differences"] if entry["change"] != "same"]
    if changed != [target["id"]]:
        raise Unexpected(f"the differences name {changed}")


def wait_for(proposal, stage):
    """Wait until a silence has ended and the system has closed it."""
    until = time.monotonic() + SHORT.total_seconds() + PATIENCE
    while (found := proposal.now()["stage"]) != stage:
        if time.monotonic() > until:
            raise Unexpected(f"{proposal.reference} is still in {found}, not in {stage}")
        time.sleep(0.5)
    say(f"---  the silence ended unbroken: {proposal.reference} is in {stage}")


def check_decision(proposal, *, mode, statements):
    """Check the decision: its number, how it was adopted, its coordinators, the statements attached."""
    decision = proposal.api.get("kg", f"decisions/{proposal.now()['decision']}/")
    named = [(line["state"], line["role"]) for line in decision["coordinators"]]
    if named != [("AZ", "coordinator"), ("KG", "co_coordinator")]:
        raise Unexpected(f"the decision names {named}")
    if decision["mode"] != mode or len(decision["statements"]) != statements:
        raise Unexpected(f"the decision is not as adopted: {decision}")
    say(f"---  decision {decision['number']}, adopted at {decision['adopted_at']}")


def check_receipt(proposal, *, action):
    """Prove that the deciding act is in the register, computing every hash here."""
    number = next(act["number"] for act in proposal.now()["history"] if act["action"] == action)
    receipt = proposal.api.get("kg", f"register/{number}/receipt/")
    head = proposal.api.get(PUBLIC, "register/head/")
    verify(receipt)
    if head["number"] == receipt["head"]["number"] and head["hash"] != receipt["head"]["hash"]:
        raise Unexpected("the receipt leads to another head than the register's")
    proved = receipt["head"]
    say(f"---  act {number} is in the register under its head, act {proved['number']}: {proved['hash']}")


def verify(receipt):
    """Walk from the head to the act: an act's hash covers two earlier hashes and the digest of its facts."""
    expected = (receipt["head"]["number"], receipt["head"]["hash"])
    for step in receipt["path"]:
        earlier = step["number"] & (step["number"] - 1)  # the lowest set bit cleared
        if (step["number"], sha256(step["previous"] + step["skipped"] + step["digest"])) != expected:
            raise Unexpected(f"the receipt breaks at act {step['number']}")
        links = {step["number"] - 1: step["previous"], earlier: step["skipped"]}
        follows = next((after for after in receipt["path"] if after["number"] < step["number"]), None)
        expected = follows and (follows["number"], links.get(follows["number"]))
    act = json.dumps(receipt["act"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if (step["number"], step["digest"]) != (receipt["act"]["number"], sha256(act)):
        raise Unexpected("the receipt does not lead to the act")


def in_short(answer):
    """Say in a few words what was answered: a refusal, a proposal, a consideration, or what else was made."""
    if "title" in answer and "status" in answer:
        return answer.get("detail") or answer["title"]
    if "outcome" in answer and "body" in answer:
        return f"{answer['body']} on {answer['proposal']}: {answer['outcome']}"
    name = answer.get("reference") or answer.get("number") or answer.get("id", "")
    return f"{name} is in {answer['stage']}" if "stage" in answer else str(name)


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def part(heading):
    """Return one part of a concept paper: a heading and a paragraph."""
    text = f"The participating Member States agree on the {heading.lower()} of this measure."
    return [{"heading": True, "en": heading}, {"heading": False, "en": text}]


def resubmitted(version):
    """Return the paragraphs of a version as `submit-paper` takes them; an id keeps a paragraph's identity."""
    return [{name: line[name] for name in ("id", "heading", "en")} for line in version["paragraphs"]]


def in_future(delta=None, *, days=0):
    return (datetime.now(UTC) + (delta or timedelta(days=days))).isoformat()


def day_in(days):
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def tokens_of(pairs):
    """Return `{part: token}` from `part=token` arguments and the environment; the arguments win."""
    wanted = (*PARTS, OBSERVER)
    named = {part: os.environ.get(f"CICA_TOKEN_{part.upper()}", "") for part in wanted}
    named |= dict(pair.split("=", 1) for pair in pairs)
    if missing := [part for part in PARTS if not named[part]]:
        raise SystemExit(f"No token for {', '.join(missing)}.")
    return {part: token for part, token in named.items() if token}


def main(arguments=None):
    """Run both ways; return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base_url", help="such as http://localhost:8000")
    parser.add_argument("--tokens", nargs="*", default=[], metavar="PART=TOKEN")
    parser.add_argument("--measure", default="ECO-2", help="a measure without an open proposal (ECO-2)")
    options = parser.parse_args(arguments)
    api = Api(options.base_url, tokens_of(options.tokens))
    try:
        say("== At meetings")
        at_meetings(api, options.measure)
        say("== By silence")
        by_silence(api, options.measure)
    except Unexpected as problem:
        say(f"Not as documented: {problem}")
        return 1
    say("Both ways led to approval.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
