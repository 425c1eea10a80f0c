"""The Python client that openapi-python-client makes of our document takes a measure to approval.

It raises at whatever is not as described: a key that is missing, a word that is none of the enum, a status.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from importlib import import_module
from inspect import signature
from typing import Any, get_args

import pytest

from members.models import Account, Token
from proposals.enums import Action
from tests.described import document, operations
from tests.factories.members import chair, delegate, secretariat
from tests.factories.proposals import act, expert_of, opened

WAIVER = "The delegations have told the Chair that they are ready."


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """Generate the client once, and let it be imported."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "openapi.json").write_text(json.dumps(document()))
    (folder / "config.yml").write_text("post_hooks: []\n")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate", "--path", "openapi.json"),
            *("--config", "config.yml", "--meta", "none", "--output-path", "cica_client"),
            "--fail-on-warning",
        ],
        cwd=folder, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield import_module("cica_client")


@pytest.fixture
def as_whom(live_server, package) -> Iterator[Callable[[str], Any]]:
    """Yield what makes a client for an account, by the way in which generated clients send tokens."""
    accounts = [
        Account.objects.create(username="az", participant_id="AZ"),
        Account.objects.create(username="kg", participant_id="KG"),
        Account.objects.create(username="chair", participant_id="AZ", is_chairs_office=True),
        Account.objects.create(username="secretariat", post="secretariat"),
    ]
    tokens = {account.username: Token.objects.create(user=account)[1] for account in accounts}

    with ExitStack() as opened_clients:

        def client(name: str) -> Any:
            made = package.AuthenticatedClient(
                base_url=live_server.url, token=tokens[name], raise_on_unexpected_status=True
            )
            return opened_clients.enter_context(made)

        yield client


def call(client: Any, tag: str, operation: str, *keys: Any, fields: Any = None, **options: Any) -> Any:
    """Call one operation of the client; return what it made of the answer, which is no refusal."""
    function = import_module(f"cica_client.api.{tag}.{operation}").sync_detailed
    if fields is not None:
        kind = signature(function).parameters["body"].annotation
        options["body"] = (get_args(kind) or [kind])[0].from_dict(fields)
    answer = function(*keys, client=client, **options)
    assert answer.status_code < 300, (operation, answer.content)
    return answer.parsed


def in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def test_it_lists_and_takes_a_measure_to_approval(as_whom, package):
    az, kg, chair, secretariat = map(as_whom, ("az", "kg", "chair", "secretariat"))
    fields = {"route": "A", "measure": "ECO-2", "offer": "coordinator", "statement": "We stand by our offer."}
    made = call(az, "proposals", "proposals_create", fields=fields)

    def act(client: Any, name: str, **body: Any) -> Any:
        return call(client, "proposals", f"proposals_{name}", made.reference, fields=body)

    act(kg, "declare_interest", offer="co_coordinator", statement="We are a landlocked state.")
    act(chair, "open_consultation", answer_by=in_days(10), message="Who should coordinate?")
    act(az, "respond", answer="coordinate")
    act(kg, "respond", answer="co_coordinate")
    coordinators = [{"state": "AZ", "role": "coordinator"}, {"state": "KG", "role": "co_coordinator"}]
    act(chair, "designate_coordinators", coordinators=coordinators, draft_due=in_days(30)[:10])
    [line] = call(kg, "proposals", "proposals_list").results
    assert [(one.state, one.role.value) for one in line.coordinators] == [
        ("AZ", "coordinator"),
        ("KG", "co_coordinator"),
    ]
    text = [
        {"heading": True, "en": "Objectives"},
        {"heading": False, "en": "The members exchange statistics."},
    ]
    submitted = act(az, "submit_paper", title="Concept paper on ECO-2", paragraphs=text)
    digest = submitted.papers[0].versions[-1].digest
    act(secretariat, "circulate", comments_until=in_days(14), digest=digest)
    seen = call(kg, "proposals", "proposals_retrieve", made.reference)
    act(chair, "open_swg", mode="meeting", waiver_reason=WAIVER)
    current = call(kg, "proposals", "proposals_retrieve", made.reference).considerations[0]
    position = {"position": "support", "statement": ""}
    call(kg, "considerations", "considerations_positions_create", current.id, fields=position)
    act(chair, "conclude_swg", outcome="agreed", present=current.roster, digest=digest)
    act(chair, "open_soc", mode="meeting")
    done = act(chair, "conclude_soc", outcome="approved", present=current.roster, digest=digest)

    assert (seen.stage.value, done.stage.value) == ("circulation", "approved")
    decision = call(kg, "decisions", "decisions_retrieve", done.decision)
    assert [line.state for line in decision.coordinators] == ["AZ", "KG"]
    assert [line.reference for line in call(kg, "proposals", "proposals_list").results] == [made.reference]


def test_whatever_has_a_list_is_listed_with_every_word_known(as_whom):
    views = opened("B", delegate("UZ"), measure="NCT-4", statement="x")
    act(Action.CALL_EXPERTS, views, chair(), designate_by=in_days(20))
    expert = str(expert_of("KG").public_id)
    act(Action.CHARGE_EXPERTS, views, secretariat(), experts=[expert], draft_due=in_days(60)[:10])
    lists = [one.said for one in operations() if one.method == "get" and "{" not in one.address]
    names = {said["operationId"]: said["tags"][0].replace("-", "_") for said in lists if is_for_all(said)}
    client = as_whom("secretariat")

    read = {name: call(client, tag, name) for name, tag in names.items() if name.endswith("_list")}

    assert len(read) > 20
    assert all(hasattr(page, "results") for page in read.values())


def is_for_all(said: dict[str, Any]) -> bool:
    return "403" not in said["responses"]
