"""The application's role does all that the application does, and changes nothing of what is final."""

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from cbms.models import Expert
from cica.roles import RolesFault, as_owner, give_to_application, privileges_of_tables
from exchange.enums import ExchangeAction
from members.models import Account
from notices import tasks
from proposals.enums import Action, Stage
from records import clock
from records.models import Act
from tests.factories import exchange
from tests.factories.members import chair, delegate, secretariat
from tests.factories.proposals import act, everybody, expert_of, proposal_at
from tests.factories.taking import act_on_expert

pytestmark = pytest.mark.django_db
APPLICATION = f"cica_tested_{os.getpid()}"  # roles are of the whole server, which other runs use too


@pytest.fixture
def as_application():
    """Work as the application's role, given its part as `migrate` gives it."""
    give_to_application(APPLICATION)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APPLICATION}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_it_does_all_that_the_application_does(as_application):
    proposal = proposal_at(Stage.SENIOR_OFFICIALS)
    act(Action.CONCLUDE_SOC, proposal, chair(), outcome="approved", present=everybody())
    submission = exchange.disseminated(files=[SimpleUploadedFile("forecast.txt", b"rain")])
    exchange.act(ExchangeAction.ACKNOWLEDGE, submission, delegate(exchange.RECIPIENT))
    expert_of("UZ")
    for expert in Expert.objects.all():
        act_on_expert(
            public_id=expert.public_id, name="erase-expert", actor=secretariat(), data={}, at=clock.now()
        )
    tasks.deliver()
    account = Account.objects.first()
    client = Client()
    client.force_login(account)
    assert client.get("/inbox/").status_code == 200
    call_command("load_reference_data", verbosity=0)
    call_command("verify_record", verbosity=0)
    assert Act.objects.exists()


REFUSED = [
    "ALTER TABLE records_act DISABLE TRIGGER ALL",
    "ALTER TABLE proposals_decision DISABLE TRIGGER USER",
    "SET session_replication_role = replica",
    "DROP TABLE records_act CASCADE",
    "TRUNCATE records_act CASCADE",
    "TRUNCATE notices_delivery CASCADE",
    "DELETE FROM records_act",
    "UPDATE records_act SET rule = 'none'",
    "DELETE FROM proposals_decision",
    "DELETE FROM records_registerhead",
    "DELETE FROM records_document",
    "UPDATE proposals_position SET statement = ''",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('records', 'x', now())",
    "CREATE TABLE another (id int)",
    "CREATE ROLE another SUPERUSER",
    "CREATE OR REPLACE FUNCTION sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_it_cannot_change_what_is_kept_or_how(as_application, statement):
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be (owner|superuser)"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_every_table_has_its_privileges(db):
    given = privileges_of_tables()

    assert set(given) == set(connection.introspection.table_names())
    assert given["records_act"] == ("SELECT", "INSERT")
    assert given["proposals_decision"] == ("SELECT", "INSERT", "UPDATE")
    assert given["webhooks_webhook"] == ("SELECT", "INSERT", "UPDATE", "DELETE")


def test_a_role_that_could_do_anything_is_refused(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE cica_too_strong SUPERUSER")

    with pytest.raises(RolesFault, match="may do what the owner may"):
        give_to_application("cica_too_strong")
    with pytest.raises(RolesFault, match="may do what the owner may"):
        give_to_application(connection.settings_dict["USER"])


def test_giving_again_changes_nothing(as_application):
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    give_to_application(APPLICATION)


def test_two_databases_are_refused(settings):
    settings.OWNER_DATABASE_URL = "postgresql://owner@elsewhere/other"

    with pytest.raises(RolesFault, match="two databases"), as_owner():
        pass
