"""What the tests of the project itself share."""

from urllib.parse import quote

import pytest
from django.db import connection

from implementation.models import ActionPlan, Report
from proposals.enums import Stage
from records import clock
from tests.factories import taking
from tests.factories.exchange import call_for_information, compiled, disseminated, submit, views_of
from tests.factories.meetings import convene, later
from tests.factories.members import delegate
from tests.factories.proposals import activity_of, day, expert_of, proposal_at


def address_on_server(name=""):
    """The address of a database on the server of the tests; of the tests' own without a name."""
    facts = connection.get_connection_params()
    user, password, host, port = (
        quote(str(facts.get(fact) or ""), safe="") for fact in ["user", "password", "host", "port"]
    )
    return f"postgresql://{user}:{password}@{host}{port and f':{port}'}/{name or facts['dbname']}"


@pytest.fixture
def database_address(transactional_db):
    """Return the address of a database on the server of the tests; of the tests' own without a name.

    For processes of their own, which see what a test has committed.
    """

    return address_on_server


@pytest.fixture
def one_of_each(db) -> None:
    """Make one thing of each kind that the reference record does not have."""
    proposal_at(Stage.APPROVED, measure="ECO-3")
    at, lead = clock.now(), delegate("KG")
    disseminated()
    views_of("UZ")
    submit(call=call_for_information().reference)
    compiled()
    convene(kind="expert", **later(20))
    activity_of("KG")
    expert_of("KG", "ECO-2")
    period = {"starts_on": day(0), "ends_on": day(9)}
    for model, body in (
        (ActionPlan, {"measure": "ECO-3", "title": "A plan", "text": "Steps.", **period}),
        (Report, {"measure": "ECO-3", "year": 2025, "text": "Done."}),
    ):
        taking.enter(model, actor=lead, data=body, at=at)
