"""`make deploy-check`: an installation on this machine's loopback does the main job while its parts fail.

Starts PostgreSQL, Redis, nginx, two web nodes, worker, courier and scheduler by the commands of
docker-compose.yml with production's settings, plays a measure from declaration to decision through the proxy,
kills a node, a worker and Redis meanwhile, backs up, restores and compares, upgrades. A line a step; 1 at the
first that fails. Leaves no process and no file.
"""

import argparse
import json
import re
import secrets
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import NoReturn

import httpx
import psycopg

from deploy import compose
from deploy.earlier import RELEASE_0_1
from deploy.processes import Failure, wait_until
from deploy.programs import Missing
from deploy.rehearsal import DATABASE, HOST, NODES, RESTORED, UPGRADED, Rehearsal
from deploy.visitors import Browser, Reader, System, announced, load_route_a, mails_in, password_links_in

LIMIT = 240  # seconds for everything; a busy machine may be given more
MEASURE = "ECO-2"
LOST_MEASURE = "ECO-3"
PEOPLE = {
    "az": ["--participant=AZ", "--role=head"],
    "kg": ["--participant=KG", "--role=head", "--language=ru", "--time-zone=Asia/Bishkek"],
    "chair": ["--participant=AZ", "--chairs-office"],
    "secretariat": ["--secretariat"],
}
"""`{user name: what manage.py create_account is told}`; the API's parts have tokens by the same names."""
MAIN = re.compile(r"<main.*</main>", re.DOTALL)
"""What a page says; around it lie the tokens of its forms, which differ each time."""
ONLY_THE_OWNERS = [
    "ALTER TABLE records_act DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "DROP TABLE records_act CASCADE",
    "TRUNCATE records_act CASCADE",
    "DELETE FROM records_act",
    "UPDATE records_document SET name = ''",
    "DELETE FROM proposals_decision",
]
GOES_ON, PASSWORD = "delegate.kg", "demonstration"  # of the demonstration that release 0.1.0 was filled with
FILE = ("survey.csv", "route,days\nАлматы — Бишкек,1\n".encode())


class Check:
    """The steps in their order; each returns what there is to say of it, or raises `Failure`."""

    def __init__(self, folder: Path):
        self.here = Rehearsal(folder)
        self.passwords = {name: secrets.token_urlsafe() for name in PEOPLE}
        self.route_a = load_route_a()
        self.system: System  # once there are tokens

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        return [
            ("docker-compose.yml is as it must be", self.compose_file),
            ("PostgreSQL, Redis and a mail server start with the secrets", self.start_services),
            ("static files, migrations, reference data", self.prepare),
            ("an operator makes accounts and tokens", self.make_accounts),
            ("two web nodes, worker, courier, scheduler and proxy start", self.start_system),
            ("production's checks find nothing", self.run_checks),
            ("the proxy ends TLS and believes no client", self.ask_proxy),
            ("a person logs in, and goes on at the other node", self.log_in),
            ("interest, consultation and designation, while a node is killed", self.begin_with_a_dead_node),
            ("the node comes back and is asked again", self.bring_node_back),
            ("a file goes through the proxy and comes back", self.upload),
            ("a paper is written and circulated", self.write_paper),
            ("mail has arrived", self.find_mail),
            ("a lost password is replaced, by a mail that only the courier sends", self.replace_password),
            ("the SWG's silence is closed by the worker, while Redis is killed", self.close_silence),
            ("the Senior Officials decide, while the worker is killed", self.decide),
            ("every process is well", self.ask_probes),
            ("the application's role changes nothing of what is final", self.keep_roles_apart),
            (
                "a backup, taken while a person reads, restores and says what it lost",
                self.back_up_and_restore,
            ),
            ("a database of release 0.1.0 is upgraded and goes on", self.upgrade),
            ("no secret is in a log", self.search_logs),
        ]

    # ---- What the visitors share

    @cached_property
    def person(self) -> Browser:
        return Browser(address=self.here.address, trust=self.here.trust())

    @cached_property
    def proposal(self):
        return self.route_a.Proposal(self.system, MEASURE)

    def nodes_asked(self, path: str) -> set[str]:
        """The addresses of the nodes that answered requests for `path`, by the proxy's log."""
        answered = rf'"path":"{path}","status":200.*?"node":"([^",]+)"'
        return set(re.findall(answered, self.here.processes.log("proxy")))

    # ---- The steps

    def compose_file(self) -> str:
        if faults := compose.faults(compose.read()):
            raise Failure("; ".join(faults))
        said = compose.docker_faults()
        if said:
            raise Failure(f"docker compose config: {said}")
        answered = (
            "docker compose config does not answer here" if said is None else "docker compose config agrees"
        )
        return f"our schema agrees; {answered}"

    def start_services(self) -> str:
        self.here.make_folders()
        self.here.make_secrets()
        self.here.start_postgres()
        self.here.start_redis()
        self.here.start_mail()
        return self.here.processes.whose()

    def prepare(self) -> str:
        self.here.prepare()
        return ""

    def make_accounts(self) -> str:
        def make(name: str) -> tuple[str, str]:
            arguments = ["create_account", name, f"--email={name}@cbm.example", *PEOPLE[name]]
            self.here.manage(*arguments, stdin=f"{self.passwords[name]}\n")
            return name, self.here.manage("issue_token", name)

        with ThreadPoolExecutor(max_workers=2) as both:
            tokens = dict(both.map(make, PEOPLE))
        self.system = System(address=self.here.address, trust=self.here.trust(), tokens=tokens)
        return f"{len(PEOPLE)} accounts, {len(tokens)} tokens"

    def start_system(self) -> str:
        for node in NODES:
            self.here.start_node(node)
        self.here.start_worker("worker")
        self.here.start_worker("courier")
        self.here.start_scheduler()
        self.here.start_proxy()
        for node in NODES:
            wait_until(
                lambda node=node: self.here.probe("web", f"--port={self.here.ports[node]}"),
                what=f"{node} is ready",
            )
        return self.here.address

    def run_checks(self) -> str:
        said = self.here.manage("check", "--deploy", "--database", "default", "--fail-level", "WARNING")
        return said.splitlines()[-1]

    def ask_proxy(self) -> str:
        plain = f"http://{HOST}:{self.here.ports['http']}"
        redirected = httpx.get(f"{plain}/catalogue/")
        expect(redirected.status_code == HTTPStatus.PERMANENT_REDIRECT, "plain http is not redirected")
        expect(redirected.headers["Location"].startswith("https://"), "plain http does not lead to https")
        expect(httpx.get(f"{plain}/healthz").json() == {"status": "ready"}, "the balancer is not answered")
        # A client that says it came by https or from elsewhere is not believed: no redirection for the first,
        # and what it calls itself is not who is counted.
        forged = {"X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example", "X-Real-IP": "192.0.2.1"}
        answer = httpx.get(f"{self.here.address}/", headers=forged, verify=self.here.trust())
        expect(answer.status_code == HTTPStatus.OK, f"forged headers are answered with {answer.status_code}")
        for header in ["Strict-Transport-Security", "Content-Security-Policy", "X-Request-ID"]:
            expect(header in answer.headers, f"no {header}")
        expect("evil.example" not in answer.text, "a forged host is in the page")
        status, kind = announced(200 * 1024 * 1024, address=self.here.address, trust=self.here.trust())
        expect(status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"200 MB are answered with {status}")
        expect(kind == "application/problem+json", f"the refusal of 200 MB is {kind}")
        return "redirection, headers, limit"

    def log_in(self) -> str:
        self.person.log_in("kg", self.passwords["kg"])

        def both_have_answered() -> bool:
            self.person.read("/accounts/profile/")
            return len(self.nodes_asked("/accounts/profile/")) == len(NODES)

        wait_until(both_have_answered, what="both nodes serve the session")
        page = self.person.read("/accounts/profile/")
        expect(page.url.path == "/accounts/profile/", "the session ended at the other node")
        cookies = {cookie.name for cookie in self.person.client.cookies.jar}
        expect({"__Host-sessionid", "__Host-csrftoken"} <= cookies, "a cookie may be of another host")
        return ""

    def begin_with_a_dead_node(self) -> str:
        with Reader(self.person, "/proposals/") as reader:
            self.route_a.declare(self.proposal)
            self.here.processes.kill(NODES[0])
            self.route_a.designate(self.proposal)
        return f"{self.proposal.reference}; {reader.said()}; {self.system.repeats} requests repeated by key"

    def bring_node_back(self) -> str:
        self.here.start_node(NODES[0])
        port = self.here.ports[NODES[0]]

        def is_asked() -> bool:
            self.person.read("/meetings/")
            return any(node.endswith(f":{port}") for node in self.nodes_asked("/meetings/"))

        return f"after {wait_until(is_asked, what='the node is asked again'):.1f} s"

    def upload(self) -> str:
        fields = {
            "kind": "information", "measures": [MEASURE], "title": "Survey of corridors",
            "text": "The survey is attached.", "language": "en", "audience": "members", "step": "confirm",
        }  # fmt: skip
        page = self.person.send("/exchange/new/", fields, files={"files": FILE})
        address = re.search(r"/exchange/(S-[0-9-]+)/files/[0-9a-f-]+/", page.text)
        expect(address is not None, f"{page.url.path} does not offer the file")
        expect(self.person.read(address[0]).content == FILE[1], "the file came back changed")
        return f"{address[1]}, {len(FILE[1])} bytes"

    def write_paper(self) -> str:
        self.route_a.write_the_paper(self.proposal)
        return self.proposal.paper()["symbol"]

    def find_mail(self) -> str:
        link = f"{self.here.address}/proposals/{self.proposal.reference}/"

        def arrived() -> bool:
            mine = [mail for mail in mails_in(self.here.mail) if mail["To"].startswith("kg@")]
            return any(link in mail.get_body(["plain"]).get_content() for mail in mine)

        seconds = wait_until(arrived, what=f"mail to kg@cbm.example with {link}", seconds=40)
        names = [mail["Message-ID"] for mail in mails_in(self.here.mail)]
        expect(len(set(names)) == len(names), "a message came twice")
        return f"{len(names)} messages, after {seconds:.1f} s"

    def replace_password(self) -> str:
        """Walk it for one who is known and one who is not: the web nodes reach no mail server."""
        who, forgetful = "kg@cbm.example", Browser(address=self.here.address, trust=self.here.trust())
        answers = {
            MAIN.search(forgetful.send("/accounts/password/reset/", {"email": address}).text)[0]
            for address in ["nobody@cbm.example", who]
        }
        expect(len(answers) == 1, "the answer tells a known address from an unknown one")

        def links() -> list[str]:
            return [link for mail in mails_in(self.here.mail) for link in password_links_in(mail)]

        seconds = wait_until(links, what=f"a mail with a link to {who}", seconds=40)
        (link,) = links()
        expect(link.startswith(f"{self.here.address}/"), "the link does not begin with BASE_URL")
        page = forgetful.read(link).url.path
        self.passwords["kg"] = secrets.token_urlsafe()
        forgetful.send(page, dict.fromkeys(["password1", "password2"], self.passwords["kg"]))
        forgetful.log_in("kg", self.passwords["kg"])
        self.person.log_in("kg", self.passwords["kg"])  # the session before it has ended
        return f"after {seconds:.1f} s"

    def close_silence(self) -> str:
        deadline = self.route_a.in_future(self.route_a.SHORT)
        reason = "A short silence for a rehearsal."
        self.proposal.act("chair", "open-swg", mode="silence", deadline=deadline, waiver_reason=reason)
        self.here.processes.kill("redis")
        self.proposal.position("kg", "support")  # acts do not need it
        Browser(address=self.here.address, trust=self.here.trust()).log_in("az", self.passwords["az"])
        self.here.start_redis()
        seconds = wait_until(
            lambda: self.proposal.now()["stage"] == "agreed", what="the silence is closed", seconds=45
        )
        return f"an act and a log-in without Redis; agreed {seconds:.1f} s after its return"

    def decide(self) -> str:
        self.here.processes.kill("worker")
        self.proposal.act("chair", "open-soc", mode="meeting")
        roster = self.proposal.now()["considerations"][0]["roster"]
        self.here.start_worker("worker")
        self.proposal.act("chair", "conclude-soc", outcome="approved", present=roster)
        self.proposal.must_be_in("approved")
        self.route_a.check_decision(self.proposal, mode="meeting", statements=0)
        self.route_a.check_receipt(self.proposal, action="conclude-soc")
        return f"decision {self.proposal.now()['decision']}, receipt verified"

    def ask_probes(self) -> str:
        for arguments in [
            *(["web", f"--port={self.here.ports[node]}"] for node in NODES),
            ["worker", f"--node=worker@{HOST}"],
            ["worker", f"--node=courier@{HOST}"],
            ["scheduler"],
        ]:
            what = " ".join(arguments)
            wait_until(lambda arguments=arguments: self.here.probe(*arguments), what=f"{what} is well")
        if ended := self.here.processes.ended():
            raise Failure(f"ended by themselves: {', '.join(ended)}")
        return "by the health checks of docker-compose.yml"

    def keep_roles_apart(self) -> str:
        """Try with the web's own address of the database what only the owner of the tables may do."""
        for statement in ONLY_THE_OWNERS:
            with (
                psycopg.connect(self.here.application_url(DATABASE)) as session,
                suppress(psycopg.errors.InsufficientPrivilege),
            ):
                session.execute(statement)
                raise Failure(f"the application may: {statement}")
        return f"{len(ONLY_THE_OWNERS)} statements refused"

    def back_up_and_restore(self) -> str:
        with Reader(self.person, "/proposals/") as reader:
            backup = self.here.manage("backup", str(self.here.folder / "backups"))
        self.here.make_database(RESTORED)
        other, owner = self.here.instead(RESTORED), self.here.owner_instead(RESTORED)
        kept = json.loads((Path(backup) / "contents.json").read_text())["head_number"]
        self.route_a.declare(self.route_a.Proposal(self.system, LOST_MEASURE))  # which no backup has
        issued, digest = self.head_of(DATABASE)
        head = f"{issued}:{digest}"
        said = self.here.manage("restore", backup, "--head", head, service="migrate", **owner)
        self.here.manage("verify_record", "--head", head, **other)
        number, _hash = self.head_of(RESTORED)
        expect(f"Lost: acts {kept + 1} to {issued}" in said, f"nothing is said of what is lost: {said}")
        expect(number == issued + 1, f"the act of restoration has the number {number}")
        expect("KG: kg@cbm.example" in said, "nobody is named to write to")
        return f"{said.partition(';')[0]}; act {number} says which {issued - kept} are lost; {reader.said()}"

    def upgrade(self) -> str:
        """Fill a database as the release before left it, migrate it, prove it, read and act on it."""
        earlier, other = RELEASE_0_1, self.here.instead(UPGRADED)
        self.here.make_database(UPGRADED)
        earlier.load(self.here.owner_url(UPGRADED), pg_restore=self.here.programs["pg_restore"])
        self.here.migrate(**self.here.owner_instead(UPGRADED))
        proof = ["verify_record", "--head", earlier.head]
        proved = self.here.manage(*proof, **other).partition(",")[0]
        token = self.here.manage("issue_token", GOES_ON, **other)
        for node in NODES:
            self.here.processes.stop(node)
        self.here.start_node(NODES[0], **other)
        wait_until(
            lambda: self.here.probe("web", f"--port={self.here.ports[NODES[0]]}"), what="the node is ready"
        )
        person = Browser(address=self.here.address, trust=self.here.trust())
        person.log_in(GOES_ON, PASSWORD)  # as it was set in the release before
        system = System(address=self.here.address, trust=self.here.trust(), tokens={GOES_ON: token})
        system.post(GOES_ON, f"proposals/{earlier.proposal}/actions/withdraw-interest/", {})
        page = person.read(f"/proposals/{earlier.proposal}/")
        expect("Kyrgyzstan withdrew its interest" in page.text, "the page does not tell of the act")
        self.here.manage(*proof, **other)
        return f"{proved}, and one more"

    def head_of(self, database: str) -> tuple[int, str]:
        with psycopg.connect(self.here.application_url(database)) as session:
            return session.execute("SELECT number, hash FROM records_registerhead").fetchone()

    def search_logs(self) -> str:
        word = secrets.token_urlsafe()
        for path in [f"/search/?q={word}", f"/accounts/password/reset/key/1-{word}/", f"/feeds/{word}.ics"]:
            self.person.client.get(path)
        known = [word, *self.passwords.values(), *self.system.tokens.values()]
        known += [path.read_text().strip() for path in self.here.secrets.glob("*_url")]
        logs = {path.name: path.read_text(errors="replace") for path in self.here.folder.glob("*.log")}
        found = [name for name, text in logs.items() if any(secret in text for secret in known)]
        expect(not found, f"a secret is in {', '.join(found)}")
        return f"{len(logs)} logs, {len(known)} secrets"


def expect(condition: bool, otherwise: str) -> None:
    if not condition:
        raise Failure(otherwise)


def main() -> int:
    """Return 0 when every step ended as it must, 1 otherwise, 2 where a program is missing."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # so that all is stopped
    signal.signal(signal.SIGALRM, out_of_time)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=LIMIT, help="seconds for everything")
    signal.alarm(parser.parse_args().limit)
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="cica-deploy-"))
    try:
        check = Check(folder)
    except Missing as missing:
        signal.alarm(0)
        shutil.rmtree(folder)
        say(str(missing))
        return 2
    try:
        failed = first_failure(check)
    finally:
        signal.alarm(0)
        check.here.processes.stop_all()
    verdict = f"failed at: {failed}" if failed else "the installation does its job"
    say(f"deploy-check: {verdict} ({time.monotonic() - began:.0f} s)")
    return 1 if failed else 0


def first_failure(check: Check) -> str:
    """Walk the steps, a line each; return the title of the one that failed, or ""."""
    for title, step in check.steps():
        began = time.monotonic()
        try:
            detail = step()
        except (Failure, check.route_a.Unexpected, httpx.HTTPError) as failure:
            say(f"FAILED {title}: {failure}")
            tell_logs(check)
            return title
        say(f"ok {time.monotonic() - began:6.1f} s  {title}{detail and f': {detail}'}")
    return ""


def tell_logs(check: Check) -> None:
    """Show the end of what each process said."""
    for path in sorted(check.here.folder.glob("*.log")):
        if lines := path.read_text(errors="replace").splitlines()[-8:]:
            say("\n".join([f"--- {path.stem}", *lines]))


def out_of_time(number: int, frame: object) -> NoReturn:
    raise Failure("everything together took too long")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
